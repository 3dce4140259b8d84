#include "audit_service/workflow/reveal.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "audit_service/api/coding_api.h"
#include "audit_service/api/comparison_api.h"
#include "audit_service/workflow/compared_file.h"
#include "caselens/v1/assignment.pb.h"
#include "typology/base/status_macros.h"
#include "typology/findings/findings.h"

namespace caselens {
namespace {

// Why a file has no class; "" if it has one.
absl::string_view NoClassReason(const OpenCoding& coding) {
  if (coding.row.wave != v1::Assignment::W1) {
    return "the file was not sampled from classes";
  }
  if (!coding.case_file.has_dva()) return "the record has no DVA factor";
  if (!coding.case_file.has_membership()) return "the site has no class model";
  return "";
}

}  // namespace

absl::Status RenderComparison(const OpenCoding& coding,
                              v1::Comparison& message) {
  message.set_coding(coding.Name());
  message.set_simulated(coding.context.study.simulated());
  message.set_caveat(kComparisonCaveat);
  message.set_saw_ticks(coding.document.Code("J.saw_ticks", "") == "Y");
  if (v1::Match match; RenderMatch(coding.document, match)) {
    message.set_judgement(match.judgement());
    *message.mutable_mismatch_reasons() =
        std::move(*match.mutable_mismatch_reasons());
    message.set_best_fit(match.best_fit());
  }
  if (!coding.IsMatchedToClass()) {
    message.set_verdict(v1::Comparison::NOT_COMPUTABLE);
    return absl::OkStatus();
  }
  const StoredModel& model = *coding.context.model;
  CASELENS_ASSIGN_OR_RETURN(
      const ComparedFile compared,
      CompareFile(model, coding.case_file, coding.document));
  RenderComparisonResult(model.document, compared.file, compared.found,
                         compared.comparison, message);
  return absl::OkStatus();
}

absl::Status RenderReveal(const OpenCoding& coding, CodingState state,
                          v1::Reveal& message) {
  message.set_step(state == v1::Coding::COMPLETE ? 2 : 1);
  *message.mutable_recorded_factors() = coding.case_file.factors();
  message.set_raw_factors(coding.case_file.raw_factors());
  message.set_no_class_reason(std::string(NoClassReason(coding)));
  if (coding.IsMatchedToClass()) {
    RenderClassProfile(coding.context.model->document,
                       coding.case_file.membership().modal_class(),
                       *message.mutable_assigned_class());
  }
  if (state != v1::Coding::COMPLETE) return absl::OkStatus();
  for (const RelationshipFinding& finding :
       FindRelationships(coding.document)) {
    v1::TypologySuggestion& suggestion = *message.add_suggestions();
    RenderSuggestion(SuggestFor(finding), suggestion);
    suggestion.set_instance(finding.instance);
    suggestion.set_person_1(finding.person_1);
    suggestion.set_person_2(finding.person_2);
    suggestion.set_human_type_1(finding.human_types[0]);
    suggestion.set_human_type_2(finding.human_types[1]);
  }
  return RenderComparison(coding, *message.mutable_comparison());
}

}  // namespace caselens
