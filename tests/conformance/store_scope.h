#ifndef TESTS_CONFORMANCE_STORE_SCOPE_H_
#define TESTS_CONFORMANCE_STORE_SCOPE_H_

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "tests/conformance/store_fixture.h"

namespace caselens {

// Rows of another study, or of a site outside the scope, are invisible to
// every method that takes a scope: all methods and filters, over all scopes.
class StoreScope : public StoreConformance {
 protected:
  using Ids = std::set<std::string>;

  // One way to read. `ids` is what it shows when asked about a case (whose id,
  // site or record it filters by); `wants` what it would show were the scope
  // everything; `id` the id of a case among them.
  struct Method {
    std::string name;
    std::function<absl::StatusOr<Ids>(Reader&, const Scope&,
                                      const SampleCase& about)>
        ids;
    std::function<bool(const SampleCase& about, const SampleCase& one)> wants;
    std::function<std::string(const SampleCase&)> id;
  };

  static std::vector<Method> Methods();
  static std::vector<Scope> Scopes();

  void SetUp() override {
    int tag = 0;
    for (const std::string study : {"s", "s2"}) {
      for (const std::string site : {"C1", "C2", "D1"}) {
        for (const std::string record : {"R1", "R2"}) {
          SampleCase sample = MakeCase(study, site, absl::StrCat(++tag));
          sample.file.record = record;
          sample.assignment.auditor = record == "R1" ? "ada" : "bob";
          sample.coding.auditor = sample.assignment.auditor;
          cases_.push_back(std::move(sample));
        }
      }
    }
    ASSERT_THAT(Write([this](Transaction& t) -> absl::Status {
                  CASELENS_RETURN_IF_ERROR(InsertFoundations(t));
                  for (const SampleCase& sample : cases_) {
                    CASELENS_RETURN_IF_ERROR(InsertCase(t, sample));
                  }
                  return absl::OkStatus();
                }),
                IsOk());
  }

  std::vector<SampleCase> cases_;
};

inline std::vector<Scope> StoreScope::Scopes() {
  std::vector<Scope> scopes;
  const std::vector<std::string> sites = {"C1", "C2", "D1"};
  for (const std::string study : {"s", "s2", "none", ""}) {
    scopes.push_back({.study = study, .all_sites = true, .sites = {}});
    for (size_t subset = 0; subset < 8; ++subset) {
      Scope scope{.study = study};
      for (size_t i = 0; i < sites.size(); ++i) {
        if ((subset >> i & 1) != 0) scope.sites.insert(sites[i]);
      }
      scopes.push_back(scope);
    }
    // Sites that try to be more than one site.
    for (const std::string site : {"", "C", "c1", "C1\",\"C2", "C1,C2", "%",
                                   "C1' OR '1'='1", "\\\"", "C1\n", "null"}) {
      scopes.push_back({.study = study, .all_sites = false, .sites = {site}});
    }
  }
  return scopes;
}

// The ids of one row or of many; what is not found is no id.
template <typename Row>
absl::StatusOr<std::set<std::string>> IdsOf(const absl::StatusOr<Row>& row) {
  if (absl::IsNotFound(row.status())) return std::set<std::string>{};
  if (!row.ok()) return row.status();
  return std::set<std::string>{row->id};
}
template <typename Row>
absl::StatusOr<std::set<std::string>> IdsOf(
    const absl::StatusOr<std::vector<Row>>& rows) {
  if (!rows.ok()) return rows.status();
  std::set<std::string> ids;
  for (const Row& row : *rows) ids.insert(row.id);
  return ids;
}

inline std::vector<StoreScope::Method> StoreScope::Methods() {
  using Case = SampleCase;
  const Page page{.limit = 100};
  const auto everything = [](const Case&, const Case&) { return true; };
  const auto itself = [](const Case& about, const Case& one) {
    return about.file.id == one.file.id;
  };
  const auto same_site = [](const Case& about, const Case& one) {
    return about.file.site == one.file.site;
  };
  const auto same_record = [](const Case& about, const Case& one) {
    return about.file.record == one.file.record;
  };
  const auto same_auditor = [](const Case& about, const Case& one) {
    return about.coding.auditor == one.coding.auditor;
  };
  const auto file = [](const Case& one) { return one.file.id; };
  const auto assignment = [](const Case& one) { return one.assignment.id; };
  const auto coding = [](const Case& one) { return one.coding.id; };

  const auto files_by = [page](auto filter_by) {
    return [=](Reader& r, const Scope& scope, const Case& about) {
      return IdsOf(r.ListCaseFiles(scope, filter_by(about), page));
    };
  };
  const auto assignments_by = [page](auto filter_by) {
    return [=](Reader& r, const Scope& scope, const Case& about) {
      return IdsOf(r.ListAssignments(scope, filter_by(about), page));
    };
  };
  const auto codings_by = [page](auto filter_by) {
    return [=](Reader& r, const Scope& scope, const Case& about) {
      return IdsOf(r.ListCodings(scope, filter_by(about), page));
    };
  };
  return {
      {"GetCaseFile",
       [](Reader& r, const Scope& scope, const Case& about) {
         return IdsOf(r.GetCaseFile(scope, about.file.id));
       },
       itself, file},
      {"GetAssignment",
       [](Reader& r, const Scope& scope, const Case& about) {
         return IdsOf(r.GetAssignment(scope, about.assignment.id));
       },
       itself, assignment},
      {"GetCoding",
       [](Reader& r, const Scope& scope, const Case& about) {
         return IdsOf(r.GetCoding(scope, about.coding.id));
       },
       itself, coding},
      {"ListCaseFiles", files_by([](const Case&) { return CaseFileFilter{}; }),
       everything, file},
      {"ListCaseFiles by site", files_by([](const Case& c) {
         return CaseFileFilter{.site = c.file.site};
       }),
       same_site, file},
      {"ListCaseFiles by record", files_by([](const Case& c) {
         return CaseFileFilter{.record = c.file.record};
       }),
       same_record, file},
      {"ListAssignments",
       assignments_by([](const Case&) { return AssignmentFilter{}; }),
       everything, assignment},
      {"ListAssignments by auditor", assignments_by([](const Case& c) {
         return AssignmentFilter{.auditor = c.coding.auditor};
       }),
       same_auditor, assignment},
      {"ListAssignments by case file", assignments_by([](const Case& c) {
         return AssignmentFilter{.case_file = c.file.id};
       }),
       itself, assignment},
      {"ListAssignments by site", assignments_by([](const Case& c) {
         return AssignmentFilter{.site = c.file.site};
       }),
       same_site, assignment},
      {"ListAssignments by record", assignments_by([](const Case& c) {
         return AssignmentFilter{.record = c.file.record};
       }),
       same_record, assignment},
      {"ListCodings", codings_by([](const Case&) { return CodingFilter{}; }),
       everything, coding},
      {"ListCodingsByFile",
       [page](Reader& r, const Scope& scope, const Case& /*about*/) {
         return IdsOf(r.ListCodingsByFile(scope, {}, page));
       },
       everything, coding},
      {"ListCodingsByFile by site",
       [page](Reader& r, const Scope& scope, const Case& about) {
         return IdsOf(
             r.ListCodingsByFile(scope, {.site = about.file.site}, page));
       },
       same_site, coding},
      {"ListCodingsByFile by auditor and case file",
       [page](Reader& r, const Scope& scope, const Case& about) {
         return IdsOf(r.ListCodingsByFile(
             scope,
             {.auditor = about.coding.auditor, .case_file = about.file.id},
             page));
       },
       itself, coding},
      {"ListCodings by auditor", codings_by([](const Case& c) {
         return CodingFilter{.auditor = c.coding.auditor};
       }),
       same_auditor, coding},
      {"ListCodings by site", codings_by([](const Case& c) {
         return CodingFilter{.site = c.file.site};
       }),
       same_site, coding},
      {"ListCodings by case file", codings_by([](const Case& c) {
         return CodingFilter{.case_file = c.file.id};
       }),
       itself, coding},
  };
}

TEST_P(StoreScope, NoMethodShowsARowOutsideTheScope) {
  for (const Method& method : Methods()) {
    for (const Scope& scope : Scopes()) {
      for (const SampleCase& about : cases_) {
        Ids wanted;
        for (const SampleCase& one : cases_) {
          if (scope.study == one.file.study && scope.Covers(one.file.site) &&
              method.wants(about, one)) {
            wanted.insert(method.id(one));
          }
        }
        ASSERT_THAT(
            Read([&](Reader& r) { return method.ids(r, scope, about); }),
            Holds(wanted))
            << method.name << " about " << about.file.study << "/"
            << about.file.site << " in " << scope.study << "/"
            << testing::PrintToString(scope.sites);
      }
    }
  }
}

TEST_P(StoreScope, CountsOnlyWhatTheScopeCovers) {
  for (const Scope& scope : Scopes()) {
    for (const std::string site : {"C1", "C2", "D1", "E1", ""}) {
      int64_t wanted = 0;
      for (const SampleCase& one : cases_) {
        wanted += scope.study == one.file.study && scope.Covers(site) &&
                          one.file.site == site
                      ? 1
                      : 0;
      }
      EXPECT_THAT(
          Read([&](Reader& r) { return r.CountCaseFiles(scope, site); }),
          Holds(wanted))
          << site << " in " << scope.study << "/"
          << testing::PrintToString(scope.sites);
    }
  }
}

}  // namespace caselens

#endif  // TESTS_CONFORMANCE_STORE_SCOPE_H_
