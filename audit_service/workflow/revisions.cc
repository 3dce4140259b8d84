#include "audit_service/workflow/revisions.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/api/names.h"
#include "audit_service/api/template_api.h"
#include "audit_service/workflow/resources.h"
#include "caselens/v1/study.pb.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using google::protobuf::util::TimeUtil;

// Numbers of more digits are later.
bool IsEarlier(const StoredRevision& a, const StoredRevision& b) {
  return std::make_pair(a.row.name.size(), a.row.name) <
         std::make_pair(b.row.name.size(), b.row.name);
}

bool IsStewardOf(const Call& call, const std::string& study) {
  return call.caller.ScopeOf(LastId(study), {v1::Grant::STUDY_STEWARD})
      .all_sites;
}

bool IsAdministrator(const Call& call) {
  return call.caller.HasAny("", {v1::Grant::ADMINISTRATOR});
}

}  // namespace

std::string TemplateOf(absl::string_view revision) {
  return std::string(revision.substr(0, revision.find("/revisions/")));
}

absl::StatusOr<StoredRevision> ParseRevisionRow(Reader& reader,
                                                const ResourceRow& row) {
  StoredRevision stored{.row = row, .document = {}};
  v1::Template& document = stored.document;
  CASELENS_ASSIGN_OR_RETURN(document, ParseDocument<v1::Template>(row));
  // What ships with the program is published when it is first stored.
  if (document.state() == v1::Template::STATE_UNSPECIFIED) {
    document.set_state(v1::Template::PUBLISHED);
    *document.mutable_publish_time() =
        TimeUtil::MicrosecondsToTimestamp(row.create_us);
  }
  *document.mutable_create_time() =
      TimeUtil::MicrosecondsToTimestamp(row.create_us);
  document.set_etag(Etag(row.version));
  const absl::StatusOr<ResourceRow> retired =
      reader.GetResource(absl::StrCat(row.name, "/retirement"));
  if (absl::IsNotFound(retired.status())) return stored;
  CASELENS_RETURN_IF_ERROR(retired.status());
  document.set_state(v1::Template::RETIRED);
  CASELENS_ASSIGN_OR_RETURN(*document.mutable_retirement(),
                            ParseDocument<v1::Retirement>(*retired));
  return stored;
}

absl::StatusOr<StoredRevision> GetRevision(Reader& reader,
                                           const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(const ResourceRow row,
                            Found(reader.GetResource(name), name));
  return ParseRevisionRow(reader, row);
}

absl::StatusOr<std::vector<StoredRevision>> AllRevisions(
    Reader& reader, const std::string& template_name) {
  std::vector<StoredRevision> revisions;
  CASELENS_RETURN_IF_ERROR(ForEachResource(
      reader, "revisions", template_name,
      [&](const ResourceRow& row) -> absl::Status {
        CASELENS_ASSIGN_OR_RETURN(StoredRevision stored,
                                  ParseRevisionRow(reader, row));
        revisions.push_back(std::move(stored));
        return absl::OkStatus();
      }));
  if (revisions.empty()) return NotFound(template_name);
  std::sort(revisions.begin(), revisions.end(), IsEarlier);
  return revisions;
}

absl::StatusOr<StoredRevision> NewestRevision(
    Reader& reader, const std::string& template_name) {
  CASELENS_ASSIGN_OR_RETURN(std::vector<StoredRevision> revisions,
                            AllRevisions(reader, template_name));
  const auto newest = std::find_if(
      revisions.rbegin(), revisions.rend(),
      [](const StoredRevision& r) { return r.Is(v1::Template::PUBLISHED); });
  if (newest == revisions.rend()) return NotFound(template_name);
  return std::move(*newest);
}

absl::Status CheckInUse(Reader& reader, const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(const StoredRevision stored,
                            GetRevision(reader, name));
  if (stored.Is(v1::Template::PUBLISHED)) return absl::OkStatus();
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(
          "`", name, "` is ", v1::Template::State_Name(stored.document.state()),
          "; want a published revision that is not retired")),
      "REVISION_STATE");
}

absl::StatusOr<bool> MayManage(const Call& call, Reader& reader,
                               const std::string& template_name) {
  if (IsAdministrator(call)) return true;
  CASELENS_ASSIGN_OR_RETURN(const std::vector<v1::Study> studies,
                            GetDocuments<v1::Study>(reader, "studies", ""));
  return absl::c_any_of(studies, [&](const v1::Study& study) {
    return TemplateOf(study.template_()) == template_name &&
           IsStewardOf(call, study.name());
  });
}

absl::Status CheckMayManage(const Call& call, Reader& reader,
                            const std::string& template_name) {
  CASELENS_ASSIGN_OR_RETURN(const bool may,
                            MayManage(call, reader, template_name));
  return may ? absl::OkStatus() : Denied();
}

absl::Status CheckMayRetire(const Call& call, Reader& reader,
                            const std::string& revision) {
  CASELENS_RETURN_IF_ERROR(CheckMayManage(call, reader, TemplateOf(revision)));
  if (IsAdministrator(call)) return absl::OkStatus();
  CASELENS_ASSIGN_OR_RETURN(const std::vector<v1::Study> studies,
                            GetDocuments<v1::Study>(reader, "studies", ""));
  const bool may = absl::c_all_of(studies, [&](const v1::Study& study) {
    return study.template_() != revision || IsStewardOf(call, study.name());
  });
  return may ? absl::OkStatus() : Denied();
}

void RenderRevisionHead(StoredRevision stored, v1::Template& message) {
  message = std::move(stored.document);
  message.clear_sections();
  message.clear_translations();
}

}  // namespace caselens
