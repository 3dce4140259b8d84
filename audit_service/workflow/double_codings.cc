#include "audit_service/workflow/double_codings.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <utility>

#include "audit_service/workflow/coding_context.h"
#include "audit_service/workflow/codings_by_file.h"
#include "audit_service/workflow/disclosure.h"
#include "audit_service/workflow/packed_parts.h"
#include "audit_service/workflow/sight.h"
#include "audit_service/workflow/submission.h"
#include "caselens/v1/assignment.pb.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

// An adjudicator's rank is none of a coder.
bool IsCoder(const CodingRow& row) {
  return row.rank == v1::Assignment::PRIMARY ||
         row.rank == v1::Assignment::SECOND ||
         row.rank == v1::Assignment::PILOT_CODER;
}

// What the codings of each site are held against.
class Sheets {
 public:
  Sheets(Catalogue& catalogue, Reader& reader, std::string study)
      : catalogue_(catalogue), reader_(reader), study_(std::move(study)) {}

  absl::StatusOr<const RatingSheet*> Of(const CodingRow& row) {
    std::unique_ptr<const Held>& held = held_[{row.site, row.template_name}];
    if (held == nullptr) {
      CASELENS_ASSIGN_OR_RETURN(CodingContext context,
                                LoadCodingContext(catalogue_, reader_, study_,
                                                  row.site, row.template_name));
      held = std::make_unique<const Held>(std::move(context));
    }
    return &held->sheet;
  }

 private:
  Catalogue& catalogue_;
  Reader& reader_;
  const std::string study_;
  struct Held {
    explicit Held(CodingContext loaded)
        : context(std::move(loaded)), sheet(context.form) {}
    const CodingContext context;
    const RatingSheet sheet;
  };
  std::map<std::pair<std::string, std::string>, std::unique_ptr<const Held>>
      held_;
};

class Walk {
 public:
  using Content = DoubleCodingFilter::Content;

  Walk(Catalogue& catalogue, const Call& call, Reader& reader,
       const DoubleCodingFilter& filter, SightOf sight, const Page& page)
      : caller_(call.caller.Id()),
        scope_(call.scope),
        reader_(reader),
        filter_(filter),
        sight_(std::move(sight)),
        limit_(page.limit),
        groups_(reader, call.scope,
                {.site = filter.site,
                 .with_packed = filter.content == Content::kRatings},
                page.after),
        sheets_(catalogue, reader, call.scope.study) {}

  // The last case file if there may be more, else "".
  absl::StatusOr<std::string> Run(DoubleCodingVisit visit) {
    for (int seen = 0; seen < limit_;) {
      CASELENS_ASSIGN_OR_RETURN(const std::vector<CodingRow> group,
                                groups_.Next());
      if (group.empty()) return "";
      std::vector<CodingRow> codings = Comparable(group);
      if (codings.size() < 2) continue;
      ++seen;
      CASELENS_RETURN_IF_ERROR(VisitReviewed(std::move(codings), visit));
      last_ = group.front().case_file;
    }
    return last_;
  }

  const DoubleCodingsLeftOut& LeftOut() const { return left_out_; }

 private:
  bool IsWanted(const CodingRow& row) const {
    return IsCoder(row) && IsSubmitted(row) &&
           filter_.waves.contains(row.wave) &&
           row.submit_us >= filter_.submitted_after_us &&
           (filter_.coders.empty() || filter_.coders.contains(row.auditor));
  }

  std::vector<CodingRow> Comparable(const std::vector<CodingRow>& group) {
    std::vector<CodingRow> codings;
    if (sight_.At(group.front().case_file) != Sight::kOpen) {
      // Their own is all that may be told: whether others have submitted is
      // about others.
      left_out_.own_codings += std::count_if(
          group.begin(), group.end(), [this](const CodingRow& row) {
            return row.auditor == caller_ && filter_.waves.contains(row.wave);
          });
      return codings;
    }
    std::copy_if(group.begin(), group.end(), std::back_inserter(codings),
                 [this](const CodingRow& row) { return IsWanted(row); });
    if (codings.size() < filter_.coders.size()) codings.clear();
    std::stable_sort(
        codings.begin(), codings.end(),
        [](const CodingRow& a, const CodingRow& b) { return a.rank < b.rank; });
    return codings;
  }

  absl::Status VisitReviewed(std::vector<CodingRow> codings,
                             DoubleCodingVisit visit) {
    DoubleCoding file;
    for (CodingRow& row : codings) {
      const absl::Status reviewed = CheckReviewed(reader_, row);
      if (absl::IsFailedPrecondition(reviewed)) continue;
      CASELENS_RETURN_IF_ERROR(reviewed);
      file.rows.push_back(std::move(row));
    }
    if (file.rows.size() < std::max<size_t>(2, filter_.coders.size())) {
      ++left_out_.waiting_files;
      return absl::OkStatus();
    }
    if (file.rows.size() > filter_.most_coders)
      file.rows.resize(filter_.most_coders);
    if (filter_.content == Content::kNone) return visit(file);
    CASELENS_ASSIGN_OR_RETURN(file.sheet, sheets_.Of(file.rows.front()));
    for (const CodingRow& row : file.rows) {
      if (filter_.content == Content::kRatings) {
        CASELENS_ASSIGN_OR_RETURN(RatedCoding ratings,
                                  Ratings(row, *file.sheet));
        file.ratings.push_back(std::move(ratings));
      } else {
        CASELENS_ASSIGN_OR_RETURN(Document document, ReadDocument(row));
        file.documents.push_back(std::move(document));
      }
    }
    return visit(file);
  }

  absl::StatusOr<Document> ReadDocument(const CodingRow& listed) {
    CASELENS_ASSIGN_OR_RETURN(const CodingRow whole,
                              reader_.GetCoding(scope_, listed.id));
    return BlindSubmission(reader_, whole);
  }

  // As rated at submission, unless that was on another sheet.
  absl::StatusOr<RatedCoding> Ratings(const CodingRow& listed,
                                      const RatingSheet& sheet) {
    absl::StatusOr<RatedCoding> stored =
        RatedCoding::Decode(sheet, SplitParts(listed.packed).rated);
    if (stored.ok()) return stored;
    CASELENS_ASSIGN_OR_RETURN(const Document document, ReadDocument(listed));
    return RatedCoding(sheet, document);
  }

  const std::string caller_;
  const Scope scope_;
  Reader& reader_;
  const DoubleCodingFilter& filter_;
  const SightOf sight_;
  const int limit_;
  CodingsByFile groups_;
  Sheets sheets_;
  DoubleCodingsLeftOut left_out_;
  std::string last_;
};

}  // namespace

absl::StatusOr<DoubleCodingsLeftOut> ForEachDoubleCoding(
    Catalogue& catalogue, const Call& call, Reader& reader,
    const DoubleCodingFilter& filter, DoubleCodingVisit visit) {
  CASELENS_ASSIGN_OR_RETURN(
      SightOf sight, SightOf::Load(reader, call.scope.study, call.caller.Id()));
  Walk walk(catalogue, call, reader, filter, std::move(sight),
            {.limit = kWholeList});
  CASELENS_RETURN_IF_ERROR(walk.Run(visit).status());
  return walk.LeftOut();
}

absl::StatusOr<std::string> VisitDoubleCodings(Catalogue& catalogue,
                                               const Call& call, Reader& reader,
                                               const DoubleCodingFilter& filter,
                                               const Page& page,
                                               DoubleCodingVisit visit) {
  CASELENS_ASSIGN_OR_RETURN(
      SightOf sight, SightOf::Load(reader, call.scope.study, call.caller.Id()));
  Walk walk(catalogue, call, reader, filter, std::move(sight), page);
  return walk.Run(visit);
}

absl::StatusOr<bool> SecondIsA(Reader& reader, const Scope& scope,
                               const CodingRow& primary) {
  CASELENS_ASSIGN_OR_RETURN(const AssignmentRow assignment,
                            reader.GetAssignment(scope, primary.assignment));
  return !assignment.salt.empty() && (assignment.salt.front() & 1) != 0;
}

}  // namespace caselens
