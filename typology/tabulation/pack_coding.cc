#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "typology/base/status_macros.h"
#include "typology/comparison/file_counts.h"
#include "typology/findings/findings.h"
#include "typology/harm/codes.h"
#include "typology/tabulation/coding_variables.h"
#include "typology/tabulation/derived.h"
#include "typology/template/asked.h"

namespace caselens::tabulation {
namespace {

// What a coding says to one question: codes, or why there is none.
struct Reply {
  std::vector<std::string> codes;
  Absence absence = Absence::kNotAsked;  // without codes

  bool HasCode() const { return !codes.empty(); }
  bool Is(absl::string_view code) const {
    return codes.size() == 1 && codes.front() == code;
  }
};

class Packer {
 public:
  Packer(const Schema& schema, const StudyShape& study,
         const CodingToPack& coding)
      : schema_(schema),
        study_(study),
        coding_(coding),
        document_(*coding.document),
        facts_(FindFacts(document_)),
        builder_(schema) {}

  PackedCoding Run() {
    PackQuestions();
    PackFile();
    PackFactors();
    if (coding_.audited != nullptr) PackComparison();
    PackPeople();
    PackHarms();
    PackActors();
    return builder_.Build();
  }

 private:
  // What is not one of the variable's categories, or an absence that it does
  // not have, is not answered.
  void Set(absl::string_view name, size_t row, absl::string_view code) {
    const std::optional<size_t> variable = schema_.FindVariable(name);
    if (!variable.has_value()) return;
    const Variable& of = schema_.variables()[*variable];
    const std::optional<size_t> state = of.FindState(code);
    if (state.has_value() && of.IsCategory(*state)) {
      builder_.Set(*variable, row, *state);
    } else {
      SetAbsence(name, row, Absence::kNotAnswered);
    }
  }
  void SetAbsence(absl::string_view name, size_t row, Absence absence) {
    const std::optional<size_t> variable = schema_.FindVariable(name);
    if (!variable.has_value()) return;
    const Variable& of = schema_.variables()[*variable];
    std::optional<size_t> state = of.StateOf(absence);
    if (!state.has_value()) state = of.StateOf(Absence::kNotAnswered);
    if (state.has_value()) builder_.Set(*variable, row, *state);
  }
  void SetYesNo(absl::string_view name, size_t row, bool yes) {
    Set(name, row, yes ? "YES" : "NO");
  }
  void SetReply(absl::string_view name, size_t row, const Reply& reply) {
    if (reply.codes.size() == 1) {
      Set(name, row, reply.codes.front());
    } else {
      SetAbsence(name, row, reply.absence);
    }
  }

  Reply Ask(const Field& field, absl::string_view instance) const {
    if (coding_.fields != nullptr && !coding_.fields->contains(field.id)) {
      return {};
    }
    if (!IsAsked(*coding_.form, document_, facts_, field, instance)) return {};
    const Answer* const answer = document_.Find(field.id, instance);
    Reply reply = {.absence = Absence::kNotAnswered};
    if (answer == nullptr) return reply;
    reply.codes = answer->codes;
    reply.absence = AbsenceOf(answer->missing).value_or(reply.absence);
    return reply;
  }
  Reply Ask(absl::string_view field_id, absl::string_view instance) const {
    const Field* const field = study_.revision->FindField(field_id);
    return field == nullptr ? Reply() : Ask(*field, instance);
  }

  // The row of each unit that an instance is; new instances get new rows.
  size_t RowOf(Unit unit, const std::string& instance) {
    if (unit == Unit::kFile) return 0;
    const auto [at, is_new] = rows_.try_emplace({unit, instance}, 0);
    if (is_new) at->second = builder_.AddRow(unit);
    return at->second;
  }

  void PackQuestions() {
    // Every row that there is, whether anything is asked of it or not.
    for (const Level level :
         {Level::kPerson, Level::kHarm, Level::kRelationship, Level::kActor,
          Level::kDirection, Level::kService, Level::kForum}) {
      for (const std::string& instance :
           InstancesOf(level, *coding_.form, document_)) {
        RowOf(UnitOf(level), instance);
      }
    }
    for (const Section& section : study_.revision->Content().sections) {
      for (const Field& field : section.fields) {
        if (field.HasCodes()) PackQuestion(field);
      }
    }
  }

  void PackQuestion(const Field& field) {
    const Unit unit = UnitOf(field.level);
    for (const std::string& instance :
         InstancesOf(field.level, *coding_.form, document_)) {
      const Reply reply = Ask(field, instance);
      const std::string name =
          HasParts(field.level) ? PartName(field.id, instance) : field.id;
      const size_t row = RowOf(unit, instance);
      if (field.kind == FieldKind::kOne) {
        SetReply(name, row, reply);
      } else {
        PackMany(field, name, row, reply);
      }
    }
  }

  void PackMany(const Field& field, const std::string& name, size_t row,
                const Reply& reply) {
    for (const Code& code : field.codes) {
      const std::string of_code = CodeName(name, code.code);
      if (reply.HasCode()) {
        SetYesNo(of_code, row, absl::c_linear_search(reply.codes, code.code));
      } else {
        SetAbsence(of_code, row, reply.absence);
      }
    }
  }

  void PackFile() {
    if (coding_.assigned.has_value()) {
      Set("class", 0, ClassCode(study_, *coding_.assigned));
    } else {
      SetAbsence("class", 0, Absence::kNotApplicable);
    }
    for (const FileFact& fact : kFileFacts) {
      SetYesNo(fact.name, 0, facts_.Has(fact.fact, ""));
    }
    const Reply england = Ask("A.pathway_england", "");
    const bool is_english =
        england.HasCode() || england.absence != Absence::kNotAsked;
    SetReply("pathway", 0,
             is_english ? england : Ask("A.pathway_scotland", ""));
    PackPublicStory();
    for (const std::string& domain : study_.revision->ListCodes(kDomainList)) {
      PackDomain(domain);
    }
  }

  void PackPublicStory() {
    const NetworkReading reading = FindHarm(document_);
    const bool public_story = reading.Count(HarmPattern::kManToWoman) > 0;
    const bool others = reading.OutsidePublicStoryCount() > 0;
    if (public_story && others) {
      Set("public_story", 0, "ALSO");
    } else if (reading.Count(HarmPattern::kUnknown) > 0) {
      SetAbsence("public_story", 0, Absence::kNotRecorded);
    } else if (others) {
      Set("public_story", 0, "INSTEAD");
    } else {
      Set("public_story", 0, public_story ? "ONLY" : "NONE");
    }
  }

  void PackDomain(const std::string& domain) {
    const std::string name = absl::StrCat("not_in_plan.", domain);
    const Reply plan = Ask("F.plan_exists", "");
    if (plan.Is("N")) {
      SetAbsence(name, 0, Absence::kNotApplicable);
      return;
    }
    const Reply recorded = Ask("D.recorded", domain);
    const Reply need = Ask("D.need", domain);
    const Reply in_plan = Ask("D.in_plan", domain);
    if (!plan.HasCode() || !recorded.HasCode()) {
      SetAbsence(name, 0, plan.HasCode() ? recorded.absence : plan.absence);
    } else if (recorded.Is("0") || (need.HasCode() && !need.Is("PROBLEM"))) {
      Set(name, 0, "NO_PROBLEM");
    } else if (!need.HasCode() || !in_plan.HasCode()) {
      SetAbsence(name, 0, need.HasCode() ? in_plan.absence : need.absence);
    } else {
      const bool is_action = in_plan.Is("2") || in_plan.Is("3");
      Set(name, 0, is_action ? "IN_PLAN" : "NOT_IN_PLAN");
    }
  }

  void PackFactors() {
    if (!coding_.recorded.has_value()) return;
    for (const std::string& factor : coding_.form->factors) {
      SetYesNo(RecordedName(factor), 0,
               absl::c_linear_search(*coding_.recorded, factor));
    }
  }

  // What typology/comparison says of the file, by counting it alone.
  void PackComparison() {
    const AuditedFile& audited = *coding_.audited;
    const StudyModel& model = study_.models[coding_.assigned->model];
    FileCounts counts(model.shape);
    counts.Add(audited, model.shape);
    const size_t c = coding_.assigned->number;

    Set("draw", 0, audited.draw == DrawKind::kRandom ? "RANDOM" : "PURPOSIVE");
    Set("comparison.verdict", 0, VerdictName(audited.comparison.verdict));
    if (const KOfN& k = counts.verdicts.sensitive[c]; k.n > 0) {
      SetYesNo("comparison.sensitive", 0, k.k > 0);
    }
    SetJudgement(audited.judgement);
    const SingleIssueCounts& single = counts.single_issue;
    SetOfNeeds("further_needs.by_return", single.by_return[c]);
    SetOfNeeds("further_needs.by_that_document", single.by_that_document[c]);
    SetOfNeeds("further_needs.by_file", single.by_file[c]);
    SetOfNeeds("further_needs.by_file_and_extra", single.by_file_and_extra[c]);
    for (size_t j = 0; j < model.items.size(); ++j) {
      PackFactor(model.items[j], audited.comparison.factors[j].cell,
                 counts.factors[j].missed[c]);
    }
  }

  void SetJudgement(const std::optional<Judgement>& judgement) {
    constexpr absl::string_view kCodes[] = {"FULL", "PARTIAL", "NONE",
                                            "CANNOT_TELL"};
    if (judgement.has_value()) {
      Set("match.judgement", 0, kCodes[static_cast<size_t>(*judgement) - 1]);
    } else {
      SetAbsence("match.judgement", 0, Absence::kNotAnswered);
    }
  }

  void SetOfNeeds(absl::string_view name, const KOfN& needs) {
    if (needs.n == 0) {
      SetAbsence(name, 0, Absence::kNotApplicable);
    } else {
      SetYesNo(name, 0, needs.k > 0);
    }
  }

  void PackFactor(const std::string& factor, Cell cell, const KOfN& missed) {
    const Reply found = Ask("J.found", factor);
    const std::string both = absl::StrCat("file_and_return.", factor);
    const std::string under = absl::StrCat("under_recorded.", factor);
    if (cell == Cell::kUncoded) {
      SetAbsence(both, 0, found.absence);
      SetAbsence(under, 0, found.absence);
      return;
    }
    Set(both, 0, CellName(cell));
    if (missed.n > 0) {
      SetYesNo(under, 0, missed.k > 0);
      return;
    }
    // Found, and it is not known where: not the same as found elsewhere.
    const Reply when = Ask("J.found_when", factor);
    SetAbsence(under, 0,
               found.Is("2") && !when.HasCode() ? when.absence
                                                : Absence::kNotApplicable);
  }

  void PackPeople() {
    for (const Person& person : document_.people) {
      const size_t row = RowOf(Unit::kPerson, person.id);
      for (const PersonFact& fact : kPersonFacts) {
        SetYesNo(fact.name, row, facts_.Has(fact.fact, person.id));
      }
    }
  }

  void PackHarms() {
    const NetworkReading reading = FindHarm(document_);
    for (const EdgeReading& edge : reading.edges) {
      const size_t row = RowOf(Unit::kHarm, edge.edge);
      if (edge.pattern == HarmPattern::kUnknown) {
        SetAbsence("harm.pattern", row, Absence::kNotRecorded);
      } else {
        Set("harm.pattern", row, PatternCode(edge.pattern));
      }
      SetYesNo("harm.responsive", row,
               edge.pattern == HarmPattern::kResponsive);
      if (edge.scope.in_scope == Truth::kUnknown) {
        SetAbsence("harm.in_scope", row, Absence::kNotRecorded);
      } else {
        SetYesNo("harm.in_scope", row, edge.scope.in_scope == Truth::kYes);
      }
    }
    for (const Harm& harm : document_.harms) {
      const size_t row = RowOf(Unit::kHarm, harm.id);
      SetReply("harm.from_role", row, Ask(kRoleField, harm.from));
      SetReply("harm.to_role", row, Ask(kRoleField, harm.to));
      SetReply("harm.from_gender", row, Ask(kGenderField, harm.from));
      SetReply("harm.to_gender", row, Ask(kGenderField, harm.to));
    }
  }

  void PackActors() {
    for (const RelationshipFinding& finding : FindRelationships(document_)) {
      for (const std::string& person : {finding.person_1, finding.person_2}) {
        const size_t row =
            RowOf(Unit::kActor,
                  ActorInstance(finding.relationship, finding.period, person));
        Set("actor.period", row, PeriodName(finding.period));
        SetYesNo("actor.high_harm", row, finding.high_harm);
        SetReply("actor.role", row, Ask(kRoleField, person));
        SetReply("actor.gender", row, Ask(kGenderField, person));
      }
    }
  }

  const Schema& schema_;
  const StudyShape& study_;
  const CodingToPack& coding_;
  const Document& document_;
  const Facts facts_;
  PackedCodingBuilder builder_;
  absl::flat_hash_map<std::pair<Unit, std::string>, size_t> rows_;
};

absl::Status CheckFits(const StudyShape& study, const CodingToPack& coding) {
  const auto error = [](absl::string_view what) {
    return absl::InvalidArgumentError(what);
  };
  if (!coding.assigned.has_value()) {
    return coding.audited == nullptr
               ? absl::OkStatus()
               : error("coding.assigned: want the class of the comparison");
  }
  if (coding.assigned->model >= study.models.size()) {
    return error("coding.assigned.model: want a model of the study");
  }
  const StudyModel& model = study.models[coding.assigned->model];
  if (coding.assigned->number >= model.class_labels.size()) {
    return error("coding.assigned.number: want a class of the model");
  }
  if (coding.audited == nullptr) return absl::OkStatus();
  const AuditedFile& audited = *coding.audited;
  const size_t items = model.items.size();
  if (audited.file.assigned != coding.assigned->number ||
      audited.file.recorded.size() != items ||
      audited.file.found.size() != items ||
      audited.found_when.size() != items ||
      audited.comparison.factors.size() != items) {
    return error("coding.audited: want a file compared with the same class");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PackedCoding> PackCoding(const Schema& schema,
                                        const StudyShape& study,
                                        const CodingToPack& coding) {
  CASELENS_RETURN_IF_ERROR(CheckFits(study, coding));
  return Packer(schema, study, coding).Run();
}

}  // namespace caselens::tabulation
