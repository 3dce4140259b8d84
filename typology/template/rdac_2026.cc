#include "typology/template/rdac_2026.h"

#include "absl/strings/string_view.h"

#include "rdac_2026_json.h"

namespace caselens {

absl::string_view Rdac2026Json() {
  return {kRdac2026Json, sizeof(kRdac2026Json) - 1};
}

absl::string_view Rdac2026WelshJson() {
  return {kRdac2026CyJson, sizeof(kRdac2026CyJson) - 1};
}

}  // namespace caselens
