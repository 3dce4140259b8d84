#include "audit_service/handlers/comparison_handler.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/comparison_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/pages.h"
#include "audit_service/api/summary_api.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/coded_files.h"
#include "audit_service/workflow/open_coding.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/reveal.h"
#include "audit_service/workflow/sample_view.h"
#include "audit_service/workflow/submission.h"
#include "audit_service/workflow/visible_page.h"
#include "caselens/v1/study.pb.h"
#include "typology/base/status_macros.h"
#include "typology/johnson/indicators.h"
#include "typology/johnson/rule.h"

namespace caselens {
namespace {

absl::StatusOr<DirectionIndicators> ParseFrom(absl::string_view field,
                                              const std::string& text) {
  absl::StatusOr<DirectionIndicators> parsed = ParseDirection(text);
  if (!parsed.ok()) return InvalidField(field, parsed.status().message());
  return parsed;
}

absl::Status CheckModel(absl::string_view field, const std::string& name,
                        const std::string& study) {
  CASELENS_RETURN_IF_ERROR(ParseName(field, name, kClassModelPattern).status());
  return StudyOf(name) == study
             ? absl::OkStatus()
             : InvalidField(field, "want a model of the same study");
}

absl::StatusOr<std::vector<bool>> ParseSingleIssue(
    const v1::SummariseComparisonsRequest& request, int class_count) {
  std::vector<bool> single_issue(static_cast<size_t>(class_count));
  for (int i = 0; i < request.single_issue_classes_size(); ++i) {
    const int number = request.single_issue_classes(i);
    if (number < 1 || number > class_count) {
      return InvalidField(absl::StrCat("single_issue_classes[", i, "]"),
                          absl::StrCat("want 1 to ", class_count));
    }
    single_issue[static_cast<size_t>(number - 1)] = true;
  }
  return single_issue;
}

// The files of one sample, and from how many they were drawn.
absl::Status FindSampleFiles(const Call& call, Reader& reader,
                             const std::string& name, FilesToCount& which) {
  CASELENS_RETURN_IF_ERROR(
      ParseName("sample", name, "studies/{study}/samples/{sample}").status());
  if (StudyOf(name) != call.scope.study) {
    return InvalidField("sample", "want a sample of the same study");
  }
  CASELENS_ASSIGN_OR_RETURN(const StoredSample sample,
                            GetSample(call, reader, name));
  which.of_sample = true;
  which.sample = HeldFiles(sample.document);
  if (sample.document.draw() == v1::Sample::STRATIFIED_RANDOM) {
    which.random = which.sample;
  }
  bool has_model = false;
  for (const v1::Sample::Class& of_class : sample.document.classes()) {
    if (of_class.class_model() != which.model->name) continue;
    has_model = true;
    which.class_frames[static_cast<size_t>(of_class.class_() - 1)] =
        static_cast<size_t>(of_class.frame());
  }
  return has_model ? absl::OkStatus()
                   : InvalidField("sample",
                                  "want a sample from classes of the model");
}

// As statistics see it: what was coded before any reveal.
absl::StatusOr<OpenCoding> OpenBlind(Catalogue& catalogue, const Call& call,
                                     Reader& reader, const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(OpenCoding coding,
                            OpenAny(catalogue, call, reader, name));
  if (coding.row.submit_version != 0) {
    CASELENS_ASSIGN_OR_RETURN(coding.document,
                              BlindSubmission(reader, coding.row));
  }
  return coding;
}

// A comparison as lists have it.
absl::Status RenderListed(const OpenCoding& coding, v1::Comparison& message) {
  CASELENS_RETURN_IF_ERROR(RenderComparison(coding, message));
  message.clear_factors();
  message.clear_tails();
  message.clear_log_odds();
  message.clear_prior_log_ratio();
  message.set_case_file(absl::StrCat("studies/", coding.row.study,
                                     "/caseFiles/", coding.row.case_file));
  message.set_site(coding.row.site);
  message.set_record(coding.row.record);
  return absl::OkStatus();
}

}  // namespace

absl::Status ComparisonHandler::CompareCoding(
    const Call& call, Reader& reader, const v1::CompareCodingRequest& request,
    v1::Comparison& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      const OpenCoding coding,
      OpenBlind(catalogue_, call, reader, request.name()));
  const bool is_own = coding.row.auditor == call.caller.Id();
  if (is_own && coding.row.reveals < 2) {
    return WithReason(
        absl::FailedPreconditionError(
            "the comparison is shown with the second reveal: submit, reveal, "
            "match and reveal again first"),
        "CODING_STATE");
  }
  return RenderComparison(coding, response);
}

absl::Status ComparisonHandler::ListComparisons(
    const Call& call, Reader& reader, const v1::ListComparisonsRequest& request,
    v1::ListComparisonsResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  if (!request.class_model().empty()) {
    CASELENS_RETURN_IF_ERROR(
        CheckModel("class_model", request.class_model(), call.scope.study));
  }
  CASELENS_ASSIGN_OR_RETURN(const Page page,
                            ParsePage(request, limits::kMaxPageSize));
  CASELENS_ASSIGN_OR_RETURN(const CodingSorter sorter,
                            CodingSorter::Load(call, reader));
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<CodingRow> rows,
      ListVisible<CodingRow>(
          page,
          [&](const Page& next) {
            return reader.ListCodings(call.scope, {}, next);
          },
          [&](const CodingRow& row) -> absl::StatusOr<bool> {
            CASELENS_ASSIGN_OR_RETURN(const CodingStanding standing,
                                      sorter.Sort(row));
            return standing == CodingStanding::kCounts;
          },
          IdOf<CodingRow>));
  for (const CodingRow& row : rows) {
    CASELENS_ASSIGN_OR_RETURN(
        const OpenCoding coding,
        OpenBlind(catalogue_, call, reader,
                  absl::StrCat(request.parent(), "/codings/", row.id)));
    const std::string& model = coding.case_file.membership().class_model();
    if (!coding.IsMatchedToClass() ||
        (!request.class_model().empty() && request.class_model() != model)) {
      continue;
    }
    CASELENS_RETURN_IF_ERROR(RenderListed(coding, *response.add_comparisons()));
  }
  if (static_cast<int>(rows.size()) == page.limit) {
    response.set_next_page_token(NextPageToken(request, rows.back().id));
  }
  return absl::OkStatus();
}

absl::Status ComparisonHandler::SummariseComparisons(
    const Call& call, Reader& reader,
    const v1::SummariseComparisonsRequest& request,
    v1::ComparisonSummary& response) const {
  CASELENS_RETURN_IF_ERROR(
      CheckModel("name", request.name(), call.scope.study));
  CASELENS_ASSIGN_OR_RETURN(const std::shared_ptr<const StoredModel> model,
                            catalogue_.Model(reader, request.name()));
  const int class_count = model->document.classes_size();
  FilesToCount which{.model = model.get()};
  CASELENS_ASSIGN_OR_RETURN(which.single_issue,
                            ParseSingleIssue(request, class_count));
  which.class_frames.resize(static_cast<size_t>(class_count));
  if (request.sample().empty()) {
    CASELENS_ASSIGN_OR_RETURN(which.random,
                              RandomFiles(reader, call.scope.study));
  } else {
    CASELENS_RETURN_IF_ERROR(
        FindSampleFiles(call, reader, request.sample(), which));
  }
  CASELENS_ASSIGN_OR_RETURN(const CountedFiles counted,
                            CountFiles(call, reader, which));
  RenderSummary(model->document, which.single_issue, counted.files,
                which.of_sample ? Estimates::kOfOneSample : Estimates::kNone,
                response);
  response.set_sample(request.sample());
  response.set_waiting_files(static_cast<int32_t>(counted.waiting));
  response.set_files_without_class(static_cast<int32_t>(counted.without_class));
  response.set_own_files(static_cast<int32_t>(counted.own));
  response.set_second_codings(static_cast<int32_t>(counted.second_codings));
  CASELENS_ASSIGN_OR_RETURN(
      const v1::Study study,
      GetDocument<v1::Study>(reader,
                             absl::StrCat("studies/", call.scope.study)));
  response.set_simulated(study.simulated());
  return absl::OkStatus();
}

absl::Status ComparisonHandler::SuggestTypology(
    const Call& /*call*/, Reader& /*reader*/,
    const v1::SuggestTypologyRequest& request,
    v1::TypologySuggestion& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  CASELENS_ASSIGN_OR_RETURN(const DirectionIndicators d12,
                            ParseFrom("from_1", request.from_1()));
  CASELENS_ASSIGN_OR_RETURN(const DirectionIndicators d21,
                            ParseFrom("from_2", request.from_2()));
  const absl::StatusOr<DyadIndicators> dyad = ParseDyad(request.dyad());
  if (!dyad.ok()) return InvalidField("dyad", dyad.status().message());
  RenderSuggestion(Suggest(d12, d21, *dyad), response);
  return absl::OkStatus();
}

}  // namespace caselens
