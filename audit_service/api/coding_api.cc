#include "audit_service/api/coding_api.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/api/document_api.h"
#include "typology/base/status_macros.h"
#include "typology/template/check.h"

namespace caselens {
namespace {

using google::protobuf::util::TimeUtil;

constexpr char kJudgement[] = "K.judgement";
constexpr char kReason[] = "K.mismatch_reason";
constexpr char kBestFit[] = "K.best_fit";
constexpr char kNoClass[] = "NONE";

bool HoldsNothing(const v1::Answer& answer) {
  return answer.codes().empty() && answer.text().empty() &&
         answer.missing() == v1::Answer::MISSING_UNSPECIFIED;
}

// More than a document may hold is refused before it is merged with one:
// merging looks for each element among all others.
absl::Status CheckSizes(const v1::SaveAnswersRequest& request) {
  const DocumentLimits limits;
  const v1::Document& changes = request.changes();
  struct List {
    absl::string_view path;
    int count = 0;
    size_t limit = 0;
  };
  const List lists[] = {
      {"document.people", changes.people_size(), limits.people},
      {"document.relationships", changes.relationships_size(),
       limits.relationships},
      {"document.harms", changes.harms_size(), limits.harms},
      {"document.rows", changes.rows_size(), limits.rows},
      {"document.answers", changes.answers_size(), limits.answers},
      {"document.fills", changes.fills_size(), limits.fills},
      {"removed", request.removed_size(),
       limits.people + limits.relationships + limits.harms + limits.rows}};
  std::vector<FieldViolation> violations;
  for (const List& list : lists) {
    if (static_cast<size_t>(list.count) > list.limit) {
      violations.push_back(
          {std::string(list.path),
           absl::StrCat(list.count, " given; want at most ", list.limit)});
    }
  }
  return violations.empty() ? absl::OkStatus() : InvalidFields(violations);
}

// One violation for each element of `list` whose key another has before it.
template <typename List, typename Key>
void CheckUnique(const List& list, absl::string_view path,
                 absl::string_view what, const Key& key,
                 std::vector<FieldViolation>& violations) {
  absl::flat_hash_set<decltype(key(*list.begin()))> seen;
  for (int i = 0; i < list.size(); ++i) {
    if (!seen.insert(key(list[i])).second) {
      violations.push_back(
          {absl::StrCat(path, "[", i, "]"), std::string(what)});
    }
  }
}

// A later element would silently replace an earlier one.
absl::Status CheckNothingTwice(const v1::Document& changes) {
  constexpr char kId[] = "its id is given twice; want every id once";
  const auto id = [](const auto& element) -> absl::string_view {
    return element.id();
  };
  std::vector<FieldViolation> violations;
  CheckUnique(changes.people(), "document.people", kId, id, violations);
  CheckUnique(changes.relationships(), "document.relationships", kId, id,
              violations);
  CheckUnique(changes.harms(), "document.harms", kId, id, violations);
  CheckUnique(changes.rows(), "document.rows", kId, id, violations);
  CheckUnique(
      changes.answers(), "document.answers",
      "is answered twice; want one answer for each field and instance",
      [](const v1::Answer& answer) {
        return std::pair<absl::string_view, absl::string_view>(
            answer.field(), answer.instance());
      },
      violations);
  return violations.empty() ? absl::OkStatus() : InvalidFields(violations);
}

// The places of those of `yours` that `stored` does not hold alike.
template <typename Thing>
void AddDifferent(const std::vector<Thing>& stored,
                  const std::vector<Thing>& yours,
                  google::protobuf::RepeatedField<int32_t>& places) {
  for (size_t i = 0; i < yours.size(); ++i) {
    if (std::find(stored.begin(), stored.end(), yours[i]) == stored.end()) {
      places.Add(static_cast<int32_t>(i));
    }
  }
}

bool IsMatchAnswer(const Answer& answer) {
  return absl::StartsWith(answer.field, "K.");
}

}  // namespace

absl::StatusOr<ParsedSave> ParseSave(const v1::SaveAnswersRequest& request) {
  CASELENS_RETURN_IF_ERROR(CheckSizes(request));
  CASELENS_RETURN_IF_ERROR(CheckNothingTwice(request.changes()));
  CASELENS_ASSIGN_OR_RETURN(
      ParsedDocument parsed,
      ParseDocument(request.changes(), DocumentOrigin::kRequest));
  ParsedSave save;
  save.fills = std::move(parsed.fills);
  save.edit.changes = std::move(parsed.document);
  for (const v1::Answer& answer : request.changes().answers()) {
    if (HoldsNothing(answer)) {
      save.edit.cleared.push_back(
          {.field = answer.field(), .instance = answer.instance()});
    }
  }
  save.edit.removed.assign(request.removed().begin(), request.removed().end());
  save.edit.replace = request.replace();
  return save;
}

absl::Status RenderDifferences(const Document& stored,
                               const v1::CompareAnswersRequest& request,
                               v1::CompareAnswersResponse& message) {
  v1::SaveAnswersRequest save;
  *save.mutable_changes() = request.changes();
  CASELENS_ASSIGN_OR_RETURN(const ParsedSave parsed, ParseSave(save));
  for (int i = 0; i < request.changes().answers_size(); ++i) {
    const v1::Answer& answer = request.changes().answers(i);
    CASELENS_ASSIGN_OR_RETURN(
        const Answer yours,
        ParseAnswer(answer, DocumentOrigin::kRequest, "changes"));
    const Answer* const other = stored.Find(answer.field(), answer.instance());
    if (other == nullptr ? yours.HoldsNothing() : yours.SaysTheSameAs(*other)) {
      continue;
    }
    auto& difference = *message.add_differences();
    difference.set_yours(i);
    if (other != nullptr) RenderAnswer(*other, *difference.mutable_stored());
  }
  const Document& changes = parsed.edit.changes;
  AddDifferent(stored.people, changes.people, *message.mutable_people());
  AddDifferent(stored.relationships, changes.relationships,
               *message.mutable_relationships());
  AddDifferent(stored.harms, changes.harms, *message.mutable_harms());
  AddDifferent(stored.rows, changes.rows, *message.mutable_rows());
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Answer>> ParseMatch(const v1::Match& match) {
  v1::Answer grade;
  *grade.mutable_grade() = match.grade();
  CASELENS_ASSIGN_OR_RETURN(
      Answer judgement, ParseAnswer(grade, DocumentOrigin::kRequest, "match"));
  judgement.field = kJudgement;
  if (!match.judgement().empty()) judgement.codes = {match.judgement()};
  Answer best_fit{
      .field = kBestFit,
      .codes = {match.best_fit() == 0 ? kNoClass
                                      : absl::StrCat(match.best_fit())}};
  std::vector<Answer> answers = {std::move(judgement), std::move(best_fit)};
  if (!match.mismatch_reasons().empty()) {
    answers.push_back({.field = kReason,
                       .codes = {match.mismatch_reasons().begin(),
                                 match.mismatch_reasons().end()}});
  }
  return answers;
}

bool RenderMatch(const Document& document, v1::Match& match) {
  const Answer* const judgement = document.Find(kJudgement, "");
  if (judgement == nullptr || judgement->codes.empty()) return false;
  match.set_judgement(judgement->codes.front());
  v1::Answer graded;
  RenderAnswer(*judgement, graded);
  *match.mutable_grade() = std::move(*graded.mutable_grade());
  if (const Answer* const reason = document.Find(kReason, "")) {
    match.mutable_mismatch_reasons()->Add(reason->codes.begin(),
                                          reason->codes.end());
  }
  int best_fit = 0;
  if (absl::SimpleAtoi(document.Code(kBestFit, ""), &best_fit)) {
    match.set_best_fit(best_fit);
  }
  return true;
}

Document WithoutMatch(Document document) {
  document.answers.erase(std::remove_if(document.answers.begin(),
                                        document.answers.end(), &IsMatchAnswer),
                         document.answers.end());
  return document;
}

std::vector<Answer> MatchAnswers(const Document& document) {
  std::vector<Answer> answers;
  std::copy_if(document.answers.begin(), document.answers.end(),
               std::back_inserter(answers), &IsMatchAnswer);
  return answers;
}

void RenderCoding(const CodingRow& row, v1::Coding& message) {
  const std::string study = absl::StrCat("studies/", row.study);
  message.set_name(absl::StrCat(study, "/codings/", row.id));
  message.set_assignment(absl::StrCat(study, "/assignments/", row.assignment));
  message.set_case_file(absl::StrCat(study, "/caseFiles/", row.case_file));
  message.set_site(row.site);
  message.set_record(row.record);
  message.set_auditor(absl::StrCat("principals/", row.auditor));
  message.set_template_(row.template_name);
  message.set_state(static_cast<v1::Coding::State>(row.state));
  *message.mutable_create_time() =
      TimeUtil::MicrosecondsToTimestamp(row.create_us);
  *message.mutable_update_time() =
      TimeUtil::MicrosecondsToTimestamp(row.update_us);
  if (row.submit_us != 0) {
    *message.mutable_submit_time() =
        TimeUtil::MicrosecondsToTimestamp(row.submit_us);
  }
  message.set_etag(absl::StrCat("\"", row.version, "\""));
}

void RenderContent(const Document& document, v1::Coding& message) {
  RenderDocument(WithoutMatch(document), *message.mutable_document());
  if (v1::Match match; RenderMatch(document, match)) {
    *message.mutable_match() = std::move(match);
  }
}

absl::Status ToStatus(const std::vector<Violation>& violations) {
  if (violations.empty()) return absl::OkStatus();
  std::vector<FieldViolation> fields;
  fields.reserve(violations.size());
  for (const Violation& violation : violations) {
    fields.push_back({violation.field, violation.message});
  }
  return InvalidFields(fields);
}

}  // namespace caselens
