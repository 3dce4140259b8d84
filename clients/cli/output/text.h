#ifndef CLIENTS_CLI_OUTPUT_TEXT_H_
#define CLIENTS_CLI_OUTPUT_TEXT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace caselens::cli {

// `text` made safe for a terminal: control characters (line ends and tabs too)
// become spaces and invalid UTF-8 becomes U+FFFD, so that no text of the
// service can move the cursor or hide a line.
std::string Printable(absl::string_view text);

// Columns that valid UTF-8 takes on a terminal: 0 for a combining mark, 2 for
// an East Asian wide character or an emoji, else 1.
size_t TerminalWidth(absl::string_view text);

// Columns of running text on a page.
inline constexpr size_t kPageColumns = 92;

// Splits at spaces into lines of at most `width` columns; a longer word has a
// line of its own. At least one line.
std::vector<std::string> Wrap(absl::string_view text, size_t width);

}  // namespace caselens::cli

#endif  // CLIENTS_CLI_OUTPUT_TEXT_H_
