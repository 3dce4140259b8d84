#include "audit_service/workflow/coding_form.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "audit_service/api/coding_api.h"
#include "audit_service/api/document_api.h"
#include "audit_service/api/template_api.h"
#include "audit_service/workflow/coding_state.h"
#include "typology/base/status_macros.h"
#include "typology/findings/findings.h"
#include "typology/template/asked.h"
#include "typology/template/check.h"
#include "typology/template/instances.h"
#include "typology/template/violation.h"

namespace caselens {
namespace {

constexpr char kRole[] = "C.role";
constexpr char kPeriodList[] = "B.type_period";
constexpr const char* kShownLists[] = {kConfidenceList, kEvidenceLevelList,
                                       kEvidenceSourceList, kPeriodList};

// The labels of one revision in one language.
class FormLabels {
 public:
  FormLabels(const v1::Template& text, const CodingContext& context) {
    for (const v1::Section& section : text.sections()) {
      for (const v1::Field& field : section.fields()) {
        for (const v1::Code& code : field.codes()) {
          codes_[{field.id(), code.code()}] = code.label();
        }
      }
    }
    for (const Factor& factor : context.map.scheme.factors) {
      factors_[factor.key] = factor.label;
    }
  }

  // "Mother (P2)", "Mother (P2) → Father (P3), current".
  std::string Subject(const Document& document,
                      const std::string& instance) const {
    const std::vector<std::string> parts = absl::StrSplit(instance, '/');
    if (parts.size() > 1) return InRelationship(document, parts);
    for (const Harm& harm : document.harms) {
      if (harm.id == instance) {
        return absl::StrCat(Person(document, harm.from), " → ",
                            Person(document, harm.to), " (", harm.id, ")");
      }
    }
    for (const Row& row : document.rows) {
      if (row.id != instance || row.person.empty()) continue;
      return absl::StrCat(Person(document, row.person), " (", row.id, ")");
    }
    for (const auto& person : document.people) {
      if (person.id == instance) return Person(document, instance);
    }
    if (const auto factor = factors_.find(instance); factor != factors_.end()) {
      return factor->second;
    }
    const std::string domain = Code(kDomainList, instance);
    return domain.empty() ? instance : domain;
  }

 private:
  std::string Code(const std::string& field, const std::string& code) const {
    const auto label = codes_.find({field, code});
    return label == codes_.end() ? "" : label->second;
  }

  std::string Person(const Document& document, const std::string& id) const {
    const std::string role = Code(kRole, std::string(document.Code(kRole, id)));
    return role.empty() ? id : absl::StrCat(role, " (", id, ")");
  }

  std::string InRelationship(const Document& document,
                             const std::vector<std::string>& parts) const {
    std::string who;
    if (parts.size() > 2) {
      const std::vector<std::string> ids = absl::StrSplit(parts[2], '>');
      who = absl::StrJoin(ids, " → ",
                          [&](std::string* out, const std::string& id) {
                            out->append(Person(document, id));
                          });
    } else {
      for (const Relationship& relationship : document.relationships) {
        if (relationship.id != parts[0]) continue;
        who = absl::StrCat(Person(document, relationship.person_1), " – ",
                           Person(document, relationship.person_2));
      }
    }
    return absl::StrCat(who, ", ", Code(kPeriodList, parts[1]), " (", parts[0],
                        ")");
  }

  std::map<std::pair<std::string, std::string>, std::string> codes_;
  std::map<std::string, std::string> factors_;
};

// What is wrong, by the path of the answer that it is about.
class ErrorsByPath {
 public:
  explicit ErrorsByPath(const std::vector<Violation>& violations)
      : violations_(violations), taken_(violations.size()) {}

  std::vector<std::string> Take(const std::string& path) {
    std::vector<std::string> messages;
    for (size_t i = 0; i < violations_.size(); ++i) {
      if (!absl::StartsWith(violations_[i].field, path)) continue;
      messages.push_back(violations_[i].message);
      taken_[i] = true;
    }
    return messages;
  }
  std::vector<Violation> Rest() const {
    std::vector<Violation> rest;
    for (size_t i = 0; i < violations_.size(); ++i) {
      if (!taken_[i]) rest.push_back(violations_[i]);
    }
    return rest;
  }

 private:
  const std::vector<Violation>& violations_;
  std::vector<bool> taken_;
};

bool IsPartOfRelationship(const std::string& instance) {
  return absl::StrContains(instance, '/');
}

// Adds the grids that a fill would close, once each.
void RenderOpenGrids(const std::vector<AskedItem>& items,
                     const std::string& section,
                     v1::CodingForm::SectionForm& message) {
  std::vector<std::pair<std::string, std::string>> order;
  const auto is_open = [&](const AskedItem& item) {
    return !item.field->grid.empty() &&
           absl::StartsWith(item.field->id, section + ".") &&
           (item.answer == nullptr || !item.answer->IsSettled());
  };
  for (const AskedItem& item : items) {
    if (!is_open(item)) continue;
    const std::pair<std::string, std::string> key = {
        item.field->grid,
        IsPartOfRelationship(item.instance) ? item.instance : ""};
    if (absl::c_linear_search(order, key)) continue;
    order.push_back(key);
    v1::CodingForm::OpenGrid& grid = *message.add_open_grids();
    grid.set_grid(key.first);
    grid.set_instance(key.second);
    grid.set_unanswered(
        static_cast<int>(absl::c_count_if(items, [&](const AskedItem& other) {
          return is_open(other) && other.field->grid == key.first &&
                 InstanceContains(key.second, other.instance);
        })));
  }
}

v1::CodingForm::Progress ProgressOf(const v1::CodingForm::SectionForm& section,
                                    bool is_touched, bool has_errors) {
  if (section.unanswered() > 0) {
    return is_touched ? v1::CodingForm::IN_PROGRESS
                      : v1::CodingForm::NOT_STARTED;
  }
  return has_errors ? v1::CodingForm::PROBLEM : v1::CodingForm::COMPLETE;
}

// Makes the sections of one form.
class FormRenderer {
 public:
  FormRenderer(const OpenCoding& coding, v1::Template text,
               const v1::Document& shown, std::set<std::string> wanted,
               v1::CodingForm& message)
      : coding_(coding),
        text_(std::move(text)),
        labels_(text_, coding.context),
        wanted_(std::move(wanted)),
        message_(message) {
    for (const v1::Answer& answer : shown.answers()) {
      shown_[{answer.field(), answer.instance()}] = answer;
    }
  }

  void Render(const std::vector<Violation>& violations) {
    ErrorsByPath errors(violations);
    const Facts facts = FindFacts(coding_.document);
    AddSubjectsOfDocument();
    for (v1::Section& section : *text_.mutable_sections()) {
      for (const v1::Field& field : section.fields()) {
        if (absl::c_linear_search(kShownLists, field.id())) {
          *message_.add_lists() = field;
        }
      }
    }
    for (const Stage stage : {Stage::kCoding, Stage::kMatch}) {
      if (stage == Stage::kMatch && !MayBeMatched()) continue;
      const std::vector<AskedItem> items =
          AskedItems(coding_.context.form, coding_.document, facts, stage);
      for (v1::Section& section : *text_.mutable_sections()) {
        if (section.stage() == static_cast<int>(stage)) {
          RenderSection(items, errors, section);
        }
      }
    }
    for (const Violation& violation : errors.Rest()) {
      v1::CheckCodingResponse::Violation& rest = *message_.add_errors();
      rest.set_field(violation.field);
      rest.set_description(violation.message);
    }
  }

 private:
  bool MayBeMatched() const {
    return coding_.row.reveals > 0 && coding_.IsMatchedToClass();
  }

  void RenderSection(const std::vector<AskedItem>& items, ErrorsByPath& errors,
                     v1::Section& section) {
    v1::CodingForm::SectionForm& form = *message_.add_sections();
    const bool is_wanted = wanted_.empty() || wanted_.contains(section.id());
    bool is_touched = false;
    bool has_errors = false;
    for (const AskedItem& item : items) {
      if (!absl::StartsWith(item.field->id, section.id() + ".")) continue;
      v1::CodingForm::Item rendered = RenderItem(item, errors);
      form.set_required(form.required() + (rendered.required() ? 1 : 0));
      const bool is_missing = rendered.required() && !rendered.settled();
      form.set_unanswered(form.unanswered() + (is_missing ? 1 : 0));
      is_touched |= item.answer != nullptr && !item.answer->imported;
      has_errors |= !rendered.errors().empty();
      if (!is_wanted) continue;
      AddSubject(item.instance);
      *form.add_items() = std::move(rendered);
    }
    form.set_progress(ProgressOf(form, is_touched, has_errors));
    if (is_wanted) {
      RenderOpenGrids(items, section.id(), form);
      KeepAnswered(section);
    } else {
      section.clear_fields();
      section.clear_grids();
    }
    *form.mutable_section() = std::move(section);
  }

  v1::CodingForm::Item RenderItem(const AskedItem& item,
                                  ErrorsByPath& errors) const {
    v1::CodingForm::Item message;
    message.set_field(item.field->id);
    message.set_instance(item.instance);
    message.set_required(item.field->required);
    const auto shown = shown_.find({item.field->id, item.instance});
    if (shown != shown_.end()) *message.mutable_answer() = shown->second;
    if (item.answer != nullptr) {
      message.set_settled(item.answer->IsSettled());
      message.set_takes_grade(item.field->IsGradedWith(item.answer->codes));
    }
    Answer place;
    place.field = item.field->id;
    place.instance = item.instance;
    for (const std::string& error :
         errors.Take(AnswerPath(coding_.context.form, place))) {
      message.add_errors(error);
    }
    return message;
  }

  // Leaves the fields that somebody answers in this study, and gives those
  // whose codes are classes the classes.
  void KeepAnswered(v1::Section& section) const {
    const Form& form = coding_.context.form;
    auto& fields = *section.mutable_fields();
    fields.erase(
        std::remove_if(
            fields.begin(), fields.end(),
            [&](const v1::Field& field) {
              return !form.revision->FindField(field.id())->IsAnswered() ||
                     (!field.extension().empty() &&
                      !form.extensions.contains(field.extension()));
            }),
        fields.end());
    for (v1::Field& field : fields) {
      if (!field.class_codes() || coding_.context.model == nullptr) continue;
      for (const v1::ClassModel::Class& one :
           coding_.context.model->document.classes()) {
        v1::Code& code = *field.add_codes();
        code.set_code(absl::StrCat(one.class_()));
        code.set_label(one.label());
      }
    }
  }

  void AddSubjectsOfDocument() {
    const Document& document = coding_.document;
    for (const Person& person : document.people) AddSubject(person.id);
    for (const Harm& harm : document.harms) AddSubject(harm.id);
    for (const Row& row : document.rows) AddSubject(row.id);
    for (const Relationship& relationship : document.relationships) {
      for (const Period period : relationship.periods) {
        AddSubject(RelationshipInstance(relationship.id, period));
      }
    }
  }
  void AddSubject(const std::string& instance) {
    if (instance.empty() || !subjects_.insert(instance).second) return;
    v1::CodingForm::Subject& subject = *message_.add_subjects();
    subject.set_instance(instance);
    subject.set_label(labels_.Subject(coding_.document, instance));
  }

  const OpenCoding& coding_;
  v1::Template text_;
  const FormLabels labels_;
  const std::set<std::string> wanted_;
  std::map<std::pair<std::string, std::string>, v1::Answer> shown_;
  std::set<std::string> subjects_;
  v1::CodingForm& message_;
};

}  // namespace

absl::Status RenderCodingForm(const OpenCoding& coding,
                              const v1::GetCodingFormRequest& request,
                              v1::CodingForm& message) {
  v1::Template text = RenderTemplate(coding.context.revision->Content());
  CASELENS_RETURN_IF_ERROR(CheckSections(request.sections(), text.sections()));
  const std::string language =
      request.language_code().empty() ? "en" : request.language_code();
  CASELENS_RETURN_IF_ERROR(TranslateTemplate(language, text));
  message.set_title(text.title());
  message.set_language_code(language);
  message.mutable_untranslated()->Swap(text.mutable_untranslated());
  message.mutable_missing_labels()->Swap(text.mutable_missing_labels());
  v1::Document shown = message.coding().document();
  message.mutable_coding()->mutable_document()->clear_answers();
  for (const Answer& answer : MatchAnswers(coding.document)) {
    RenderAnswer(answer, *shown.add_answers());
  }
  std::vector<Violation> violations;
  if (CheckMaySubmit(coding.State()).ok()) {
    const Document answers = WithoutMatch(coding.document);
    violations = CheckComplete(coding.context.form, answers, FindFacts(answers))
                     .violations;
  }
  FormRenderer(coding, std::move(text), shown,
               {request.sections().begin(), request.sections().end()}, message)
      .Render(violations);
  return absl::OkStatus();
}

}  // namespace caselens
