#ifndef TYPOLOGY_BASE_OPAQUE_ID_H_
#define TYPOLOGY_BASE_OPAQUE_ID_H_

#include "absl/strings/string_view.h"

namespace caselens {

// The shape of an id that a site makes up for a record, child, family or
// episode: 1 to 6 letters, up to two digits and a hyphen if wanted, 1 to 5
// digits ("C1-0042", "F17"). Too short for a date, a UPN or an NHS number.
bool IsOpaqueId(absl::string_view id);

}  // namespace caselens

#endif  // TYPOLOGY_BASE_OPAQUE_ID_H_
