#include "typology/template/diff.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

#include "typology/template/document.h"
#include "typology/template/texts.h"

namespace caselens {
namespace {

constexpr char kStands[] = "answers stand";
constexpr char kOtherMeaning[] =
    "the id would mean something else: no answer stands, and the revision is "
    "not published";

std::string FieldPath(const Field& field) {
  return absl::StrCat("fields[", field.id, "]");
}

// "fields[C.role].codes[OTHER].label" -> "C.role".
std::string FieldOfPath(absl::string_view path) {
  if (!absl::ConsumePrefix(&path, "fields[")) return "";
  return std::string(path.substr(0, path.find(']')));
}

// The items with an id, by a key of each.
template <typename Item, typename Key>
std::map<std::string, const Item*> ByKey(const std::vector<Item>& items,
                                         const Key& key) {
  std::map<std::string, const Item*> by_key;
  for (const Item& item : items) by_key.emplace(key(item), &item);
  return by_key;
}

// True if what both lists hold stands in another order.
template <typename Item, typename Key>
bool IsReordered(const std::vector<Item>& from, const std::vector<Item>& to,
                 const Key& key) {
  const auto in_from = ByKey(from, key);
  const auto in_to = ByKey(to, key);
  std::vector<std::string> before;
  std::vector<std::string> after;
  for (const Item& item : from)
    if (in_to.contains(key(item))) before.push_back(key(item));
  for (const Item& item : to)
    if (in_from.contains(key(item))) after.push_back(key(item));
  return before != after;
}

const auto kIdOf = [](const auto& item) { return item.id; };
const auto kCodeOf = [](const Code& code) { return code.code; };
const auto kSameText = [](const std::string& text) { return text; };
const auto kNameOf = [](Missing missing) {
  return std::string(MissingName(missing));
};

// Walks two revisions side by side.
class Differ {
 public:
  Differ(const Revision& from, const Revision& to) : from_(from), to_(to) {}

  RevisionDiff Diff() {
    const RevisionContent& from = from_.Content();
    const RevisionContent& to = to_.Content();
    DiffWording(from, to);
    DiffExtensions(from, to);
    DiffSections(from, to);
    for (const Section& section : from.sections) {
      for (const Field& field : section.fields) DiffField(field);
    }
    for (const Section& section : to.sections) {
      for (const Field& field : section.fields) {
        if (from_.FindField(field.id) == nullptr) AddNewField(field);
      }
    }
    DiffGrids();
    DiffDomains();
    DiffGradeLists();
    DiffMissingLabels(from, to);
    return std::move(diff_);
  }

 private:
  void Add(ChangeKind kind, ChangedPart part, std::string path,
           CarryVerdict verdict, std::string why) {
    std::string field = FieldOfPath(path);
    diff_.changes.push_back({kind, part, std::move(path), std::move(field),
                             verdict, std::move(why)});
  }
  void AddStanding(ChangeKind kind, ChangedPart part, std::string path,
                   std::string why = kStands) {
    Add(kind, part, std::move(path), CarryVerdict::kCarriesOver,
        std::move(why));
  }

  static std::map<std::string, std::string> TextsOf(
      const RevisionContent& content) {
    std::map<std::string, std::string> texts;
    ForEachText(content, [&](const std::string& path, const std::string& text) {
      texts.emplace(path, text);
    });
    return texts;
  }

  static std::map<std::string, std::string> TranslationOf(
      const RevisionContent& content, const std::string& language) {
    for (const Translation& translation : content.translations) {
      if (translation.language == language) return translation.texts;
    }
    return {};
  }

  // Texts of what one of the two does not have go with it.
  void DiffWording(const RevisionContent& from, const RevisionContent& to) {
    const auto texts_from = TextsOf(from);
    const auto texts_to = TextsOf(to);
    const auto cy_from = TranslationOf(from, kWelsh);
    const auto cy_to = TranslationOf(to, kWelsh);
    ForEachText(from, [&](const std::string& path, const std::string& text) {
      const auto at = texts_to.find(path);
      if (at == texts_to.end()) {
        if (absl::StartsWith(path, "introduction"))
          AddStanding(ChangeKind::kRemoved, ChangedPart::kWording, path);
        return;
      }
      if (at->second == text) return;
      const auto cy = cy_from.find(path);
      const bool is_stale = cy != cy_from.end() && cy_to.contains(path) &&
                            cy_to.at(path) == cy->second;
      AddStanding(
          ChangeKind::kChanged, ChangedPart::kWording, path,
          is_stale ? "answers stand; the cy text is that of before" : kStands);
    });
    ForEachText(to, [&](const std::string& path, const std::string&) {
      if (absl::StartsWith(path, "introduction") && !texts_from.contains(path))
        AddStanding(ChangeKind::kAdded, ChangedPart::kWording, path);
    });
    DiffTranslation(cy_from, cy_to);
    if (from.translations.empty() != to.translations.empty() &&
        cy_from.empty() && cy_to.empty())
      AddStanding(ChangeKind::kChanged, ChangedPart::kWording, "translations");
  }

  void DiffTranslation(const std::map<std::string, std::string>& from,
                       const std::map<std::string, std::string>& to) {
    const auto add = [&](ChangeKind kind, const std::string& path) {
      diff_.changes.push_back(
          {kind, ChangedPart::kWording,
           absl::StrCat("translations[", absl::string_view(kWelsh), "].", path),
           FieldOfPath(path), CarryVerdict::kCarriesOver, kStands});
    };
    for (const auto& [path, text] : from) {
      const auto at = to.find(path);
      if (at == to.end())
        add(ChangeKind::kRemoved, path);
      else if (at->second != text)
        add(ChangeKind::kChanged, path);
    }
    for (const auto& [path, text] : to)
      if (!from.contains(path)) add(ChangeKind::kAdded, path);
  }

  void DiffExtensions(const RevisionContent& from, const RevisionContent& to) {
    DiffIds(from.extensions, to.extensions, "extensions",
            ChangedPart::kExtension,
            "a study that has it switched on cannot move to the revision",
            "fields of it are asked where a study switches it on");
  }

  // Items of which answers know nothing, by id.
  template <typename Item>
  void DiffIds(const std::vector<Item>& from, const std::vector<Item>& to,
               absl::string_view list, ChangedPart part,
               const std::string& removed, const std::string& added) {
    const auto in_from = ByKey(from, kIdOf);
    const auto in_to = ByKey(to, kIdOf);
    for (const Item& item : from) {
      if (!in_to.contains(item.id))
        AddStanding(ChangeKind::kRemoved, part,
                    absl::StrCat(list, "[", item.id, "]"), removed);
    }
    for (const Item& item : to) {
      if (!in_from.contains(item.id))
        AddStanding(ChangeKind::kAdded, part,
                    absl::StrCat(list, "[", item.id, "]"), added);
    }
    if (IsReordered(from, to, kIdOf))
      AddStanding(ChangeKind::kChanged, ChangedPart::kOrder, std::string(list));
  }

  void DiffSections(const RevisionContent& from, const RevisionContent& to) {
    DiffIds(from.sections, to.sections, "sections", ChangedPart::kSection,
            "its fields are listed one by one",
            "its fields are listed one by one");
    const auto in_to = ByKey(to.sections, kIdOf);
    for (const Section& section : from.sections) {
      const auto at = in_to.find(section.id);
      if (at == in_to.end()) continue;
      const std::string path = absl::StrCat("sections[", section.id, "]");
      if (IsReordered(section.fields, at->second->fields, kIdOf))
        AddStanding(ChangeKind::kChanged, ChangedPart::kOrder,
                    path + ".fields");
      if (section.stage != at->second->stage)
        AddStanding(ChangeKind::kChanged, ChangedPart::kStage, path,
                    "its fields are listed one by one");
    }
  }

  void AddNewField(const Field& field) {
    Add(ChangeKind::kAdded, ChangedPart::kField, FieldPath(field),
        field.required ? CarryVerdict::kToBeAnswered
                       : CarryVerdict::kCarriesOver,
        field.required ? "a new question, to be answered"
                       : "nothing to answer");
  }

  void DiffField(const Field& from) {
    const std::string path = FieldPath(from);
    const Field* to = to_.FindField(from.id);
    if (to == nullptr) {
      Add(ChangeKind::kRemoved, ChangedPart::kField, path,
          from.IsAnswered() ? CarryVerdict::kLost : CarryVerdict::kCarriesOver,
          from.IsAnswered() ? "every answer to it is lost"
                            : "nobody answered it");
      return;
    }
    DiffMeaning(from, *to, path);
    DiffCodes(from, *to, path);
    DiffMissing(from, *to, path);
    DiffAsking(from, *to, path);
    DiffGrading(from, *to, path);
  }

  void DiffMeaning(const Field& from, const Field& to,
                   const std::string& path) {
    const auto lost = [&](ChangedPart part) {
      Add(ChangeKind::kChanged, part, path, CarryVerdict::kLost, kOtherMeaning);
    };
    if (from.kind != to.kind) lost(ChangedPart::kKind);
    if (from.level != to.level) lost(ChangedPart::kLevel);
    if (from_.StageOf(from.id) != to_.StageOf(to.id)) lost(ChangedPart::kStage);
  }

  void DiffCodes(const Field& from, const Field& to, const std::string& path) {
    const auto at = [&](const Code& code) {
      return absl::StrCat(path, ".codes[", code.code, "]");
    };
    for (const Code& code : from.codes) {
      const Code* kept = to.FindCode(code.code);
      if (kept == nullptr)
        Add(ChangeKind::kRemoved, ChangedPart::kCode, at(code),
            CarryVerdict::kLost, "answers with this code are lost");
      else if (kept->exclusive && !code.exclusive)
        Add(ChangeKind::kChanged, ChangedPart::kCode, at(code),
            CarryVerdict::kLost,
            "it stands alone now: answers with another code beside it are "
            "lost");
      else if (kept->exclusive != code.exclusive)
        AddStanding(ChangeKind::kChanged, ChangedPart::kCode, at(code),
                    "answers stand; others may stand beside it now");
    }
    for (const Code& code : to.codes) {
      if (from.FindCode(code.code) == nullptr)
        AddStanding(ChangeKind::kAdded, ChangedPart::kCode, at(code),
                    "answers stand, given when this could not be chosen");
    }
    if (IsReordered(from.codes, to.codes, kCodeOf))
      AddStanding(ChangeKind::kChanged, ChangedPart::kOrder, path + ".codes");
    if (from.class_codes && !to.class_codes)
      Add(ChangeKind::kRemoved, ChangedPart::kCode, path + ".class_codes",
          CarryVerdict::kLost, "answers with the number of a class are lost");
    if (!from.class_codes && to.class_codes)
      AddStanding(ChangeKind::kAdded, ChangedPart::kCode, path + ".class_codes",
                  "answers stand, given when no class could be chosen");
  }

  void DiffMissing(const Field& from, const Field& to,
                   const std::string& path) {
    const auto at = [&](Missing value) {
      return absl::StrCat(path, ".missing[", MissingName(value), "]");
    };
    for (const Missing value : from.missing) {
      if (!to.Offers(value))
        Add(ChangeKind::kRemoved, ChangedPart::kMissing, at(value),
            CarryVerdict::kLost, "answers with this missing value are lost");
    }
    for (const Missing value : to.missing) {
      if (!from.Offers(value))
        AddStanding(ChangeKind::kAdded, ChangedPart::kMissing, at(value),
                    "answers stand, given when this could not be chosen");
    }
    if (IsReordered(from.missing, to.missing, kNameOf))
      AddStanding(ChangeKind::kChanged, ChangedPart::kOrder, path + ".missing");
  }

  void DiffAsking(const Field& from, const Field& to, const std::string& path) {
    if (from.asked_if != to.asked_if)
      Add(ChangeKind::kChanged, ChangedPart::kCondition, path + ".asked_if",
          to.required ? CarryVerdict::kToBeAnswered
                      : CarryVerdict::kCarriesOver,
          "answers stand; what is asked no longer stays and is not counted, "
          "what is asked anew is open");
    if (from.required != to.required)
      Add(ChangeKind::kChanged, ChangedPart::kRequired, path + ".required",
          to.required ? CarryVerdict::kToBeAnswered
                      : CarryVerdict::kCarriesOver,
          to.required ? "answers stand; what is open must be answered"
                      : "answers stand; what is open may stay so");
    if (from.extension != to.extension)
      AddStanding(ChangeKind::kChanged, ChangedPart::kExtension,
                  path + ".extension",
                  "answers stand; other studies than before ask it");
    if (from.grid != to.grid)
      AddStanding(ChangeKind::kChanged, ChangedPart::kGrid, path + ".grid");
    if (from.prefilled != to.prefilled)
      AddStanding(ChangeKind::kChanged, ChangedPart::kPrefilled,
                  path + ".prefilled");
  }

  void DiffGrading(const Field& from, const Field& to,
                   const std::string& path) {
    if (from.graded != to.graded) {
      Add(ChangeKind::kChanged, ChangedPart::kGrade, path + ".graded",
          to.graded ? CarryVerdict::kToBeAnswered : CarryVerdict::kLost,
          to.graded ? "answers stand; they are to be graded"
                    : "answers stand; their grades are lost");
      return;
    }
    const std::set<std::string> before(from.ungraded_codes.begin(),
                                       from.ungraded_codes.end());
    const std::set<std::string> after(to.ungraded_codes.begin(),
                                      to.ungraded_codes.end());
    const auto at = [&](const std::string& code) {
      return absl::StrCat(path, ".ungraded_codes[", code, "]");
    };
    for (const std::string& code : after) {
      if (!before.contains(code))
        Add(ChangeKind::kAdded, ChangedPart::kGrade, at(code),
            CarryVerdict::kLost,
            "answers stand; the grade of an answer with this code alone is "
            "lost");
    }
    for (const std::string& code : before) {
      if (!after.contains(code))
        Add(ChangeKind::kRemoved, ChangedPart::kGrade, at(code),
            CarryVerdict::kToBeAnswered,
            "answers stand; those with this code are to be graded");
    }
    if (IsReordered(from.ungraded_codes, to.ungraded_codes, kSameText))
      AddStanding(ChangeKind::kChanged, ChangedPart::kOrder,
                  path + ".ungraded_codes");
  }

  static std::vector<Grid> GridsOf(const Revision& revision) {
    std::vector<Grid> grids;
    for (const Section& section : revision.Content().sections)
      grids.insert(grids.end(), section.grids.begin(), section.grids.end());
    return grids;
  }

  void DiffGrids() {
    const std::vector<Grid> from = GridsOf(from_);
    DiffIds(from, GridsOf(to_), "grids", ChangedPart::kGrid,
            "what it filled stands; it cannot be closed in one act",
            "it can be closed in one act");
    for (const Grid& grid : from) {
      const Grid* to = to_.FindGrid(grid.id);
      if (to != nullptr && (grid.fill_missing != to->fill_missing ||
                            grid.fill_code != to->fill_code))
        AddStanding(ChangeKind::kChanged, ChangedPart::kGrid,
                    absl::StrCat("grids[", grid.id, "].fill"),
                    "what it filled stands; closing it gives something else");
    }
  }

  // A domain that is gone takes the answers about it along.
  void DiffDomains() {
    const auto after = to_.ListCodes(kDomainList);
    for (const std::string& domain : from_.ListCodes(kDomainList)) {
      if (absl::c_linear_search(after, domain)) continue;
      ForEachKept([&](const Field& field) {
        if (field.level == Level::kDomain)
          Add(ChangeKind::kRemoved, ChangedPart::kInstance,
              absl::StrCat(FieldPath(field), ".instances[", domain, "]"),
              CarryVerdict::kLost, "answers about this domain are lost");
      });
    }
  }

  // A value of a grade that is gone takes that part of grades along.
  void DiffGradeLists() {
    for (const char* list :
         {kConfidenceList, kEvidenceLevelList, kEvidenceSourceList}) {
      const auto after = to_.ListCodes(list);
      for (const std::string& code : from_.ListCodes(list)) {
        if (absl::c_linear_search(after, code)) continue;
        ForEachKept([&](const Field& field) {
          if (field.graded && to_.FindField(field.id)->graded)
            Add(ChangeKind::kRemoved, ChangedPart::kGrade,
                absl::StrCat(FieldPath(field), ".grade[", code, "]"),
                CarryVerdict::kLost, "answers stand; grades lose this value");
        });
      }
    }
  }

  template <typename Visit>
  void ForEachKept(const Visit& visit) {
    for (const Section& section : from_.Content().sections) {
      for (const Field& field : section.fields)
        if (to_.FindField(field.id) != nullptr) visit(field);
    }
  }

  void DiffMissingLabels(const RevisionContent& from,
                         const RevisionContent& to) {
    const auto key = [](const MissingLabel& label) {
      return std::string(MissingName(label.missing));
    };
    const auto in_from = ByKey(from.missing_labels, key);
    const auto in_to = ByKey(to.missing_labels, key);
    const auto add = [&](ChangeKind kind, const std::string& name) {
      AddStanding(kind, ChangedPart::kWording,
                  absl::StrCat("missing_labels[", name, "]"));
    };
    for (const auto& [name, label] : in_from)
      if (!in_to.contains(name)) add(ChangeKind::kRemoved, name);
    for (const auto& [name, label] : in_to)
      if (!in_from.contains(name)) add(ChangeKind::kAdded, name);
    if (IsReordered(from.missing_labels, to.missing_labels, key))
      AddStanding(ChangeKind::kChanged, ChangedPart::kOrder, "missing_labels");
  }

  const Revision& from_;
  const Revision& to_;
  RevisionDiff diff_;
};

}  // namespace

RevisionDiff DiffRevisions(const Revision& from, const Revision& to) {
  return Differ(from, to).Diff();
}

bool CarriesOver(const RevisionDiff& diff, absl::string_view field) {
  return absl::c_none_of(diff.changes, [&](const RevisionChange& change) {
    return change.field == field && (change.part == ChangedPart::kField ||
                                     (change.verdict == CarryVerdict::kLost &&
                                      change.part != ChangedPart::kGrade));
  });
}

std::vector<Violation> FindChangedMeanings(const Revision& earlier,
                                           const Revision& later) {
  std::vector<Violation> changed;
  const auto add = [&](const Field& field, absl::string_view what) {
    changed.push_back(
        {absl::StrCat(FieldPath(field), ".", what),
         absl::StrCat("is another than in ", earlier.Content().name,
                      ", and the id of a field never changes its meaning; want "
                      "a new id")});
  };
  for (const Section& section : later.Content().sections) {
    for (const Field& field : section.fields) {
      const Field* before = earlier.FindField(field.id);
      if (before == nullptr) continue;
      if (before->kind != field.kind) add(field, "kind");
      if (before->level != field.level) add(field, "level");
      if (earlier.StageOf(field.id) != later.StageOf(field.id))
        add(field, "stage");
    }
  }
  return changed;
}

}  // namespace caselens
