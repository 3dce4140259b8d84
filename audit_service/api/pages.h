#ifndef AUDIT_SERVICE_API_PAGES_H_
#define AUDIT_SERVICE_API_PAGES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

#include "storage/store.h"

namespace caselens {

// Reads `page_size` and `page_token` of a List request (AIP-158): a size of 0
// is the default, a larger one than `max_size` is `max_size`, a negative one
// is INVALID_ARGUMENT, as is a token of a request with other arguments.
absl::StatusOr<Page> ParsePage(const google::protobuf::Message& request,
                               int max_size);

// The token of the page behind the row with key `last`. It holds the key and a
// digest of the other arguments, nothing of the content.
std::string NextPageToken(const google::protobuf::Message& request,
                          absl::string_view last);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_PAGES_H_
