#ifndef AUDIT_SERVICE_API_TEMPLATE_API_H_
#define AUDIT_SERVICE_API_TEMPLATE_API_H_

#include "absl/status/statusor.h"

#include "caselens/v1/template.pb.h"
#include "typology/template/revision.h"

namespace caselens {

// Returns INVALID_ARGUMENT with the path of an unknown enum number, or what
// Revision::Create objects to.
absl::StatusOr<Revision> ParseTemplate(const v1::Template& proto);

// The inverse: parse and render give back an equal message.
v1::Template RenderTemplate(const RevisionContent& revision);

// Revision 1 of the template shipped with the program. An error is a fault of
// the build, which a test finds.
absl::StatusOr<Revision> LoadRdac2026();

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_TEMPLATE_API_H_
