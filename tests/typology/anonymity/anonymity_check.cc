// Scans standard input, a text for each line, and prints one line of JSON for
// each. A tool for work on the detectors.
//
//   anonymity_check [--show | --count] < FILE
//
// --show prints type, action and the text found instead; --count prints how
// many words there are and how many hits of each action and type.

#include <iostream>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

#include "typology/anonymity/finding.h"
#include "typology/anonymity/guard.h"
#include "typology/anonymity/json.h"

namespace caselens::anonymity {
namespace {

absl::string_view ActionName(Action action) {
  return action == Action::kBlock ? "BLOCK" : "WARN";
}

size_t CountWords(absl::string_view text) {
  size_t words = 0;
  for (const absl::string_view word :
       absl::StrSplit(text, absl::ByAnyChar(" \t\r"), absl::SkipEmpty())) {
    words += word.empty() ? 0 : 1;
  }
  return words;
}

int Main(absl::string_view mode) {
  const Guard guard;
  std::map<std::string, int> counts;
  size_t words = 0;
  size_t warned_words = 0;
  for (std::string line; std::getline(std::cin, line);) {
    const ScanResult result = guard.Scan(line);
    words += CountWords(line);
    if (mode.empty()) std::cout << ToJson(result) << "\n";
    if (mode == "--show" && result.refusal) {
      std::cout << "REFUSED\t" << RefusalName(result.refusal->kind) << "\n";
    }
    for (const Finding& finding : result.findings) {
      const std::string name =
          absl::StrCat(ActionName(finding.action), " ", TypeName(finding.type));
      const std::string found = line.substr(
          finding.bytes.begin, finding.bytes.end - finding.bytes.begin);
      ++counts[name];
      if (finding.action == Action::kWarn) warned_words += CountWords(found);
      if (mode == "--show") {
        std::cout << name << "\t" << found << "\t" << finding.replacement
                  << "\n";
      }
    }
  }
  if (mode == "--count") {
    std::cout << "words " << words << "\nwarned words " << warned_words << "\n";
    for (const auto& [name, count] : counts) {
      std::cout << name << " " << count << "\n";
    }
  }
  return 0;
}

}  // namespace
}  // namespace caselens::anonymity

int main(int argc, char** argv) {
  return caselens::anonymity::Main(argc > 1 ? argv[1] : "");
}
