#ifndef AUDIT_SERVICE_COUNTING_COUNTED_STUDY_H_
#define AUDIT_SERVICE_COUNTING_COUNTED_STUDY_H_

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/case_file.pb.h"
#include "caselens/v1/class_model.pb.h"
#include "caselens/v1/study.pb.h"
#include "storage/store.h"
#include "typology/tabulation/schema.h"
#include "typology/tabulation/study_shape.h"
#include "typology/template/instances.h"

namespace caselens {

// A site as files are counted at it.
struct CountedSite {
  v1::Site document;
  std::vector<std::string> factors;  // keys that its returns can hold
  Form form;                         // under the study's revision
};

// What a study's files can be counted by: the study as it is, with its present
// template revision, the factors and class models of its sites, and the files
// that were drawn at random. Immutable once loaded.
struct CountedStudy {
  std::string id;
  v1::Study document;
  std::shared_ptr<const Revision> revision;
  std::map<std::string, CountedSite> sites;  // by id
  std::vector<std::shared_ptr<const StoredModel>> models;
  tabulation::StudyShape
      shape;  // points into `revision`; models in the order of `models`
  std::set<std::string> random;  // ids of case files
  std::shared_ptr<const tabulation::Schema> codings;
  std::shared_ptr<const tabulation::Schema> records;

  const std::shared_ptr<const tabulation::Schema>& SchemaOf(
      tabulation::Universe universe) const {
    return universe == tabulation::Universe::kRecords ? records : codings;
  }
  // The class that the return had put a file in; none without membership.
  std::optional<tabulation::AssignedClass> AssignedTo(
      const v1::CaseFile& file) const;
};

// Some milliseconds, and more with many sites and samples.
absl::StatusOr<std::shared_ptr<const CountedStudy>> LoadCountedStudy(
    Catalogue& catalogue, Reader& reader, const std::string& study);

// [class]: no item but those that record DVA is present in half of its records
// or more. What the study calls DVA as a single issue, said so that it can be
// held against any model.
std::vector<bool> SingleIssueClasses(const v1::ClassModel& model);

}  // namespace caselens

#endif  // AUDIT_SERVICE_COUNTING_COUNTED_STUDY_H_
