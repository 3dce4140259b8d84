#include "audit_service/counting/study_index.h"

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "audit_service/api/case_file_api.h"
#include "audit_service/counting/packing.h"
#include "audit_service/history/event.h"
#include "audit_service/limits.h"
#include "audit_service/workflow/adjudication.h"
#include "audit_service/workflow/codings_by_file.h"
#include "audit_service/workflow/disclosure.h"
#include "audit_service/workflow/packed_parts.h"
#include "audit_service/workflow/sight.h"
#include "audit_service/workflow/submission.h"
#include "caselens/v1/assignment.pb.h"
#include "caselens/v1/history.pb.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using tabulation::FileKey;
using tabulation::PackedCoding;

// Takes files up into the indexes, from one view of the store.
class FileReader {
 public:
  FileReader(Catalogue& catalogue, Reader& reader, const CountedStudy& study,
             tabulation::Index& codings, tabulation::Index& records)
      : reader_(reader),
        study_(study),
        scope_{.study = study.id, .all_sites = true, .sites = {}},
        packer_(catalogue, reader, study),
        codings_(codings),
        records_(records) {}

  // Every file but those that `sight` hides; null hides none.
  absl::Status TakeAll(const SightOf* sight) {
    Page page{.limit = limits::kMaxLongPageSize};
    while (true) {
      CASELENS_ASSIGN_OR_RETURN(const std::vector<CaseFileRow> rows,
                                reader_.ListCaseFiles(scope_, {}, page));
      for (const CaseFileRow& row : rows) {
        if (sight != nullptr && sight->At(row.id) != Sight::kOpen) continue;
        CASELENS_RETURN_IF_ERROR(TakeRecord(row));
      }
      if (static_cast<int>(rows.size()) < page.limit) break;
      page.after = rows.back().id;
    }
    CodingsByFile files(reader_, scope_, {.with_packed = true}, "");
    while (true) {
      CASELENS_ASSIGN_OR_RETURN(const std::vector<CodingRow> codings,
                                files.Next());
      if (codings.empty()) return absl::OkStatus();
      const std::string& id = codings.front().case_file;
      if (sight != nullptr && sight->At(id) != Sight::kOpen) continue;
      CASELENS_ASSIGN_OR_RETURN(const CaseFileRow file,
                                reader_.GetCaseFile(scope_, id));
      CASELENS_RETURN_IF_ERROR(TakeCodings(file, codings));
    }
  }

  // One file anew, as it is now.
  absl::Status Take(const std::string& id) {
    const absl::StatusOr<CaseFileRow> file = reader_.GetCaseFile(scope_, id);
    if (absl::IsNotFound(file.status())) {
      codings_.Remove(id);
      records_.Remove(id);
      return absl::OkStatus();
    }
    CASELENS_RETURN_IF_ERROR(file.status());
    CASELENS_RETURN_IF_ERROR(TakeRecord(*file));
    CASELENS_ASSIGN_OR_RETURN(
        const std::vector<CodingRow> codings,
        reader_.ListCodingsByFile(scope_,
                                  {.case_file = id, .with_packed = true},
                                  {.limit = kWholeList}));
    return TakeCodings(*file, codings);
  }

 private:
  absl::Status TakeRecord(const CaseFileRow& row) {
    CASELENS_ASSIGN_OR_RETURN(const v1::CaseFile file, ParseCaseFile(row));
    CASELENS_ASSIGN_OR_RETURN(const PackedCoding packed,
                              packer_.Record(row.site, file));
    return records_.Put({.id = row.id,
                         .site = row.site,
                         .family = row.family,
                         .standing = tabulation::Standing::kRecord},
                        packed);
  }

  absl::Status TakeCodings(const CaseFileRow& file,
                           const std::vector<CodingRow>& codings) {
    std::vector<const CodingRow*> coders;
    const CodingRow* third = nullptr;
    for (const CodingRow& row : codings) {
      if (!IsSubmitted(row)) continue;
      if (row.rank == v1::Assignment::ADJUDICATOR) {
        third = &row;
      } else {
        coders.push_back(&row);
      }
    }
    if (coders.empty()) {
      codings_.Remove(file.id);
      return absl::OkStatus();
    }
    FileKey key{.id = file.id,
                .site = file.site,
                .family = file.family,
                .wave = static_cast<Wave>(coders.front()->wave)};
    const CodingRow* counts = coders.front();
    // All coders of a pilot code it; it is told, and never counted.
    if (key.wave != Wave::kPilot && coders.size() > 1) {
      CASELENS_ASSIGN_OR_RETURN(
          const bool is_settled,
          third == nullptr ? false : IsSettled(reader_, coders));
      counts = is_settled ? third : nullptr;
      key.standing = tabulation::Standing::kAdjudicated;
    }
    CASELENS_ASSIGN_OR_RETURN(const bool reviewed,
                              counts == nullptr ? false : IsReviewed(*counts));
    if (!reviewed) return codings_.PutUnresolved(key);
    CASELENS_ASSIGN_OR_RETURN(const PackedCoding packed,
                              PackedOf(file, *counts));
    return codings_.Put(key, packed);
  }

  absl::StatusOr<bool> IsReviewed(const CodingRow& row) {
    const absl::Status reviewed = CheckReviewed(reader_, row);
    if (absl::IsFailedPrecondition(reviewed)) return false;
    CASELENS_RETURN_IF_ERROR(reviewed);
    return true;
  }

  // As it was packed at submission, unless that was for other variables.
  absl::StatusOr<PackedCoding> PackedOf(const CaseFileRow& file,
                                        const CodingRow& listed) {
    absl::StatusOr<PackedCoding> stored = PackedCoding::Decode(
        *study_.codings, SplitParts(listed.packed).counted);
    if (stored.ok()) return stored;
    CASELENS_ASSIGN_OR_RETURN(const v1::CaseFile record, ParseCaseFile(file));
    CASELENS_ASSIGN_OR_RETURN(const CodingRow whole,
                              reader_.GetCoding(scope_, listed.id));
    CASELENS_ASSIGN_OR_RETURN(const Document blind,
                              BlindSubmission(reader_, whole));
    return packer_.Coding(whole, blind, record);
  }

  Reader& reader_;
  const CountedStudy& study_;
  const Scope scope_;
  FilePacker packer_;
  tabulation::Index& codings_;
  tabulation::Index& records_;
};

// What events are about.
struct Touched {
  std::set<std::string> files;  // ids of case files
  bool study = false;           // what files can be counted by
};

void Touch(const EventRow& row, const v1::Event& event, Touched& touched) {
  if (!row.case_file.empty()) touched.files.insert(row.case_file);
  for (const v1::RowCommitment& written : event.rows()) {
    if (written.table() == TableName(Table::kCaseFiles)) {
      touched.files.insert(written.key());
    }
    if (written.table() != TableName(Table::kResources)) continue;
    // `studies/s` and what decides the variables below it.
    const std::vector<std::string> parts = absl::StrSplit(written.key(), '/');
    const bool below =
        parts.size() == 4 && (parts[2] == "sites" || parts[2] == "samples");
    touched.study |= parts[0] == "studies" && (parts.size() == 2 || below);
  }
}

absl::StatusOr<Touched> TouchedSince(Reader& reader, const std::string& study,
                                     int64_t sequence) {
  Touched touched;
  Page page{.after = absl::StrCat(sequence), .limit = limits::kMaxLongPageSize};
  while (true) {
    CASELENS_ASSIGN_OR_RETURN(const std::vector<EventRow> rows,
                              reader.ListEvents(study, {}, page));
    for (const EventRow& row : rows) {
      CASELENS_ASSIGN_OR_RETURN(const v1::Event event, ParseEvent(row));
      Touch(row, event, touched);
    }
    if (static_cast<int>(rows.size()) < page.limit) return touched;
    page.after = absl::StrCat(rows.back().sequence);
  }
}

// A study's files as of `reader`, without those that `sight` hides.
struct Built {
  std::shared_ptr<const CountedStudy> study;
  std::unique_ptr<tabulation::Index> codings;
  std::unique_ptr<tabulation::Index> records;
};

absl::StatusOr<Built> Build(Catalogue& catalogue, Reader& reader,
                            const std::string& study, const SightOf* sight) {
  Built built;
  CASELENS_ASSIGN_OR_RETURN(built.study,
                            LoadCountedStudy(catalogue, reader, study));
  built.codings = std::make_unique<tabulation::Index>(built.study->codings);
  built.records = std::make_unique<tabulation::Index>(built.study->records);
  FileReader files(catalogue, reader, *built.study, *built.codings,
                   *built.records);
  CASELENS_RETURN_IF_ERROR(files.TakeAll(sight));
  return built;
}

}  // namespace

absl::StatusOr<StudyCounts> StudyIndex::Read(Reader& reader) {
  CASELENS_ASSIGN_OR_RETURN(const int64_t next, reader.NextSequence());
  const int64_t newest = next - 1;
  const MutexLock lock(mu_);
  if (counted_ == nullptr) {
    CASELENS_RETURN_IF_ERROR(Rebuild(reader));
    sequence_ = newest;
  } else if (newest > sequence_) {
    CASELENS_RETURN_IF_ERROR(CatchUp(reader));
    sequence_ = newest;
  }
  return StudyCounts{.study = counted_,
                     .codings = codings_->Read(),
                     .records = records_->Read(),
                     .sequence = sequence_};
}

absl::Status StudyIndex::Rebuild(Reader& reader) {
  CASELENS_ASSIGN_OR_RETURN(Built built,
                            Build(catalogue_, reader, study_, nullptr));
  counted_ = std::move(built.study);
  codings_ = std::move(built.codings);
  records_ = std::move(built.records);
  return absl::OkStatus();
}

absl::Status StudyIndex::CatchUp(Reader& reader) {
  CASELENS_ASSIGN_OR_RETURN(const Touched touched,
                            TouchedSince(reader, study_, sequence_));
  if (touched.study) return Rebuild(reader);
  FileReader files(catalogue_, reader, *counted_, *codings_, *records_);
  for (const std::string& id : touched.files) {
    CASELENS_RETURN_IF_ERROR(files.Take(id));
  }
  return absl::OkStatus();
}

absl::StatusOr<StudyCounts> StudyIndexes::Read(Reader& reader,
                                               const std::string& study,
                                               const std::string& principal) {
  CASELENS_ASSIGN_OR_RETURN(const SightOf sight,
                            SightOf::Load(reader, study, principal));
  if (sight.IsOpenEverywhere()) return Of(study).Read(reader);
  CASELENS_ASSIGN_OR_RETURN(const Built built,
                            Build(catalogue_, reader, study, &sight));
  return StudyCounts{.study = built.study,
                     .codings = built.codings->Read(),
                     .records = built.records->Read()};
}

StudyIndex& StudyIndexes::Of(const std::string& study) {
  const MutexLock lock(mu_);
  std::unique_ptr<StudyIndex>& index = indexes_[study];
  if (index == nullptr) index = std::make_unique<StudyIndex>(catalogue_, study);
  return *index;
}

}  // namespace caselens
