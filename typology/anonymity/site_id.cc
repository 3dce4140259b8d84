#include "typology/anonymity/site_id.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

#include "typology/anonymity/word_list.h"
#include "typology/base/opaque_id.h"

namespace caselens::anonymity {
namespace {

// A name by itself, or more often a name than a word. Names of three letters
// are too often the letters of something else: "KAI", "ADA".
bool IsNameInId(absl::string_view letters) {
  if (letters.size() < 3 || lists::Allowed().Contains(letters)) return false;
  if (lists::StrongNames().Contains(letters)) return true;
  if (letters.size() < 4) return false;
  return lists::NamesThatAreWords().Contains(letters) ||
         (lists::Names().Contains(letters) &&
          !lists::Dictionary().Contains(letters) &&
          !lists::NotNames().Contains(letters));
}

// The letters that ids of other systems begin with.
bool IsOtherSystem(absl::string_view letters) {
  constexpr absl::string_view kSystems[] = {
      "lcs",  "ics", "icis", "mosaic", "eclips", "carefi",
      "upn",  "nhs", "chi",  "scn",    "nino",   "urn",
      "uprn", "cad", "pnc",  "crn",    "scra",   "niche"};
  return std::find(std::begin(kSystems), std::end(kSystems), letters) !=
         std::end(kSystems);
}

std::optional<Type> FaultOfLetters(absl::string_view id) {
  const std::string letters =
      absl::AsciiStrToLower(id.substr(0, id.find_first_of("0123456789-")));
  if (IsNameInId(letters)) return Type::kPerson;
  if (IsOtherSystem(letters)) return Type::kReference;
  return std::nullopt;
}

}  // namespace

std::optional<Type> FindSiteIdFault(const Guard& guard, absl::string_view id) {
  if (IsOpaqueId(id)) return FaultOfLetters(id);
  const ScanResult result = guard.Scan(id);
  if (result.findings.empty()) return Type::kReference;
  const auto direct =
      std::find_if(result.findings.begin(), result.findings.end(),
                   [](const auto& f) { return f.action == Action::kBlock; });
  return direct == result.findings.end() ? result.findings.front().type
                                         : direct->type;
}

}  // namespace caselens::anonymity
