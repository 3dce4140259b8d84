#include "audit_service/workflow/adjudication.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/anonymity/kept_spans.h"
#include "audit_service/api/coding_api.h"
#include "audit_service/api/document_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/disclosure.h"
#include "audit_service/workflow/double_codings.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/submission.h"
#include "caselens/v1/assignment.pb.h"
#include "typology/base/status_macros.h"
#include "typology/findings/findings.h"
#include "typology/template/check.h"

namespace caselens {
namespace {

using SettledItem = v1::Adjudication::Item;

SettledItem::Kind KindOf(DisagreementKind kind) {
  switch (kind) {
    case DisagreementKind::kOnlyA:
      return SettledItem::ONLY_A;
    case DisagreementKind::kOnlyB:
      return SettledItem::ONLY_B;
    case DisagreementKind::kAnswer:
      return SettledItem::ANSWER;
  }
  return SettledItem::KIND_UNSPECIFIED;
}

// What two coders differ in: codes, never words.
v1::Answer CodesOf(const std::optional<Answer>& answer) {
  v1::Answer codes;
  if (!answer.has_value()) return codes;
  codes.mutable_codes()->Add(answer->codes.begin(), answer->codes.end());
  codes.set_missing(static_cast<v1::Answer::Missing>(answer->missing));
  return codes;
}

SettledItem ItemOf(const Disagreement& found) {
  SettledItem item;
  item.set_kind(KindOf(found.kind));
  item.set_field(found.field);
  item.set_instance(found.instance);
  if (found.kind == DisagreementKind::kAnswer) {
    *item.mutable_a() = CodesOf(found.a);
    *item.mutable_b() = CodesOf(found.b);
  }
  return item;
}

// The same difference, whatever became of it.
bool IsSame(const SettledItem& a, const SettledItem& b) {
  return a.kind() == b.kind() && a.field() == b.field() &&
         a.instance() == b.instance() &&
         a.a().SerializeAsString() == b.a().SerializeAsString() &&
         a.b().SerializeAsString() == b.b().SerializeAsString();
}

Resolution ParseResolution(const v1::Resolution& message) {
  Resolution resolution{.field = message.field(),
                        .instance = message.instance()};
  if (message.choice() == v1::Resolution::B) resolution.choice = Choice::kB;
  if (message.choice() != v1::Resolution::NEW) return resolution;
  resolution.choice = Choice::kNew;
  v1::Answer answer;
  answer.set_field(message.field());
  answer.set_instance(message.instance());
  *answer.mutable_codes() = message.codes();
  answer.set_missing(message.missing());
  if (message.has_grade()) *answer.mutable_grade() = message.grade();
  const absl::StatusOr<Answer> parsed =
      ParseAnswer(answer, DocumentOrigin::kStore, "");
  if (parsed.ok()) resolution.answer = *parsed;
  return resolution;
}

absl::StatusOr<CoderSide> LoadSide(const Call& call, Reader& reader,
                                   const CodingRow& listed) {
  CoderSide side;
  CASELENS_ASSIGN_OR_RETURN(side.row, reader.GetCoding(call.scope, listed.id));
  CASELENS_RETURN_IF_ERROR(CheckReviewed(reader, side.row));
  CASELENS_ASSIGN_OR_RETURN(side.document, BlindSubmission(reader, side.row));
  CASELENS_ASSIGN_OR_RETURN(const std::vector<KeptSpanRow> kept,
                            KeptSpansOf(reader, call.scope, side.row.id));
  CASELENS_ASSIGN_OR_RETURN(const Document now,
                            ParseStoredDocument(side.row.document));
  const UnreadTexts unread(kept, now);
  unread.LeaveOutChanged(side.document);
  side.shown = side.document;
  unread.LeaveOutOf(side.shown);
  return side;
}

// The PRIMARY and the SECOND coding of a file; none if they are not both there.
absl::StatusOr<std::vector<CodingRow>> TwoCodings(
    const Call& call, Reader& reader, const std::string& case_file) {
  CASELENS_ASSIGN_OR_RETURN(
      std::vector<CodingRow> rows,
      reader.ListCodings(call.scope, {.case_file = case_file},
                         {.limit = limits::kMaxPageSize}));
  const auto is_none = [](const CodingRow& row) {
    return !IsSubmitted(row) || row.wave == v1::Assignment::PILOT ||
           (row.rank != v1::Assignment::PRIMARY &&
            row.rank != v1::Assignment::SECOND);
  };
  rows.erase(std::remove_if(rows.begin(), rows.end(), is_none), rows.end());
  if (rows.size() != 2) rows.clear();
  return rows;
}

// Puts coder A first.
absl::Status Shuffle(const Call& call, Reader& reader,
                     std::vector<CodingRow>& rows) {
  if (rows[0].rank > rows[1].rank) std::swap(rows[0], rows[1]);
  CASELENS_ASSIGN_OR_RETURN(const bool second_is_a,
                            SecondIsA(reader, call.scope, rows[0]));
  if (second_is_a) std::swap(rows[0], rows[1]);
  return absl::OkStatus();
}

// Open again once its coding is withdrawn.
absl::Status ForgetWithdrawn(const Call& call, Reader& reader,
                             v1::StoredAdjudication& stored) {
  if (stored.coding().empty()) return absl::OkStatus();
  CASELENS_ASSIGN_OR_RETURN(const CodingRow third,
                            reader.GetCoding(call.scope, stored.coding()));
  if (third.state == v1::Coding::WITHDRAWN) stored.clear_coding();
  return absl::OkStatus();
}

absl::Status LoadStored(Reader& reader, OpenAdjudication& adjudication) {
  const std::string name = adjudication.Name();
  const absl::StatusOr<ResourceRow> row = reader.GetResource(name);
  if (absl::IsNotFound(row.status())) {
    adjudication.row.version = 0;
    return absl::OkStatus();
  }
  CASELENS_RETURN_IF_ERROR(row.status());
  adjudication.row = *row;
  CASELENS_ASSIGN_OR_RETURN(adjudication.stored,
                            ParseDocument<v1::StoredAdjudication>(*row));
  return absl::OkStatus();
}

// Resolutions of differences that are there no more go.
void KeepCurrent(OpenAdjudication& adjudication) {
  v1::StoredAdjudication& stored = adjudication.stored;
  google::protobuf::RepeatedPtrField<SettledItem> current;
  for (const Disagreement& found : adjudication.found.list) {
    SettledItem item = ItemOf(found);
    for (const SettledItem& before : stored.items()) {
      if (IsSame(before, item) && before.has_resolution()) {
        *item.mutable_resolution() = before.resolution();
      }
    }
    *current.Add() = std::move(item);
  }
  stored.mutable_items()->Swap(&current);
  if (!stored.coding().empty()) return;
  stored.set_coding_a(adjudication.a.row.id);
  stored.set_version_a(adjudication.a.row.blind_version);
  stored.set_coding_b(adjudication.b.row.id);
  stored.set_version_b(adjudication.b.row.blind_version);
}

absl::StatusOr<OpenAdjudication> OpenPair(Catalogue& catalogue,
                                          const Call& call, Reader& reader,
                                          std::vector<CodingRow> rows) {
  CASELENS_RETURN_IF_ERROR(Shuffle(call, reader, rows));
  OpenAdjudication open;
  CASELENS_ASSIGN_OR_RETURN(open.a, LoadSide(call, reader, rows[0]));
  CASELENS_ASSIGN_OR_RETURN(open.b, LoadSide(call, reader, rows[1]));
  CASELENS_ASSIGN_OR_RETURN(
      open.context, LoadCodingContext(catalogue, reader, rows[0].study,
                                      rows[0].site, rows[0].template_name));
  AlignedDocument aligned =
      AlignDocuments(open.a.document, std::move(open.b.document));
  open.b.shown =
      RenameDocument(std::move(open.b.shown), aligned.ids.to_aligned);
  open.b.document = std::move(aligned.document);
  open.ids_of_b = std::move(aligned.ids);
  open.found =
      FindDisagreements(open.context.form, open.a.document, open.b.document);
  CASELENS_RETURN_IF_ERROR(LoadStored(reader, open));
  CASELENS_RETURN_IF_ERROR(ForgetWithdrawn(call, reader, open.stored));
  KeepCurrent(open);
  return open;
}

// Of the same question as `resolution`: the index of the item, or -1.
int FindItem(const v1::StoredAdjudication& stored,
             const v1::Resolution& resolution) {
  for (int i = 0; i < stored.items_size(); ++i) {
    if (stored.items(i).field() == resolution.field() &&
        stored.items(i).instance() == resolution.instance()) {
      return i;
    }
  }
  return -1;
}

absl::Status CheckNew(const OpenAdjudication& adjudication,
                      const v1::Resolution& message, const std::string& path) {
  CASELENS_RETURN_IF_ERROR(CheckText(absl::StrCat(path, ".reason"),
                                     message.reason(),
                                     limits::kMaxReasonCharacters));
  const Resolution resolution = ParseResolution(message);
  if (resolution.field.empty() || resolution.answer.HoldsNothing()) {
    return InvalidField(path, "want `field`, and `codes` or `missing`");
  }
  // The answer alone, where everything that could hold it is there.
  Document alone = adjudication.a.document;
  alone.answers = {resolution.answer};
  std::vector<Violation> violations =
      CheckAnswers(adjudication.context.form, alone, {}, Stage::kCoding);
  if (violations.empty()) return absl::OkStatus();
  return InvalidField(path, violations.front().message);
}

absl::Status CheckResolution(const OpenAdjudication& adjudication,
                             const v1::Resolution& message,
                             const std::string& path) {
  if (message.choice() == v1::Resolution::CHOICE_UNSPECIFIED ||
      !v1::Resolution::Choice_IsValid(message.choice())) {
    return InvalidField(absl::StrCat(path, ".choice"), "want A, B or NEW");
  }
  if (message.choice() == v1::Resolution::NEW) {
    return CheckNew(adjudication, message, path);
  }
  if (FindItem(adjudication.stored, message) < 0) {
    return InvalidField(path, "want field and instance of an item");
  }
  if (!message.codes().empty() || message.has_grade() ||
      message.missing() != v1::Answer::MISSING_UNSPECIFIED) {
    return InvalidField(path, "want codes only beside NEW");
  }
  return absl::OkStatus();
}

void TakeResolution(const v1::Resolution& message,
                    v1::StoredAdjudication& stored) {
  if (const int item = FindItem(stored, message); item >= 0) {
    *stored.mutable_items(item)->mutable_resolution() = message;
    return;
  }
  for (v1::Resolution& more : *stored.mutable_more()) {
    if (more.field() == message.field() &&
        more.instance() == message.instance()) {
      more = message;
      return;
    }
  }
  *stored.add_more() = message;
}

v1::Adjudication::State StateOf(const OpenAdjudication& adjudication) {
  if (adjudication.stored.coding().empty()) return v1::Adjudication::OPEN;
  return adjudication.IsOutOfDate() ? v1::Adjudication::OUT_OF_DATE
                                    : v1::Adjudication::COMPLETE;
}

void RenderSide(const CoderSide& side, const Disagreement& found,
                v1::Answer& message) {
  const Answer* const answer = side.shown.Find(found.field, found.instance);
  if (answer != nullptr) RenderAnswer(*answer, message);
}

// Where what is settled of a file is stored.
std::string AdjudicationName(const CodingRow& coding) {
  return absl::StrCat("studies/", coding.study, "/adjudications/",
                      coding.case_file);
}

}  // namespace

std::string OpenAdjudication::Name() const { return AdjudicationName(a.row); }

std::vector<Resolution> OpenAdjudication::Resolutions() const {
  std::vector<Resolution> resolutions;
  for (const SettledItem& item : stored.items()) {
    if (item.has_resolution()) {
      resolutions.push_back(ParseResolution(item.resolution()));
    }
  }
  for (const v1::Resolution& more : stored.more()) {
    resolutions.push_back(ParseResolution(more));
  }
  return resolutions;
}

int OpenAdjudication::Unsettled() const {
  return static_cast<int>(std::count_if(
      stored.items().begin(), stored.items().end(),
      [](const SettledItem& item) { return !item.has_resolution(); }));
}

bool OpenAdjudication::IsOutOfDate() const {
  return !stored.coding().empty() &&
         (stored.coding_a() != a.row.id || stored.coding_b() != b.row.id ||
          stored.version_a() != a.row.blind_version ||
          stored.version_b() != b.row.blind_version);
}

absl::StatusOr<bool> IsSettled(Reader& reader,
                               const std::vector<const CodingRow*>& coders) {
  const absl::StatusOr<v1::StoredAdjudication> stored =
      GetDocument<v1::StoredAdjudication>(reader,
                                          AdjudicationName(*coders.front()));
  if (absl::IsNotFound(stored.status())) return false;
  CASELENS_RETURN_IF_ERROR(stored.status());
  return !stored->coding().empty() &&
         absl::c_all_of(coders, [&stored](const CodingRow* row) {
           return (row->id == stored->coding_a() &&
                   row->blind_version == stored->version_a()) ||
                  (row->id == stored->coding_b() &&
                   row->blind_version == stored->version_b());
         });
}

absl::StatusOr<bool> HasCoded(const Call& call, Reader& reader,
                              const std::string& case_file) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<AssignmentRow> own,
      reader.ListAssignments({.study = call.scope.study, .all_sites = true},
                             {.auditor = call.caller.Id(),
                              .case_file = case_file,
                              .with_withdrawn = true},
                             {.limit = limits::kMaxPageSize}));
  return std::any_of(own.begin(), own.end(), [](const AssignmentRow& row) {
    return row.rank != v1::Assignment::ADJUDICATOR;
  });
}

absl::StatusOr<OpenAdjudication> OpenForAdjudicator(Catalogue& catalogue,
                                                    const Call& call,
                                                    Reader& reader,
                                                    const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<std::string> ids,
      ParseName("name", name, "studies/{study}/adjudications/{case_file}"));
  CASELENS_ASSIGN_OR_RETURN(const bool has_coded,
                            HasCoded(call, reader, ids[1]));
  if (has_coded) return NotFound(name);
  CASELENS_ASSIGN_OR_RETURN(std::vector<CodingRow> rows,
                            TwoCodings(call, reader, ids[1]));
  if (rows.empty()) return NotFound(name);
  return OpenPair(catalogue, call, reader, std::move(rows));
}

void RenderAdjudication(const OpenAdjudication& adjudication,
                        v1::Adjudication& message) {
  const CodingRow& row = adjudication.a.row;
  const std::string study = absl::StrCat("studies/", row.study);
  message.set_name(adjudication.Name());
  message.set_case_file(absl::StrCat(study, "/caseFiles/", row.case_file));
  message.set_site(row.site);
  message.set_record(row.record);
  message.set_template_(row.template_name);
  message.set_state(StateOf(adjudication));
  message.set_unsettled(adjudication.Unsettled());
  message.set_agreed(static_cast<int32_t>(
      adjudication.found.asked_of_both -
      std::count_if(adjudication.found.list.begin(),
                    adjudication.found.list.end(), [](const Disagreement& one) {
                      return one.kind == DisagreementKind::kAnswer;
                    })));
  message.set_simulated(adjudication.context.study.simulated());
  message.set_etag(Etag(adjudication.row.version));
  if (!adjudication.stored.coding().empty()) {
    message.set_coding(
        absl::StrCat(study, "/codings/", adjudication.stored.coding()));
  }
  *message.mutable_items() = adjudication.stored.items();
  *message.mutable_more() = adjudication.stored.more();
  for (size_t i = 0; i < adjudication.found.list.size(); ++i) {
    const Disagreement& found = adjudication.found.list[i];
    if (found.kind != DisagreementKind::kAnswer) continue;
    SettledItem& item = *message.mutable_items(static_cast<int>(i));
    RenderSide(adjudication.a, found, *item.mutable_a());
    RenderSide(adjudication.b, found, *item.mutable_b());
  }
}

absl::Status TakeResolutions(const v1::ResolveDisagreementsRequest& request,
                             OpenAdjudication& adjudication) {
  if (request.resolutions().empty() ||
      request.resolutions_size() > limits::kMaxResolutions) {
    return InvalidField("resolutions",
                        absl::StrCat("want 1 to ", limits::kMaxResolutions));
  }
  for (int i = 0; i < request.resolutions_size(); ++i) {
    CASELENS_RETURN_IF_ERROR(
        CheckResolution(adjudication, request.resolutions(i),
                        absl::StrCat("resolutions[", i, "]")));
    TakeResolution(request.resolutions(i), adjudication.stored);
  }
  return absl::OkStatus();
}

absl::StatusOr<Document> SettledDocument(const OpenAdjudication& adjudication) {
  if (const int unsettled = adjudication.Unsettled(); unsettled > 0) {
    return WithReason(absl::FailedPreconditionError(absl::StrCat(
                          "name: ", unsettled, " items are not settled yet")),
                      "NOT_SETTLED");
  }
  Document document =
      Settle(adjudication.context.form, adjudication.a.document,
             adjudication.b.document, adjudication.Resolutions());
  const Completeness checked =
      CheckComplete(adjudication.context.form, document, FindFacts(document));
  CASELENS_RETURN_IF_ERROR(ToStatus(checked.violations));
  return document;
}

}  // namespace caselens
