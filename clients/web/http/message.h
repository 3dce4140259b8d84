#ifndef CLIENTS_WEB_HTTP_MESSAGE_H_
#define CLIENTS_WEB_HTTP_MESSAGE_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace caselens::web {

// The fields of a form or of a query: names may come again, order stays.
class Fields {
 public:
  void Add(std::string name, std::string value) {
    pairs_.emplace_back(std::move(name), std::move(value));
  }
  // The first value; empty if there is none.
  std::string Get(absl::string_view name) const;
  std::vector<std::string> All(absl::string_view name) const;
  bool Has(absl::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& Pairs() const {
    return pairs_;
  }

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

// Reads application/x-www-form-urlencoded. INVALID_ARGUMENT for more than
// 20,000 fields. Line ends become \n.
absl::StatusOr<Fields> ParseForm(absl::string_view body);
// Reads multipart/form-data whose parts `boundary` divides; a file is the value
// of its field, as it is. INVALID_ARGUMENT for what is none, or has more than
// 20,000 fields.
absl::StatusOr<Fields> ParseMultipart(absl::string_view body,
                                      absl::string_view boundary);
// One of the two, by the type of the body. UNIMPLEMENTED for another type.
absl::StatusOr<Fields> ParseBody(absl::string_view content_type,
                                 absl::string_view body);
// The inverse for one value: safe inside a query or a path segment.
std::string UrlEncoded(absl::string_view text);

struct Request {
  std::string method;  // GET or POST; HEAD comes as GET
  std::string path;    // decoded
  Fields query;
  Fields form;
  std::map<std::string, std::string> headers;  // names in lower case

  std::string Header(const std::string& name) const;
  std::string Cookie(absl::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type = "text/html; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  bool is_cacheable = false;  // never changes under its address
};

// 303: what to GET after a POST. `path` is ours.
Response SeeOther(const std::string& path);
// A CSV to keep under `name`: letters, digits, `-`, `_` and `.` only.
Response Download(const std::string& name, std::string csv);

}  // namespace caselens::web

#endif  // CLIENTS_WEB_HTTP_MESSAGE_H_
