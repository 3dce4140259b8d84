#ifndef TESTS_TYPOLOGY_TABULATION_PLAIN_FILES_H_
#define TESTS_TYPOLOGY_TABULATION_PLAIN_FILES_H_

#include <algorithm>
#include <cstddef>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "typology/tabulation/index.h"
#include "typology/tabulation/packed_coding.h"
#include "typology/tabulation/schema.h"
#include "typology/tabulation/table.h"

namespace caselens::tabulation {

// A file as plain words: [variable][row] is a code of the variable.
struct PlainFile {
  FileKey key;
  std::map<Unit, size_t> rows = {{Unit::kFile, 1}};
  std::map<std::string, std::vector<std::string>> codes;
};

inline std::vector<Category> Letters(size_t count) {
  std::vector<Category> categories;
  for (size_t i = 0; i < count; ++i) {
    const std::string code(1, static_cast<char>('a' + i));
    categories.push_back({code, absl::StrCat("Letter ", code)});
  }
  return categories;
}

// Variables of every kind: f* of files, p* of persons, h* of harms; `flags` and
// `marks` with many answers; `half` groups f3.
inline Schema PlainSchema() {
  const std::vector<Absence> all = {Absence::kNotRecorded, Absence::kUnclear,
                                    Absence::kNotApplicable,
                                    Absence::kNotAnswered, Absence::kWithheld};
  SchemaBuilder builder(Universe::kCodings);
  for (const size_t n : {1, 2, 3, 7, 18}) {
    const size_t f = builder.Add({.name = absl::StrCat("f", n),
                                  .categories = Letters(n),
                                  .absences = all});
    if (n == 3) {
      builder.AddGrouping({.name = "half", .categories = Letters(2)}, f,
                          {0, 0, 1});
    }
  }
  builder.Add({.name = "f4", .categories = Letters(4)});
  builder.AddMany({.name = "flags",
                   .categories = Letters(3),
                   .absences = {Absence::kUnclear}});
  for (const size_t n : {2, 5}) {
    const size_t p = builder.Add({.name = absl::StrCat("p", n),
                                  .unit = Unit::kPerson,
                                  .categories = Letters(n),
                                  .absences = all});
    builder.AddAnyAndCount(p, n == 2);
  }
  const size_t marks = builder.AddMany({.name = "marks",
                                        .unit = Unit::kPerson,
                                        .categories = Letters(2),
                                        .absences = all});
  builder.AddAnyAndCount(marks, false);
  builder.AddAnyAndCount(marks + 1, false);
  builder.AddRowCount(Unit::kPerson, "PERSON.count", "People");
  builder.Add({.name = "h3", .unit = Unit::kHarm, .categories = Letters(3)});
  return std::move(builder).Build().value();
}

inline PackedCoding Pack(const Schema& schema, const PlainFile& file) {
  PackedCodingBuilder builder(schema);
  for (const auto& [unit, rows] : file.rows) {
    for (size_t row = unit == Unit::kFile ? 1 : 0; row < rows; ++row) {
      builder.AddRow(unit);
    }
  }
  for (const auto& [name, codes] : file.codes) {
    const size_t variable = *schema.FindVariable(name);
    for (size_t row = 0; row < codes.size(); ++row) {
      builder.Set(variable, row,
                  *schema.variables()[variable].FindState(codes[row]));
    }
  }
  return builder.Build();
}

// Random files of PlainSchema.
class PlainFiles {
 public:
  explicit PlainFiles(unsigned seed) : schema_(PlainSchema()), random_(seed) {}

  const Schema& schema() const { return schema_; }
  size_t Below(size_t n) {
    return std::uniform_int_distribution<size_t>(0, n - 1)(random_);
  }
  template <typename T>
  const T& OneOf(const std::vector<T>& items) {
    return items[Below(items.size())];
  }

  PlainFile Next(std::string id) {
    PlainFile file;
    file.key = {.id = std::move(id),
                .site = absl::StrCat("S", 1 + Below(4)),
                .family = Below(4) == 0 ? "" : absl::StrCat("F", Below(20)),
                .wave = OneOf(std::vector<Wave>{Wave::kSampled, Wave::kSampled,
                                                Wave::kSampled, Wave::kLongTerm,
                                                Wave::kPilot}),
                .standing = OneOf(std::vector<Standing>{
                    Standing::kSingle, Standing::kAdjudicated})};
    file.rows[Unit::kPerson] = Below(5);
    file.rows[Unit::kHarm] = Below(3);
    for (size_t v = 0; v < schema_.variables().size(); ++v) Fill(v, file);
    return file;
  }

 private:
  void Fill(size_t v, PlainFile& file) {
    const Variable& variable = schema_.variables()[v];
    if (schema_.SourceOf(v).kind != Source::Kind::kStored ||
        variable.name == "half" || variable.name == "standing") {
      return;
    }
    const bool is_one_of_many = variable.name.find(':') != std::string::npos;
    for (size_t row = 0; row < file.rows[variable.unit]; ++row) {
      // Where a question with many answers has none, all of its codes have
      // none.
      std::string code(variable.StateCode(Below(variable.StateCount())));
      if (is_one_of_many) {
        const std::string first =
            variable.name.substr(0, variable.name.find(':')) + ":a";
        if (variable.name != first) {
          const std::string& of_first = file.codes[first][row];
          code = of_first == "YES" || of_first == "NO"
                     ? OneOf(std::vector<std::string>{"YES", "NO"})
                     : of_first;
        }
      }
      file.codes[variable.name].push_back(code);
    }
  }

  Schema schema_;
  std::mt19937 random_;
};

// The obvious way to count: every file is looked at, every code is a word.
class Recount {
 public:
  Recount(const Schema& schema, std::vector<std::string> scope)
      : schema_(schema), scope_(std::move(scope)) {}

  // The states of the dimensions of every row that is counted, with who it is.
  struct Seen {
    std::vector<std::string> codes;
    std::string file;
    std::string family;
    size_t row = 0;
  };

  std::vector<Seen> Look(const std::map<std::string, PlainFile>& files,
                         const Query& query) const {
    Unit unit = Unit::kFile;
    for (const std::string& name : Names(query)) {
      const Unit own = VariableOf(name).unit;
      if (own != Unit::kFile) unit = own;
    }
    std::vector<Seen> seen;
    for (const auto& [id, file] : files) {
      if (file.key.wave != query.wave || !InScope(file)) continue;
      for (size_t row = 0; row < file.rows.at(unit); ++row) {
        if (!Passes(file, query, row)) continue;
        Seen one = {
            .file = id,
            .family = file.key.family.empty()
                          ? absl::StrCat("file ", id)
                          : absl::StrCat(file.key.site, "/", file.key.family),
            .row = row};
        for (const std::string& name : query.dimensions) {
          one.codes.push_back(CodeOf(file, name, row));
        }
        seen.push_back(std::move(one));
      }
    }
    return seen;
  }

  // How many different files, families or rows there are among some.
  static size_t Different(const std::vector<Seen>& seen, CountBy by) {
    std::set<std::pair<std::string, size_t>> different;
    for (const Seen& one : seen) {
      different.insert({by == CountBy::kFamily ? one.family : one.file,
                        by == CountBy::kUnit ? one.row : 0});
    }
    return different.size();
  }

  const Variable& VariableOf(const std::string& name) const {
    return schema_.variables()[*schema_.FindVariable(name)];
  }

  bool InScope(const PlainFile& file) const {
    return std::find(scope_.begin(), scope_.end(), file.key.site) !=
           scope_.end();
  }

  std::string CodeOf(const PlainFile& file, const std::string& name,
                     size_t row) const {
    if (name == "site") return file.key.site;
    if (name == "standing") {
      return file.key.standing == Standing::kSingle ? "SINGLE" : "ADJUDICATED";
    }
    if (name == "half") {
      const std::string& code = file.codes.at("f3")[0];
      if (code == "a" || code == "b") return "a";
      return code == "c" ? "b" : code;
    }
    const bool any = Ends(name, ".any");
    if (any || Ends(name, ".count")) return OfRows(file, name, any);
    return file.codes.at(name)[VariableOf(name).unit == Unit::kFile ? 0 : row];
  }

 private:
  static bool Ends(const std::string& text, const std::string& end) {
    return text.size() > end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
  }

  // "marks:a.any", "p5:b.count", "PERSON.count".
  static std::string OfRows(const PlainFile& file, const std::string& name,
                            bool any) {
    const size_t people = file.rows.at(Unit::kPerson);
    if (name == "PERSON.count") return Band(people);
    const std::string stem = name.substr(0, name.rfind('.'));
    const bool of_mark = stem.rfind("marks:", 0) == 0;
    const std::string variable =
        of_mark ? stem : stem.substr(0, stem.find(':'));
    const std::string wanted =
        of_mark ? "YES" : stem.substr(stem.find(':') + 1);
    std::map<std::string, size_t> count;
    const auto codes = file.codes.find(variable);
    size_t answered = 0;
    for (size_t row = 0; row < people; ++row) {
      const std::string& code = codes->second[row];
      ++count[code];
      if (code != "NOT_ASKED" && code != "NR" && code != "UNC" &&
          code != "NA" && code != "NC" && code != "WH") {
        ++answered;
      }
    }
    if (any && count[wanted] > 0) return "YES";
    for (const char* open : {"NR", "UNC", "NC", "WH"}) {
      if (count[open] > 0) return open;
    }
    if (answered == 0) {
      if (count["NA"] > 0) return "NA";
      const bool asked_of_all = variable == "p2";
      if (people > 0 || !asked_of_all) return "NOT_ASKED";
    }
    return any ? "NO" : Band(count[wanted]);
  }

  static std::string Band(size_t count) {
    return count >= 3 ? "3+" : absl::StrCat(count);
  }

  static std::vector<std::string> Names(const Query& query) {
    std::vector<std::string> names = query.dimensions;
    for (const Filter& filter : query.filters) {
      names.push_back(filter.variable);
    }
    return names;
  }

  bool Passes(const PlainFile& file, const Query& query, size_t row) const {
    for (const Filter& filter : query.filters) {
      if (CodeOf(file, filter.variable, row) != filter.category) return false;
    }
    return true;
  }

  const Schema& schema_;
  std::vector<std::string> scope_;
};

}  // namespace caselens::tabulation

#endif  // TESTS_TYPOLOGY_TABULATION_PLAIN_FILES_H_
