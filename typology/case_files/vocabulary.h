#ifndef TYPOLOGY_CASE_FILES_VOCABULARY_H_
#define TYPOLOGY_CASE_FILES_VOCABULARY_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace caselens {

// The spellings that a site may use for a coded value (data/spellings.csv).
// Case, and whether words are joined by space, _ or -, do not matter.
class Vocabulary {
 public:
  // Fails only if the data inside the program is broken.
  static absl::StatusOr<Vocabulary> Load();

  // The code that `spelling` means in `column` for a nation, or nullptr.
  const std::string* Find(absl::string_view column, absl::string_view nation,
                          absl::string_view spelling) const;

 private:
  // column -> nation ("" for both) and spelling -> code.
  absl::flat_hash_map<std::string,
                      absl::flat_hash_map<std::string, std::string>>
      codes_;
};

}  // namespace caselens

#endif  // TYPOLOGY_CASE_FILES_VOCABULARY_H_
