#ifndef TYPOLOGY_TEMPLATE_RDAC_2026_H_
#define TYPOLOGY_TEMPLATE_RDAC_2026_H_

#include "absl/strings/string_view.h"

namespace caselens {

// Revision 1 of the template rdac-2026 (rdac-2026.json): the JSON form of
// caselens.v1.Template. Reading it takes protobuf, so that is done by
// audit_service/api/template_api.h.
absl::string_view Rdac2026Json();
// Its Welsh, as far as it is certain: the JSON form of caselens.v1.Translation.
absl::string_view Rdac2026WelshJson();

}  // namespace caselens

#endif  // TYPOLOGY_TEMPLATE_RDAC_2026_H_
