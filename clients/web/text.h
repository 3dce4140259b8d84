#ifndef CLIENTS_WEB_TEXT_H_
#define CLIENTS_WEB_TEXT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"

// Names and numbers of the contract as people read them.
namespace caselens::web {

// `studies/demo/classModels/x` -> `x`.
std::string LastPart(absl::string_view name);
// `PILOT_CODER` -> `pilot coder`.
std::string Plain(std::string name);
// `2026-11-23`; empty if unset.
std::string DateText(const google::protobuf::Timestamp& time);
// `22 November 2026, 19:10 UTC`; empty if unset.
std::string TimeText(const google::protobuf::Timestamp& time);
// `-0.4`; never `-0.0`, which says nothing.
std::string RealText(double value, int decimals);
// `.87`, `1.00`, `-0.20`.
std::string ShareText(double share);
// `12,345`.
std::string WithCommas(int64_t number);

}  // namespace caselens::web

#endif  // CLIENTS_WEB_TEXT_H_
