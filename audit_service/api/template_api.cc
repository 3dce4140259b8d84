#include "audit_service/api/template_api.h"

#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/repeated_ptr_field.h>
#include <google/protobuf/util/json_util.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "caselens/v1/template.pb.h"
#include "typology/base/status_macros.h"
#include "typology/template/document.h"
#include "typology/template/rdac_2026.h"
#include "typology/template/revision.h"

namespace caselens {
namespace {

absl::Status Unknown(absl::string_view path, int number) {
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": ", number, " is not a value of this enum"));
}

using Strings = google::protobuf::RepeatedPtrField<std::string>;

std::vector<std::string> ToVector(const Strings& strings) {
  return {strings.begin(), strings.end()};
}

void ToProto(const std::vector<std::string>& from, Strings* to) {
  to->Assign(from.begin(), from.end());
}

// The enums of revision.h have the numbers of the proto; 0 is unspecified.
absl::StatusOr<Missing> ParseMissing(int number, absl::string_view path) {
  if (number == 0 || !v1::Answer::Missing_IsValid(number))
    return Unknown(path, number);
  return static_cast<Missing>(number);
}

Code ParseCode(const v1::Code& proto) {
  return {.code = proto.code(),
          .label = proto.label(),
          .definition = proto.definition(),
          .evidence = proto.evidence(),
          .tell_apart = proto.tell_apart(),
          .exclusive = proto.exclusive()};
}

Condition ParseCondition(const v1::Condition& proto) {
  Condition condition;
  for (const v1::Condition::Clause& clause : proto.any()) {
    ConditionClause& to = condition.any.emplace_back();
    for (const v1::Condition::Test& test : clause.tests())
      to.tests.push_back({.field = test.field(),
                          .codes = ToVector(test.codes()),
                          .fact = test.fact(),
                          .negated = test.negated()});
  }
  return condition;
}

absl::StatusOr<Field> ParseField(const v1::Field& proto) {
  const std::string path = absl::StrCat("fields[", proto.id(), "]");
  if (proto.kind() == 0 || !v1::Field::Kind_IsValid(proto.kind()))
    return Unknown(path + ".kind", proto.kind());
  if (proto.level() == 0 || !v1::Field::Level_IsValid(proto.level()))
    return Unknown(path + ".level", proto.level());
  Field field;
  field.id = proto.id();
  field.label = proto.label();
  field.definition = proto.definition();
  field.evidence = proto.evidence();
  field.tell_apart = proto.tell_apart();
  field.kind = static_cast<FieldKind>(proto.kind());
  field.level = static_cast<Level>(proto.level());
  field.extension = proto.extension();
  field.required = proto.required();
  field.graded = proto.graded();
  field.ungraded_codes = ToVector(proto.ungraded_codes());
  field.grid = proto.grid();
  for (const v1::Code& code : proto.codes())
    field.codes.push_back(ParseCode(code));
  for (const int missing : proto.missing()) {
    CASELENS_ASSIGN_OR_RETURN(const Missing value,
                              ParseMissing(missing, path + ".missing"));
    field.missing.push_back(value);
  }
  field.asked_if = ParseCondition(proto.asked_if());
  field.prefilled = proto.prefilled();
  field.class_codes = proto.class_codes();
  field.ordered = proto.ordered();
  return field;
}

absl::StatusOr<Grid> ParseGrid(const v1::Grid& proto) {
  Grid grid;
  grid.id = proto.id();
  grid.label = proto.label();
  grid.fill_code = proto.fill_code();
  if (proto.fill_missing() != v1::Answer::MISSING_UNSPECIFIED) {
    CASELENS_ASSIGN_OR_RETURN(
        grid.fill_missing,
        ParseMissing(proto.fill_missing(),
                     absl::StrCat("grids[", proto.id(), "].fill_missing")));
  }
  return grid;
}

absl::StatusOr<Section> ParseSection(const v1::Section& proto) {
  if (proto.stage() == 0 || !v1::Section::Stage_IsValid(proto.stage()))
    return Unknown(absl::StrCat("sections[", proto.id(), "].stage"),
                   proto.stage());
  Section section;
  section.id = proto.id();
  section.title = proto.title();
  section.guidance = proto.guidance();
  section.stage = static_cast<Stage>(proto.stage());
  for (const v1::Field& field : proto.fields()) {
    CASELENS_ASSIGN_OR_RETURN(Field parsed, ParseField(field));
    section.fields.push_back(std::move(parsed));
  }
  for (const v1::Grid& grid : proto.grids()) {
    CASELENS_ASSIGN_OR_RETURN(Grid parsed, ParseGrid(grid));
    section.grids.push_back(std::move(parsed));
  }
  return section;
}

void RenderCode(const Code& code, v1::Code* proto) {
  proto->set_code(code.code);
  proto->set_label(code.label);
  proto->set_definition(code.definition);
  proto->set_evidence(code.evidence);
  proto->set_tell_apart(code.tell_apart);
  proto->set_exclusive(code.exclusive);
}

void RenderCondition(const Condition& condition, v1::Condition* proto) {
  for (const ConditionClause& clause : condition.any) {
    v1::Condition::Clause* to = proto->add_any();
    for (const ConditionTest& test : clause.tests) {
      v1::Condition::Test* to_test = to->add_tests();
      to_test->set_field(test.field);
      ToProto(test.codes, to_test->mutable_codes());
      to_test->set_fact(test.fact);
      to_test->set_negated(test.negated);
    }
  }
}

void RenderField(const Field& field, v1::Field* proto) {
  proto->set_id(field.id);
  proto->set_label(field.label);
  proto->set_definition(field.definition);
  proto->set_evidence(field.evidence);
  proto->set_tell_apart(field.tell_apart);
  proto->set_kind(static_cast<v1::Field::Kind>(field.kind));
  proto->set_level(static_cast<v1::Field::Level>(field.level));
  proto->set_extension(field.extension);
  proto->set_required(field.required);
  proto->set_graded(field.graded);
  ToProto(field.ungraded_codes, proto->mutable_ungraded_codes());
  proto->set_grid(field.grid);
  for (const Code& code : field.codes) RenderCode(code, proto->add_codes());
  for (const Missing missing : field.missing)
    proto->add_missing(static_cast<v1::Answer::Missing>(missing));
  if (!field.asked_if.any.empty())
    RenderCondition(field.asked_if, proto->mutable_asked_if());
  proto->set_prefilled(field.prefilled);
  proto->set_class_codes(field.class_codes);
  proto->set_ordered(field.ordered);
}

void RenderSection(const Section& section, v1::Section* proto) {
  proto->set_id(section.id);
  proto->set_title(section.title);
  proto->set_guidance(section.guidance);
  proto->set_stage(static_cast<v1::Section::Stage>(section.stage));
  for (const Field& field : section.fields)
    RenderField(field, proto->add_fields());
  for (const Grid& grid : section.grids) {
    v1::Grid* to = proto->add_grids();
    to->set_id(grid.id);
    to->set_label(grid.label);
    to->set_fill_missing(static_cast<v1::Answer::Missing>(grid.fill_missing));
    to->set_fill_code(grid.fill_code);
  }
}

}  // namespace

absl::StatusOr<Revision> ParseTemplate(const v1::Template& proto) {
  RevisionContent content;
  content.name = proto.name();
  content.title = proto.title();
  content.introduction = ToVector(proto.introduction());
  for (const v1::Section& section : proto.sections()) {
    CASELENS_ASSIGN_OR_RETURN(Section parsed, ParseSection(section));
    content.sections.push_back(std::move(parsed));
  }
  for (const v1::Extension& extension : proto.extensions())
    content.extensions.push_back(
        {.id = extension.id(), .label = extension.label()});
  for (const v1::MissingLabel& label : proto.missing_labels()) {
    CASELENS_ASSIGN_OR_RETURN(
        const Missing missing,
        ParseMissing(label.missing(), "missing_labels.missing"));
    content.missing_labels.push_back({.missing = missing,
                                      .label = label.label(),
                                      .definition = label.definition()});
  }
  return Revision::Create(std::move(content));
}

v1::Template RenderTemplate(const RevisionContent& revision) {
  v1::Template proto;
  proto.set_name(revision.name);
  proto.set_title(revision.title);
  ToProto(revision.introduction, proto.mutable_introduction());
  for (const Section& section : revision.sections)
    RenderSection(section, proto.add_sections());
  for (const Extension& extension : revision.extensions) {
    v1::Extension* to = proto.add_extensions();
    to->set_id(extension.id);
    to->set_label(extension.label);
  }
  for (const MissingLabel& label : revision.missing_labels) {
    v1::MissingLabel* to = proto.add_missing_labels();
    to->set_missing(static_cast<v1::Answer::Missing>(label.missing));
    to->set_label(label.label);
    to->set_definition(label.definition);
  }
  return proto;
}

absl::StatusOr<Revision> LoadRdac2026() {
  v1::Template proto;
  const absl::string_view json = Rdac2026Json();
  const auto status =
      google::protobuf::util::JsonStringToMessage(std::string(json), &proto);
  if (!status.ok())
    return absl::InternalError(
        absl::StrCat("rdac-2026.json: ", status.ToString()));
  return ParseTemplate(proto);
}

}  // namespace caselens
