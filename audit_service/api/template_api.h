#ifndef AUDIT_SERVICE_API_TEMPLATE_API_H_
#define AUDIT_SERVICE_API_TEMPLATE_API_H_

#include <string>
#include <vector>

#include <google/protobuf/repeated_ptr_field.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "caselens/v1/template.pb.h"
#include "typology/template/carry_over.h"
#include "typology/template/diff.h"
#include "typology/template/revision.h"
#include "typology/template/violation.h"

namespace caselens {

// A template as a plain value, consistent or not.
struct ParsedTemplate {
  RevisionContent content;
  // Enums of unknown number, and texts translated twice, by path.
  std::vector<Violation> violations;
};
ParsedTemplate ParseTemplateContent(const v1::Template& proto);

// Returns INVALID_ARGUMENT with the path of an unknown enum number, or what
// Revision::Create objects to.
absl::StatusOr<Revision> ParseTemplate(const v1::Template& proto);

// The inverse: parse and render give back an equal message, but for what is
// output only.
v1::Template RenderTemplate(const RevisionContent& revision);

// What of `proto` is content: everything but its name and what is output only.
v1::Template ContentOf(v1::Template proto);

// Puts the texts of `language` into `message` and says which there are none of.
// INVALID_ARGUMENT for a language that is unknown.
absl::Status TranslateTemplate(const std::string& language,
                               v1::Template& message);

// INVALID_ARGUMENT for the first of `ids`, a field `sections` of a request,
// that is no section's.
absl::Status CheckSections(
    const google::protobuf::RepeatedPtrField<std::string>& ids,
    const google::protobuf::RepeatedPtrField<v1::Section>& sections);

void RenderDiff(const RevisionDiff& diff, v1::RevisionDiff& message);
void RenderLost(const LostAnswer& lost, v1::LostAnswer& message);

// Revision 1 of the template shipped with the program. An error is a fault of
// the build, which a test finds.
absl::StatusOr<Revision> LoadRdac2026();

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_TEMPLATE_API_H_
