#include "audit_service/anonymity/request_guard.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include "audit_service/anonymity/text_policy.h"
#include "audit_service/api/anonymity_api.h"

namespace caselens {
namespace {

using anonymity::Finding;
using anonymity::Type;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool IsContact(Type type) {
  switch (type) {
    case Type::kPhone:
    case Type::kEmail:
    case Type::kUrl:
    case Type::kAddress:
    case Type::kPostcode:
    case Type::kPostcodeDistrict:
    case Type::kPlace:
    case Type::kSchool:
      return true;
    default:
      return false;
  }
}

bool IsAllowed(TextPolicy policy, const Finding& finding) {
  if (policy == TextPolicy::kContact) return IsContact(finding.type);
  return policy == TextPolicy::kChosenId &&
         finding.action == anonymity::Action::kWarn;
}

// Neither taken in a form that the handler knows nor checked elsewhere.
bool IsCheckedHere(TextPolicy policy) {
  return policy == TextPolicy::kStrict || policy == TextPolicy::kContact ||
         policy == TextPolicy::kChosenId;
}

// Whether `field` is a text to check or holds one at any depth.
bool LeadsToText(const FieldDescriptor& field,
                 absl::flat_hash_set<const Descriptor*>& seen) {
  if (field.type() == FieldDescriptor::TYPE_STRING) {
    return IsCheckedHere(TextPolicyOf(field));
  }
  const Descriptor* const message = field.message_type();
  if (message == nullptr || !seen.insert(message).second) return false;
  for (int i = 0; i < message->field_count(); ++i) {
    if (LeadsToText(*message->field(i), seen)) return true;
  }
  return false;
}

// A coding has hundreds of answers, and none of their texts is checked here.
bool LeadsToText(const FieldDescriptor& field) {
  thread_local absl::flat_hash_map<const FieldDescriptor*, bool> known;
  const auto [at, is_new] = known.try_emplace(&field);
  if (is_new) {
    absl::flat_hash_set<const Descriptor*> seen;
    at->second = LeadsToText(field, seen);
  }
  return at->second;
}

class Walk {
 public:
  explicit Walk(const anonymity::Guard& guard) : guard_(guard) {}

  void Visit(const Message& message) {
    const Reflection& reflection = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* const field : fields) {
      if (!LeadsToText(*field)) continue;
      const int count =
          field->is_repeated() ? reflection.FieldSize(message, field) : 1;
      for (int i = 0; i < count; ++i) {
        steps_.push_back({field, field->is_repeated() ? i : kNoIndex});
        VisitField(message);
        steps_.pop_back();
      }
    }
  }

  const std::vector<FieldFindings>& Found() const { return found_; }

 private:
  static constexpr int kNoIndex = -1;  // of a field that does not repeat
  struct Step {
    const FieldDescriptor* field;
    int index;
  };

  // The field of the last step.
  void VisitField(const Message& message) {
    const Reflection& reflection = *message.GetReflection();
    const auto [field, index] = steps_.back();
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Visit(index == kNoIndex
                ? reflection.GetMessage(message, field)
                : reflection.GetRepeatedMessage(message, field, index));
    } else {
      Check(TextPolicyOf(*field),
            index == kNoIndex
                ? reflection.GetString(message, field)
                : reflection.GetRepeatedString(message, field, index));
    }
  }

  std::string Path() const {
    std::string path;
    for (const auto [field, index] : steps_) {
      absl::StrAppend(&path, path.empty() ? "" : ".", field->name());
      if (index != kNoIndex) absl::StrAppend(&path, "[", index, "]");
    }
    return path;
  }

  void Check(TextPolicy policy, const std::string& text) {
    FieldFindings findings{Path(), guard_.Scan(ReadAs(policy, text))};
    std::vector<Finding>& list = findings.result.findings;
    list.erase(std::remove_if(
                   list.begin(), list.end(),
                   [policy](const Finding& f) { return IsAllowed(policy, f); }),
               list.end());
    if (findings.result.refusal.has_value() || !list.empty()) {
      found_.push_back(std::move(findings));
    }
  }

  // Ids have hyphens where texts have spaces.
  static std::string ReadAs(TextPolicy policy, const std::string& text) {
    return policy == TextPolicy::kChosenId
               ? absl::StrReplaceAll(text, {{"-", " "}})
               : text;
  }

  const anonymity::Guard& guard_;
  std::vector<Step> steps_;  // to where the walk is
  std::vector<FieldFindings> found_;
};

}  // namespace

absl::Status CheckRequestTexts(const anonymity::Guard& guard,
                               const Message& request) {
  Walk walk(guard);
  walk.Visit(request);
  return IdentifiersFound(walk.Found());
}

}  // namespace caselens
