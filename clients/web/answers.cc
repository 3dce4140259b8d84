#include "clients/web/answers.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include "clients/web/http/security.h"

namespace caselens::web {
namespace {

std::string Sorted(const google::protobuf::RepeatedPtrField<std::string>& all) {
  std::vector<std::string> sorted(all.begin(), all.end());
  std::sort(sorted.begin(), sorted.end());
  return absl::StrJoin(sorted, ",");
}

v1::Answer ParseAnswer(const Fields& form, const std::string& key) {
  const std::pair<std::string, std::string> place =
      absl::StrSplit(key, absl::MaxSplits('@', 1));
  v1::Answer answer;
  answer.set_field(place.first);
  answer.set_instance(place.second);
  for (const std::string& value : form.All("a:" + key)) {
    v1::Answer::Missing missing = v1::Answer::MISSING_UNSPECIFIED;
    if (absl::StartsWith(value, "~") &&
        v1::Answer::Missing_Parse(value.substr(1), &missing)) {
      answer.set_missing(missing);
    } else {
      answer.add_codes(value);
    }
  }
  answer.set_text(
      std::string(absl::StripAsciiWhitespace(form.Get("t:" + key))));
  answer.set_paraphrase(
      std::string(absl::StripAsciiWhitespace(form.Get("p:" + key))));
  int confidence = 0;
  const std::string level = form.Get("e:" + key);
  const std::vector<std::string> sources = form.All("s:" + key);
  if (absl::SimpleAtoi(form.Get("c:" + key), &confidence)) {
    answer.mutable_grade()->set_confidence(confidence);
  }
  if (!level.empty()) answer.mutable_grade()->set_evidence_level(level);
  for (const std::string& source : sources) {
    answer.mutable_grade()->add_sources(source);
  }
  return answer;
}

// The grade of the question `key` in what GradeText made, if it is of that one.
std::optional<v1::Grade> GradeIn(absl::string_view text,
                                 absl::string_view key) {
  const std::vector<std::string> parts = absl::StrSplit(text, '|');
  v1::Grade grade;
  int confidence = 0;
  if (parts.size() != 4 || parts[0] != key ||
      !absl::SimpleAtoi(parts[1], &confidence)) {
    return std::nullopt;
  }
  grade.set_confidence(confidence);
  grade.set_evidence_level(parts[2]);
  for (const absl::string_view source :
       absl::StrSplit(parts[3], ',', absl::SkipEmpty())) {
    grade.add_sources(std::string(source));
  }
  return grade;
}

}  // namespace

std::string KeyOf(absl::string_view field, absl::string_view instance) {
  return absl::StrCat(field, "@", instance);
}

std::string ElementId(absl::string_view key) {
  std::string id(absl::StripSuffix(key, "@"));
  for (char& c : id) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '_') {
      c = '-';
    }
  }
  return id;
}

std::string KeyOfPath(absl::string_view path) {
  if (!absl::ConsumePrefix(&path, "document.answers[") &&
      !absl::ConsumePrefix(&path, "changes.answers[")) {
    return "";
  }
  const std::vector<absl::string_view> parts =
      absl::StrSplit(path.substr(0, path.find(']')), ", ");
  return KeyOf(parts[0], parts.size() > 1 ? parts[1] : "");
}

std::string PathOf(const v1::Answer& answer, absl::string_view part) {
  return absl::StrCat("document.answers[", answer.field(),
                      answer.instance().empty() ? "" : ", ", answer.instance(),
                      "].", part);
}

std::string Fingerprint(const v1::Answer& answer) {
  const v1::Grade& grade = answer.grade();
  return ShortHash(absl::StrJoin(
      {Sorted(answer.codes()), v1::Answer::Missing_Name(answer.missing()),
       answer.text(), answer.paraphrase(), absl::StrCat(grade.confidence()),
       grade.evidence_level(), Sorted(grade.sources())},
      std::string(1, '\0')));
}

std::vector<PostedItem> PostedItems(const Fields& form) {
  std::vector<PostedItem> items;
  for (const std::string& key : form.All("item")) {
    items.push_back({.key = key,
                     .was = form.Get("was:" + key),
                     .answer = ParseAnswer(form, key)});
    if (const auto grade = GradeIn(form.Get("grade"), key)) {
      *items.back().answer.mutable_grade() = *grade;
    }
  }
  return items;
}

std::string GradeText(absl::string_view key, const v1::Grade& grade) {
  return absl::StrJoin(
      {std::string(key), absl::StrCat(grade.confidence()),
       grade.evidence_level(), absl::StrJoin(grade.sources(), ",")},
      "|");
}

}  // namespace caselens::web
