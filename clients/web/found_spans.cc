#include "clients/web/found_spans.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "caselens/v1/anonymity.pb.h"
#include "clients/web/answers.h"

namespace caselens::web {
namespace {

struct DecidedSpan {
  std::string path;
  int start = 0;  // code points
  int end = 0;
  std::string span;
  std::string wording;
  std::string act;  // replace, edited, or the name of a KeepReason
};

std::vector<DecidedSpan> DecidedSpans(const Fields& form) {
  std::vector<DecidedSpan> spans;
  for (const std::string& name : form.All("finding")) {
    const std::vector<std::string> parts = absl::StrSplit(name, '|');
    DecidedSpan one;
    if (parts.size() != 3 || !absl::SimpleAtoi(parts[1], &one.start) ||
        !absl::SimpleAtoi(parts[2], &one.end)) {
      continue;
    }
    one.path = parts[0];
    one.span = form.Get("span:" + name);
    one.wording = form.Get("wording:" + name);
    one.act = form.Get("act:" + name);
    spans.push_back(one);
  }
  std::sort(spans.begin(), spans.end(),
            [](const DecidedSpan& a, const DecidedSpan& b) {
              return a.start < b.start;
            });
  return spans;
}

// Where code point `index` begins; the end of the text if it has fewer.
size_t ByteOf(absl::string_view text, int index) {
  size_t at = 0;
  for (; at < text.size(); ++at) {
    const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
    if (begins && index-- == 0) break;
  }
  return at;
}

int CodePoints(absl::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

// Applies the decisions about one text.
void Decide(const std::vector<DecidedSpan>& spans, const std::string& path,
            std::string& text, v1::SaveAnswersRequest& request) {
  int shift = 0;
  for (const DecidedSpan& one : spans) {
    if (one.path != path) continue;
    const int start = one.start + shift;
    const int end = one.end + shift;
    const size_t from = ByteOf(text, start);
    const size_t to = ByteOf(text, end);
    if (start < 0 || from >= to || text.substr(from, to - from) != one.span) {
      continue;
    }
    v1::KeepReason reason = v1::KEEP_REASON_UNSPECIFIED;
    if (one.act == "replace") {
      text = WithReplaced(text, start, end, one.wording);
      shift += CodePoints(one.wording) - (end - start);
    } else if (v1::KeepReason_Parse(one.act, &reason)) {
      v1::Keep& keep = *request.add_keeps();
      keep.set_field(path);
      keep.set_start(start);
      keep.set_end(end);
      keep.set_reason(reason);
    }
  }
}

}  // namespace

std::string WithReplaced(absl::string_view text, int start, int end,
                         absl::string_view wording) {
  const size_t from = ByteOf(text, start);
  const size_t to = ByteOf(text, end);
  return absl::StrCat(text.substr(0, from), wording, text.substr(to));
}

void ApplyDecisions(const Fields& form, v1::SaveAnswersRequest& request) {
  const std::vector<DecidedSpan> spans = DecidedSpans(form);
  if (spans.empty()) return;
  for (v1::Answer& answer : *request.mutable_changes()->mutable_answers()) {
    if (!answer.text().empty()) {
      Decide(spans, PathOf(answer, "text"), *answer.mutable_text(), request);
    }
    if (!answer.paraphrase().empty()) {
      Decide(spans, PathOf(answer, "paraphrase"), *answer.mutable_paraphrase(),
             request);
    }
  }
}

}  // namespace caselens::web
