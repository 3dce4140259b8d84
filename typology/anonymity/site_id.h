#ifndef TYPOLOGY_ANONYMITY_SITE_ID_H_
#define TYPOLOGY_ANONYMITY_SITE_ID_H_

#include <optional>

#include "absl/strings/string_view.h"

#include "typology/anonymity/finding.h"
#include "typology/anonymity/guard.h"

namespace caselens::anonymity {

// What a site's own id of a record, child, family or episode gives away;
// nothing where it may be stored. For importers, which name the row and column
// and never repeat the id.
//
// An id may be stored if it is letters and a short number (IsOpaqueId of
// typology/base) and its letters are neither a name ("KHAN12": kPerson) nor
// those of another system ("LCS12345": kReference). Any other id is judged by
// what the guard finds in it (kUpn, kNhsNumber, kDate …), and is kReference if
// that is nothing: a number of another system. Thread-safe.
std::optional<Type> FindSiteIdFault(const Guard& guard, absl::string_view id);

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_SITE_ID_H_
