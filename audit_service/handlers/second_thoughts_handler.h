#ifndef AUDIT_SERVICE_HANDLERS_SECOND_THOUGHTS_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_SECOND_THOUGHTS_HANDLER_H_

#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "caselens/v1/coding.pb.h"
#include "storage/store.h"

namespace caselens {

// The methods of CodingService by which a submitted coding changes after all.
// Thread-safe.
class SecondThoughtsHandler {
 public:
  explicit SecondThoughtsHandler(Catalogue& catalogue)
      : catalogue_(catalogue) {}

  absl::StatusOr<Plan> ReopenCoding(const Call& call, Reader& reader,
                                    const v1::ReopenCodingRequest& request,
                                    v1::Coding& response) const;
  absl::StatusOr<Plan> WithdrawCoding(const Call& call, Reader& reader,
                                      const v1::WithdrawCodingRequest& request,
                                      v1::Coding& response) const;

 private:
  Catalogue& catalogue_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_SECOND_THOUGHTS_HANDLER_H_
