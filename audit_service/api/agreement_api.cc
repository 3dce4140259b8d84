#include "audit_service/api/agreement_api.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "typology/agreement/agreement.h"
#include "typology/base/status_macros.h"
#include "typology/johnson/rule.h"

namespace caselens {
namespace {

// What one coder alone has belongs to the section where it is listed.
constexpr char kCouples[] = "B";
constexpr char kPeopleAndHarms[] = "C";
constexpr char kRows[] = "H";

void Render(const Figure& figure, v1::AgreementFigure& message) {
  if (figure.value.has_value()) message.set_value(*figure.value);
  if (figure.standard_error.has_value())
    message.set_standard_error(*figure.standard_error);
  if (figure.interval.has_value()) {
    message.set_low(figure.interval->low);
    message.set_high(figure.interval->high);
  }
  message.set_n(figure.n);
  message.set_why(figure.why);
}

void RenderCategory(const std::string& name, const CategoryAgreement& category,
                    v1::CategoryAgreement& message) {
  message.set_category(name);
  message.set_ratings(category.ratings);
  message.set_prevalence(category.prevalence);
  message.mutable_by_coder()->Add(category.by_coder.begin(),
                                  category.by_coder.end());
  Render(category.specific, *message.mutable_agreement());
}

// The kappa of a report: of two coders Cohen's.
const Figure& KappaOf(const AgreementReport& report) {
  return report.coders == 2 ? report.cohen_kappa : report.fleiss_kappa;
}

void RenderWeighted(const char* weights, const AgreementReport& report,
                    v1::WeightedAgreement& message) {
  message.set_weights(weights);
  Render(report.cohen_kappa, *message.mutable_cohen_kappa());
  Render(report.fleiss_kappa, *message.mutable_fleiss_kappa());
  Render(report.conger_kappa, *message.mutable_conger_kappa());
  Render(report.gwet_ac, *message.mutable_gwet_ac2());
}

void RenderOne(const FieldAgreement& agreement, v1::FieldAgreement& message) {
  const AgreementReport& all = agreement.all.report;
  Render(all.cohen_kappa, *message.mutable_cohen_kappa());
  Render(all.fleiss_kappa, *message.mutable_fleiss_kappa());
  Render(all.conger_kappa, *message.mutable_conger_kappa());
  Render(all.krippendorff_alpha, *message.mutable_krippendorff_alpha());
  Render(all.gwet_ac, *message.mutable_gwet_ac1());
  for (size_t k = 0; k < agreement.all.labels.size(); ++k) {
    RenderCategory(agreement.all.labels[k], all.categories[k],
                   *message.add_categories());
  }
  const AgreementReport& coded = agreement.coded.report;
  message.set_coded_units(coded.paired);
  Render(coded.percent, *message.mutable_coded_percent());
  Render(KappaOf(coded), *message.mutable_coded_kappa());
  Render(coded.gwet_ac, *message.mutable_coded_gwet_ac1());
  if (agreement.linear.has_value())
    RenderWeighted("LINEAR", *agreement.linear, *message.add_weighted());
  if (agreement.quadratic.has_value()) {
    RenderWeighted("QUADRATIC", *agreement.quadratic, *message.add_weighted());
    Render(agreement.quadratic->krippendorff_alpha,
           *message.mutable_ordinal_alpha());
  }
  for (const AnswerPair& pair : agreement.confused) {
    v1::AnswerPair& confused = *message.add_confused();
    confused.set_first(pair.first);
    confused.set_second(pair.second);
    confused.set_pairs(pair.pairs);
  }
}

void RenderMany(const FieldAgreement& agreement, v1::FieldAgreement& message) {
  const SetAgreementReport& sets = *agreement.sets;
  message.set_coded_units(sets.paired);
  Render(sets.masi_alpha, *message.mutable_krippendorff_alpha());
  for (size_t k = 0; k < agreement.set_codes.size(); ++k) {
    const AgreementReport& of_code = sets.codes[k];
    v1::CategoryAgreement& category = *message.add_categories();
    RenderCategory(agreement.set_codes[k], of_code.categories[1], category);
    Render(KappaOf(of_code), *category.mutable_kappa());
    Render(of_code.gwet_ac, *category.mutable_gwet_ac1());
  }
}

void RenderField(const Section& section, const Field& field,
                 const FieldAgreement& agreement, v1::FieldAgreement& message) {
  message.set_field(field.id);
  message.set_label(field.label);
  message.set_section(section.id);
  message.set_kind(field.kind == FieldKind::kMany ? "MANY" : "ONE");
  message.set_ordered(field.ordered);
  message.set_units(agreement.units);
  message.set_asked_of_one(agreement.asked_of_one);
  message.set_prefilled(agreement.prefilled);
  Render(agreement.Percent(), *message.mutable_percent());
  Render(agreement.Kappa(), *message.mutable_kappa());
  if (agreement.sets.has_value()) {
    RenderMany(agreement, message);
  } else {
    RenderOne(agreement, message);
  }
  message.set_all_not_recorded(agreement.not_recorded.all_said);
  message.set_some_not_recorded(agreement.not_recorded.some_said);
  Render(agreement.not_recorded.agreement,
         *message.mutable_not_recorded_agreement());
}

// Several fields on the way to one figure each.
struct Pool {
  std::vector<Figure> percent;
  std::vector<Figure> kappa;
  std::vector<Figure> alpha;
  std::vector<Figure> ac1;

  void Add(const FieldAgreement& field) {
    percent.push_back(field.Percent());
    kappa.push_back(field.Kappa());
    if (field.sets.has_value()) {
      alpha.push_back(field.sets->masi_alpha);
      return;
    }
    alpha.push_back(field.all.report.krippendorff_alpha);
    ac1.push_back(field.all.report.gwet_ac);
  }
  bool IsEmpty() const { return percent.empty(); }
  void Render(int64_t files, v1::PooledAgreement& message) const {
    message.set_files(static_cast<int32_t>(files));
    caselens::Render(MeanOfFields(percent), *message.mutable_percent());
    caselens::Render(MeanOfFields(kappa), *message.mutable_kappa());
    caselens::Render(MeanOfFields(alpha),
                     *message.mutable_krippendorff_alpha());
    caselens::Render(MeanOfFields(ac1), *message.mutable_gwet_ac1());
  }
};

// Calls `visit` with every field that is wanted and was answered twice.
template <typename Visit>
absl::Status ForEachField(const Revision& revision, const FieldFilter& filter,
                          const StudyTally& tally, const Bootstrap& bootstrap,
                          Visit visit) {
  for (const Section& section : revision.Content().sections) {
    for (const Field& field : section.fields) {
      if (!filter.Wants(section, field)) continue;
      const auto at = tally.Fields().find(field.id);
      if (at == tally.Fields().end()) continue;
      CASELENS_ASSIGN_OR_RETURN(const FieldAgreement agreement,
                                at->second.Measure(bootstrap));
      if (agreement.units + agreement.asked_of_one == 0) continue;
      visit(section, field, agreement);
    }
  }
  return absl::OkStatus();
}

void RenderList(Listed listed, const MatchTally& tally,
                v1::ListAgreement& message) {
  message.set_of(std::string(ListedName(listed)));
  message.set_matched(tally.Matched());
  message.set_only_a(tally.OnlyA());
  message.set_only_b(tally.OnlyB());
  message.set_inexact_files(tally.Inexact());
  Render(tally.PositiveAgreement(), *message.mutable_positive_agreement());
}

const char* SectionOf(Listed listed) {
  switch (listed) {
    case Listed::kPeople:
    case Listed::kHarms:
      return kPeopleAndHarms;
    case Listed::kRelationships:
    case Listed::kPeriods:
      return kCouples;
    case Listed::kRows:
      return kRows;
  }
  return "";
}

// Of what one coder alone has.
const char* SectionOf(const std::string& instance) {
  if (absl::StartsWith(instance, "R")) return kCouples;
  const bool row =
      absl::StartsWith(instance, "S") || absl::StartsWith(instance, "M");
  return row ? kRows : kPeopleAndHarms;
}

bool IsWanted(const Revision& revision, const FieldFilter& filter,
              const Disagreement& one) {
  if (one.kind != DisagreementKind::kAnswer) {
    return filter.field.empty() && (filter.section.empty() ||
                                    filter.section == SectionOf(one.instance));
  }
  if (filter.IsAll()) return true;
  for (const Section& section : revision.Content().sections)
    for (const Field& field : section.fields)
      if (field.id == one.field) return filter.Wants(section, field);
  return false;
}

void RenderAnswer(const std::optional<Answer>& answer,
                  google::protobuf::RepeatedPtrField<std::string>& codes,
                  const std::function<void(v1::Answer::Missing)>& set_missing) {
  if (!answer.has_value()) return;
  codes.Add(answer->codes.begin(), answer->codes.end());
  set_missing(static_cast<v1::Answer::Missing>(answer->missing));
}

v1::Disagreement::Kind KindOf(DisagreementKind kind) {
  switch (kind) {
    case DisagreementKind::kOnlyA:
      return v1::Disagreement::ONLY_A;
    case DisagreementKind::kOnlyB:
      return v1::Disagreement::ONLY_B;
    case DisagreementKind::kAnswer:
      return v1::Disagreement::ANSWER;
  }
  return v1::Disagreement::KIND_UNSPECIFIED;
}

}  // namespace

bool FieldFilter::Wants(const Section& of, const Field& one) const {
  return of.stage == Stage::kCoding && one.HasCodes() &&
         (section.empty() || section == of.id) &&
         (field.empty() || field == one.id);
}

absl::StatusOr<FieldFilter> ParseFieldFilter(const Revision& revision,
                                             const std::string& section,
                                             const std::string& field) {
  FieldFilter filter{.section = section, .field = field};
  bool section_found = section.empty();
  bool field_found = field.empty();
  for (const Section& of : revision.Content().sections) {
    if (of.stage != Stage::kCoding) continue;
    section_found |= of.id == section;
    for (const Field& one : of.fields)
      field_found |= one.id == field && filter.Wants(of, one);
  }
  if (!section_found) {
    return InvalidField("section",
                        "want the id of a section of the study's template that "
                        "is coded before the reveals");
  }
  if (!field_found) {
    return InvalidField("field",
                        "want the id of a field of that section, or of the "
                        "template, that auditors answer by codes");
  }
  return filter;
}

absl::StatusOr<std::set<int>> ParseWaves(const WaveMessages& waves) {
  if (waves.empty())
    return std::set<int>{v1::Assignment::W1, v1::Assignment::W2};
  for (int i = 0; i < waves.size(); ++i) {
    if (waves[i] < v1::Assignment::PILOT || waves[i] > v1::Assignment::W2) {
      return InvalidField(absl::StrCat("waves[", i, "]"),
                          "want PILOT, W1 or W2");
    }
  }
  return std::set<int>(waves.begin(), waves.end());
}

absl::StatusOr<std::set<std::string>> ParseCoders(
    const google::protobuf::RepeatedPtrField<std::string>& coders) {
  std::set<std::string> ids;
  for (int i = 0; i < coders.size(); ++i) {
    CASELENS_ASSIGN_OR_RETURN(std::vector<std::string> parts,
                              ParseName(absl::StrCat("coders[", i, "]"),
                                        coders[i], "principals/{principal}"));
    ids.insert(std::move(parts[0]));
  }
  if (!coders.empty() && (coders.size() != 2 || ids.size() != 2))
    return InvalidField("coders", "want two different principals, or none");
  return ids;
}

absl::Status RenderTally(const Revision& revision, const FieldFilter& filter,
                         const StudyTally& tally,
                         v1::AgreementReport& message) {
  Pool overall;
  std::vector<std::pair<std::string, Pool>> sections;
  CASELENS_RETURN_IF_ERROR(ForEachField(
      revision, filter, tally, {},
      [&](const Section& section, const Field& field,
          const FieldAgreement& agreement) {
        RenderField(section, field, agreement, *message.add_fields());
        overall.Add(agreement);
        if (sections.empty() || sections.back().first != section.id)
          sections.emplace_back(section.id, Pool());
        sections.back().second.Add(agreement);
      }));
  overall.Render(tally.Files(), *message.mutable_overall());
  for (const auto& [id, pool] : sections) {
    v1::PooledAgreement& section = *message.add_sections();
    section.set_of(id);
    pool.Render(tally.Files(), section);
  }
  if (!filter.field.empty()) return absl::OkStatus();
  for (const Listed listed : kAllListed) {
    if (filter.section.empty() || filter.section == SectionOf(listed))
      RenderList(listed, tally.Matches(listed), *message.add_lists());
  }
  return absl::OkStatus();
}

absl::Status RenderPooled(const Revision& revision, const FieldFilter& filter,
                          const StudyTally& tally,
                          v1::PooledAgreement& message) {
  Pool pool;
  CASELENS_RETURN_IF_ERROR(ForEachField(
      revision, filter, tally, {.replicates = 0},
      [&](const Section& /*section*/, const Field& /*field*/,
          const FieldAgreement& agreement) { pool.Add(agreement); }));
  pool.Render(tally.Files(), message);
  return absl::OkStatus();
}

absl::Status RenderSuggestions(const SuggestionTally& tally,
                               v1::SuggestionAgreement& message) {
  const std::vector<std::string> labels = SuggestionTally::Labels();
  message.set_rule(std::string(kJt1.name));
  const absl::StatusOr<AgreementReport> report =
      MeasureAgreement(tally.Ratings(), {.labels = labels});
  if (absl::IsFailedPrecondition(report.status())) {
    const Figure nothing = NotDefined("no coder gave a type", 0);
    Render(nothing, *message.mutable_percent());
    Render(nothing, *message.mutable_cohen_kappa());
    Render(nothing, *message.mutable_gwet_ac1());
    return absl::OkStatus();
  }
  CASELENS_RETURN_IF_ERROR(report.status());
  Render(report->percent, *message.mutable_percent());
  Render(report->cohen_kappa, *message.mutable_cohen_kappa());
  Render(report->gwet_ac, *message.mutable_gwet_ac1());
  for (size_t k = 0; k < labels.size(); ++k)
    RenderCategory(labels[k], report->categories[k], *message.add_types());
  return absl::OkStatus();
}

void RenderDisagreements(const Revision& revision, const FieldFilter& filter,
                         const Disagreements& found,
                         v1::FileDisagreements& message) {
  for (const Disagreement& one : found.list) {
    if (!IsWanted(revision, filter, one)) continue;
    v1::Disagreement& rendered = *message.add_disagreements();
    rendered.set_kind(KindOf(one.kind));
    rendered.set_field(one.field);
    rendered.set_instance(one.instance);
    RenderAnswer(one.a, *rendered.mutable_codes_a(),
                 [&](auto missing) { rendered.set_missing_a(missing); });
    RenderAnswer(one.b, *rendered.mutable_codes_b(),
                 [&](auto missing) { rendered.set_missing_b(missing); });
  }
  message.set_asked_of_one(static_cast<int32_t>(found.asked_of_one));
}

}  // namespace caselens
