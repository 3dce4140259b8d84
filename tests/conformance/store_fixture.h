#ifndef TESTS_CONFORMANCE_STORE_FIXTURE_H_
#define TESTS_CONFORMANCE_STORE_FIXTURE_H_

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "storage/store.h"
#include "tests/status_matchers.h"
#include "tests/storage/sample_rows.h"

namespace caselens {

// Where one store lives. Each Open is a start of the program.
class StorePlace {
 public:
  virtual ~StorePlace() = default;
  virtual absl::StatusOr<std::unique_ptr<Store>> Open() = 0;
};

// One backend under test. `make` returns an empty place.
struct Backend {
  std::string name;
  std::function<std::unique_ptr<StorePlace>()> make;

  friend std::ostream& operator<<(std::ostream& os, const Backend& backend) {
    return os << backend.name;
  }
};

class StoreConformance : public testing::TestWithParam<Backend> {
 protected:
  StoreConformance() : place_(GetParam().make()) { Restart(); }

  Store& store() { return *store_; }
  void Stop() { store_.reset(); }
  void Restart() {
    store_.reset();
    auto opened = place_->Open();
    if (opened.ok()) store_ = *std::move(opened);
    // Without a store no test can go on.
    if (store_ == nullptr) std::abort();
  }

  absl::Status Write(Store::Change change) {
    return store_->WriteNow(std::move(change));
  }
  // The result of one read in a snapshot of its own.
  template <typename Function>
  auto Read(Function function) {
    using Result = decltype(function(std::declval<Reader&>()));
    std::optional<Result> result;
    const absl::Status status = store_->Read([&](Reader& reader) {
      result.emplace(function(reader));
      return absl::OkStatus();
    });
    EXPECT_THAT(status, IsOk());
    return *std::move(result);
  }

 private:
  const std::unique_ptr<StorePlace> place_;
  std::unique_ptr<Store> store_;
};

inline auto Fails(absl::StatusCode code) { return StatusIs(code, testing::_); }

MATCHER_P(Holds, value, "holds the wanted value") {
  if (!arg.ok()) {
    *result_listener << arg.status().ToString();
    return false;
  }
  return *arg == value;
}

// A store for a case with all that hangs on it.
class StoreWithSamples : public StoreConformance {
 protected:
  const Scope all_{.study = "s", .all_sites = true, .sites = {}};
  const SampleCase sample_ = MakeCase("s", "C1", "a");

  void WriteSamples() {
    ASSERT_THAT(Write([this](Transaction& t) -> absl::Status {
                  CASELENS_RETURN_IF_ERROR(InsertFoundations(t));
                  CASELENS_RETURN_IF_ERROR(t.InsertToken(SampleToken("k")));
                  CASELENS_RETURN_IF_ERROR(InsertCase(t, sample_));
                  CASELENS_RETURN_IF_ERROR(t.AppendEvent(SampleEvent(1)));
                  return t.InsertReply(SampleReply("q"));
                }),
                IsOk());
  }
};

}  // namespace caselens

#endif  // TESTS_CONFORMANCE_STORE_FIXTURE_H_
