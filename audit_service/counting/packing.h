#ifndef AUDIT_SERVICE_COUNTING_PACKING_H_
#define AUDIT_SERVICE_COUNTING_PACKING_H_

#include <map>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/counting/counted_study.h"
#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/case_file.pb.h"
#include "storage/store.h"
#include "typology/tabulation/packed_coding.h"
#include "typology/template/document.h"
#include "typology/template/instances.h"

namespace caselens {

// Makes the packed vectors of a study's codings and records from what is
// stored. Not thread-safe; all it is given outlives it.
class FilePacker {
 public:
  FilePacker(Catalogue& catalogue, Reader& reader, const CountedStudy& study)
      : catalogue_(catalogue), reader_(reader), study_(study) {}

  // Of a coding that was submitted; `blind` is what counts of it
  // (BlindSubmission). An answer given under an earlier template revision
  // counts if it means the same under the study's.
  absl::StatusOr<tabulation::PackedCoding> Coding(const CodingRow& row,
                                                  const Document& blind,
                                                  const v1::CaseFile& file);
  absl::StatusOr<tabulation::PackedCoding> Record(const std::string& site,
                                                  const v1::CaseFile& file);

 private:
  // Fields whose answers carry over; null for the study's own revision.
  absl::StatusOr<const std::set<std::string>*> FieldsOf(
      const std::string& template_name);

  Catalogue& catalogue_;
  Reader& reader_;
  const CountedStudy& study_;
  std::map<std::string, std::set<std::string>> fields_;  // by revision
};

// Sets `next.packed` (workflow/packed_parts.h) of a coding that was submitted
// on `form`; `blind` is what counts of it, and `file` its case file.
absl::Status PackSubmission(Catalogue& catalogue, Reader& reader,
                            const Form& form, const Document& blind,
                            const v1::CaseFile& file, CodingRow& next);

}  // namespace caselens

#endif  // AUDIT_SERVICE_COUNTING_PACKING_H_
