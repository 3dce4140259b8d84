#include "typology/case_files/case_file_csv.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "typology/base/csv.h"
#include "typology/base/opaque_id.h"
#include "typology/base/shown.h"
#include "typology/base/status_macros.h"
#include "typology/case_files/vocabulary.h"

namespace caselens {
namespace {

enum Column : size_t {
  kRecordId,
  kChildId,
  kFamilyId,
  kEpisodeId,
  kSequence,
  kNation,
  kRecordType,
  kYear,
  kFactors,
  kAgeBand,
  kGender,
  kEthnicity,
  kDecile,
  kPathway,
  kDecision,
  kSection47,
  kColumnCount
};

struct ColumnRule {
  const char* name;
  const char* wanted;
};

constexpr char kWantedId[] =
    "want an opaque id: 1 to 6 letters and a number of 1 to 5 digits, such as "
    "C1-0042 or F17; never a case number, UPN, NHS number or name";

// In the order of Column.
constexpr std::array<ColumnRule, kColumnCount> kColumns = {{
    {"record_id", kWantedId},
    {"child_id", kWantedId},
    {"family_id", kWantedId},
    {"episode_id", kWantedId},
    {"sequence", "want the record's place in its episode, 1 to 99"},
    {"nation", "want ENG or SCO"},
    {"record_type", "want CIN_ASSESSMENT for ENG, CP_CONFERENCE for SCO"},
    {"year",
     "want a census year: 2018-19, or 2019 for the year that ended in "
     "March 2019"},
    {"factors", ""},  // worded by ParseFactorCodes
    {"age_band",
     "want UNBORN, A0_4, A5_9, A10_15, A16_17 or U for unknown (a "
     "spreadsheet may have made a date of 5-9)"},
    {"gender", "want F, M or U for unknown"},
    {"ethnicity",
     "want a census code such as WBRI, a category number of the "
     "nation, WHITE, BLACK, ASIAN, MIXED, OTHER or U for unknown"},
    {"deprivation_decile", "want 1 (most deprived) to 10, or nothing"},
    {"pathway",
     "want NON_CIN, CIN_ONLY or CP_PLAN for ENG, REGISTERED or "
     "NOT_REGISTERED for SCO"},
    {"decision",
     "want a conference decision such as Continued Registration "
     "(SCO), or nothing"},
    {"section_47", "want Y, N or nothing (ENG), nothing (SCO)"},
}};

std::string ColumnNames() {
  return absl::StrJoin(kColumns, ",",
                       [](std::string* out, const ColumnRule& column) {
                         absl::StrAppend(out, column.name);
                       });
}

bool IsOptional(size_t column) { return column == kDecision; }

// The errors of a file, of which only so many are kept.
class ErrorList {
 public:
  ErrorList(CaseFileCsv& result, size_t max_errors)
      : result_(result), max_errors_(max_errors) {}

  void Add(CellError error) {
    if (++result_.error_count <= max_errors_) {
      result_.errors.push_back(std::move(error));
    }
  }

 private:
  CaseFileCsv& result_;
  size_t max_errors_;
};

// Where each column stands in a line; nothing for a column that is not there.
using Layout = std::array<std::optional<size_t>, kColumnCount>;

std::optional<size_t> FindColumn(absl::string_view name) {
  for (size_t i = 0; i < kColumnCount; ++i) {
    if (absl::EqualsIgnoreCase(name, kColumns[i].name)) return i;
  }
  return std::nullopt;
}

void PlaceColumn(const CsvRow& header, size_t at, Layout& layout,
                 ErrorList& errors) {
  const absl::string_view name = absl::StripAsciiWhitespace(header.cells[at]);
  const std::optional<size_t> column = FindColumn(name);
  if (!column.has_value()) {
    errors.Add(
        {header.line, "", Shown(name),
         "want only the columns of a case file: take this one out, so that "
         "nothing that identifies a person is sent by accident"});
  } else if (layout[*column].has_value()) {
    errors.Add({header.line, kColumns[*column].name, "",
                "want this column once in the header"});
  } else {
    layout[*column] = at;
  }
}

Layout ReadHeader(const CsvRow& header, ErrorList& errors) {
  Layout layout;
  const bool is_header = std::any_of(
      header.cells.begin(), header.cells.end(), [](const std::string& cell) {
        return FindColumn(absl::StripAsciiWhitespace(cell)).has_value();
      });
  if (!is_header) {
    errors.Add({header.line, "", "",
                absl::StrCat("want a header with commas: ", ColumnNames())});
    return layout;
  }
  for (size_t i = 0; i < header.cells.size(); ++i) {
    PlaceColumn(header, i, layout, errors);
  }
  for (size_t i = 0; i < kColumnCount; ++i) {
    if (!layout[i].has_value() && !IsOptional(i)) {
      errors.Add({header.line, kColumns[i].name, "",
                  "want this column in the header"});
    }
  }
  return layout;
}

std::optional<int> WholeNumber(absl::string_view text, int least, int most) {
  int value = 0;
  if (text.size() > 4 ||
      !std::all_of(text.begin(), text.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(text, &value) || value < least || value > most) {
    return std::nullopt;
  }
  return value;
}

// 2019, 2018-19, 2018/19, 2018-2019 or 2018/2019.
std::optional<int> CensusYear(absl::string_view text) {
  const size_t cut = text.find_first_of("-/");
  const std::optional<int> first = WholeNumber(text.substr(0, cut), 2010, 2099);
  if (!first.has_value() || cut == absl::string_view::npos) return first;
  const absl::string_view rest = text.substr(cut + 1);
  const int end = *first + 1;
  const bool follows =
      rest == absl::StrCat(end) || rest == absl::StrCat(end).substr(2);
  return follows ? std::optional<int>(end) : std::nullopt;
}

// Reads the cells of one line into a case file and reports each bad one.
class RowReader {
 public:
  RowReader(const FactorCatalogue& catalogue, const Vocabulary& vocabulary,
            const std::string& site_nation, const Layout& layout,
            ErrorList& errors)
      : catalogue_(catalogue),
        vocabulary_(vocabulary),
        site_nation_(site_nation),
        layout_(layout),
        errors_(errors) {}

  // Whether every cell is good.
  bool Read(const CsvRow& row, CaseFile& file) {
    row_ = &row;
    is_good_ = true;
    file.line = row.line;
    file.record_id = Id(kRecordId);
    file.child_id = Id(kChildId);
    file.family_id = Id(kFamilyId);
    file.episode_id = Id(kEpisodeId);
    file.sequence = Number(kSequence, WholeNumber(Cell(kSequence), 1, 99));
    ReadNation(file);
    file.year = Number(kYear, CensusYear(Cell(kYear)));
    ReadFactors(file);
    file.age_band = Coded(kAgeBand);
    file.gender = Coded(kGender);
    file.ethnicity = std::string(Cell(kEthnicity));
    file.ethnic_group = CodedForNation(kEthnicity);
    ReadDecile(file);
    file.pathway = CodedForNation(kPathway);
    ReadDecision(file);
    ReadSection47(file);
    return is_good_;
  }

  // Reports a value that contradicts another line.
  void Contradicts(Column column, absl::string_view wanted) {
    Fail(column, wanted);
  }

 private:
  absl::string_view Cell(Column column) const {
    if (!layout_[column].has_value()) return "";
    return absl::StripAsciiWhitespace(row_->cells[*layout_[column]]);
  }

  void Fail(Column column, absl::string_view wanted) {
    is_good_ = false;
    errors_.Add({row_->line, kColumns[column].name, Shown(Cell(column)),
                 std::string(wanted)});
  }
  void Fail(Column column) { Fail(column, kColumns[column].wanted); }

  // What is refused here may be a name or a case number: it is not repeated.
  std::string Id(Column column) {
    if (IsOpaqueId(Cell(column))) return absl::AsciiStrToUpper(Cell(column));
    is_good_ = false;
    errors_.Add({row_->line, kColumns[column].name, "", kWantedId});
    return "";
  }

  int Number(Column column, std::optional<int> value) {
    if (!value.has_value()) Fail(column);
    return value.value_or(0);
  }

  std::string Coded(Column column) {
    const std::string* code =
        vocabulary_.Find(kColumns[column].name, nation_, Cell(column));
    if (code != nullptr) return *code;
    Fail(column);
    return "";
  }

  // Nothing more is said of these columns where the nation itself is wrong.
  std::string CodedForNation(Column column) {
    return nation_.empty() ? "" : Coded(column);
  }

  void ReadNation(CaseFile& file) {
    nation_.clear();
    file.nation = Coded(kNation);
    if (!site_nation_.empty() && !file.nation.empty() &&
        file.nation != site_nation_) {
      Fail(kNation,
           absl::StrCat("want ", site_nation_, ", the nation of this site"));
      return;
    }
    nation_ = file.nation;
    file.record_type = CodedForNation(kRecordType);
  }

  void ReadFactors(CaseFile& file) {
    const FactorCodeList* list = catalogue_.CodesOf(nation_);
    if (list == nullptr) return;
    absl::StatusOr<RecordedFactors> factors =
        ParseFactorCodes(*list, Cell(kFactors));
    if (factors.ok()) {
      file.factors = *std::move(factors);
    } else {
      const absl::string_view wanted = factors.status().message();
      Fail(kFactors, wanted);
    }
  }

  void ReadDecile(CaseFile& file) {
    if (Cell(kDecile).empty()) return;
    file.deprivation_decile =
        Number(kDecile, WholeNumber(Cell(kDecile), 1, 10));
  }

  void ReadDecision(CaseFile& file) {
    if (Cell(kDecision).empty() || nation_.empty()) return;
    file.decision = Coded(kDecision);
    const std::string* pathway =
        vocabulary_.Find("decision_pathway", nation_, Cell(kDecision));
    if (pathway != nullptr && !file.pathway.empty() &&
        *pathway != file.pathway) {
      Fail(kDecision, absl::StrCat("want a decision that goes with ",
                                   file.pathway, "; this one is ", *pathway));
    }
  }

  void ReadSection47(CaseFile& file) {
    if (Cell(kSection47).empty() || nation_.empty()) return;
    if (nation_ != "ENG") {
      Fail(kSection47);
      return;
    }
    file.section_47 = Coded(kSection47) == "Y";
  }

  const FactorCatalogue& catalogue_;
  const Vocabulary& vocabulary_;
  const std::string& site_nation_;
  const Layout& layout_;
  ErrorList& errors_;
  const CsvRow* row_ = nullptr;
  std::string nation_;  // empty while it is not known
  bool is_good_ = true;
};

// What earlier lines have said.
class Earlier {
 public:
  // Reports what of `file` contradicts an earlier line; whether nothing does.
  // An id that could not be read contradicts nothing.
  bool Check(const CaseFile& file, RowReader& reader) {
    const bool is_new_record = CheckRecord(file, reader);
    return CheckEpisode(file, reader) && is_new_record;
  }

 private:
  struct Episode {
    int line = 0;
    std::string child_id;
  };

  bool CheckRecord(const CaseFile& file, RowReader& reader) {
    if (file.record_id.empty()) return true;
    const auto [first, is_new] =
        records_.try_emplace(file.record_id, file.line);
    if (is_new) return true;
    reader.Contradicts(kRecordId, absl::StrCat("want each record once; line ",
                                               first->second, " has it too"));
    return false;
  }

  bool CheckEpisode(const CaseFile& file, RowReader& reader) {
    if (file.episode_id.empty() || file.child_id.empty()) return true;
    const auto [first, is_new] = episodes_.try_emplace(
        file.episode_id, Episode{file.line, file.child_id});
    const Episode& episode = first->second;
    if (episode.child_id != file.child_id) {
      reader.Contradicts(kEpisodeId,
                         absl::StrCat("want one child for each episode; line ",
                                      episode.line, " has another child"));
      return false;
    }
    if (file.sequence == 0) return true;
    const auto [place, is_new_place] =
        places_.try_emplace({file.episode_id, file.sequence}, file.line);
    if (is_new_place) return true;
    reader.Contradicts(kSequence,
                       absl::StrCat("want each place in an episode once; line ",
                                    place->second, " has it too"));
    return false;
  }

  // Each holds the line that was first.
  absl::flat_hash_map<std::string, int> records_;
  absl::flat_hash_map<std::string, Episode> episodes_;
  absl::flat_hash_map<std::pair<std::string, int>, int> places_;
};

// A spreadsheet may leave lines of commas at the end.
bool IsBlank(const CsvRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(),
                     [](const std::string& cell) {
                       return absl::StripAsciiWhitespace(cell).empty();
                     });
}

}  // namespace

std::string CensusYearName(int year) {
  return absl::StrCat(year - 1, "-", absl::Dec(year % 100, absl::kZeroPad2));
}

std::string FormatCellError(const CellError& error) {
  std::string text = absl::StrCat("line ", error.line);
  if (!error.column.empty()) absl::StrAppend(&text, ", ", error.column);
  absl::StrAppend(&text, ": ", error.value);
  if (!error.value.empty()) absl::StrAppend(&text, ", ");
  absl::StrAppend(&text, error.wanted);
  return text;
}

absl::StatusOr<CaseFileCsv> ParseCaseFileCsv(
    absl::string_view text, const FactorCatalogue& catalogue,
    const CaseFileCsvOptions& options) {
  if (!IsUtf8(text)) {
    return absl::InvalidArgumentError(
        "the file is not UTF-8: save it as 'CSV UTF-8'");
  }
  CASELENS_ASSIGN_OR_RETURN(const Vocabulary vocabulary, Vocabulary::Load());
  CASELENS_ASSIGN_OR_RETURN(const std::vector<CsvRow> lines, ParseCsv(text));
  if (lines.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the file is empty; want a header: ", ColumnNames()));
  }
  if (lines.size() - 1 > options.max_rows) {
    return absl::InvalidArgumentError(
        absl::StrCat("the file has ", lines.size() - 1, " rows; want at most ",
                     options.max_rows));
  }

  CaseFileCsv result;
  ErrorList errors(result, options.max_errors);
  const Layout layout = ReadHeader(lines[0], errors);
  if (result.error_count > 0) return result;

  RowReader reader(catalogue, vocabulary, options.nation, layout, errors);
  Earlier earlier;
  for (size_t i = 1; i < lines.size(); ++i) {
    const CsvRow& line = lines[i];
    if (IsBlank(line)) continue;
    ++result.rows_read;
    if (line.cells.size() != lines[0].cells.size()) {
      errors.Add(
          {line.line, "", "",
           absl::StrCat("want ", lines[0].cells.size(),
                        " cells, as in the header, not ", line.cells.size())});
      continue;
    }
    CaseFile file;
    const bool is_good = reader.Read(line, file);
    if (earlier.Check(file, reader) && is_good) {
      result.rows.push_back(std::move(file));
    }
  }
  return result;
}

}  // namespace caselens
