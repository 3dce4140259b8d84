#include "clients/web/http/message.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace caselens::web {
namespace {

constexpr size_t kMaxFields = 20'000;

std::string Decoded(absl::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      decoded.push_back(' ');
    } else if (text[i] == '%' && i + 2 < text.size() &&
               absl::ascii_isxdigit(static_cast<unsigned char>(text[i + 1])) &&
               absl::ascii_isxdigit(static_cast<unsigned char>(text[i + 2]))) {
      decoded.append(absl::HexStringToBytes(text.substr(i + 1, 2)));
      i += 2;
    } else {
      decoded.push_back(text[i]);
    }
  }
  return absl::StrReplaceAll(decoded, {{"\r\n", "\n"}});
}

absl::Status TooManyFields() {
  return absl::InvalidArgumentError("the form has too many fields");
}

// The name of the field in the head of a part.
std::string NameOfPart(absl::string_view head) {
  constexpr absl::string_view kName = "; name=\"";
  const size_t at = head.find(kName);
  if (at == absl::string_view::npos) return "";
  head.remove_prefix(at + kName.size());
  return std::string(head.substr(0, head.find('"')));
}

}  // namespace

std::string Fields::Get(absl::string_view name) const {
  for (const auto& [key, value] : pairs_) {
    if (key == name) return value;
  }
  return "";
}

std::vector<std::string> Fields::All(absl::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : pairs_) {
    if (key == name) values.push_back(value);
  }
  return values;
}

bool Fields::Has(absl::string_view name) const {
  for (const auto& pair : pairs_) {
    if (pair.first == name) return true;
  }
  return false;
}

absl::StatusOr<Fields> ParseForm(absl::string_view body) {
  Fields fields;
  for (const absl::string_view pair :
       absl::StrSplit(body, '&', absl::SkipEmpty())) {
    if (fields.Pairs().size() == kMaxFields) {
      return TooManyFields();
    }
    const std::pair<absl::string_view, absl::string_view> halves =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    fields.Add(Decoded(halves.first), Decoded(halves.second));
  }
  return fields;
}

absl::StatusOr<Fields> ParseMultipart(absl::string_view body,
                                      absl::string_view boundary) {
  const absl::Status bad =
      absl::InvalidArgumentError("the form is not what it says it is");
  const std::string first = absl::StrCat("--", boundary);
  const std::string next = absl::StrCat("\r\n", first);
  if (boundary.empty() || !absl::ConsumePrefix(&body, first)) return bad;
  Fields fields;
  while (absl::ConsumePrefix(&body, "\r\n")) {
    if (fields.Pairs().size() == kMaxFields) return TooManyFields();
    const size_t blank = body.find("\r\n\r\n");
    if (blank == absl::string_view::npos) return bad;
    const absl::string_view head = body.substr(0, blank);
    // The second line end of the blank line may begin the next boundary.
    const size_t end = body.find(next, blank + 2);
    if (end == absl::string_view::npos) return bad;
    const absl::string_view value =
        end < blank + 4 ? "" : body.substr(blank + 4, end - blank - 4);
    const bool is_file = absl::StrContains(head, "; filename=");
    fields.Add(NameOfPart(head),
               is_file ? std::string(value)
                       : absl::StrReplaceAll(value, {{"\r\n", "\n"}}));
    body.remove_prefix(end + next.size());
  }
  if (!absl::StartsWith(body, "--")) return bad;
  return fields;
}

absl::StatusOr<Fields> ParseBody(absl::string_view content_type,
                                 absl::string_view body) {
  if (absl::StartsWith(content_type, "application/x-www-form-urlencoded")) {
    return ParseForm(body);
  }
  if (absl::ConsumePrefix(&content_type, "multipart/form-data; boundary=")) {
    return ParseMultipart(body, content_type);
  }
  return absl::UnimplementedError("Want a form.");
}

std::string UrlEncoded(absl::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' ||
        c == '_' || c == '.' || c == '~') {
      encoded.push_back(c);
    } else {
      absl::StrAppend(
          &encoded, "%",
          absl::Hex(static_cast<unsigned char>(c), absl::kZeroPad2));
    }
  }
  return encoded;
}

std::string Request::Header(const std::string& name) const {
  const auto at = headers.find(name);
  return at == headers.end() ? "" : at->second;
}

std::string Request::Cookie(absl::string_view name) const {
  for (const absl::string_view part : absl::StrSplit(Header("cookie"), ';')) {
    const std::pair<absl::string_view, absl::string_view> halves =
        absl::StrSplit(absl::StripAsciiWhitespace(part),
                       absl::MaxSplits('=', 1));
    if (halves.first == name) return std::string(halves.second);
  }
  return "";
}

Response SeeOther(const std::string& path) {
  Response response;
  response.status = 303;
  response.headers = {{"Location", path}};
  return response;
}

Response Download(const std::string& name, std::string csv) {
  Response response;
  response.content_type = "text/csv; charset=utf-8";
  response.body = std::move(csv);
  response.headers.emplace_back(
      "Content-Disposition",
      absl::StrCat("attachment; filename=\"", name, "\""));
  return response;
}

}  // namespace caselens::web
