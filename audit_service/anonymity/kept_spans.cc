#include "audit_service/anonymity/kept_spans.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "caselens/v1/anonymity.pb.h"
#include "typology/anonymity/text.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

std::string PathOf(absl::string_view field, absl::string_view instance,
                   absl::string_view part) {
  return absl::StrCat("document.answers[", field, instance.empty() ? "" : ", ",
                      instance, "]", part);
}
constexpr char kText[] = ".text";
constexpr char kParaphrase[] = ".paraphrase";

// The text of `document` at `path`, or null.
std::string* FindText(Document& document, absl::string_view path) {
  for (Answer& answer : document.answers) {
    if (path == PathOf(answer.field, answer.instance, kText)) {
      return &answer.text;
    }
    if (path == PathOf(answer.field, answer.instance, kParaphrase)) {
      return &answer.paraphrase;
    }
  }
  return nullptr;
}

}  // namespace

std::vector<TextOfCoding> TextsOf(const Document& document) {
  std::vector<TextOfCoding> texts;
  for (const Answer& answer : document.answers) {
    if (!answer.text.empty()) {
      texts.push_back(
          {PathOf(answer.field, answer.instance, kText), &answer.text});
    }
    if (!answer.paraphrase.empty()) {
      texts.push_back({PathOf(answer.field, answer.instance, kParaphrase),
                       &answer.paraphrase});
    }
  }
  return texts;
}

std::string TextAt(const Document& document, absl::string_view path) {
  for (const TextOfCoding& text : TextsOf(document)) {
    if (text.path == path) return *text.text;
  }
  return "";
}

void SetText(Document& document, absl::string_view path,
             const std::string& text) {
  std::string* const stored = FindText(document, path);
  if (stored != nullptr && !stored->empty()) *stored = text;
}

absl::Status ReplaceSpan(Document& document, const KeptSpanRow& span,
                         absl::string_view replacement) {
  std::string* const text = FindText(document, span.field);
  const auto decoded =
      text == nullptr ? std::nullopt : anonymity::DecodeUtf8(*text);
  const auto end = static_cast<size_t>(span.end_character);
  if (!decoded.has_value() || end >= decoded->byte_offset.size()) {
    return absl::FailedPreconditionError("the text has changed: read it again");
  }
  const size_t from = decoded->byte_offset[span.start_character];
  text->replace(from, decoded->byte_offset[end] - from,
                std::string(replacement));
  return absl::OkStatus();
}

bool IsWaiting(const KeptSpanRow& row) {
  return row.state == v1::KeptSpan::WAITING ||
         row.state == v1::KeptSpan::QUARANTINED;
}

UnreadTexts::UnreadTexts(const std::vector<KeptSpanRow>& kept,
                         const Document& now) {
  for (const TextOfCoding& text : TextsOf(now)) {
    now_.emplace(text.path, *text.text);
  }
  for (const KeptSpanRow& row : kept) {
    if (IsWaiting(row)) waiting_.insert(row.field);
  }
}

bool UnreadTexts::Holds(const std::string& path,
                        const std::string& text) const {
  const auto at = now_.find(path);
  return at != now_.end() && at->second == text;
}

void UnreadTexts::LeaveOutOf(v1::Document& shown) const {
  const auto is_unread = [this](const std::string& path,
                                const std::string& text) {
    return !text.empty() && (waiting_.contains(path) || !Holds(path, text));
  };
  for (v1::Answer& answer : *shown.mutable_answers()) {
    if (is_unread(PathOf(answer.field(), answer.instance(), kText),
                  answer.text())) {
      answer.clear_text();
      answer.set_awaits_second_reader(true);
    }
    if (is_unread(PathOf(answer.field(), answer.instance(), kParaphrase),
                  answer.paraphrase())) {
      answer.clear_paraphrase();
      answer.set_awaits_second_reader(true);
    }
  }
}

void UnreadTexts::LeaveOutOf(Document& shown) const {
  LeaveOutChanged(shown);
  for (const std::string& path : waiting_) SetText(shown, path, "");
}

void UnreadTexts::LeaveOutChanged(Document& shown) const {
  for (Answer& answer : shown.answers) {
    if (!Holds(PathOf(answer.field, answer.instance, kText), answer.text)) {
      answer.text.clear();
    }
    if (!Holds(PathOf(answer.field, answer.instance, kParaphrase),
               answer.paraphrase)) {
      answer.paraphrase.clear();
    }
  }
}

absl::StatusOr<std::vector<KeptSpanRow>> KeptSpansOf(Reader& reader,
                                                     const Scope& scope,
                                                     absl::string_view coding) {
  return reader.ListKeptSpans(scope, {.coding = std::string(coding)},
                              {.limit = kWholeList});
}

absl::Status StoreKeptSpans(Transaction& transaction, const Scope& scope,
                            absl::string_view coding,
                            std::vector<KeptSpanRow> rows) {
  CASELENS_ASSIGN_OR_RETURN(const std::vector<KeptSpanRow> stored,
                            KeptSpansOf(transaction, scope, coding));
  if (stored.empty() && rows.empty()) return absl::OkStatus();
  for (KeptSpanRow& row : rows) {
    for (const KeptSpanRow& now : stored) {
      if (now.id != row.id || IsWaiting(now)) continue;
      row.state = now.state;
      row.reader = now.reader;
      row.review_us = now.review_us;
    }
  }
  return transaction.ReplaceKeptSpans(coding, rows);
}

}  // namespace caselens
