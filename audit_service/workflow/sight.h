#ifndef AUDIT_SERVICE_WORKFLOW_SIGHT_H_
#define AUDIT_SERVICE_WORKFLOW_SIGHT_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"

#include "caselens/v1/case_file.pb.h"
#include "storage/store.h"

namespace caselens {

// What a person may know of a case file beside their own coding of it. It
// follows the person across all their roles.
enum class Sight {
  // Codes it, or withdrew from it: nothing of return, class or anybody else's
  // coding.
  kBlind,
  kClass,  // after the first reveal: class profile and recorded factors
  kOpen,   // does not code it, or has seen the second reveal
};

// Takes out of `case_file` what `sight` must not see.
void Hide(Sight sight, v1::CaseFile& case_file);

// Sight of all case files of a study for one person.
class SightOf {
 public:
  static absl::StatusOr<SightOf> Load(Reader& reader, const std::string& study,
                                      const std::string& principal);

  Sight At(const std::string& case_file) const;
  // Whether nothing is hidden of any file.
  bool IsOpenEverywhere() const;

 private:
  std::map<std::string, Sight> by_case_file_;  // kOpen where absent
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_WORKFLOW_SIGHT_H_
