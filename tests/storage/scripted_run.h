#ifndef TESTS_STORAGE_SCRIPTED_RUN_H_
#define TESTS_STORAGE_SCRIPTED_RUN_H_

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "storage/store.h"
#include "tests/status_matchers.h"
#include "tests/storage/blocked_writer.h"
#include "tests/storage/sample_rows.h"
#include "typology/base/status_macros.h"

namespace caselens {

// A run of changes, the same for each run, that remembers what a store
// acknowledged. Change i inserts the resource x/i, the reply i and the next
// event, and counts up x/count: four writes that must stay together.
class ScriptedRun {
 public:
  // Appends the event of a change of the resource `name`, in study s.
  using Record =
      std::function<absl::Status(Transaction&, const std::string& name)>;

  explicit ScriptedRun(Record record = &AppendSampleEvent)
      : record_(std::move(record)) {}

  // Makes `changes` more, one to three at a time; those of one time wait
  // together. Stops after a time with a failure if `stops_at_failure`.
  // Returns the failures.
  std::vector<absl::Status> Go(Store& store, int changes,
                               bool stops_at_failure) {
    std::vector<absl::Status> failures;
    const int end = next_ + changes;
    for (int size = 1; next_ < end; size = size % 3 + 1) {
      WriteTogether(store, std::min(size, end - next_), failures);
      if (stops_at_failure && !failures.empty()) break;
    }
    return failures;
  }

  // Checks that `store` holds every acknowledged change, and no half of any
  // other. Returns how many acknowledged ones are missing.
  int CountLost(Store& store) const {
    int lost = -1;
    EXPECT_THAT(store.Read([&](Reader& reader) -> absl::Status {
      CASELENS_ASSIGN_OR_RETURN(lost, CountLost(reader));
      return absl::OkStatus();
    }),
                IsOk());
    return lost;
  }

  int Acknowledged() const { return static_cast<int>(acknowledged_.size()); }

 private:
  static std::string Name(int i) { return absl::StrCat("x/", i); }
  static ResourceRow Row(int i) {
    ResourceRow row = SampleResource(Name(i));
    row.document.assign((i * 977) % 6000, static_cast<char>(i));
    return row;
  }

  static absl::Status AppendSampleEvent(Transaction& t,
                                        const std::string& name) {
    CASELENS_ASSIGN_OR_RETURN(const int64_t sequence, t.NextSequence());
    EventRow event = SampleEvent(sequence);
    event.resource = name;
    return t.AppendEvent(event);
  }

  static absl::Status Change(Transaction& t, const Record& record, int i) {
    absl::StatusOr<ResourceRow> count = t.GetResource("x/count");
    if (absl::IsNotFound(count.status())) {
      count = SampleResource("x/count");
      count->version = 0;
      CASELENS_RETURN_IF_ERROR(t.InsertResource(*count));
    }
    CASELENS_RETURN_IF_ERROR(count.status());
    ++count->version;
    CASELENS_RETURN_IF_ERROR(t.UpdateResource(*count));
    CASELENS_RETURN_IF_ERROR(t.InsertResource(Row(i)));
    CASELENS_RETURN_IF_ERROR(record(t, Name(i)));
    return t.InsertReply(SampleReply(absl::StrCat(i)));
  }

  void WriteTogether(Store& store, int count,
                     std::vector<absl::Status>& failures) {
    std::vector<std::future<absl::Status>> answers;
    {
      const BlockedWriter writer(store);
      for (int k = 0; k < count; ++k) {
        answers.push_back(
            WriteSoon(store, [record = record_, i = next_ + k](Transaction& t) {
              return Change(t, record, i);
            }));
      }
    }
    for (auto& answer : answers) {
      absl::Status status = answer.get();
      if (status.ok()) {
        acknowledged_.insert(next_);
      } else {
        failures.push_back(std::move(status));
      }
      ++next_;
    }
  }

  absl::StatusOr<int> CountLost(Reader& reader) const {
    CASELENS_ASSIGN_OR_RETURN(const std::vector<EventRow> events,
                              reader.ListEvents("s", {}, {.limit = next_ + 1}));
    std::set<std::string> with_event;
    for (size_t i = 0; i < events.size(); ++i) {
      EXPECT_EQ(events[i].sequence, static_cast<int64_t>(i) + 1);
      with_event.insert(events[i].resource);
    }
    int lost = 0;
    int kept = 0;
    for (int i = 0; i < next_; ++i) {
      const absl::StatusOr<ResourceRow> row = reader.GetResource(Name(i));
      const bool is_kept = row.ok();
      if (is_kept) {
        EXPECT_EQ(*row, Row(i));
      }
      EXPECT_EQ(with_event.count(Name(i)) != 0, is_kept) << "half of " << i;
      EXPECT_EQ(reader.GetReply("ada", absl::StrCat(i)).ok(), is_kept)
          << "half of " << i;
      kept += is_kept ? 1 : 0;
      lost += !is_kept && acknowledged_.count(i) != 0 ? 1 : 0;
    }
    EXPECT_EQ(with_event.size(), kept) << "an event of nothing";
    const absl::StatusOr<ResourceRow> count = reader.GetResource("x/count");
    EXPECT_EQ(count.ok() ? count->version : 0, kept) << "half of a change";
    return lost;
  }

  Record record_;
  int next_ = 0;
  std::set<int> acknowledged_;
};

}  // namespace caselens

#endif  // TESTS_STORAGE_SCRIPTED_RUN_H_
