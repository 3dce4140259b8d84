#include "audit_service/api/pages.h"

#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/errors.h"
#include "audit_service/history/event.h"
#include "audit_service/limits.h"

namespace caselens {
namespace {

using google::protobuf::Message;

constexpr size_t kDigestBytes = 8;

// Over all arguments but those of paging.
std::string ArgumentsDigest(const Message& request) {
  const std::unique_ptr<Message> copy(request.New());
  copy->CopyFrom(request);
  const auto* descriptor = copy->GetDescriptor();
  for (const char* const field : {"page_size", "page_token"}) {
    copy->GetReflection()->ClearField(copy.get(),
                                      descriptor->FindFieldByName(field));
  }
  return Commitment(descriptor->full_name(), copy->SerializeAsString())
      .substr(0, kDigestBytes);
}

}  // namespace

absl::StatusOr<Page> ParsePage(const Message& request, int max_size) {
  const auto* descriptor = request.GetDescriptor();
  const auto* reflection = request.GetReflection();
  const int size =
      reflection->GetInt32(request, descriptor->FindFieldByName("page_size"));
  if (size < 0) return InvalidField("page_size", "want 0 or more");
  Page page{.limit = size == 0 ? std::min(limits::kDefaultPageSize, max_size)
                               : std::min(size, max_size)};
  const std::string token =
      reflection->GetString(request, descriptor->FindFieldByName("page_token"));
  if (token.empty()) return page;
  std::string decoded;
  if (!absl::WebSafeBase64Unescape(token, &decoded) ||
      decoded.size() <= kDigestBytes ||
      decoded.substr(0, kDigestBytes) != ArgumentsDigest(request)) {
    return InvalidField("page_token",
                        "want the next_page_token of a call with the same "
                        "other arguments");
  }
  page.after = decoded.substr(kDigestBytes);
  return page;
}

std::string NextPageToken(const Message& request, absl::string_view last) {
  return absl::WebSafeBase64Escape(
      absl::StrCat(ArgumentsDigest(request), last));
}

}  // namespace caselens
