#include "audit_service/workflow/migration.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"

#include "audit_service/anonymity/kept_spans.h"
#include "audit_service/api/document_api.h"
#include "audit_service/api/template_api.h"
#include "audit_service/history/event.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/open_coding.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/sight.h"
#include "caselens/v1/coding.pb.h"
#include "caselens/v1/study.pb.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

Scope WholeStudy(const Migration& migration) {
  return {.study = migration.study, .all_sites = true, .sites = {}};
}

std::string StudyName(const Migration& migration) {
  return absl::StrCat("studies/", migration.study);
}

void RenderDraft(const MovedDraft& draft, int& room,
                 v1::DraftMigration& message) {
  const CodingRow& row = draft.before;
  message.set_coding(absl::StrCat("studies/", row.study, "/codings/", row.id));
  message.set_site(row.site);
  message.set_record(row.record);
  message.set_kept_answers(
      static_cast<int32_t>(draft.carried.document.answers.size()));
  message.set_lost_answers(static_cast<int32_t>(draft.carried.lost.size()));
  for (const LostAnswer& lost : draft.carried.lost) {
    if (room-- <= 0) return;
    RenderLost(lost, *message.add_lost());
  }
}

// What the caller agrees to: which answers are lost, in which drafts.
class Agreed {
 public:
  explicit Agreed(const Migration& migration) {
    Add(migration.from);
    Add(migration.to);
  }

  void Add(const MovedDraft& draft) {
    if (draft.carried.lost.empty()) return;
    Add(draft.before.id);
    for (const LostAnswer& lost : draft.carried.lost) {
      v1::LostAnswer message;
      RenderLost(lost, message);
      Add(message.SerializeAsString());
    }
  }

  std::string Digest() const {
    return absl::BytesToHexString(Commitment("migration", bytes_));
  }

 private:
  void Add(const std::string& part) {
    absl::StrAppend(&bytes_, part.size(), ":", part);
  }

  std::string bytes_;
};

// Spans in words that are gone are kept no longer.
absl::Status DropSpans(Transaction& transaction, const Scope& scope,
                       const MovedDraft& draft) {
  CASELENS_ASSIGN_OR_RETURN(std::vector<KeptSpanRow> rows,
                            KeptSpansOf(transaction, scope, draft.before.id));
  std::set<std::string> paths;
  for (const TextOfCoding& text : TextsOf(draft.carried.document)) {
    paths.insert(text.path);
  }
  const size_t dropped = std::erase_if(
      rows, [&](const KeptSpanRow& row) { return !paths.contains(row.field); });
  if (dropped == 0) return absl::OkStatus();
  return transaction.ReplaceKeptSpans(draft.before.id, rows);
}

absl::Status StoreDraft(const Call& call, Transaction& transaction,
                        const Migration& migration, const MovedDraft& draft) {
  CodingRow next = draft.before;
  next.template_name = migration.to;
  next.version = draft.before.version + 1;
  next.update_us = call.NowMicros();
  next.salt = call.environment->NewSalt();
  next.document = SerializeDocument(draft.carried.document);
  CASELENS_RETURN_IF_ERROR(transaction.UpdateCoding(next));
  CASELENS_RETURN_IF_ERROR(
      DropSpans(transaction, WholeStudy(migration), draft));
  Change event = call.NewChange();
  event.case_file = next.case_file;
  event.resource = absl::StrCat(StudyName(migration), "/codings/", next.id);
  event.before = {.salt = draft.before.salt, .document = draft.before.document};
  event.after = {.salt = next.salt, .document = next.document};
  event.reason = {.salt = next.salt, .document = migration.reason};
  return Record(transaction, event);
}

absl::Status StoreStudy(const Call& call, Transaction& transaction,
                        const Migration& migration) {
  CASELENS_ASSIGN_OR_RETURN(const ResourceRow row,
                            transaction.GetResource(StudyName(migration)));
  CASELENS_ASSIGN_OR_RETURN(v1::Study study, ParseDocument<v1::Study>(row));
  if (study.template_() != migration.from) return absl::OkStatus();
  study.set_template_(migration.to);
  v1::RevisionMove& move = *study.add_revision_moves();
  move.set_from(migration.from);
  move.set_to(migration.to);
  *move.mutable_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
          call.NowMicros());
  move.set_reason(migration.reason);
  return UpdateWithEvent(transaction, call, row, study.SerializeAsString());
}

}  // namespace

absl::StatusOr<std::vector<MovedDraft>> CarryDrafts(
    Reader& reader, const Migration& migration) {
  std::vector<MovedDraft> drafts;
  const Scope scope = WholeStudy(migration);
  Page page{.after = "", .limit = limits::kMaxLongPageSize};
  while (true) {
    CASELENS_ASSIGN_OR_RETURN(const std::vector<CodingRow> rows,
                              reader.ListCodings(scope, {}, page));
    for (const CodingRow& row : rows) {
      if (row.state != v1::Coding::DRAFT ||
          row.template_name != migration.from) {
        continue;
      }
      CASELENS_ASSIGN_OR_RETURN(CodingRow whole,
                                reader.GetCoding(scope, row.id));
      CASELENS_ASSIGN_OR_RETURN(const Document document,
                                ParseStoredDocument(whole.document));
      drafts.push_back({.before = std::move(whole),
                        .carried = CarryOver(document, *migration.from_revision,
                                             *migration.to_revision)});
    }
    if (static_cast<int>(rows.size()) < page.limit) return drafts;
    page.after = rows.back().id;
  }
}

absl::Status RenderMigration(const Call& call, Reader& reader,
                             const Migration& migration,
                             const std::vector<MovedDraft>& drafts,
                             v1::MigrateDraftsResponse& message) {
  const std::string caller = call.caller.Id();
  CASELENS_ASSIGN_OR_RETURN(const SightOf sight,
                            SightOf::Load(reader, migration.study, caller));
  message.Clear();
  message.set_from(migration.from);
  message.set_to(migration.to);
  message.set_withheld(!sight.IsOpenEverywhere());
  Agreed agreed(migration);
  int room = limits::kMaxListedLosses;
  for (const MovedDraft& draft : drafts) {
    if (draft.before.auditor != caller &&
        sight.At(draft.before.case_file) != Sight::kOpen) {
      continue;
    }
    RenderDraft(draft, room, *message.add_migrations());
    message.set_drafts(message.drafts() + 1);
    message.set_lost_answers(message.lost_answers() +
                             message.migrations().rbegin()->lost_answers());
    agreed.Add(draft);
  }
  message.set_etag(agreed.Digest());
  return absl::OkStatus();
}

absl::Status StoreMigration(const Call& call, Transaction& transaction,
                            const Migration& migration,
                            const std::vector<MovedDraft>& drafts) {
  for (const MovedDraft& draft : drafts) {
    CASELENS_RETURN_IF_ERROR(StoreDraft(call, transaction, migration, draft));
  }
  return StoreStudy(call, transaction, migration);
}

}  // namespace caselens
