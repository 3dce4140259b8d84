#ifndef CLIENTS_WEB_TEMPLATES_H_
#define CLIENTS_WEB_TEMPLATES_H_

#include <string>

#include "absl/strings/string_view.h"

#include "clients/web/form_view.h"

namespace caselens::web {

// The page `name` (templates/NAME.mustache) with `data`, in which every
// template is also there as a partial. Everything is escaped: a test refuses
// templates that do not. An unknown name is a fault of the program, which a
// test finds.
std::string Rendered(absl::string_view name, Data data);

// A file of the program: bytes, type, and a path that changes with the bytes.
struct Asset {
  absl::string_view bytes;
  const char* type;
  std::string path;  // `/assets/0123456789abcdef/app.css`
};
// Null if there is none under `path`.
const Asset* FindAsset(absl::string_view path);

}  // namespace caselens::web

#endif  // CLIENTS_WEB_TEMPLATES_H_
