#include "clients/cli/output/mean_text.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace caselens::cli {

std::string MeanText(const v1::ReleaseTable::Mean& mean) {
  return absl::StrCat("Mean ", mean.value(), " to the nearest ", mean.step(),
                      ", median in ", mean.median_category(), ", of ",
                      mean.files(), " reported files with a number.");
}

}  // namespace caselens::cli
