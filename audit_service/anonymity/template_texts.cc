#include "audit_service/anonymity/template_texts.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

#include "audit_service/api/anonymity_api.h"

namespace caselens {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

using Visit =
    absl::FunctionRef<void(const FieldDescriptor& field,
                           const std::string& path, const std::string& text)>;

void ForEachString(const Message& message, const std::string& prefix,
                   Visit visit);

// One value of a field; `index` is -1 unless the field repeats.
void VisitValue(const Message& message, const FieldDescriptor& field, int index,
                const std::string& path, Visit visit) {
  const Reflection& reflection = *message.GetReflection();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    ForEachString(index < 0
                      ? reflection.GetMessage(message, &field)
                      : reflection.GetRepeatedMessage(message, &field, index),
                  path, visit);
  } else if (field.type() == FieldDescriptor::TYPE_STRING) {
    visit(field, path,
          index < 0 ? reflection.GetString(message, &field)
                    : reflection.GetRepeatedString(message, &field, index));
  }
}

// Calls `visit` with every string below `message`.
void ForEachString(const Message& message, const std::string& prefix,
                   Visit visit) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* const field : fields) {
    const std::string path = absl::StrCat(prefix, ".", field->name());
    if (!field->is_repeated()) {
      VisitValue(message, *field, -1, path, visit);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      VisitValue(message, *field, i, absl::StrCat(path, "[", i, "]"), visit);
    }
  }
}

// A field for an id, a code or a path, that holds one.
bool IsId(const FieldDescriptor& field, absl::string_view text) {
  constexpr std::array<absl::string_view, 11> kIds = {
      "id",   "code", "codes",     "ungraded_codes", "fill_code",    "field",
      "fact", "grid", "extension", "path",           "language_code"};
  return std::find(kIds.begin(), kIds.end(), field.name()) != kIds.end() &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
                  c == '_' || c == '.' || c == '+' || c == '[' || c == ']';
         });
}

// The guard knows the words of English, and takes others for names. In a
// translation one such word passes where it stands as words do: without a
// capital, or at the start of a sentence.
bool IsForeignWord(const FieldDescriptor& field, absl::string_view text,
                   const anonymity::Finding& finding) {
  if (field.containing_type()->name() != "TranslatedText" ||
      finding.type != anonymity::Type::kPerson ||
      finding.action != anonymity::Action::kWarn) {
    return false;
  }
  const size_t begin = finding.bytes.begin;
  const absl::string_view word = text.substr(begin, finding.bytes.end - begin);
  const bool has_capital =
      std::any_of(word.begin(), word.end(),
                  [](unsigned char c) { return absl::ascii_isupper(c); });
  return !absl::StrContains(word, ' ') &&
         (!has_capital || begin == 0 ||
          absl::EndsWith(text.substr(0, begin), ". "));
}

anonymity::ScanResult Scan(const anonymity::Guard& guard,
                           const FieldDescriptor& field,
                           const std::string& text) {
  const bool is_id = IsId(field, text);
  anonymity::ScanResult result =
      guard.Scan(is_id ? absl::StrReplaceAll(text, {{"_", " "}}) : text);
  std::erase_if(result.findings, [&](const anonymity::Finding& finding) {
    return (is_id && finding.action == anonymity::Action::kWarn) ||
           IsForeignWord(field, text, finding);
  });
  return result;
}

}  // namespace

std::set<std::string> StringsOf(const v1::Template& revision) {
  std::set<std::string> strings;
  ForEachString(revision, "",
                [&](const FieldDescriptor&, const std::string&,
                    const std::string& text) { strings.insert(text); });
  return strings;
}

absl::Status CheckTemplateTexts(const anonymity::Guard& guard,
                                const v1::Template& revision,
                                const std::string& path,
                                const std::set<std::string>& known) {
  std::vector<FieldFindings> found;
  ForEachString(revision, path,
                [&](const FieldDescriptor& field, const std::string& at,
                    const std::string& text) {
                  if (known.contains(text)) return;
                  FieldFindings findings{at, Scan(guard, field, text)};
                  if (findings.result.refusal.has_value() ||
                      !findings.result.findings.empty()) {
                    found.push_back(std::move(findings));
                  }
                });
  return IdentifiersFound(found);
}

}  // namespace caselens
