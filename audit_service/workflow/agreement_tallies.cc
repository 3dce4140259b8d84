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

// Files of one site, of one PRIMARY and one SECOND coder. A file is counted in
// its group alone; the groups are added up at the end.
struct CoderGroup {
  std::string site;
  std::vector<std::string> coders;  // by rank
  StudyTally tally{2};
};

StudyTally& TallyOf(std::vector<CoderGroup>& groups, const DoubleCoding& file) {
  const std::string& first = file.rows[0].auditor;
  const std::string& second = file.rows[1].auditor;
  for (CoderGroup& group : groups) {
    if (group.site == file.Site() && group.coders[0] == first &&
        group.coders[1] == second) {
      return group.tally;
    }
  }
  groups.push_back({.site = file.Site(), .coders = {first, second}});
  return groups.back().tally;
}

StudyTally& TallyOf(std::vector<PairTally>& pairs,
                    const std::vector<std::string>& coders) {
  for (PairTally& pair : pairs)
    if (pair.coders == coders) return pair.tally;
  pairs.push_back({.coders = coders});
  return pairs.back().tally;
}

absl::Status AddGroup(const CoderGroup& group, AgreementTallies& tallies) {
  std::vector<std::string> coders = group.coders;
  std::sort(coders.begin(), coders.end());
  const bool reversed = coders != group.coders;
  const bool swapped = reversed && !tallies.coders.empty();
  CASELENS_RETURN_IF_ERROR(tallies.all.AddAll(group.tally, swapped));
  CASELENS_RETURN_IF_ERROR(
      TallyOf(tallies.sites, group.site, 2).AddAll(group.tally, swapped));
  return TallyOf(tallies.pairs, coders).AddAll(group.tally, reversed);
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
  std::vector<CoderGroup> groups;
  const auto add = [&](DoubleCoding& file) -> absl::Status {
    StudyTally& tally = TallyOf(groups, file);
    const FileOfCodings compared =
        CompareCodings(*file.sheet, std::move(file.ratings));
    CASELENS_RETURN_IF_ERROR(tally.Add(compared, {0, 1}));
    return AddSuggestions(compared, tallies.suggestion);
  };
  CASELENS_ASSIGN_OR_RETURN(
      tallies.left_out,
      ForEachDoubleCoding(catalogue, call, reader, filter, add));
  for (const CoderGroup& group : groups)
    CASELENS_RETURN_IF_ERROR(AddGroup(group, tallies));
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
    CASELENS_RETURN_IF_ERROR(TallyOf(tallies.sites, file.Site(), coders.size())
                                 .Add(compared, numbers));
    return AddSuggestions(compared, tallies.suggestion);
  };
  CASELENS_ASSIGN_OR_RETURN(
      tallies.left_out,
      ForEachDoubleCoding(catalogue, call, reader, filter, add));
  for (const auto& [site, tally] : tallies.sites)
    CASELENS_RETURN_IF_ERROR(tallies.all.AddAll(tally));
  tallies.coders = std::move(coders);
  return tallies;
}

}  // namespace caselens
