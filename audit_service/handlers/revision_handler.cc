#include "audit_service/handlers/revision_handler.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/anonymity/template_texts.h"
#include "audit_service/api/coding_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "audit_service/api/template_api.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/migration.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/revisions.h"
#include "caselens/v1/study.pb.h"
#include "typology/base/status_macros.h"
#include "typology/template/diff.h"

namespace caselens {
namespace {

using google::protobuf::util::TimeUtil;

absl::Status NotInState(const StoredRevision& stored, absl::string_view want) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat(
          "`", stored.row.name, "` is ",
          v1::Template::State_Name(stored.document.state()), "; want ", want)),
      "REVISION_STATE");
}

absl::Status CheckDraft(const StoredRevision& stored) {
  return stored.Is(v1::Template::DRAFT) ? absl::OkStatus()
                                        : NotInState(stored, "a draft");
}

// The revision of a request that the caller may manage.
absl::StatusOr<StoredRevision> ManagedRevision(const Call& call, Reader& reader,
                                               absl::string_view field,
                                               const std::string& name) {
  CASELENS_RETURN_IF_ERROR(ParseName(field, name, kRevisionPattern).status());
  CASELENS_RETURN_IF_ERROR(CheckMayManage(call, reader, TemplateOf(name)));
  return GetRevision(reader, name);
}

// The strings of published revisions: those of a draft that it repeats were
// looked at.
std::set<std::string> PublishedStrings(
    const std::vector<StoredRevision>& revisions) {
  std::set<std::string> strings;
  for (const StoredRevision& revision : revisions) {
    if (revision.document.has_publish_time()) {
      strings.merge(StringsOf(ContentOf(revision.document)));
    }
  }
  return strings;
}

// What a draft may not hold, however unfinished it is: identifiers, and what
// cannot be read.
absl::Status CheckContent(const anonymity::Guard& guard,
                          const std::string& field, const v1::Template& content,
                          const std::vector<StoredRevision>& revisions) {
  CASELENS_RETURN_IF_ERROR(
      CheckTemplateTexts(guard, content, field, PublishedStrings(revisions)));
  std::vector<Violation> violations = ParseTemplateContent(content).violations;
  for (Violation& violation : violations) {
    violation.field = absl::StrCat(field, ".", violation.field);
  }
  return ToStatus(violations);
}

// The draft `name` that holds `content`, as it is stored.
v1::Template DraftOf(v1::Template content, const std::string& name) {
  content.set_name(name);
  content.set_state(v1::Template::DRAFT);
  return content;
}

// Ids that mean something else than in a revision published before.
std::vector<Violation> ChangedMeanings(
    const Revision& next, const std::vector<StoredRevision>& revisions) {
  std::vector<Violation> changed;
  for (const StoredRevision& stored : revisions) {
    if (!stored.document.has_publish_time()) continue;
    const absl::StatusOr<Revision> earlier = ParseTemplate(stored.document);
    if (!earlier.ok()) continue;
    for (Violation& violation : FindChangedMeanings(*earlier, next)) {
      changed.push_back(std::move(violation));
    }
  }
  return changed;
}

// Everything that keeps `draft` from being published.
std::vector<Violation> ProblemsOf(
    const v1::Template& draft, const std::vector<StoredRevision>& revisions) {
  ParsedTemplate parsed = ParseTemplateContent(draft);
  if (!parsed.violations.empty()) return parsed.violations;
  std::vector<Violation> problems = Revision::FindProblems(parsed.content);
  if (!problems.empty()) return problems;
  if (parsed.content.title.empty()) problems.push_back({"title", "want one"});
  const absl::StatusOr<Revision> next =
      Revision::Create(std::move(parsed.content));
  for (Violation& violation : ChangedMeanings(*next, revisions)) {
    problems.push_back(std::move(violation));
  }
  return problems;
}

// The answer to a change of a draft, at `version`.
void RenderDraft(v1::Template draft, const ResourceRow& row, int64_t version,
                 const std::vector<StoredRevision>& revisions,
                 v1::Template& response) {
  for (const Violation& problem : ProblemsOf(draft, revisions)) {
    if (draft.problems_size() == static_cast<int>(limits::kMaxListedProblems)) {
      break;
    }
    v1::Template::Problem& message = *draft.add_problems();
    message.set_field(problem.field);
    message.set_description(problem.message);
  }
  *draft.mutable_create_time() =
      TimeUtil::MicrosecondsToTimestamp(row.create_us);
  draft.set_etag(Etag(version));
  RenderRevisionHead({.row = row, .document = std::move(draft)}, response);
}

std::string NextName(const std::string& parent,
                     const std::vector<StoredRevision>& revisions) {
  int number = 0;
  if (!absl::SimpleAtoi(LastId(revisions.back().row.name), &number)) {
    number = static_cast<int>(revisions.size());
  }
  return absl::StrCat(parent, "/revisions/", number + 1);
}

// What a new draft holds.
absl::StatusOr<v1::Template> NewContent(
    const v1::CreateDraftRequest& request,
    const std::vector<StoredRevision>& revisions) {
  if (request.has_content() && !request.source().empty()) {
    return InvalidField("source", "want none beside content");
  }
  if (request.has_content()) return ContentOf(request.content());
  if (!request.source().empty()) {
    CASELENS_RETURN_IF_ERROR(
        ParseName("source", request.source(), kRevisionPattern).status());
  }
  const auto at = std::find_if(
      revisions.rbegin(), revisions.rend(), [&](const StoredRevision& one) {
        return request.source().empty() ? one.document.has_publish_time()
                                        : one.row.name == request.source();
      });
  if (at != revisions.rend()) return ContentOf(at->document);
  return InvalidField("source", "want a revision of the template");
}

absl::Status CheckExtensions(const v1::Study& study, const Revision& to) {
  for (const std::string& extension : study.extensions()) {
    if (absl::c_none_of(to.Content().extensions, [&](const Extension& known) {
          return known.id == extension;
        })) {
      return InvalidField(
          "to", absl::StrCat("want a revision with the extension ", extension,
                             ", which the study has switched on"));
    }
  }
  return absl::OkStatus();
}

// What can be said of a migration without the store.
absl::Status CheckMigration(const v1::MigrateDraftsRequest& request) {
  CASELENS_RETURN_IF_ERROR(
      ParseName("from", request.from(), kRevisionPattern).status());
  CASELENS_RETURN_IF_ERROR(
      ParseName("to", request.to(), kRevisionPattern).status());
  CASELENS_RETURN_IF_ERROR(
      CheckText("reason", request.reason(), limits::kMaxReasonCharacters));
  if (TemplateOf(request.from()) != TemplateOf(request.to()) ||
      request.from() == request.to()) {
    return InvalidField("to", "want another revision of the same template");
  }
  return absl::OkStatus();
}

absl::StatusOr<Migration> ParseMigration(
    Catalogue& catalogue, const Call& call, Reader& reader,
    const v1::MigrateDraftsRequest& request) {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), "studies/{study}").status());
  if (!call.scope.all_sites) return Denied();
  CASELENS_RETURN_IF_ERROR(CheckMigration(request));
  CASELENS_ASSIGN_OR_RETURN(const v1::Study study,
                            GetDocument<v1::Study>(reader, request.parent()));
  if (study.template_() != request.from() &&
      study.template_() != request.to()) {
    return InvalidField("from", absl::StrCat("want ", study.template_(),
                                             ", which the study is pinned to"));
  }
  CASELENS_RETURN_IF_ERROR(CheckInUse(reader, request.to()));
  Migration migration{.study = call.scope.study,
                      .from = request.from(),
                      .to = request.to(),
                      .from_revision = nullptr,
                      .to_revision = nullptr,
                      .reason = request.reason()};
  CASELENS_ASSIGN_OR_RETURN(migration.from_revision,
                            catalogue.Template(reader, request.from()));
  CASELENS_ASSIGN_OR_RETURN(migration.to_revision,
                            catalogue.Template(reader, request.to()));
  CASELENS_RETURN_IF_ERROR(CheckExtensions(study, *migration.to_revision));
  return migration;
}

absl::Status LossesChanged() {
  return WithReason(
      absl::AbortedError(
          "etag: not what would be lost now; ask again with validate_only"),
      "ETAG_MISMATCH");
}

}  // namespace

absl::StatusOr<Plan> RevisionHandler::CreateDraft(
    const Call& call, Reader& reader, const v1::CreateDraftRequest& request,
    v1::Template& response) const {
  CASELENS_RETURN_IF_ERROR(
      ParseName("parent", request.parent(), kTemplatePattern).status());
  CASELENS_RETURN_IF_ERROR(CheckMayManage(call, reader, request.parent()));
  CASELENS_ASSIGN_OR_RETURN(const std::vector<StoredRevision> revisions,
                            AllRevisions(reader, request.parent()));
  CASELENS_ASSIGN_OR_RETURN(v1::Template content,
                            NewContent(request, revisions));
  CASELENS_RETURN_IF_ERROR(CheckContent(guard_, "content", content, revisions));
  const std::string name = NextName(request.parent(), revisions);
  const v1::Template draft = DraftOf(std::move(content), name);
  ResourceRow row = NewResource(call, "revisions", request.parent(), name,
                                draft.SerializeAsString());
  RenderDraft(draft, row, row.version, revisions, response);
  return Plan{
      .change = [change = call.NewChange(), row = std::move(row)](
                    Transaction& transaction) -> absl::Status {
        absl::Status inserted = InsertWithEvent(transaction, change, row);
        if (!absl::IsAlreadyExists(inserted)) return inserted;
        return WithReason(
            absl::AbortedError("parent: another draft was made at the same "
                               "time; make yours again"),
            "ETAG_MISMATCH");
      },
      .after = nullptr};
}

absl::StatusOr<Plan> RevisionHandler::UpdateDraft(
    const Call& call, Reader& reader, const v1::UpdateDraftRequest& request,
    v1::Template& response) const {
  const std::string& name = request.revision().name();
  CASELENS_ASSIGN_OR_RETURN(
      StoredRevision stored,
      ManagedRevision(call, reader, "revision.name", name));
  CASELENS_RETURN_IF_ERROR(CheckDraft(stored));
  CASELENS_RETURN_IF_ERROR(
      CheckEtag(request.revision().etag(), stored.row.version));
  CASELENS_ASSIGN_OR_RETURN(const std::vector<StoredRevision> revisions,
                            AllRevisions(reader, TemplateOf(name)));
  v1::Template content = ContentOf(request.revision());
  CASELENS_RETURN_IF_ERROR(
      CheckContent(guard_, "revision", content, revisions));
  const v1::Template draft = DraftOf(std::move(content), name);
  RenderDraft(draft, stored.row, stored.row.version + 1, revisions, response);
  return Plan{
      .change =
          [call, row = std::move(stored.row),
           document = draft.SerializeAsString()](Transaction& transaction) {
            return UpdateWithEvent(transaction, call, row, document);
          },
      .after = nullptr};
}

absl::StatusOr<Plan> RevisionHandler::PublishRevision(
    const Call& call, Reader& reader, const v1::PublishRevisionRequest& request,
    v1::Template& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      StoredRevision stored,
      ManagedRevision(call, reader, "name", request.name()));
  CASELENS_RETURN_IF_ERROR(CheckDraft(stored));
  CASELENS_RETURN_IF_ERROR(CheckEtag(request.etag(), stored.row.version));
  CASELENS_ASSIGN_OR_RETURN(const std::vector<StoredRevision> revisions,
                            AllRevisions(reader, TemplateOf(request.name())));
  CASELENS_RETURN_IF_ERROR(ToStatus(ProblemsOf(stored.document, revisions)));
  v1::Template published = ContentOf(stored.document);
  published.set_name(request.name());
  published.set_state(v1::Template::PUBLISHED);
  *published.mutable_publish_time() =
      TimeUtil::MicrosecondsToTimestamp(call.NowMicros());
  std::string document = published.SerializeAsString();
  *published.mutable_create_time() = stored.document.create_time();
  published.set_etag(Etag(stored.row.version + 1));
  ResourceRow row = std::move(stored.row);
  RenderRevisionHead({.row = row, .document = std::move(published)}, response);
  return Plan{.change =
                  [call, row = std::move(row),
                   document = std::move(document)](Transaction& transaction) {
                    return UpdateWithEvent(transaction, call, row, document);
                  },
              .after = nullptr};
}

absl::StatusOr<Plan> RevisionHandler::RetireRevision(
    const Call& call, Reader& reader, const v1::RetireRevisionRequest& request,
    v1::Template& response) const {
  CASELENS_ASSIGN_OR_RETURN(
      StoredRevision stored,
      ManagedRevision(call, reader, "name", request.name()));
  CASELENS_RETURN_IF_ERROR(CheckMayRetire(call, reader, request.name()));
  CASELENS_RETURN_IF_ERROR(
      CheckText("reason", request.reason(), limits::kMaxReasonCharacters));
  if (stored.Is(v1::Template::RETIRED)) {
    return NotInState(stored, "one that is not retired yet");
  }
  v1::Retirement retirement;
  *retirement.mutable_time() =
      TimeUtil::MicrosecondsToTimestamp(call.NowMicros());
  retirement.set_reason(request.reason());
  ResourceRow row = NewResource(call, "retirements", TemplateOf(request.name()),
                                absl::StrCat(request.name(), "/retirement"),
                                retirement.SerializeAsString());
  stored.document.set_state(v1::Template::RETIRED);
  *stored.document.mutable_retirement() = std::move(retirement);
  RenderRevisionHead(std::move(stored), response);
  return Plan{.change =
                  [change = call.NewChange(),
                   row = std::move(row)](Transaction& transaction) {
                    return InsertWithEvent(transaction, change, row);
                  },
              .after = nullptr};
}

absl::StatusOr<Plan> RevisionHandler::MigrateDrafts(
    const Call& call, Reader& reader, const v1::MigrateDraftsRequest& request,
    v1::MigrateDraftsResponse& response) const {
  CASELENS_ASSIGN_OR_RETURN(Migration migration,
                            ParseMigration(catalogue_, call, reader, request));
  if (!request.validate_only() && request.etag().empty()) {
    return InvalidField("etag", "want that of an answer with validate_only");
  }
  CASELENS_ASSIGN_OR_RETURN(const std::vector<MovedDraft> drafts,
                            CarryDrafts(reader, migration));
  CASELENS_RETURN_IF_ERROR(
      RenderMigration(call, reader, migration, drafts, response));
  if (request.validate_only()) return Plan{};
  if (request.etag() != response.etag()) return LossesChanged();
  // Drafts may be saved between here and there.
  return Plan{
      .change = [call, migration = std::move(migration), etag = request.etag(),
                 &response](Transaction& transaction) -> absl::Status {
        CASELENS_RETURN_IF_ERROR(CheckInUse(transaction, migration.to));
        CASELENS_ASSIGN_OR_RETURN(const std::vector<MovedDraft> moved,
                                  CarryDrafts(transaction, migration));
        CASELENS_RETURN_IF_ERROR(
            RenderMigration(call, transaction, migration, moved, response));
        if (etag != response.etag()) return LossesChanged();
        return StoreMigration(call, transaction, migration, moved);
      },
      .after = nullptr};
}

}  // namespace caselens
