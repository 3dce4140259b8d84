#include "typology/template/revision_check.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

#include "typology/template/document.h"
#include "typology/template/texts.h"

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

constexpr size_t kLongestId = 32;

bool IsIdCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_';
}

bool IsIdTail(absl::string_view tail) {
  return !tail.empty() && tail.size() <= kLongestId &&
         std::all_of(tail.begin(), tail.end(), IsIdCharacter);
}

bool IsCode(absl::string_view code) {
  return !code.empty() && code.size() <= kLongestId &&
         std::all_of(code.begin(), code.end(), [](char c) {
           const auto u = static_cast<unsigned char>(c);
           return absl::ascii_isupper(u) || absl::ascii_isdigit(u) ||
                  c == '_' || c == '+';
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

std::string At(absl::string_view list, absl::string_view id) {
  return absl::StrCat(list, "[", ShownId(id), "]");
}

// Checks one revision against itself, top down.
class Checker {
 public:
  Checker(const Revision& revision, const RevisionLimits& limits)
      : revision_(revision), limits_(limits) {}

  std::vector<Violation> Check() {
    const RevisionContent& content = revision_.Content();
    CheckSizes(content);
    if (!problems_.empty()) return std::move(problems_);
    CheckExtensions(content);
    absl::flat_hash_set<absl::string_view> sections;
    for (const Section& section : content.sections) {
      const std::string path = At("sections", section.id);
      if (section.id.size() != 1 ||
          !absl::ascii_isupper(static_cast<unsigned char>(section.id[0])))
        Add(path, "want one capital letter as id");
      if (!sections.insert(section.id).second) Add(path, "is given twice");
    }
    for (const Section& section : content.sections) CheckSection(section);
    for (const Section& section : content.sections) {
      for (const Field& field : section.fields) CheckNoCircle(field);
    }
    CheckTranslations(content);
    return std::move(problems_);
  }

 private:
  void Add(std::string path, std::string what) {
    problems_.push_back({std::move(path), std::move(what)});
  }

  void Count(std::string path, size_t count, size_t limit) {
    if (count > limit)
      Add(std::move(path), absl::StrCat(count, " given; want at most ", limit));
  }

  void CheckSizes(const RevisionContent& content) {
    Count("sections", content.sections.size(), limits_.sections);
    if (!problems_.empty()) return;
    size_t fields = 0;
    size_t grids = 0;
    for (const Section& section : content.sections) {
      fields += section.fields.size();
      grids += section.grids.size();
    }
    Count("fields", fields, limits_.fields);
    Count("grids", grids, limits_.others);
    Count("extensions", content.extensions.size(), limits_.others);
    Count("introduction", content.introduction.size(), limits_.others);
    Count("missing_labels", content.missing_labels.size(), limits_.others);
    Count("translations", content.translations.size(), limits_.others);
    if (!problems_.empty()) return;
    for (const Section& section : content.sections) {
      for (const Field& field : section.fields) CheckSizesOf(field);
    }
  }

  void CheckSizesOf(const Field& field) {
    const std::string path = At("fields", field.id);
    size_t tests = 0;
    for (const ConditionClause& clause : field.asked_if.any) {
      tests += 1 + clause.tests.size();
      for (const ConditionTest& test : clause.tests) tests += test.codes.size();
    }
    Count(path + ".codes", field.codes.size(), limits_.codes);
    Count(path + ".ungraded_codes", field.ungraded_codes.size(), limits_.codes);
    Count(path + ".missing", field.missing.size(), limits_.codes);
    Count(path + ".asked_if", tests, limits_.tests);
  }

  void CheckExtensions(const RevisionContent& content) {
    for (const Extension& extension : content.extensions) {
      const std::string path = At("extensions", extension.id);
      if (!IsIdTail(extension.id)) Add(path, "want an id");
      if (!extensions_.insert(extension.id).second) Add(path, "is given twice");
    }
  }

  void CheckSection(const Section& section) {
    const std::string wanted =
        absl::StrCat("want an id `", ShownId(section.id), ".name`");
    for (const Grid& grid : section.grids) {
      const std::string path = At("grids", grid.id);
      if (!BelongsTo(grid.id, section.id)) Add(path, wanted);
      if (!seen_.insert(grid.id).second) Add(path, "is given twice");
      if ((grid.fill_missing == Missing::kNone) == grid.fill_code.empty())
        Add(path, "want exactly one of fill_missing and fill_code");
    }
    for (const Field& field : section.fields) {
      const std::string path = At("fields", field.id);
      if (!BelongsTo(field.id, section.id)) Add(path, wanted);
      if (!seen_.insert(field.id).second) Add(path, "is given twice");
      CheckField(field, path);
    }
  }

  void CheckField(const Field& field, const std::string& path) {
    if (field.label.empty() || field.definition.empty())
      Add(path, "want a label and a definition");
    if (!field.extension.empty() && !extensions_.contains(field.extension))
      Add(path, absl::StrCat("no extension ", ShownId(field.extension)));
    CheckCodes(field, path);
    CheckKind(field, path);
    CheckGrade(field, path);
    CheckGrid(field, path);
    if (field.level == Level::kDomain &&
        revision_.ListCodes(kDomainList).empty())
      Add(path, absl::StrCat("level DOMAIN wants a list ",
                             absl::string_view(kDomainList)));
    CheckCondition(field, path + ".asked_if");
  }

  void CheckCodes(const Field& field, const std::string& path) {
    absl::flat_hash_set<absl::string_view> codes;
    for (const Code& code : field.codes) {
      const std::string at = At(path + ".codes", code.code);
      if (!IsCode(code.code))
        Add(at, "want 1 to 32 capital letters, digits, _ and + as code");
      if (code.label.empty() || code.definition.empty())
        Add(at, "want a code, a label and a definition");
      if (!codes.insert(code.code).second) Add(at, "is given twice");
      if (code.exclusive && field.kind != FieldKind::kMany)
        Add(at, "only a code of a field of kind MANY is exclusive");
    }
  }

  void CheckKind(const Field& field, const std::string& path) {
    const bool has_codes = !field.codes.empty() || field.class_codes;
    if (field.kind == FieldKind::kText ? has_codes || !field.missing.empty()
                                       : field.IsAnswered() && !has_codes)
      Add(path,
          "kinds ONE and MANY want codes, TEXT neither codes nor missing "
          "values");
    absl::flat_hash_set<Missing> missing;
    for (const Missing value : field.missing) {
      if (value == Missing::kNone || value == Missing::kNotYetCoded ||
          !missing.insert(value).second)
        Add(path, "missing wants NR, UNC, NA or WH, each once");
    }
  }

  void CheckGrade(const Field& field, const std::string& path) {
    for (const std::string& code : field.ungraded_codes) {
      if (!field.graded || field.FindCode(code) == nullptr)
        Add(path, absl::StrCat("ungraded_codes: ", ShownId(code),
                               " is not a code of a graded field"));
    }
    if (!field.graded) return;
    for (const char* list :
         {kConfidenceList, kEvidenceLevelList, kEvidenceSourceList}) {
      if (revision_.ListCodes(list).empty())
        Add(path, absl::StrCat("is graded, but there is no list ",
                               absl::string_view(list)));
    }
  }

  void CheckGrid(const Field& field, const std::string& path) {
    if (field.grid.empty()) return;
    const Grid* grid = revision_.FindGrid(field.grid);
    if (grid == nullptr || field.id.empty() || field.grid[0] != field.id[0]) {
      Add(path,
          absl::StrCat("no grid ", ShownId(field.grid), " in the section"));
      return;
    }
    const bool offered = grid->fill_code.empty()
                             ? field.Offers(grid->fill_missing)
                             : field.FindCode(grid->fill_code) != nullptr;
    if (!field.IsAnswered() || !offered)
      Add(path, absl::StrCat("does not offer the default of grid ",
                             ShownId(field.grid)));
  }

  void CheckCondition(const Field& field, const std::string& path) {
    for (const ConditionClause& clause : field.asked_if.any) {
      if (clause.tests.empty()) Add(path, "a clause wants a test");
      for (const ConditionTest& test : clause.tests)
        CheckTest(field, test, path);
    }
  }

  void CheckTest(const Field& field, const ConditionTest& test,
                 const std::string& path) {
    if (test.field.empty() == test.fact.empty()) {
      Add(path, "want either a field or a fact");
      return;
    }
    if (!test.fact.empty()) {
      CheckFact(field, test, path);
      return;
    }
    const Field* other = revision_.FindField(test.field);
    if (other == nullptr || !other->IsAnswered() ||
        other->kind == FieldKind::kText || other == &field) {
      Add(path, absl::StrCat("no other coded field ", ShownId(test.field)));
      return;
    }
    if (!Comparable(field.level, other->level))
      Add(path,
          absl::StrCat(other->id, " is of level ", LevelName(other->level),
                       ", neither above nor below ", LevelName(field.level)));
    if (revision_.StageOf(test.field) > revision_.StageOf(field.id))
      Add(path, absl::StrCat(other->id, " is answered later"));
    if (test.codes.empty() && !test.negated)
      Add(path, absl::StrCat("want codes of ", other->id));
    for (const std::string& code : test.codes) {
      if (other->FindCode(code) == nullptr)
        Add(path,
            absl::StrCat(ShownId(other->id), " has no code ", ShownId(code)));
    }
  }

  void CheckFact(const Field& field, const ConditionTest& test,
                 const std::string& path) {
    const auto* fact =
        std::find_if(kFacts.begin(), kFacts.end(),
                     [&](const FactLevel& f) { return f.fact == test.fact; });
    if (fact == kFacts.end()) {
      Add(path, absl::StrCat("no fact ", ShownId(test.fact)));
      return;
    }
    if (!test.codes.empty())
      Add(path, absl::StrCat("fact ", fact->fact, " takes no codes"));
    if (!Comparable(field.level, fact->level))
      Add(path,
          absl::StrCat("fact ", fact->fact, " is of level ",
                       LevelName(fact->level), ", neither above nor below ",
                       LevelName(field.level)));
  }

  // Depth first; a field met again while its own condition is being followed
  // would be asked only if it is asked. Returns how many questions it hangs on,
  // one on the other.
  int CheckNoCircle(const Field& field, int above = 0) {
    const auto [at, is_new] = followed_.try_emplace(&field, kFollowing);
    if (!is_new) {
      if (at->second == kFollowing)
        Add(At("fields", field.id) + ".asked_if", "depends on itself");
      return std::max(at->second, 0);
    }
    int chain = 0;
    for (const ConditionClause& clause : field.asked_if.any) {
      for (const ConditionTest& test : clause.tests) {
        const Field* other = revision_.FindField(test.field);
        // A field that tests itself was named before.
        if (other == nullptr || other == &field || above > limits_.chain)
          continue;
        chain = std::max(chain, 1 + CheckNoCircle(*other, above + 1));
      }
    }
    followed_[&field] = chain;
    if (chain > limits_.chain)
      Add(At("fields", field.id) + ".asked_if",
          absl::StrCat("hangs on more than ", limits_.chain,
                       " questions, one on the other"));
    return chain;
  }

  void CheckTranslations(const RevisionContent& content) {
    if (content.translations.empty()) return;
    absl::flat_hash_set<std::string> paths;
    ForEachText(content, [&](const std::string& path, const std::string& text) {
      if (!text.empty()) paths.insert(path);
    });
    absl::flat_hash_set<absl::string_view> languages;
    for (const Translation& translation : content.translations) {
      const std::string at = At("translations", translation.language);
      if (!IsTranslationLanguage(translation.language))
        Add(at, "want cy as language_code");
      if (!languages.insert(translation.language).second)
        Add(at, "is given twice");
      for (const auto& [path, text] : translation.texts) {
        if (!paths.contains(path))
          Add(at, "a path names no text of the revision");
        else if (text.empty())
          Add(absl::StrCat(at, ".", path), "want a text");
      }
    }
  }

  static constexpr int kFollowing = -1;

  const Revision& revision_;
  const RevisionLimits limits_;
  absl::flat_hash_map<const Field*, int> followed_;  // the length of its chain
  absl::flat_hash_set<absl::string_view> extensions_;
  absl::flat_hash_set<absl::string_view> seen_;  // ids of fields and grids
  std::vector<Violation> problems_;
};

}  // namespace

std::vector<Violation> CheckRevision(const Revision& revision,
                                     const RevisionLimits& limits) {
  return Checker(revision, limits).Check();
}

}  // namespace caselens
