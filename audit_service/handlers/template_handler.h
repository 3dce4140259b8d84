#ifndef AUDIT_SERVICE_HANDLERS_TEMPLATE_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_TEMPLATE_HANDLER_H_

#include "absl/status/status.h"

#include "audit_service/call.h"
#include "audit_service/environment.h"
#include "caselens/v1/template.pb.h"
#include "storage/store.h"

namespace caselens {

// TemplateService: what reads revisions. Stateless; thread-safe.
class TemplateHandler {
 public:
  absl::Status GetTemplate(const Call& call, Reader& reader,
                           const v1::GetTemplateRequest& request,
                           v1::Template& response) const;
  absl::Status ListTemplates(const Call& call, Reader& reader,
                             const v1::ListTemplatesRequest& request,
                             v1::ListTemplatesResponse& response) const;
  absl::Status ListRevisions(const Call& call, Reader& reader,
                             const v1::ListRevisionsRequest& request,
                             v1::ListRevisionsResponse& response) const;
  absl::Status DiffRevisions(const Call& call, Reader& reader,
                             const v1::DiffRevisionsRequest& request,
                             v1::RevisionDiff& response) const;
};

// Stores the template that ships with the program, if it is not there.
absl::Status PublishShippedTemplate(Store& store,
                                    const Environment& environment);

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_TEMPLATE_HANDLER_H_
