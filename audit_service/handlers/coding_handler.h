#ifndef AUDIT_SERVICE_HANDLERS_CODING_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_CODING_HANDLER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "audit_service/workflow/catalogue.h"
#include "audit_service/workflow/coding_texts.h"
#include "caselens/v1/coding.pb.h"
#include "storage/store.h"

namespace caselens {

// CodingService: drafts, submission, reveals, match. Decisions are made on a
// snapshot; the writer only checks that the coding is still the one that was
// decided on. Thread-safe.
class CodingHandler {
 public:
  CodingHandler(Catalogue& catalogue, const CodingTexts& texts)
      : catalogue_(catalogue), texts_(texts) {}

  absl::StatusOr<Plan> CreateCoding(const Call& call, Reader& reader,
                                    const v1::CreateCodingRequest& request,
                                    v1::Coding& response) const;
  absl::Status GetCoding(const Call& call, Reader& reader,
                         const v1::GetCodingRequest& request,
                         v1::Coding& response) const;
  absl::Status GetCodingForm(const Call& call, Reader& reader,
                             const v1::GetCodingFormRequest& request,
                             v1::CodingForm& response) const;
  absl::Status ListCodings(const Call& call, Reader& reader,
                           const v1::ListCodingsRequest& request,
                           v1::ListCodingsResponse& response) const;
  absl::StatusOr<Plan> SaveAnswers(const Call& call, Reader& reader,
                                   const v1::SaveAnswersRequest& request,
                                   v1::SaveAnswersResponse& response) const;
  absl::Status CompareAnswers(const Call& call, Reader& reader,
                              const v1::CompareAnswersRequest& request,
                              v1::CompareAnswersResponse& response) const;
  absl::Status CheckCoding(const Call& call, Reader& reader,
                           const v1::CheckCodingRequest& request,
                           v1::CheckCodingResponse& response) const;
  absl::StatusOr<Plan> SubmitCoding(const Call& call, Reader& reader,
                                    const v1::SubmitCodingRequest& request,
                                    v1::Coding& response) const;
  absl::StatusOr<Plan> RevealCoding(const Call& call, Reader& reader,
                                    const v1::RevealCodingRequest& request,
                                    v1::Reveal& response) const;
  absl::StatusOr<Plan> MatchCoding(const Call& call, Reader& reader,
                                   const v1::MatchCodingRequest& request,
                                   v1::Coding& response) const;

 private:
  // The kept spans of the coding once it holds `next`.
  absl::StatusOr<std::vector<KeptSpanRow>> CheckTexts(
      const Call& call, Reader& reader, const OpenCoding& coding,
      const Document& next, const KeepMessages& keeps) const;
  // Sets what counts of `next`, a version of `coding` that is submitted.
  absl::Status PackBlind(Reader& reader, const OpenCoding& coding,
                         CodingRow& next) const;

  Catalogue& catalogue_;
  const CodingTexts& texts_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_CODING_HANDLER_H_
