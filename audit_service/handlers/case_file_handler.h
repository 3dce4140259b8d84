#ifndef AUDIT_SERVICE_HANDLERS_CASE_FILE_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_CASE_FILE_HANDLER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/case_file.pb.h"
#include "storage/store.h"
#include "typology/anonymity/guard.h"

namespace caselens {

// CaseFileService. Thread-safe.
class CaseFileHandler {
 public:
  CaseFileHandler(Catalogue& catalogue, const anonymity::Guard& guard)
      : catalogue_(catalogue), guard_(guard) {}

  absl::StatusOr<Plan> ImportCaseFiles(
      const Call& call, Reader& reader,
      const v1::ImportCaseFilesRequest& request,
      v1::ImportCaseFilesResponse& response) const;
  absl::Status GetCaseFile(const Call& call, Reader& reader,
                           const v1::GetCaseFileRequest& request,
                           v1::CaseFile& response) const;
  absl::Status ListCaseFiles(const Call& call, Reader& reader,
                             const v1::ListCaseFilesRequest& request,
                             v1::ListCaseFilesResponse& response) const;

 private:
  Catalogue& catalogue_;
  const anonymity::Guard& guard_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_CASE_FILE_HANDLER_H_
