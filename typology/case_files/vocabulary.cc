#include "typology/case_files/vocabulary.h"

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "spelling_data.h"
#include "typology/base/csv.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

std::string Key(absl::string_view nation, absl::string_view spelling) {
  std::string key = absl::StrCat(nation, ":");
  for (const char raw : spelling) {
    const auto c = static_cast<unsigned char>(raw);
    const bool joins = absl::ascii_isspace(c) || c == '_' || c == '-';
    if (!joins) {
      key.push_back(absl::ascii_tolower(c));
    } else if (key.back() != '-') {
      key.push_back('-');
    }
  }
  return key;
}

}  // namespace

absl::StatusOr<Vocabulary> Vocabulary::Load() {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<CsvRow> rows,
                            ParseCsv(spelling_data::kSpellings));
  Vocabulary vocabulary;
  for (size_t i = 1; i < rows.size(); ++i) {
    const std::vector<std::string>& cells = rows[i].cells;
    if (cells.size() != 4) {
      return absl::InternalError(
          absl::StrCat("spellings.csv, line ", rows[i].line,
                       ": want column,nation,value,spelling"));
    }
    vocabulary.codes_[cells[0]].emplace(Key(cells[1], cells[3]), cells[2]);
  }
  return vocabulary;
}

const std::string* Vocabulary::Find(absl::string_view column,
                                    absl::string_view nation,
                                    absl::string_view spelling) const {
  const auto codes = codes_.find(column);
  if (codes == codes_.end()) return nullptr;
  for (const absl::string_view scope : {nation, absl::string_view()}) {
    const auto code = codes->second.find(Key(scope, spelling));
    if (code != codes->second.end()) return &code->second;
  }
  return nullptr;
}

}  // namespace caselens
