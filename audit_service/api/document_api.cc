#include "audit_service/api/document_api.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/arena.h"

#include "audit_service/api/errors.h"
#include "caselens/v1/document.pb.h"
#include "typology/base/status_macros.h"
#include "typology/template/document.h"

namespace caselens {
namespace {

absl::Status Unknown(absl::string_view path, int number,
                     absl::string_view want) {
  return InvalidField(path, absl::StrCat(number, " is unknown; want ", want));
}

absl::StatusOr<Relationship> ParseRelationship(const v1::Relationship& proto,
                                               absl::string_view path) {
  Relationship relationship{.id = proto.id(),
                            .person_1 = proto.person_1(),
                            .person_2 = proto.person_2(),
                            .periods = {}};
  for (const int period : proto.periods()) {
    if (period == 0 || !v1::Relationship::Period_IsValid(period))
      return Unknown(absl::StrCat(path, ".periods"), period,
                     "EARLIER, CURRENT or POST_SEPARATION");
    relationship.periods.push_back(static_cast<Period>(period));
  }
  return relationship;
}

absl::StatusOr<Row> ParseRow(const v1::Row& proto, absl::string_view path) {
  if (proto.kind() == 0 || !v1::Row::Kind_IsValid(proto.kind()))
    return Unknown(absl::StrCat(path, ".kind"), proto.kind(),
                   "SERVICE or FORUM");
  return Row{.id = proto.id(),
             .kind = static_cast<RowKind>(proto.kind()),
             .person = proto.person()};
}

absl::Status ParseParts(const v1::Document& proto, Document& document) {
  for (const v1::Person& person : proto.people())
    document.people.push_back({.id = person.id()});
  for (int i = 0; i < proto.relationships_size(); ++i) {
    CASELENS_ASSIGN_OR_RETURN(
        Relationship relationship,
        ParseRelationship(proto.relationships(i),
                          absl::StrCat("document.relationships[", i, "]")));
    document.relationships.push_back(std::move(relationship));
  }
  for (const v1::Harm& harm : proto.harms())
    document.harms.push_back(
        {.id = harm.id(), .from = harm.from(), .to = harm.to()});
  for (int i = 0; i < proto.rows_size(); ++i) {
    CASELENS_ASSIGN_OR_RETURN(
        Row row,
        ParseRow(proto.rows(i), absl::StrCat("document.rows[", i, "]")));
    document.rows.push_back(std::move(row));
  }
  return absl::OkStatus();
}

// `path` is made where it is needed: there are many answers and few errors.
absl::Status CheckMissing(const v1::Answer& proto,
                          absl::FunctionRef<std::string()> path) {
  if (v1::Answer::Missing_IsValid(proto.missing())) return absl::OkStatus();
  return Unknown(absl::StrCat(path(), ".missing"), proto.missing(),
                 "NR, UNC, NA, NC or WH");
}

Answer TakeAnswer(const v1::Answer& proto, DocumentOrigin origin) {
  Answer answer;
  answer.field = proto.field();
  answer.instance = proto.instance();
  answer.codes.assign(proto.codes().begin(), proto.codes().end());
  answer.missing = static_cast<Missing>(proto.missing());
  answer.text = proto.text();
  answer.grade.confidence = proto.grade().confidence();
  answer.grade.evidence_level = proto.grade().evidence_level();
  answer.grade.sources.assign(proto.grade().sources().begin(),
                              proto.grade().sources().end());
  answer.paraphrase = proto.paraphrase();
  answer.imported = origin == DocumentOrigin::kStore && proto.imported();
  return answer;
}

}  // namespace

absl::StatusOr<Answer> ParseAnswer(const v1::Answer& proto,
                                   DocumentOrigin origin,
                                   absl::string_view path) {
  CASELENS_RETURN_IF_ERROR(
      CheckMissing(proto, [path] { return std::string(path); }));
  return TakeAnswer(proto, origin);
}

void RenderAnswer(const Answer& answer, v1::Answer& message) {
  message.set_field(answer.field);
  message.set_instance(answer.instance);
  message.mutable_codes()->Assign(answer.codes.begin(), answer.codes.end());
  message.set_missing(static_cast<v1::Answer::Missing>(answer.missing));
  message.set_text(answer.text);
  if (answer.grade != Grade()) {
    v1::Grade& grade = *message.mutable_grade();
    grade.set_confidence(answer.grade.confidence);
    grade.set_evidence_level(answer.grade.evidence_level);
    grade.mutable_sources()->Assign(answer.grade.sources.begin(),
                                    answer.grade.sources.end());
  }
  message.set_paraphrase(answer.paraphrase);
  message.set_imported(answer.imported);
}

absl::StatusOr<ParsedDocument> ParseDocument(const v1::Document& proto,
                                             DocumentOrigin origin) {
  ParsedDocument parsed;
  CASELENS_RETURN_IF_ERROR(ParseParts(proto, parsed.document));
  std::vector<Answer>& answers = parsed.document.answers;
  answers.reserve(static_cast<size_t>(proto.answers_size()));
  for (int i = 0; i < proto.answers_size(); ++i) {
    CASELENS_RETURN_IF_ERROR(CheckMissing(proto.answers(i), [i] {
      return absl::StrCat("document.answers[", i, "]");
    }));
    answers.push_back(TakeAnswer(proto.answers(i), origin));
    if (answers.back().HoldsNothing()) answers.pop_back();
  }
  parsed.document.SortAnswers();
  for (const v1::Fill& fill : proto.fills())
    parsed.fills.push_back({.grid = fill.grid(), .instance = fill.instance()});
  return parsed;
}

void RenderDocument(const Document& document, v1::Document& message) {
  for (const Person& person : document.people)
    message.add_people()->set_id(person.id);
  for (const Relationship& relationship : document.relationships) {
    v1::Relationship& to = *message.add_relationships();
    to.set_id(relationship.id);
    to.set_person_1(relationship.person_1);
    to.set_person_2(relationship.person_2);
    for (const Period period : relationship.periods)
      to.add_periods(static_cast<v1::Relationship::Period>(period));
  }
  for (const Harm& harm : document.harms) {
    v1::Harm& to = *message.add_harms();
    to.set_id(harm.id);
    to.set_from(harm.from);
    to.set_to(harm.to);
  }
  for (const Row& row : document.rows) {
    v1::Row& to = *message.add_rows();
    to.set_id(row.id);
    to.set_kind(static_cast<v1::Row::Kind>(row.kind));
    to.set_person(row.person);
  }
  for (const Answer& answer : document.answers)
    RenderAnswer(answer, *message.add_answers());
}

absl::StatusOr<Document> ParseStoredDocument(const std::string& bytes) {
  google::protobuf::Arena arena;
  v1::Document& message =
      *google::protobuf::Arena::CreateMessage<v1::Document>(&arena);
  if (!message.ParseFromString(bytes)) {
    return absl::DataLossError("a stored coding does not parse");
  }
  CASELENS_ASSIGN_OR_RETURN(ParsedDocument parsed,
                            ParseDocument(message, DocumentOrigin::kStore));
  return std::move(parsed.document);
}

std::string SerializeDocument(const Document& document) {
  google::protobuf::Arena arena;
  v1::Document& message =
      *google::protobuf::Arena::CreateMessage<v1::Document>(&arena);
  RenderDocument(document, message);
  return message.SerializeAsString();
}

}  // namespace caselens
