#ifndef TYPOLOGY_ANONYMITY_PHONE_H_
#define TYPOLOGY_ANONYMITY_PHONE_H_

#include "absl/strings/string_view.h"

namespace caselens::anonymity {

// Is `digits` (with a leading '+' if it had one) a number that can be dialled
// from Great Britain? Uses libphonenumber. Thread-safe.
bool IsPhoneNumber(absl::string_view digits);

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_PHONE_H_
