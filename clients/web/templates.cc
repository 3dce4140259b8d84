#include "clients/web/templates.h"

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "clients/web/http/security.h"
#include "web_assets.h"
#include "web_templates.h"

namespace caselens::web {
namespace {

using Templates = std::map<absl::string_view, absl::string_view>;

const Templates& AllTemplates() {
  static const auto* const all = new Templates{
#define WEB_TEMPLATE_(name) {#name, embedded_templates::name}
      WEB_TEMPLATE_(adjudication),  WEB_TEMPLATE_(adjudications),
      WEB_TEMPLATE_(agreement),     WEB_TEMPLATE_(approval),
      WEB_TEMPLATE_(approvals),     WEB_TEMPLATE_(check),
      WEB_TEMPLATE_(class_model),   WEB_TEMPLATE_(class_models),
      WEB_TEMPLATE_(coding),        WEB_TEMPLATE_(compared),
      WEB_TEMPLATE_(conflict),      WEB_TEMPLATE_(curves),
      WEB_TEMPLATE_(disagreements), WEB_TEMPLATE_(entry_form),
      WEB_TEMPLATE_(erasure),       WEB_TEMPLATE_(error),
      WEB_TEMPLATE_(error_summary), WEB_TEMPLATE_(files_behind),
      WEB_TEMPLATE_(findings),      WEB_TEMPLATE_(fit),
      WEB_TEMPLATE_(fits),          WEB_TEMPLATE_(flow),
      WEB_TEMPLATE_(foot),          WEB_TEMPLATE_(grade),
      WEB_TEMPLATE_(head),          WEB_TEMPLATE_(heat_map),
      WEB_TEMPLATE_(history),       WEB_TEMPLATE_(home),
      WEB_TEMPLATE_(import_files),  WEB_TEMPLATE_(item),
      WEB_TEMPLATE_(link),          WEB_TEMPLATE_(match),
      WEB_TEMPLATE_(movement),      WEB_TEMPLATE_(not_replicated),
      WEB_TEMPLATE_(pack),          WEB_TEMPLATE_(people),
      WEB_TEMPLATE_(queue),         WEB_TEMPLATE_(release_table),
      WEB_TEMPLATE_(releases),      WEB_TEMPLATE_(replay),
      WEB_TEMPLATE_(reveal),        WEB_TEMPLATE_(sample),
      WEB_TEMPLATE_(samples),       WEB_TEMPLATE_(section),
      WEB_TEMPLATE_(sign_in),       WEB_TEMPLATE_(table),
      WEB_TEMPLATE_(tables),
#undef WEB_TEMPLATE_
  };
  return *all;
}

const std::map<std::string, Asset>& AllAssets() {
  static const auto* const all = [] {
    auto* assets = new std::map<std::string, Asset>;
    const auto add = [assets](const char* name, absl::string_view bytes,
                              const char* type) {
      const std::string path =
          absl::StrCat("/assets/", ShortHash(std::string(bytes)), "/", name);
      (*assets)[name] = {bytes, type, path};
    };
    using namespace embedded_assets;  // NOLINT: constants of one header
    const auto whole = [](const auto& array) {
      return absl::string_view(array, sizeof(array) - 1);
    };
    add("app.css", whole(app_css), "text/css; charset=utf-8");
    add("app.js", whole(app_js), "text/javascript; charset=utf-8");
    add("govuk.css", whole(govuk_css), "text/css; charset=utf-8");
    add("govuk.js", whole(govuk_js), "text/javascript; charset=utf-8");
    add("icon.svg", whole(icon_svg), "image/svg+xml");
    return assets;
  }();
  return *all;
}

}  // namespace

std::string Rendered(absl::string_view name, Data data) {
  for (const auto& [partial, text] : AllTemplates()) {
    // No name of data begins so.
    data.set(absl::StrCat("_", partial),
             kainjow::mustache::partial(
                 [text = std::string(text)] { return text; }));
  }
  Data assets;
  for (const auto& [file, asset] : AllAssets()) {
    std::string key = file;
    for (char& c : key) c = c == '.' ? '_' : c;
    assets.set(key, asset.path);
  }
  data.set("assets", assets);
  const auto at = AllTemplates().find(name);
  if (at == AllTemplates().end()) std::abort();
  kainjow::mustache::mustache page{std::string(at->second)};
  return page.render(data);
}

const Asset* FindAsset(absl::string_view path) {
  for (const auto& [name, asset] : AllAssets()) {
    if (asset.path == path) return &asset;
  }
  return nullptr;
}

}  // namespace caselens::web
