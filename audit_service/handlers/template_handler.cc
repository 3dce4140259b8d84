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

#include "audit_service/api/coding_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/template_api.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/revisions.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

absl::Status KeepSections(const v1::GetTemplateRequest& request,
                          v1::Template& message) {
  if (request.sections().empty()) return absl::OkStatus();
  auto& sections = *message.mutable_sections();
  CASELENS_RETURN_IF_ERROR(CheckSections(request.sections(), sections));
  const std::set<std::string> wanted(request.sections().begin(),
                                     request.sections().end());
  sections.erase(std::remove_if(sections.begin(), sections.end(),
                                [&](const v1::Section& section) {
                                  return !wanted.contains(section.id());
                                }),
                 sections.end());
  return absl::OkStatus();
}

// The revision `name`; a draft is there for who may manage the template.
absl::StatusOr<StoredRevision> VisibleRevision(const Call& call, Reader& reader,
                                               absl::string_view field,
                                               const std::string& name) {
  CASELENS_RETURN_IF_ERROR(ParseName(field, name, kRevisionPattern).status());
  CASELENS_ASSIGN_OR_RETURN(StoredRevision stored, GetRevision(reader, name));
  if (stored.document.has_publish_time()) return stored;
  CASELENS_ASSIGN_OR_RETURN(const bool may,
                            MayManage(call, reader, TemplateOf(name)));
  if (!may) return NotFound(name);
  return stored;
}

// One side of a comparison, by name or in full.
absl::StatusOr<Revision> RevisionToCompare(const Call& call, Reader& reader,
                                           const std::string& field,
                                           const std::string& name,
                                           const v1::Template* content) {
  if (content != nullptr && !name.empty()) {
    return InvalidField(field,
                        absl::StrCat("want none beside ", field, "_content"));
  }
  v1::Template document;
  if (content != nullptr) {
    document = *content;
  } else {
    CASELENS_ASSIGN_OR_RETURN(const StoredRevision stored,
                              VisibleRevision(call, reader, field, name));
    document = stored.document;
  }
  ParsedTemplate parsed = ParseTemplateContent(document);
  std::vector<Violation> problems = std::move(parsed.violations);
  if (problems.empty()) problems = Revision::FindProblems(parsed.content);
  for (Violation& problem : problems) {
    problem.field = absl::StrCat(field, content == nullptr ? "" : "_content",
                                 ".", problem.field);
  }
  CASELENS_RETURN_IF_ERROR(ToStatus(problems));
  return Revision::Create(std::move(parsed.content));
}

}  // namespace

absl::Status TemplateHandler::GetTemplate(const Call& call, Reader& reader,
                                          const v1::GetTemplateRequest& request,
                                          v1::Template& response) const {
  StoredRevision stored;
  if (absl::StrContains(request.name(), "/revisions/")) {
    CASELENS_ASSIGN_OR_RETURN(
        stored, VisibleRevision(call, reader, "name", request.name()));
  } else {
    CASELENS_RETURN_IF_ERROR(
        ParseName("name", request.name(), kTemplatePattern).status());
    CASELENS_ASSIGN_OR_RETURN(stored, NewestRevision(reader, request.name()));
  }
  response = std::move(stored.document);
  CASELENS_RETURN_IF_ERROR(KeepSections(request, response));
  return TranslateTemplate(request.language_code(), response);
}

absl::Status TemplateHandler::ListTemplates(
    const Call& /*call*/, Reader& reader,
    const v1::ListTemplatesRequest& request,
    v1::ListTemplatesResponse& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      AddPage(reader, "templates", "", request,
              [&](const ResourceRow& row) -> absl::StatusOr<bool> {
                absl::StatusOr<StoredRevision> newest =
                    NewestRevision(reader, row.name);
                if (absl::IsNotFound(newest.status())) return false;
                CASELENS_RETURN_IF_ERROR(newest.status());
                RenderRevisionHead(*std::move(newest),
                                   *response.add_templates());
                return true;
              }));
  return absl::OkStatus();
}

absl::Status TemplateHandler::ListRevisions(
    const Call& call, Reader& reader, const v1::ListRevisionsRequest& request,
    v1::ListRevisionsResponse& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), kTemplatePattern).status());
  CASELENS_RETURN_IF_ERROR(
      Found(reader.GetResource(request.parent()), request.parent()).status());
  CASELENS_ASSIGN_OR_RETURN(const bool may_manage,
                            MayManage(call, reader, request.parent()));
  CASELENS_ASSIGN_OR_RETURN(
      *response.mutable_next_page_token(),
      AddPage(reader, "revisions", request.parent(), request,
              [&](const ResourceRow& row) -> absl::StatusOr<bool> {
                CASELENS_ASSIGN_OR_RETURN(StoredRevision stored,
                                          ParseRevisionRow(reader, row));
                if (!may_manage && !stored.document.has_publish_time())
                  return false;
                RenderRevisionHead(std::move(stored),
                                   *response.add_revisions());
                return true;
              }));
  return absl::OkStatus();
}

absl::Status TemplateHandler::DiffRevisions(
    const Call& call, Reader& reader, const v1::DiffRevisionsRequest& request,
    v1::RevisionDiff& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      const Revision from,
      RevisionToCompare(
          call, reader, "from", request.from(),
          request.has_from_content() ? &request.from_content() : nullptr));
  CASELENS_ASSIGN_OR_RETURN(
      const Revision to,
      RevisionToCompare(
          call, reader, "to", request.to(),
          request.has_to_content() ? &request.to_content() : nullptr));
  response.set_from(request.from());
  response.set_to(request.to());
  RenderDiff(caselens::DiffRevisions(from, to), response);
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
