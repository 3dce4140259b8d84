#include "clients/cli/session.h"

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "clients/cli/errors.h"
#include "clients/cli/local_file.h"
#include "clients/cli/names.h"

namespace caselens::cli {

absl::StatusOr<std::unique_ptr<Connection>> Session::ConnectAs(
    const std::string& token_file) const {
  if (token_file.empty()) return connector_(settings_.endpoint, "");
  CLI_ASSIGN_OR_RETURN(const std::string token, ReadTokenFile(token_file));
  return connector_(settings_.endpoint, token);
}

absl::Status Session::Connect() {
  if (connection_ != nullptr) return absl::OkStatus();
  CLI_ASSIGN_OR_RETURN(connection_, ConnectAs(settings_.token_file));
  return absl::OkStatus();
}

absl::StatusOr<std::string> Session::Study() {
  if (!settings_.study.empty()) return TopName(settings_.study, "studies");
  CLI_ASSIGN_OR_RETURN(const v1::ListStudiesResponse studies,
                       CallAllPages(v1::ListStudiesRequest()));
  if (studies.studies_size() == 1) return studies.studies(0).name();
  if (studies.studies().empty()) {
    return UsageError("give --study STUDY: you have no role in any study");
  }
  return UsageError(
      absl::StrCat("give --study STUDY, one of ",
                   absl::StrJoin(studies.studies(), ", ",
                                 [](std::string* out, const v1::Study& study) {
                                   absl::StrAppend(out, LastId(study.name()));
                                 })));
}

absl::StatusOr<std::string> Session::Name(absl::string_view argument,
                                          absl::string_view collection) {
  if (NamesItsStudy(argument)) return NameInStudy(argument, collection, "");
  CLI_ASSIGN_OR_RETURN(const std::string study, Study());
  return NameInStudy(argument, collection, study);
}

absl::Status Session::Print(const google::protobuf::Message& message,
                            const View& view) {
  CLI_ASSIGN_OR_RETURN(const std::string text,
                       Rendered(settings_.format, message, view));
  return Write(text);
}

absl::Status Session::PrintJsonLine(const google::protobuf::Message& message) {
  CLI_ASSIGN_OR_RETURN(const std::string text, JsonLine(message));
  return Write(text);
}

absl::Status Session::Print(const std::string& json, const View& view) {
  return Write(Rendered(settings_.format, json, view));
}

absl::Status Session::Write(const std::string& text) {
  out_ << text << std::flush;
  if (out_.good()) return absl::OkStatus();
  return UsageError("cannot write the answer to standard output");
}

}  // namespace caselens::cli
