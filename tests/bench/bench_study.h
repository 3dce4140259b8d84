#ifndef TESTS_BENCH_BENCH_STUDY_H_
#define TESTS_BENCH_BENCH_STUDY_H_

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/call.h"
#include "audit_service/environment.h"
#include "audit_service/handlers/template_handler.h"
#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/study.pb.h"
#include "storage/sqlite/sqlite_store.h"
#include "tests/temp_dir.h"
#include "typology/base/status_macros.h"

namespace caselens {

inline constexpr char kBenchTemplate[] = "templates/rdac-2026/revisions/1";
inline constexpr int64_t kBenchBegin = 1'760'000'000'000'000;

inline void CheckOk(const absl::Status& status) {
  if (!status.ok()) std::abort();
}

inline ResourceRow BenchResource(std::string name, std::string collection,
                                 std::string parent, std::string document) {
  return {.name = std::move(name),
          .collection = std::move(collection),
          .parent = std::move(parent),
          .salt = std::string(32, 's'),
          .document = std::move(document)};
}

// A store in a real file with the study `s`, the shipped template and the
// sites C1, C2 and C3.
struct BenchStudy {
  BenchStudy() {
    auto opened = SqliteStore::Open(dir.Path("caselens.db"));
    CheckOk(opened.status());
    store = *std::move(opened);
    auto made = Catalogue::Create();
    CheckOk(made.status());
    catalogue = *std::move(made);
    CheckOk(PublishShippedTemplate(*store, environment));
    CheckOk(store->WriteNow([](Transaction& transaction) -> absl::Status {
      v1::Study study;
      study.set_name("studies/s");
      study.set_template_(kBenchTemplate);
      CASELENS_RETURN_IF_ERROR(transaction.InsertResource(BenchResource(
          study.name(), "studies", "", study.SerializeAsString())));
      for (const char* const id : {"C1", "C2", "C3"}) {
        v1::Site site;
        site.set_name(absl::StrCat("studies/s/sites/", id));
        site.set_nation(v1::Site::ENG);
        site.set_factor_scheme("rdac-17-c1-v1");
        CASELENS_RETURN_IF_ERROR(transaction.InsertResource(BenchResource(
            site.name(), "sites", "studies/s", site.SerializeAsString())));
      }
      return absl::OkStatus();
    }));
  }

  // By someone with this role at all sites.
  Call CallBy(const std::string& principal, v1::Grant::Role role,
              const std::string& method) const {
    v1::Principal caller;
    caller.set_name(absl::StrCat("principals/", principal));
    v1::Grant& grant = *caller.add_grants();
    grant.set_role(role);
    grant.set_study("studies/s");
    Call call = Call::Internal(environment, method, caller);
    call.scope = {.study = "s", .all_sites = true};
    return call;
  }

  const TempDir dir;
  const Environment environment = Environment::Real();
  std::unique_ptr<SqliteStore> store;
  std::unique_ptr<Catalogue> catalogue;
};

}  // namespace caselens

#endif  // TESTS_BENCH_BENCH_STUDY_H_
