#include "audit_service/handlers/template_handler.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/pages.h"
#include "audit_service/api/template_api.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/resources.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

// Revisions are children of `templates/{template}`, which is a name only. They
// sort by number while there are fewer than ten; the newest is the longest,
// then the last.
absl::StatusOr<ResourceRow> Newest(Reader& reader,
                                   const std::string& template_name) {
  CASELENS_ASSIGN_OR_RETURN(
      const std::vector<ResourceRow> revisions,
      reader.ListResources("revisions", template_name,
                           {.limit = limits::kMaxLongPageSize}));
  const auto newest =
      std::max_element(revisions.begin(), revisions.end(),
                       [](const ResourceRow& a, const ResourceRow& b) {
                         return std::make_pair(a.name.size(), a.name) <
                                std::make_pair(b.name.size(), b.name);
                       });
  if (newest == revisions.end()) return NotFound(template_name);
  return *newest;
}

absl::Status KeepSections(const v1::GetTemplateRequest& request,
                          v1::Template& message) {
  if (request.sections().empty()) return absl::OkStatus();
  const std::set<std::string> wanted(request.sections().begin(),
                                     request.sections().end());
  auto& sections = *message.mutable_sections();
  for (int i = 0; i < request.sections_size(); ++i) {
    if (!absl::c_any_of(sections, [&](const v1::Section& section) {
          return section.id() == request.sections(i);
        })) {
      return InvalidField(absl::StrCat("sections[", i, "]"),
                          "want the id of a section, A say");
    }
  }
  sections.erase(std::remove_if(sections.begin(), sections.end(),
                                [&](const v1::Section& section) {
                                  return !wanted.contains(section.id());
                                }),
                 sections.end());
  return absl::OkStatus();
}

}  // namespace

absl::Status TemplateHandler::GetTemplate(const Call& /*call*/, Reader& reader,
                                          const v1::GetTemplateRequest& request,
                                          v1::Template& response) const {
  const bool names_revision = absl::StrContains(request.name(), "/revisions/");
  CASELENS_RETURN_IF_ERROR(
      ParseName("name", request.name(),
                names_revision ? "templates/{template}/revisions/{number}"
                               : "templates/{template}")
          .status());
  CASELENS_ASSIGN_OR_RETURN(
      const ResourceRow row,
      names_revision ? Found(reader.GetResource(request.name()), request.name())
                     : Newest(reader, request.name()));
  if (!response.ParseFromString(row.document)) {
    return absl::DataLossError("a stored template does not parse");
  }
  return KeepSections(request, response);
}

absl::Status TemplateHandler::ListTemplates(
    const Call& /*call*/, Reader& reader,
    const v1::ListTemplatesRequest& request,
    v1::ListTemplatesResponse& response) const {
  CASELENS_ASSIGN_OR_RETURN(const Page page,
                            ParsePage(request, limits::kMaxPageSize));
  CASELENS_ASSIGN_OR_RETURN(const std::vector<ResourceRow> templates,
                            reader.ListResources("templates", "", page));
  for (const ResourceRow& row : templates) {
    CASELENS_ASSIGN_OR_RETURN(const ResourceRow newest,
                              Newest(reader, row.name));
    v1::Template& message = *response.add_templates();
    if (!message.ParseFromString(newest.document)) {
      return absl::DataLossError("a stored template does not parse");
    }
    message.clear_sections();
  }
  if (static_cast<int>(templates.size()) == page.limit) {
    response.set_next_page_token(NextPageToken(request, templates.back().name));
  }
  return absl::OkStatus();
}

absl::Status PublishShippedTemplate(Store& store,
                                    const Environment& environment) {
  CASELENS_ASSIGN_OR_RETURN(const Revision revision, LoadRdac2026());
  const v1::Template document = RenderTemplate(revision.Content());
  const std::string& name = document.name();
  const std::string parent = name.substr(0, name.find("/revisions/"));
  const Call call =
      Call::Internal(environment, "publish shipped template", v1::Principal());
  return store.WriteNow([&](Transaction& transaction) -> absl::Status {
    if (transaction.GetResource(name).ok()) return absl::OkStatus();
    if (!transaction.GetResource(parent).ok()) {
      CASELENS_RETURN_IF_ERROR(
          InsertWithEvent(transaction, call.NewChange(),
                          NewResource(call, "templates", "", parent, "")));
    }
    return InsertWithEvent(transaction, call.NewChange(),
                           NewResource(call, "revisions", parent, name,
                                       document.SerializeAsString()));
  });
}

}  // namespace caselens
