#ifndef CLIENTS_WEB_NETWORK_H_
#define CLIENTS_WEB_NETWORK_H_

#include <string>

#include "absl/status/statusor.h"

#include "caselens/v1/coding.pb.h"

namespace caselens::web {

// Who harms whom, in the language of Graphviz: people are nodes, harms arrows,
// relationships dashed lines.
std::string NetworkAsDot(const v1::CodingForm& form);

// `dot` drawn as SVG by the program of Graphviz, which runs for two seconds at
// most. UNAVAILABLE if it is not installed or fails.
absl::StatusOr<std::string> DrawnByGraphviz(const std::string& dot);

}  // namespace caselens::web

#endif  // CLIENTS_WEB_NETWORK_H_
