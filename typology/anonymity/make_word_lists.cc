// Builds one word list of the detectors: reads text files, folds every word as
// Folder folds what is scanned, sorts, drops doubles and what has no ASCII
// form.
//
//   make_word_lists KIND OUT FILE...
//
// KIND is "words" (words apart by spaces, '#' starts a comment), "lines" (one
// entry a line, which may hold spaces; hyphens become spaces) or "dictionary"
// (one word a line; those with a capital or an apostrophe-s are left out).

#include <algorithm>
#include <fstream>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

#include "typology/anonymity/fold.h"

namespace caselens::anonymity {
namespace {

std::vector<absl::string_view> Entries(absl::string_view kind,
                                       absl::string_view line) {
  if (line.empty() || line[0] == '#') return {};
  if (kind == "words") return absl::StrSplit(line, ' ', absl::SkipEmpty());
  if (kind == "lines") return {line};
  const bool is_capital = line[0] >= 'A' && line[0] <= 'Z';
  if (is_capital || absl::EndsWith(line, "'s")) return {};
  return {line};
}

bool IsListable(absl::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return c != kForeignLetter && c != kOtherSymbol && c != '\n';
  });
}

int Main(const std::vector<std::string>& args) {
  if (args.size() < 4) {
    std::cerr << "usage: make_word_lists KIND OUT FILE...\n";
    return 2;
  }
  const Folder folder;
  std::set<std::string> words;
  for (size_t i = 3; i < args.size(); ++i) {
    std::ifstream in(args[i]);
    if (!in) {
      std::cerr << "cannot read " << args[i] << "\n";
      return 1;
    }
    for (std::string line; std::getline(in, line);) {
      for (const absl::string_view entry : Entries(args[1], line)) {
        std::string word = folder.FoldWord(entry);
        if (args[1] == "lines")
          std::replace(word.begin(), word.end(), '-', ' ');
        if (IsListable(word)) words.insert(std::move(word));
      }
    }
  }
  std::ofstream out(args[2], std::ios::binary);
  for (const std::string& word : words) out << word << '\n';
  out.close();
  return out ? 0 : 1;
}

}  // namespace
}  // namespace caselens::anonymity

int main(int argc, char** argv) {
  return caselens::anonymity::Main(std::vector<std::string>(argv, argv + argc));
}
