#include "clients/cli/coding_file.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/json_util.h"

#include "clients/cli/errors.h"
#include "clients/cli/local_file.h"
#include "clients/cli/status_macros.h"

namespace caselens::cli {
namespace {

// The service takes 4 MB.
constexpr size_t kMaxCodingBytes = size_t{16} << 20;

// Keeps the first error.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    if (!text_.empty()) return;
    text_ =
        absl::StrCat("line ", line + 1, ", column ", column + 1, ": ", message);
  }
  const std::string& Text() const { return text_; }

 private:
  std::string text_;
};

absl::StatusOr<v1::Coding> FromJson(const std::string& text) {
  v1::Coding coding;
  const auto status =
      google::protobuf::util::JsonStringToMessage(text, &coding);
  if (status.ok()) return coding;
  return UsageError(
      absl::StrCat("not a coding in JSON: ", std::string(status.message())));
}

absl::StatusOr<v1::Coding> FromTextproto(const std::string& text) {
  v1::Coding coding;
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (parser.ParseFromString(text, &coding)) return coding;
  return UsageError(
      absl::StrCat("not a coding in JSON or textproto: ", error.Text()));
}

}  // namespace

absl::StatusOr<v1::Coding> ParseCoding(const std::string& text) {
  const bool json =
      absl::StartsWith(absl::StripLeadingAsciiWhitespace(text), "{");
  return json ? FromJson(text) : FromTextproto(text);
}

absl::StatusOr<v1::Coding> ReadCodingFile(const std::string& path) {
  CLI_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxCodingBytes));
  absl::StatusOr<v1::Coding> coding = ParseCoding(text);
  if (coding.ok()) return coding;
  return UsageError(absl::StrCat(path, ": ", coding.status().message()));
}

}  // namespace caselens::cli
