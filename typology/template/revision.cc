#include "typology/template/revision.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "typology/template/document.h"
#include "typology/template/revision_check.h"
#include "typology/template/violation.h"

namespace caselens {

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

bool Field::HasCodes() const {
  return kind == FieldKind::kOne || kind == FieldKind::kMany;
}

bool Field::IsAnswered() const {
  return HasCodes() || kind == FieldKind::kText;
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
  const std::vector<Violation> problems = CheckRevision(revision);
  if (problems.empty()) return revision;
  return absl::InvalidArgumentError(
      absl::StrCat(problems[0].field, ": ", problems[0].message));
}

std::vector<Violation> Revision::FindProblems(RevisionContent content) {
  return CheckRevision(Revision(std::move(content)));
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
