#include "typology/template/revision.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

#include "typology/base/status_macros.h"
#include "typology/template/document.h"

namespace caselens {
namespace {

struct FactLevel {
  absl::string_view fact;
  Level level = Level::kFile;
};

// The facts that a condition may name, and what each is about.
constexpr std::array kFacts = {
    FactLevel{"NATION_ENG", Level::kFile},
    FactLevel{"NATION_SCO", Level::kFile},
    FactLevel{"WAVE_SAMPLED", Level::kFile},
    FactLevel{"ADULT", Level::kPerson},
    FactLevel{"CHILD", Level::kPerson},
    FactLevel{"INDEX_CHILD", Level::kPerson},
    FactLevel{"MALE_16_OR_OVER", Level::kPerson},
    FactLevel{"HARMS_16_OR_OVER", Level::kPerson},
    FactLevel{"ADULT_HARMED", Level::kPerson},
    FactLevel{"HARM_BY_ADULT_TO_CHILD", Level::kHarm},
    FactLevel{"CURRENT_HIGH_HARM", Level::kHarm},
    FactLevel{"HIGH_HARM", Level::kRelationship},
};

absl::Status Wrong(absl::string_view path, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", what));
}

bool IsIdTail(absl::string_view tail) {
  return !tail.empty() && std::all_of(tail.begin(), tail.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_';
  });
}

// True if `id` is "{section}.{name}".
bool BelongsTo(absl::string_view id, absl::string_view section) {
  return absl::ConsumePrefix(&id, section) && absl::ConsumePrefix(&id, ".") &&
         IsIdTail(id);
}

bool Comparable(Level a, Level b) {
  return a == b || LevelContains(a, b) || LevelContains(b, a);
}

// Checks one revision against itself, top down.
class Checker {
 public:
  explicit Checker(const Revision& revision) : revision_(revision) {}

  absl::Status Check() {
    for (const Extension& extension : revision_.Content().extensions) {
      const std::string path = absl::StrCat("extensions[", extension.id, "]");
      if (!IsIdTail(extension.id)) return Wrong(path, "want an id");
      if (!extensions_.insert(extension.id).second)
        return Wrong(path, "is given twice");
    }
    absl::flat_hash_set<absl::string_view> sections;
    for (const Section& section : revision_.Content().sections) {
      const std::string path = absl::StrCat("sections[", section.id, "]");
      if (section.id.size() != 1 ||
          !absl::ascii_isupper(static_cast<unsigned char>(section.id[0])))
        return Wrong(path, "want one capital letter as id");
      if (!sections.insert(section.id).second)
        return Wrong(path, "is given twice");
    }
    for (const Section& section : revision_.Content().sections) {
      CASELENS_RETURN_IF_ERROR(CheckSection(section));
    }
    for (const Section& section : revision_.Content().sections) {
      for (const Field& field : section.fields)
        CASELENS_RETURN_IF_ERROR(CheckNoCircle(field));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status CheckSection(const Section& section) {
    for (const Grid& grid : section.grids) {
      const std::string path = absl::StrCat("grids[", grid.id, "]");
      if (!BelongsTo(grid.id, section.id))
        return Wrong(path, absl::StrCat("want an id `", section.id, ".name`"));
      if (!seen_.insert(grid.id).second) return Wrong(path, "is given twice");
      if ((grid.fill_missing == Missing::kNone) == grid.fill_code.empty())
        return Wrong(path, "want exactly one of fill_missing and fill_code");
    }
    for (const Field& field : section.fields) {
      const std::string path = absl::StrCat("fields[", field.id, "]");
      if (!BelongsTo(field.id, section.id))
        return Wrong(path, absl::StrCat("want an id `", section.id, ".name`"));
      if (!seen_.insert(field.id).second) return Wrong(path, "is given twice");
      CASELENS_RETURN_IF_ERROR(CheckField(field, path));
    }
    return absl::OkStatus();
  }

  absl::Status CheckField(const Field& field, absl::string_view path) {
    if (field.label.empty() || field.definition.empty())
      return Wrong(path, "want a label and a definition");
    if (!field.extension.empty() && !extensions_.contains(field.extension))
      return Wrong(path, absl::StrCat("no extension ", field.extension));
    CASELENS_RETURN_IF_ERROR(CheckCodes(field, path));
    CASELENS_RETURN_IF_ERROR(CheckGrade(field, path));
    CASELENS_RETURN_IF_ERROR(CheckGrid(field, path));
    if (field.level == Level::kDomain &&
        revision_.ListCodes(kDomainList).empty())
      return Wrong(path, absl::StrCat("level DOMAIN wants a list ",
                                      absl::string_view(kDomainList)));
    return CheckCondition(field, path);
  }

  static absl::Status CheckCodes(const Field& field, absl::string_view path) {
    absl::flat_hash_set<absl::string_view> codes;
    for (const Code& code : field.codes) {
      const std::string at = absl::StrCat(path, ".codes[", code.code, "]");
      if (code.code.empty() || code.label.empty() || code.definition.empty())
        return Wrong(at, "want a code, a label and a definition");
      if (!codes.insert(code.code).second) return Wrong(at, "is given twice");
      if (code.exclusive && field.kind != FieldKind::kMany)
        return Wrong(at, "only a code of a field of kind MANY is exclusive");
    }
    return CheckKind(field, path);
  }

  static absl::Status CheckKind(const Field& field, absl::string_view path) {
    const bool has_codes = !field.codes.empty() || field.class_codes;
    if (field.kind == FieldKind::kText ? has_codes || !field.missing.empty()
                                       : field.IsAnswered() && !has_codes)
      return Wrong(path,
                   "kinds ONE and MANY want codes, TEXT neither codes "
                   "nor missing values");
    absl::flat_hash_set<Missing> missing;
    for (const Missing value : field.missing) {
      if (value == Missing::kNone || value == Missing::kNotYetCoded ||
          !missing.insert(value).second)
        return Wrong(path, "missing wants NR, UNC, NA or WH, each once");
    }
    return absl::OkStatus();
  }

  absl::Status CheckGrade(const Field& field, absl::string_view path) const {
    for (const std::string& code : field.ungraded_codes) {
      if (!field.graded || field.FindCode(code) == nullptr)
        return Wrong(path, absl::StrCat("ungraded_codes: ", code,
                                        " is not a code of a graded field"));
    }
    if (!field.graded) return absl::OkStatus();
    for (const char* list :
         {kConfidenceList, kEvidenceLevelList, kEvidenceSourceList}) {
      if (revision_.ListCodes(list).empty())
        return Wrong(path, absl::StrCat("is graded, but there is no list ",
                                        absl::string_view(list)));
    }
    return absl::OkStatus();
  }

  absl::Status CheckGrid(const Field& field, absl::string_view path) const {
    if (field.grid.empty()) return absl::OkStatus();
    const Grid* grid = revision_.FindGrid(field.grid);
    if (grid == nullptr || field.grid[0] != field.id[0])
      return Wrong(path,
                   absl::StrCat("no grid ", field.grid, " in the section"));
    const bool offered = grid->fill_code.empty()
                             ? field.Offers(grid->fill_missing)
                             : field.FindCode(grid->fill_code) != nullptr;
    if (!field.IsAnswered() || !offered)
      return Wrong(path, absl::StrCat("does not offer the default of grid ",
                                      field.grid));
    return absl::OkStatus();
  }

  absl::Status CheckCondition(const Field& field, absl::string_view path) {
    for (const ConditionClause& clause : field.asked_if.any) {
      if (clause.tests.empty())
        return Wrong(absl::StrCat(path, ".asked_if"), "a clause wants a test");
      for (const ConditionTest& test : clause.tests) {
        CASELENS_RETURN_IF_ERROR(
            CheckTest(field, test, absl::StrCat(path, ".asked_if")));
      }
    }
    return absl::OkStatus();
  }

  absl::Status CheckTest(const Field& field, const ConditionTest& test,
                         absl::string_view path) const {
    if (test.field.empty() == test.fact.empty())
      return Wrong(path, "want either a field or a fact");
    if (!test.fact.empty()) return CheckFact(field, test, path);
    const Field* other = revision_.FindField(test.field);
    if (other == nullptr || !other->IsAnswered() ||
        other->kind == FieldKind::kText || other == &field)
      return Wrong(path, absl::StrCat("no other coded field ", test.field));
    if (!Comparable(field.level, other->level))
      return Wrong(
          path,
          absl::StrCat(test.field, " is of level ", LevelName(other->level),
                       ", neither above nor below ", LevelName(field.level)));
    if (revision_.StageOf(test.field) > revision_.StageOf(field.id))
      return Wrong(path, absl::StrCat(test.field, " is answered later"));
    if (test.codes.empty() && !test.negated)
      return Wrong(path, absl::StrCat("want codes of ", test.field));
    for (const std::string& code : test.codes) {
      if (other->FindCode(code) == nullptr)
        return Wrong(path, absl::StrCat(test.field, " has no code ", code));
    }
    return absl::OkStatus();
  }

  static absl::Status CheckFact(const Field& field, const ConditionTest& test,
                                absl::string_view path) {
    const auto* fact =
        std::find_if(kFacts.begin(), kFacts.end(),
                     [&](const FactLevel& f) { return f.fact == test.fact; });
    if (fact == kFacts.end())
      return Wrong(path, absl::StrCat("no fact ", test.fact));
    if (!test.codes.empty())
      return Wrong(path, absl::StrCat("fact ", test.fact, " takes no codes"));
    if (!Comparable(field.level, fact->level))
      return Wrong(path, absl::StrCat("fact ", test.fact, " is of level ",
                                      LevelName(fact->level),
                                      ", neither above nor below ",
                                      LevelName(field.level)));
    return absl::OkStatus();
  }

  // Depth first; a field met again while its own condition is being followed
  // would be asked only if it is asked.
  absl::Status CheckNoCircle(const Field& field) {
    auto [at, is_new] = followed_.try_emplace(&field, false);
    if (!is_new) {
      return at->second ? absl::OkStatus()
                        : Wrong(absl::StrCat("fields[", field.id, "].asked_if"),
                                "depends on itself");
    }
    for (const ConditionClause& clause : field.asked_if.any) {
      for (const ConditionTest& test : clause.tests) {
        if (!test.field.empty())
          CASELENS_RETURN_IF_ERROR(
              CheckNoCircle(*revision_.FindField(test.field)));
      }
    }
    followed_[&field] = true;
    return absl::OkStatus();
  }

  const Revision& revision_;
  absl::flat_hash_map<const Field*, bool> followed_;  // false: being followed
  absl::flat_hash_set<absl::string_view> extensions_;
  absl::flat_hash_set<absl::string_view> seen_;  // ids of fields and grids
};

}  // namespace

absl::string_view LevelName(Level level) {
  constexpr std::array<absl::string_view, 11> kNames = {
      "",          "FILE",   "PERSON", "HARM",    "RELATIONSHIP", "ACTOR",
      "DIRECTION", "DOMAIN", "FACTOR", "SERVICE", "FORUM"};
  return kNames.at(static_cast<size_t>(level));
}

absl::string_view MissingName(Missing missing) {
  constexpr std::array<absl::string_view, 6> kNames = {"",   "NR", "UNC",
                                                       "NA", "NC", "WH"};
  return kNames.at(static_cast<size_t>(missing));
}

bool LevelContains(Level outer, Level inner) {
  if (outer == inner) return false;
  return outer == Level::kFile ||
         (outer == Level::kRelationship &&
          (inner == Level::kActor || inner == Level::kDirection));
}

bool Field::IsAnswered() const {
  return kind == FieldKind::kOne || kind == FieldKind::kMany ||
         kind == FieldKind::kText;
}

const Code* Field::FindCode(absl::string_view code) const {
  const auto at = std::find_if(codes.begin(), codes.end(),
                               [&](const Code& c) { return c.code == code; });
  return at == codes.end() ? nullptr : &*at;
}

bool Field::Offers(Missing value) const {
  return std::find(missing.begin(), missing.end(), value) != missing.end();
}

bool Field::IsGradedWith(const std::vector<std::string>& answer_codes) const {
  return graded && std::any_of(answer_codes.begin(), answer_codes.end(),
                               [&](const std::string& code) {
                                 return std::find(ungraded_codes.begin(),
                                                  ungraded_codes.end(),
                                                  code) == ungraded_codes.end();
                               });
}

Revision::Revision(RevisionContent content) : content_(std::move(content)) {
  for (int s = 0; s < static_cast<int>(content_.sections.size()); ++s) {
    const Section& section = content_.sections[s];
    for (int i = 0; i < static_cast<int>(section.fields.size()); ++i)
      fields_.try_emplace(section.fields[i].id, s, i);
    for (int i = 0; i < static_cast<int>(section.grids.size()); ++i)
      grids_.try_emplace(section.grids[i].id, s, i);
  }
}

absl::StatusOr<Revision> Revision::Create(RevisionContent content) {
  Revision revision(std::move(content));
  CASELENS_RETURN_IF_ERROR(Checker(revision).Check());
  return revision;
}

const Field* Revision::FindField(absl::string_view id) const {
  const auto at = fields_.find(id);
  if (at == fields_.end()) return nullptr;
  return &content_.sections[at->second.first].fields[at->second.second];
}

const Grid* Revision::FindGrid(absl::string_view id) const {
  const auto at = grids_.find(id);
  if (at == grids_.end()) return nullptr;
  return &content_.sections[at->second.first].grids[at->second.second];
}

Stage Revision::StageOf(absl::string_view id) const {
  const auto at =
      std::find_if(content_.sections.begin(), content_.sections.end(),
                   [&](const Section& s) { return s.id == id.substr(0, 1); });
  return at == content_.sections.end() ? Stage::kCoding : at->stage;
}

std::vector<std::string> Revision::ListCodes(absl::string_view id) const {
  std::vector<std::string> codes;
  const Field* field = FindField(id);
  if (field == nullptr || field->kind != FieldKind::kList) return codes;
  codes.reserve(field->codes.size());
  for (const Code& code : field->codes) codes.push_back(code.code);
  return codes;
}

}  // namespace caselens
