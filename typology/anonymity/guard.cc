#include "typology/anonymity/guard.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

#include "typology/anonymity/name_words.h"
#include "typology/anonymity/names.h"
#include "typology/anonymity/net_addresses.h"
#include "typology/anonymity/numbers.h"
#include "typology/anonymity/patterns.h"
#include "typology/anonymity/places.h"
#include "typology/anonymity/references.h"
#include "typology/anonymity/scanned.h"
#include "typology/anonymity/text.h"

namespace caselens::anonymity {
namespace {

// Adds where the ids stand in `text`, in bytes, as whole words.
void AddOccurrences(absl::string_view text, const std::vector<std::string>& ids,
                    std::vector<Range>& ranges) {
  const auto is_inside = [](char c) { return c == '-' || c == '_'; };
  const auto is_word = [&](char c) {
    return IsAlnum(c) || (c >= 'A' && c <= 'Z') || is_inside(c);
  };
  for (const std::string& id : ids) {
    if (id.empty()) continue;
    for (size_t at = text.find(id); at != absl::string_view::npos;
         at = text.find(id, at + id.size())) {
      const size_t end = at + id.size();
      const bool whole = (at == 0 || !is_word(text[at - 1])) &&
                         (end == text.size() || !is_word(text[end]));
      if (whole) {
        ranges.push_back(
            {static_cast<uint32_t>(at), static_cast<uint32_t>(end)});
      }
    }
  }
}

// What is no finding in `text`, in bytes and in order: ids that the server made
// and placeholders.
std::vector<Range> Exempt(absl::string_view text,
                          const std::vector<std::string>& ids) {
  std::vector<Range> ranges = FindPlaceholders(text);
  AddOccurrences(text, ids, ranges);
  std::sort(ranges.begin(), ranges.end(),
            [](const Range& a, const Range& b) { return a.begin < b.begin; });
  return ranges;
}

// Is `bytes` inside one of `ranges`, which are sorted?
bool IsInside(const std::vector<Range>& ranges, Range bytes) {
  const auto behind = std::upper_bound(
      ranges.begin(), ranges.end(), bytes.begin,
      [](uint32_t at, const Range& range) { return at < range.begin; });
  return behind != ranges.begin() && std::prev(behind)->Contains(bytes);
}

// The words of a hit but initials and titles, and its folded text.
struct FoldedSpan {
  std::vector<std::string> words;
  std::string text;
};

FoldedSpan SpanOf(const Scanned& scanned, Range chars) {
  FoldedSpan span;
  for (size_t i = scanned.WordAt(chars.begin); i < scanned.words.size(); ++i) {
    const Word& word = scanned.words[i];
    if (scanned.text.Source(word.begin, word.begin + 1).begin >= chars.end) {
      break;
    }
    if (!span.text.empty()) span.text += ' ';
    span.text += std::string(word.text);
    if (word.text.size() > 1 && !CourtesyTitles().contains(word.text)) {
      span.words.emplace_back(word.text);
    }
  }
  return span;
}

}  // namespace

bool ScanResult::Blocked() const {
  return refusal.has_value() ||
         std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) {
                       return finding.action == Action::kBlock;
                     });
}

ScanResult Guard::Scan(absl::string_view text, const ScanOptions& options,
                       Placeholders& placeholders) const {
  ScanResult result;
  std::optional<DecodedText> decoded = DecodeUtf8(text);
  if (!decoded) {
    result.refusal = Refusal{RefusalKind::kInvalidUtf8, {}};
    return result;
  }
  const MappedText mapped = DecodeEntities(
      DecodeEntities(MappedText::Identity(std::move(decoded->chars))));
  if (std::optional<Refusal> refusal = FindRefusal(mapped.chars)) {
    refusal->chars = {mapped.source[refusal->chars.begin].begin,
                      mapped.source[refusal->chars.end - 1].end};
    result.refusal = refusal;
    return result;
  }

  const Scanned scanned(folder_.Fold(mapped));
  std::vector<Hit> hits;
  FindNumbers(scanned, hits);
  patterns_.Find(scanned, hits);
  FindNetAddresses(scanned, hits);
  FindReferences(scanned, hits);
  dates_.Find(scanned, hits);
  FindPlaces(scanned, hits);
  quasi_.Find(scanned, hits);
  FindNames(scanned, hits);

  placeholders.Observe(scanned.text.text());
  const std::vector<Range> exempt = Exempt(text, options.server_ids);
  for (const Hit& hit : SettleOverlaps(std::move(hits))) {
    const Range bytes = {decoded->byte_offset[hit.chars.begin],
                         decoded->byte_offset[hit.chars.end]};
    if (IsInside(exempt, bytes)) continue;
    const FoldedSpan span = SpanOf(scanned, hit.chars);
    result.findings.push_back(
        {hit.type, ActionOf(hit.type), hit.chars, bytes,
         std::string(ReasonOf(hit.type)),
         OfferReplacement(hit.type, span.text, span.words, placeholders)});
  }
  return result;
}

ScanResult Guard::Scan(absl::string_view text) const {
  Placeholders placeholders;
  return Scan(text, {}, placeholders);
}

}  // namespace caselens::anonymity
