#include "audit_service/api/template_api.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/repeated_ptr_field.h>
#include <google/protobuf/util/json_util.h>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "audit_service/api/errors.h"
#include "audit_service/limits.h"
#include "caselens/v1/template.pb.h"
#include "typology/base/status_macros.h"
#include "typology/template/document.h"
#include "typology/template/rdac_2026.h"
#include "typology/template/revision.h"
#include "typology/template/texts.h"
#include "typology/template/violation.h"

namespace caselens {
namespace {

using Violations = std::vector<Violation>;

using Strings = google::protobuf::RepeatedPtrField<std::string>;

std::vector<std::string> ToVector(const Strings& strings) {
  return {strings.begin(), strings.end()};
}

void ToProto(const std::vector<std::string>& from, Strings* to) {
  to->Assign(from.begin(), from.end());
}

// The enums of revision.h have the numbers of the proto; 0 is unspecified.
template <typename Enum>
void ParseEnum(int number, bool is_valid, std::string path, Enum& to,
               Violations& violations) {
  if (number != 0 && is_valid) {
    to = static_cast<Enum>(number);
    return;
  }
  if (violations.size() == limits::kMaxListedProblems) return;
  violations.push_back(
      {std::move(path),
       absl::StrCat(number, " is not a value of this enum; want one")});
}

void ParseMissing(int number, std::string path, Missing& to,
                  Violations& violations) {
  ParseEnum(number, v1::Answer::Missing_IsValid(number), std::move(path), to,
            violations);
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

Field ParseField(const v1::Field& proto, Violations& violations) {
  const std::string path = absl::StrCat("fields[", ShownId(proto.id()), "]");
  Field field;
  field.id = proto.id();
  field.label = proto.label();
  field.definition = proto.definition();
  field.evidence = proto.evidence();
  field.tell_apart = proto.tell_apart();
  ParseEnum(proto.kind(), v1::Field::Kind_IsValid(proto.kind()), path + ".kind",
            field.kind, violations);
  ParseEnum(proto.level(), v1::Field::Level_IsValid(proto.level()),
            path + ".level", field.level, violations);
  field.extension = proto.extension();
  field.required = proto.required();
  field.graded = proto.graded();
  field.ungraded_codes = ToVector(proto.ungraded_codes());
  field.grid = proto.grid();
  for (const v1::Code& code : proto.codes())
    field.codes.push_back(ParseCode(code));
  for (const int missing : proto.missing())
    ParseMissing(missing, path + ".missing", field.missing.emplace_back(),
                 violations);
  field.asked_if = ParseCondition(proto.asked_if());
  field.prefilled = proto.prefilled();
  field.class_codes = proto.class_codes();
  field.ordered = proto.ordered();
  return field;
}

Grid ParseGrid(const v1::Grid& proto, Violations& violations) {
  Grid grid;
  grid.id = proto.id();
  grid.label = proto.label();
  grid.fill_code = proto.fill_code();
  if (proto.fill_missing() != v1::Answer::MISSING_UNSPECIFIED) {
    ParseMissing(proto.fill_missing(),
                 absl::StrCat("grids[", ShownId(proto.id()), "].fill_missing"),
                 grid.fill_missing, violations);
  }
  return grid;
}

Section ParseSection(const v1::Section& proto, Violations& violations) {
  Section section;
  section.id = proto.id();
  section.title = proto.title();
  section.guidance = proto.guidance();
  ParseEnum(proto.stage(), v1::Section::Stage_IsValid(proto.stage()),
            absl::StrCat("sections[", ShownId(proto.id()), "].stage"),
            section.stage, violations);
  for (const v1::Field& field : proto.fields())
    section.fields.push_back(ParseField(field, violations));
  for (const v1::Grid& grid : proto.grids())
    section.grids.push_back(ParseGrid(grid, violations));
  return section;
}

Translation ParseTranslation(const v1::Translation& proto, absl::string_view at,
                             Violations& violations) {
  Translation translation;
  translation.language = proto.language_code();
  for (int i = 0; i < proto.texts_size(); ++i) {
    const v1::TranslatedText& text = proto.texts(i);
    if (!translation.texts.emplace(text.path(), text.text()).second &&
        violations.size() < limits::kMaxListedProblems)
      violations.push_back({absl::StrCat(at, ".texts[", i, "].path"),
                            "is given twice; want it once"});
  }
  return translation;
}

void RenderTranslation(const Translation& translation, v1::Translation* proto) {
  proto->set_language_code(translation.language);
  for (const auto& [path, text] : translation.texts) {
    v1::TranslatedText* to = proto->add_texts();
    to->set_path(path);
    to->set_text(text);
  }
}

template <typename Message>
absl::StatusOr<Message> FromJson(absl::string_view json,
                                 absl::string_view file) {
  Message message;
  const auto status =
      google::protobuf::util::JsonStringToMessage(std::string(json), &message);
  if (status.ok()) return message;
  return absl::InternalError(absl::StrCat(file, ": ", status.ToString()));
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

ParsedTemplate ParseTemplateContent(const v1::Template& proto) {
  ParsedTemplate parsed;
  RevisionContent& content = parsed.content;
  Violations& violations = parsed.violations;
  content.name = proto.name();
  content.title = proto.title();
  content.introduction = ToVector(proto.introduction());
  for (const v1::Section& section : proto.sections())
    content.sections.push_back(ParseSection(section, violations));
  for (const v1::Extension& extension : proto.extensions())
    content.extensions.push_back(
        {.id = extension.id(), .label = extension.label()});
  for (const v1::MissingLabel& label : proto.missing_labels()) {
    MissingLabel& to = content.missing_labels.emplace_back();
    ParseMissing(label.missing(), "missing_labels.missing", to.missing,
                 violations);
    to.label = label.label();
    to.definition = label.definition();
  }
  for (int i = 0; i < proto.translations_size(); ++i)
    content.translations.push_back(
        ParseTranslation(proto.translations(i),
                         absl::StrCat("translations[", i, "]"), violations));
  return parsed;
}

absl::StatusOr<Revision> ParseTemplate(const v1::Template& proto) {
  ParsedTemplate parsed = ParseTemplateContent(proto);
  if (parsed.violations.empty())
    return Revision::Create(std::move(parsed.content));
  const Violation& first = parsed.violations.front();
  return absl::InvalidArgumentError(
      absl::StrCat(first.field, ": ", first.message));
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
  for (const Translation& translation : revision.translations)
    RenderTranslation(translation, proto.add_translations());
  return proto;
}

v1::Template ContentOf(v1::Template proto) {
  proto.clear_name();
  proto.clear_state();
  proto.clear_create_time();
  proto.clear_publish_time();
  proto.clear_retirement();
  proto.clear_problems();
  proto.clear_language_code();
  proto.clear_untranslated();
  proto.clear_texts();
  proto.clear_etag();
  return proto;
}

absl::Status TranslateTemplate(const std::string& language,
                               v1::Template& message) {
  if (language.empty()) return absl::OkStatus();
  if (language != kEnglish && !IsTranslationLanguage(language))
    return InvalidField("language_code", "want en or cy");
  RevisionContent content = ParseTemplateContent(message).content;
  int32_t texts = 0;
  ForEachText(std::as_const(content),
              [&](const std::string& /*path*/, const std::string& text) {
                if (!text.empty()) ++texts;
              });
  const std::vector<std::string> untranslated = Translate(language, content);
  // What is no text stays as it is stored.
  v1::Template translated = RenderTemplate(content);
  message.mutable_title()->swap(*translated.mutable_title());
  message.mutable_introduction()->Swap(translated.mutable_introduction());
  message.mutable_sections()->Swap(translated.mutable_sections());
  message.mutable_extensions()->Swap(translated.mutable_extensions());
  message.mutable_missing_labels()->Swap(translated.mutable_missing_labels());
  message.clear_translations();
  message.set_language_code(language);
  ToProto(untranslated, message.mutable_untranslated());
  message.set_texts(texts);
  return absl::OkStatus();
}

absl::Status CheckSections(
    const google::protobuf::RepeatedPtrField<std::string>& ids,
    const google::protobuf::RepeatedPtrField<v1::Section>& sections) {
  for (int i = 0; i < ids.size(); ++i) {
    if (!absl::c_any_of(sections, [&](const v1::Section& section) {
          return section.id() == ids[i];
        })) {
      return InvalidField(absl::StrCat("sections[", i, "]"),
                          "want the id of a section, A say");
    }
  }
  return absl::OkStatus();
}

void RenderDiff(const RevisionDiff& diff, v1::RevisionDiff& message) {
  std::map<CarryVerdict, int32_t> counts;
  for (const RevisionChange& change : diff.changes) {
    v1::RevisionChange& to = *message.add_changes();
    to.set_kind(static_cast<v1::RevisionChange::Kind>(change.kind));
    to.set_part(static_cast<v1::RevisionChange::Part>(change.part));
    to.set_path(change.path);
    to.set_field(change.field);
    to.set_verdict(static_cast<v1::RevisionChange::Verdict>(change.verdict));
    to.set_why(change.why);
    ++counts[change.verdict];
  }
  message.set_carries_over(counts[CarryVerdict::kCarriesOver]);
  message.set_to_be_answered(counts[CarryVerdict::kToBeAnswered]);
  message.set_lost(counts[CarryVerdict::kLost]);
}

void RenderLost(const LostAnswer& lost, v1::LostAnswer& message) {
  message.set_field(lost.field);
  message.set_instance(lost.instance);
  ToProto(lost.codes, message.mutable_codes());
  message.set_missing(static_cast<v1::Answer::Missing>(lost.missing));
  message.set_words(lost.has_words);
  message.set_part(lost.is_part);
  message.set_why(lost.why);
}

absl::StatusOr<Revision> LoadRdac2026() {
  CASELENS_ASSIGN_OR_RETURN(
      v1::Template proto,
      FromJson<v1::Template>(Rdac2026Json(), "rdac-2026.json"));
  CASELENS_ASSIGN_OR_RETURN(
      *proto.add_translations(),
      FromJson<v1::Translation>(Rdac2026WelshJson(), "rdac-2026.cy.json"));
  return ParseTemplate(proto);
}

}  // namespace caselens
