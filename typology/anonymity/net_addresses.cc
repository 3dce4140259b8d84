#include "typology/anonymity/net_addresses.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

#include "typology/anonymity/finding.h"
#include "typology/anonymity/text.h"
#include "typology/anonymity/words.h"

namespace caselens::anonymity {
namespace {

constexpr size_t kMaxAddress = 255;

bool IsLocalPart(char c) {
  return IsAlnum(c) || absl::StrContains("._%+-'", std::string(1, c));
}
bool IsDomainPart(char c) { return IsAlnum(c) || c == '-' || c == '.'; }

size_t SkipSpacesBack(const std::string& text, size_t i, size_t max) {
  while (max-- > 0 && i > 0 && IsSpace(text[i - 1])) --i;
  return i;
}
size_t SkipSpaces(const std::string& text, size_t i, size_t max) {
  while (max-- > 0 && i < text.size() && IsSpace(text[i])) ++i;
  return i;
}

// The e-mail address or account name around the '@' at [at, behind).
void FindAroundAt(const Scanned& scanned, size_t at, size_t behind,
                  bool is_sign, std::vector<Hit>& hits) {
  const std::string& text = scanned.text.lookalike();
  const size_t left = SkipSpacesBack(text, at, 2);
  size_t begin = left;
  while (begin > 0 && left - begin < kMaxAddress &&
         IsLocalPart(text[begin - 1])) {
    --begin;
  }
  const size_t right = SkipSpaces(text, behind, 2);
  size_t end = right;
  while (end < text.size() && end - right < kMaxAddress &&
         (IsDomainPart(text[end]) || text[end] == '_')) {
    ++end;
  }
  while (end > right && !IsAlnum(text[end - 1])) --end;
  if (end == right) return;
  const absl::string_view domain =
      absl::string_view(text).substr(right, end - right);
  const bool touching = right == behind;
  if (begin < left && absl::StrContains(domain, ".")) {
    hits.push_back({Type::kEmail, scanned.text.Source(begin, end)});
  } else if (begin < left && left == at && touching && is_sign) {
    hits.push_back({Type::kEmail, scanned.text.Source(begin, end)});
  } else if (is_sign && touching && IsLetter(text[right]) && end - right >= 3) {
    hits.push_back({Type::kHandle, scanned.text.Source(at, end)});
  }
}

// "name (at) host (dot) uk" with " at " and " dot " read as signs.
void FindSpokenEmail(const Scanned& scanned, std::vector<Hit>& hits) {
  const std::vector<Word>& words = scanned.words;
  for (size_t i = 1; i + 3 < words.size(); ++i) {
    if (words[i].text != "at") continue;
    // A domain: words with "dot" (or a point) between them, at most six.
    size_t last = i + 1;
    bool has_dot = false;
    for (size_t k = i + 2; k + 1 < words.size() && k < i + 12; k += 2) {
      if (words[k].text != "dot") break;
      has_dot = true;
      last = k + 1;
    }
    if (!has_dot) continue;
    hits.push_back({Type::kEmail,
                    scanned.text.Source(words[i - 1].begin, words[last].end)});
  }
}

constexpr absl::string_view kDomains[] = {
    "com", "co",  "uk",  "org", "net", "info", "io",    "me",     "ly",
    "gov", "ac",  "nhs", "edu", "eu",  "scot", "wales", "london", "biz",
    "tv",  "app", "dev", "ie",  "de",  "fr",   "pl",    "ro",     "us"};

bool IsDomainEnding(absl::string_view word) {
  return std::find(std::begin(kDomains), std::end(kDomains), word) !=
         std::end(kDomains);
}

size_t UrlEnd(const std::string& text, size_t begin) {
  size_t end = begin;
  while (end < text.size() && end - begin < 2048 && !IsSpace(text[end]) &&
         text[end] != '"' && text[end] != '<' && text[end] != '>') {
    ++end;
  }
  while (end > begin && !IsAlnum(text[end - 1]) && text[end - 1] != '/') --end;
  return end;
}

bool StartsUrl(const std::string& text, size_t i) {
  const absl::string_view rest = absl::string_view(text).substr(i, 8);
  return absl::StartsWith(rest, "http:/") ||
         absl::StartsWith(rest, "https:/") || absl::StartsWith(rest, "www.") ||
         absl::StartsWith(rest, "hxxp");
}

// "host.co.uk/path": words joined by points, the last a domain ending.
size_t BareDomainEnd(const std::string& text, size_t begin) {
  size_t end = begin;
  size_t label = begin;  // the last one
  for (; end < text.size() && end - begin < kMaxAddress &&
         IsDomainPart(text[end]);
       ++end) {
    if (text[end] != '.') continue;
    label = end + 1;
  }
  const absl::string_view last =
      absl::string_view(text).substr(label, end - label);
  const bool is_domain =
      label > begin + 2 && IsDomainEnding(last) && text[label - 2] != '.';
  return is_domain ? UrlEnd(text, begin) : begin;
}

void FindUrls(const Scanned& scanned, std::vector<Hit>& hits) {
  const std::string& text = scanned.text.lookalike();
  for (size_t i = 0; i < text.size();) {
    const bool starts_word =
        IsAlnum(text[i]) && (i == 0 || !IsDomainPart(text[i - 1]));
    if (!starts_word) {
      ++i;
      continue;
    }
    const size_t end =
        StartsUrl(text, i) ? UrlEnd(text, i) : BareDomainEnd(text, i);
    if (end > i) {
      hits.push_back({Type::kUrl, scanned.text.Source(i, end)});
      i = end;
    } else {
      while (i < text.size() && IsDomainPart(text[i])) ++i;
    }
  }
}

}  // namespace

void FindNetAddresses(const Scanned& scanned, std::vector<Hit>& hits) {
  const std::string& text = scanned.text.lookalike();
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '@') FindAroundAt(scanned, i, i + 1, true, hits);
  }
  FindSpokenEmail(scanned, hits);
  FindUrls(scanned, hits);
}

}  // namespace caselens::anonymity
