#ifndef AUDIT_SERVICE_HANDLERS_STUDY_HANDLER_H_
#define AUDIT_SERVICE_HANDLERS_STUDY_HANDLER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "audit_service/call.h"
#include "caselens/v1/study.pb.h"
#include "storage/store.h"

namespace caselens {

class Catalogue;

// StudyService: studies, sites, trainings. Thread-safe.
class StudyHandler {
 public:
  explicit StudyHandler(Catalogue& catalogue) : catalogue_(catalogue) {}

  absl::StatusOr<Plan> CreateStudy(const Call& call, Reader& reader,
                                   const v1::CreateStudyRequest& request,
                                   v1::Study& response) const;
  absl::Status GetStudy(const Call& call, Reader& reader,
                        const v1::GetStudyRequest& request,
                        v1::Study& response) const;
  absl::Status ListStudies(const Call& call, Reader& reader,
                           const v1::ListStudiesRequest& request,
                           v1::ListStudiesResponse& response) const;
  absl::StatusOr<Plan> CreateSite(const Call& call, Reader& reader,
                                  const v1::CreateSiteRequest& request,
                                  v1::Site& response) const;
  absl::Status GetSite(const Call& call, Reader& reader,
                       const v1::GetSiteRequest& request,
                       v1::Site& response) const;
  absl::Status ListSites(const Call& call, Reader& reader,
                         const v1::ListSitesRequest& request,
                         v1::ListSitesResponse& response) const;
  absl::StatusOr<Plan> UpdateSite(const Call& call, Reader& reader,
                                  const v1::UpdateSiteRequest& request,
                                  v1::Site& response) const;
  absl::StatusOr<Plan> RecordTraining(const Call& call, Reader& reader,
                                      const v1::RecordTrainingRequest& request,
                                      v1::Training& response) const;

 private:
  absl::Status CheckSite(Reader& reader, const std::string& study,
                         const v1::Site& site) const;

  Catalogue& catalogue_;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_HANDLERS_STUDY_HANDLER_H_
