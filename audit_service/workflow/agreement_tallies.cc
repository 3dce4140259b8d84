#include "audit_service/workflow/agreement_tallies.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "typology/base/status_macros.h"

namespace caselens {
namespace {

// The number of each row's coder in `coders`, to which new ones are added.
std::vector<size_t> NumbersOf(const std::vector<CodingRow>& rows,
                              std::vector<std::string>& coders) {
  std::vector<size_t> numbers;
  for (const CodingRow& row : rows) {
    const auto at = std::find(coders.begin(), coders.end(), row.auditor);
    numbers.push_back(static_cast<size_t>(at - coders.begin()));
    if (at == coders.end()) coders.push_back(row.auditor);
  }
  return numbers;
}

StudyTally& TallyOf(std::map<std::string, StudyTally>& tallies,
                    const std::string& site, size_t coders) {
  return tallies.try_emplace(site, coders).first->second;
}

PairTally& TallyOf(std::vector<PairTally>& pairs,
                   const std::vector<CodingRow>& rows) {
  std::vector<std::string> coders = {rows[0].auditor, rows[1].auditor};
  std::sort(coders.begin(), coders.end());
  const auto at = std::find_if(
      pairs.begin(), pairs.end(),
      [&](const PairTally& pair) { return pair.coders == coders; });
  if (at != pairs.end()) return *at;
  pairs.push_back({.coders = std::move(coders)});
  return pairs.back();
}

absl::Status AddSuggestions(const FileOfCodings& file, SuggestionTally& tally) {
  for (const RatedCoding& coding : file.codings)
    CASELENS_RETURN_IF_ERROR(tally.Add(coding));
  return absl::OkStatus();
}

}  // namespace

std::set<std::string> AgreementTallies::Sites() const {
  std::set<std::string> ids;
  for (const auto& [site, tally] : sites) ids.insert(site);
  return ids;
}

absl::StatusOr<AgreementTallies> TallyDoubleCodings(Catalogue& catalogue,
                                                    const Call& call,
                                                    Reader& reader,
                                                    DoubleCodingFilter filter) {
  filter.most_coders = 2;
  filter.content = DoubleCodingFilter::Content::kRatings;
  AgreementTallies tallies{
      .coders = {filter.coders.begin(), filter.coders.end()},
      .all = StudyTally(2)};
  const auto add = [&](DoubleCoding& file) -> absl::Status {
    const FileOfCodings compared =
        CompareCodings(*file.sheet, std::move(file.ratings));
    const std::vector<size_t> by_rank = {0, 1};
    PairTally& pair = TallyOf(tallies.pairs, file.rows);
    const std::vector<size_t> by_id = NumbersOf(file.rows, pair.coders);
    const auto& chosen = tallies.coders.empty() ? by_rank : by_id;
    CASELENS_RETURN_IF_ERROR(tallies.all.Add(compared, chosen));
    CASELENS_RETURN_IF_ERROR(
        TallyOf(tallies.sites, file.Site(), 2).Add(compared, chosen));
    CASELENS_RETURN_IF_ERROR(pair.tally.Add(compared, by_id));
    return AddSuggestions(compared, tallies.suggestion);
  };
  CASELENS_ASSIGN_OR_RETURN(
      tallies.left_out,
      ForEachDoubleCoding(catalogue, call, reader, filter, add));
  return tallies;
}

absl::StatusOr<AgreementTallies> TallyCalibration(Catalogue& catalogue,
                                                  const Call& call,
                                                  Reader& reader,
                                                  DoubleCodingFilter filter) {
  // Who codes must be known before anything is counted by coder.
  std::vector<std::string> coders;
  filter.content = DoubleCodingFilter::Content::kNone;
  CASELENS_RETURN_IF_ERROR(ForEachDoubleCoding(catalogue, call, reader, filter,
                                               [&](const DoubleCoding& file) {
                                                 NumbersOf(file.rows, coders);
                                                 return absl::OkStatus();
                                               })
                               .status());
  filter.content = DoubleCodingFilter::Content::kRatings;
  AgreementTallies tallies{.all = StudyTally(coders.size())};
  const auto add = [&](DoubleCoding& file) -> absl::Status {
    const FileOfCodings compared =
        CompareCodings(*file.sheet, std::move(file.ratings));
    const std::vector<size_t> numbers = NumbersOf(file.rows, coders);
    CASELENS_RETURN_IF_ERROR(tallies.all.Add(compared, numbers));
    CASELENS_RETURN_IF_ERROR(TallyOf(tallies.sites, file.Site(), coders.size())
                                 .Add(compared, numbers));
    return AddSuggestions(compared, tallies.suggestion);
  };
  CASELENS_ASSIGN_OR_RETURN(
      tallies.left_out,
      ForEachDoubleCoding(catalogue, call, reader, filter, add));
  tallies.coders = std::move(coders);
  return tallies;
}

}  // namespace caselens
