#ifndef CLIENTS_WEB_TEXT_H_
#define CLIENTS_WEB_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"

// Names and numbers of the contract as people read them.
namespace caselens::web {

// `studies/demo/classModels/x` -> `x`.
std::string LastPart(absl::string_view name);
// `PILOT_CODER` -> `pilot coder`.
std::string Plain(std::string name);
// `22 November 2026, 19:10 UTC`; empty if unset.
std::string TimeText(const google::protobuf::Timestamp& time);

}  // namespace caselens::web

#endif  // CLIENTS_WEB_TEXT_H_
