#include "audit_service/api/release_snapshot_api.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "audit_service/api/release_api.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

disclosure::Variable ParseVariable(
    const v1::ReleaseSnapshot::Variable& message) {
  disclosure::Variable variable{
      .name = message.name(),
      .categories = {message.categories().begin(), message.categories().end()},
      .sensitive = message.sensitive()};
  for (const v1::ReleaseSnapshot::Grouping& one : message.groupings()) {
    variable.groupings.push_back(
        {.name = one.name(),
         .categories = {one.categories().begin(), one.categories().end()},
         .group_of = {one.group_of().begin(), one.group_of().end()}});
  }
  return variable;
}

// The code itself where there are no words for it.
std::string LabelOf(const Wording& wording, const std::string& code) {
  const auto at = wording.categories.find(code);
  return at == wording.categories.end() ? code : at->second;
}

void RenderVariable(const disclosure::Variable& variable,
                    const Wording& wording,
                    v1::ReleaseSnapshot::Variable& message) {
  message.set_name(variable.name);
  message.set_label(wording.label);
  message.set_sensitive(variable.sensitive);
  for (const std::string& code : variable.categories) {
    message.add_categories(code);
    message.add_category_labels(LabelOf(wording, code));
  }
  for (const disclosure::Grouping& grouping : variable.groupings) {
    v1::ReleaseSnapshot::Grouping& one = *message.add_groupings();
    one.set_name(grouping.name);
    for (const std::string& code : grouping.categories) {
      one.add_categories(code);
      message.add_grouping_labels(LabelOf(wording, code));
    }
    for (const int group : grouping.group_of) one.add_group_of(group);
  }
}

// A category of the variable, or of its grouping `grouping`.
void AddCategory(const std::string& grouping, const std::string& code,
                 const std::string& label, v1::Release::Variable& message) {
  v1::Release::Category& category = *message.add_categories();
  category.set_code(code);
  category.set_label(label);
  if (const auto band = BandOf(message.name(), grouping, code)) {
    category.mutable_band()->set_from(band->from);
    category.mutable_band()->set_to(band->to);
  }
}

// The categories of a grouping, whose labels follow those of the groupings
// before it.
void AddGrouped(const v1::ReleaseSnapshot::Variable& variable, int grouping,
                v1::Release::Variable& message) {
  int label = 0;
  for (int g = 0; g < grouping; ++g) {
    label += variable.groupings(g).categories_size();
  }
  const auto& used = variable.groupings(grouping);
  for (const std::string& code : used.categories()) {
    AddCategory(used.name(), code, variable.grouping_labels(label++), message);
  }
}

void ParseTables(const v1::ReleasedTables& message,
                 disclosure::Release& release) {
  for (const v1::ReleasedTables::Table& one : message.tables()) {
    disclosure::PublishedTable table{
        .key = {one.variables().begin(), one.variables().end()},
        .form = one.exact() ? disclosure::TableForm::kExact
                            : disclosure::TableForm::kRounded,
        .values = {one.values().begin(), one.values().end()},
        .reasons = {}};
    for (const char reason : one.reasons()) {
      table.reasons.push_back(static_cast<disclosure::HiddenReason>(reason));
    }
    release.programme.tables.push_back(table.key);
    release.tables.push_back(std::move(table));
  }
}

disclosure::ReleaseProfile ProfileOf(const v1::Release& document) {
  return document.options().profile() == v1::ReleaseOptions::REPORT
             ? disclosure::ReleaseProfile::kReport
             : disclosure::ReleaseProfile::kLive;
}

// One line a group.
std::string BoundsOf(const disclosure::Release& release) {
  std::string text;
  for (const disclosure::GroupProof& proof : release.proofs) {
    absl::StrAppend(&text, proof.site, " ", proof.group.view, " ",
                    proof.group.other_view, " ",
                    static_cast<int>(proof.group.part), " ",
                    absl::StrJoin(proof.group.key, ","), " ",
                    absl::StrJoin(proof.group.cells, ","), " ", proof.minimum,
                    " ", proof.maximum, "\n");
  }
  return text;
}

}  // namespace

v1::ReleaseSnapshot RenderReleaseSnapshot(const ReleaseData& data,
                                          const std::vector<std::string>& sites,
                                          const disclosure::ReleaseKey& key) {
  v1::ReleaseSnapshot message;
  const disclosure::Microdata& files = data.data;
  for (size_t v = 0; v < files.variables.size(); ++v) {
    RenderVariable(files.variables[v], data.wording[v],
                   *message.add_variables());
  }
  message.mutable_values()->assign(files.values.begin(), files.values.end());
  message.mutable_ids()->Add(files.ids.begin(), files.ids.end());
  message.mutable_sites()->Add(files.sites.begin(), files.sites.end());
  message.mutable_families()->Add(files.families.begin(), files.families.end());
  message.mutable_site_ids()->Add(sites.begin(), sites.end());
  message.mutable_key()->Add(key.begin(), key.end());
  return message;
}

disclosure::Microdata ParseReleaseSnapshot(
    const v1::ReleaseSnapshot& snapshot,
    std::map<std::string, int>& site_numbers) {
  disclosure::Microdata data;
  for (const v1::ReleaseSnapshot::Variable& variable : snapshot.variables()) {
    data.variables.push_back(ParseVariable(variable));
  }
  for (const char value : snapshot.values()) {
    data.values.push_back(static_cast<unsigned char>(value));
  }
  data.ids.assign(snapshot.ids().begin(), snapshot.ids().end());
  data.families.assign(snapshot.families().begin(), snapshot.families().end());
  for (const int site : snapshot.sites()) {
    data.sites.push_back(site_numbers
                             .emplace(snapshot.site_ids(site),
                                      static_cast<int>(site_numbers.size()))
                             .first->second);
  }
  return data;
}

disclosure::ReleaseKey KeyOf(const v1::ReleaseSnapshot& snapshot) {
  return {snapshot.key(0), snapshot.key(1)};
}

void RenderReleaseVariables(const v1::ReleaseSnapshot& snapshot,
                            const disclosure::Programme& programme,
                            v1::Release& message) {
  for (int v = 0; v < snapshot.variables_size(); ++v) {
    const v1::ReleaseSnapshot::Variable& variable = snapshot.variables(v);
    v1::Release::Variable& added = *message.add_variables();
    added.set_name(variable.name());
    added.set_label(variable.label());
    added.set_sensitive(variable.sensitive());
    const int used = programme.groupings[v];
    if (used == disclosure::kDeclaredCategories) {
      for (int c = 0; c < variable.categories_size(); ++c) {
        AddCategory("", variable.categories(c), variable.category_labels(c),
                    added);
      }
    } else {
      AddGrouped(variable, used, added);
    }
    for (int g = 0; g < variable.groupings_size(); ++g) {
      if (g != used) added.add_groupings(variable.groupings(g).name());
    }
  }
}

v1::ReleasedTables RenderReleasedTables(const disclosure::Release& release) {
  v1::ReleasedTables message;
  for (const disclosure::PublishedTable& table : release.tables) {
    v1::ReleasedTables::Table& one = *message.add_tables();
    one.mutable_variables()->Add(table.key.begin(), table.key.end());
    one.set_exact(table.form == disclosure::TableForm::kExact);
    one.mutable_values()->Add(table.values.begin(), table.values.end());
    for (const disclosure::HiddenReason reason : table.reasons) {
      one.mutable_reasons()->push_back(static_cast<char>(reason));
    }
  }
  for (const disclosure::RecordState state : release.states) {
    message.mutable_states()->push_back(static_cast<char>(state));
  }
  message.set_bounds(BoundsOf(release));
  v1::ReleaseLedgerEntry::Proof& proof = *message.mutable_proof();
  proof.set_groups(static_cast<int>(release.proofs.size()));
  proof.set_digest(DigestOf(message.bounds()));
  for (const disclosure::GroupProof& group : release.proofs) {
    const int possible = group.maximum - group.minimum + 1;
    if (proof.fewest_possible() == 0 || possible < proof.fewest_possible()) {
      proof.set_fewest_possible(possible);
    }
  }
  return message;
}

disclosure::Release ReadableRelease(const v1::Release& document,
                                    const v1::ReleasedTables& tables) {
  disclosure::Release release{.profile = ProfileOf(document)};
  for (const v1::Release::Variable& variable : document.variables()) {
    disclosure::Variable& declared = release.variables.emplace_back();
    declared.name = variable.name();
    declared.sensitive = variable.sensitive();
    for (const v1::Release::Category& category : variable.categories()) {
      declared.categories.push_back(category.code());
    }
  }
  release.programme.groupings.assign(release.variables.size(),
                                     disclosure::kDeclaredCategories);
  ParseTables(tables, release);
  return release;
}

absl::StatusOr<disclosure::Release> ProvedRelease(
    const v1::Release& document, const disclosure::Microdata& data,
    const v1::ReleasedTables& tables) {
  disclosure::Release release{.profile = ProfileOf(document),
                              .variables = data.variables};
  CASELENS_ASSIGN_OR_RETURN(
      const disclosure::Programme programme,
      ParseProgramme(data.variables, document.options().programme(),
                     data.Records()));
  release.programme.groupings = programme.groupings;
  ParseTables(tables, release);
  for (const char state : tables.states()) {
    release.states.push_back(static_cast<disclosure::RecordState>(state));
  }
  return release;
}

}  // namespace caselens
