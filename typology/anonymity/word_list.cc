#include "typology/anonymity/word_list.h"

#include <cstddef>

#include "absl/strings/string_view.h"

// The lists are files made by make_word_lists. They are taken in by the
// assembler, because a compiler needs minutes for an array of two million
// characters.
#define CASELENS_WORD_LIST(name)                 \
  asm(".section .rodata\n"                       \
      "caselens_words_" #name                    \
      ":\n"                                      \
      ".incbin \"" CASELENS_WORD_LISTS "/" #name \
      ".txt\"\n"                                 \
      "caselens_words_" #name                    \
      "_end:\n"                                  \
      ".byte 0\n"                                \
      ".previous\n");                            \
  extern "C" const char caselens_words_##name[]; \
  extern "C" const char caselens_words_##name##_end[]

CASELENS_WORD_LIST(dictionary);
CASELENS_WORD_LIST(allowed);
CASELENS_WORD_LIST(names);
CASELENS_WORD_LIST(strong_names);
CASELENS_WORD_LIST(names_that_are_words);
CASELENS_WORD_LIST(not_names);
CASELENS_WORD_LIST(rare_names);
CASELENS_WORD_LIST(places);

namespace caselens::anonymity {
namespace {

WordList Between(const char* begin, const char* end) {
  return WordList(absl::string_view(begin, static_cast<size_t>(end - begin)));
}

}  // namespace

bool WordList::Contains(absl::string_view word) const {
  size_t low = 0;
  size_t high = lines_.size();
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    // The line that holds `middle`.
    const size_t previous =
        middle == 0 ? absl::string_view::npos : lines_.rfind('\n', middle - 1);
    const size_t begin = previous == absl::string_view::npos ? 0 : previous + 1;
    const size_t end = lines_.find('\n', middle);
    const int order = lines_.substr(begin, end - begin).compare(word);
    if (order == 0) return true;
    if (order < 0) {
      low = end + 1;
    } else {
      high = begin;
    }
  }
  return false;
}

namespace lists {

WordList Dictionary() {
  return Between(caselens_words_dictionary, caselens_words_dictionary_end);
}
WordList Allowed() {
  return Between(caselens_words_allowed, caselens_words_allowed_end);
}
WordList Names() {
  return Between(caselens_words_names, caselens_words_names_end);
}
WordList StrongNames() {
  return Between(caselens_words_strong_names, caselens_words_strong_names_end);
}
WordList NamesThatAreWords() {
  return Between(caselens_words_names_that_are_words,
                 caselens_words_names_that_are_words_end);
}
WordList NotNames() {
  return Between(caselens_words_not_names, caselens_words_not_names_end);
}
WordList RareNames() {
  return Between(caselens_words_rare_names, caselens_words_rare_names_end);
}
WordList Places() {
  return Between(caselens_words_places, caselens_words_places_end);
}

}  // namespace lists
}  // namespace caselens::anonymity
