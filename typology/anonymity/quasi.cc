#include "typology/anonymity/quasi.h"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <re2/re2.h>
#include <re2/stringpiece.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

#include "typology/anonymity/text.h"

namespace caselens::anonymity {
namespace {

struct QuasiPattern {
  Type type;
  const char* regex;
};

// N is a number of months or more, MANY five or more of a family.
constexpr QuasiPattern kQuasiPatterns[] = {
    {Type::kExactAge, "N[ -](?:months?|mths?|mos?)[ -](?:old|of age)"},
    {Type::kExactAge, "aged? (?:of )?N (?:months?|mths?)"},
    {Type::kExactAge,
     "N[ -](?:years?|yrs?),? (?:and )?N[ -](?:months?|mths?)(?: old)?"},
    {Type::kFamilySize,
     "MANY (?:\\w{1,12} )?(?:siblings?|brothers?|sisters?|half-siblings)"},
    {Type::kFamilySize,
     "(?:one|eldest|oldest|youngest|second|third|fourth|fifth|middle) of "
     "MANY(?: children| siblings)?"},
    {Type::kFamilySize, "(?:mother|father|mum|dad|parents) (?:of|to) MANY"},
    {Type::kFamilySize, "(?:has|have|had|with) MANY children"},
    {Type::kRareFact, "triplets?|quadruplets?|quads|sextuplets?"},
    {Type::kRareFact,
     "(?:works?|worked|working|employed|job|is|was) (?:as )?(?:an? |the )?"
     "(?:local |former |retired |well-known |professional )?"
     "(?:councillor|mp|msp|footballer|boxer|imam|vicar|rabbi|bishop|surgeon|"
     "pilot|actor|actress|magistrate|barrister|headteacher|head teacher|mayor|"
     "diplomat|astronaut|jockey|cricketer|rugby player|musician|tv presenter|"
     "radio presenter|police officer|prison officer|detective|firefighter|"
     "paramedic|lifeboat \\w{1,10}|gamekeeper|lighthouse \\w{1,10})"},
    {Type::kRareFact,
     "the only (?:[a-z-]{1,20} ){0,2}(?:family|child|boy|girl|pupil|mother|"
     "father|couple|household|person|woman|man|student|parent) (?:in|at|on|"
     "from|of|living|with)"},
    {Type::kRareFact,
     "(?:newspapers?|press|bbc|itv|headlines?|tabloids?|(?:the )?(?:local )?"
     "news|media|inquest)(?: [a-z]{1,12}){0,4} (?:in )?(?:19|20)[0-9]{2}"},
};

std::string ExpandQuasi(absl::string_view regex) {
  return absl::StrCat(
      "(?:^|[^a-z0-9])(",
      absl::StrReplaceAll(
          regex,
          {{"MANY",
            "(?:[5-9]|1[0-9]|five|six|seven|eight|nine|ten|eleven|twelve)"},
           {"N",
            "(?:[0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|"
            "eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
            "eighteen|nineteen|twenty)"}}),
      ")(?:[^a-z0-9]|$)");
}

}  // namespace

QuasiIdentifiers::QuasiIdentifiers() {
  re2::RE2::Options options(re2::RE2::Latin1);
  options.set_max_mem(int64_t{32} << 20);
  for (const QuasiPattern& pattern : kQuasiPatterns) {
    patterns_.push_back(
        std::make_unique<re2::RE2>(ExpandQuasi(pattern.regex), options));
  }
}

void QuasiIdentifiers::Find(const Scanned& scanned,
                            std::vector<Hit>& hits) const {
  const std::string& text = scanned.text.text();
  for (size_t p = 0; p < patterns_.size(); ++p) {
    re2::StringPiece found[2];
    for (size_t from = 0;
         from < text.size() &&
         patterns_[p]->Match(text, from, text.size(), re2::RE2::UNANCHORED,
                             found, 2);) {
      const auto begin = static_cast<size_t>(found[1].data() - text.data());
      const size_t end = begin + found[1].size();
      hits.push_back({kQuasiPatterns[p].type, scanned.text.Source(begin, end)});
      from = end;
    }
  }
}

}  // namespace caselens::anonymity
