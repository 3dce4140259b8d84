#include "typology/disclosure/redaction.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace caselens::disclosure {
namespace {

class Redactor {
 public:
  Redactor(const Microdata& data, const Programme& programme, SiteScope scope)
      : data_(data),
        groupings_(programme.groupings),
        bands_(BandsOf(data.variables, programme.groupings)),
        scope_(scope) {}

  CountTable OneWay(int variable,
                    const std::vector<RecordState>& states) const {
    return CountRecords(data_, bands_, {variable}, [&](size_t r) {
      return states[r] == RecordState::kBase;
    });
  }

  // Whether an exact table would tell more than its figures.
  bool MustBeRounded(int variable,
                     const std::vector<RecordState>& states) const {
    const CountTable table = OneWay(variable, states);
    const TableShape shape(bands_, table.key);
    for (size_t cell = 0; cell < table.files.size(); ++cell) {
      const int files = table.files[cell];
      if (files == 0) continue;
      if (IsEveryone(table, shape, data_.variables, cell)) return true;
      if (!IsSmall(files) && table.families[cell] < kFewestFamilies) {
        return true;
      }
    }
    return scope_ == SiteScope::kPooled && TellsOthers(table, states);
  }

  std::vector<int> SmallIn(const CountTable& table) const {
    std::vector<int> small;
    for (size_t cell = 0; cell < table.files.size(); ++cell) {
      if (IsSmall(table.files[cell])) small.push_back(static_cast<int>(cell));
    }
    return small;
  }

  // The finest declared grouping under which no category is small.
  MergeOffer OfferFor(int variable,
                      const std::vector<RecordState>& states) const {
    const std::vector<Grouping>& groupings =
        data_.variables[variable].groupings;
    for (size_t g = 0; g < groupings.size(); ++g) {
      if (static_cast<int>(groupings[g].categories.size()) >=
          bands_.Size(variable)) {
        continue;
      }
      std::vector<int> wanted = groupings_;
      wanted[variable] = static_cast<int>(g);
      const CountTable table = CountRecords(
          data_, BandsOf(data_.variables, wanted), {variable},
          [&](size_t r) { return states[r] == RecordState::kBase; });
      if (SmallIn(table).empty()) return {variable, static_cast<int>(g)};
    }
    return {variable, kDeclaredCategories};
  }

  // Drops the records of `small` categories of `variable`.
  void Drop(int variable, const std::vector<int>& small,
            std::vector<RecordState>& states) const {
    for (size_t r = 0; r < states.size(); ++r) {
      const int band = bands_.band_of[variable][data_.Value(r, variable)];
      if (states[r] == RecordState::kBase &&
          std::find(small.begin(), small.end(), band) != small.end()) {
        states[r] = RecordState::kRedacted;
      }
    }
  }

 private:
  // Whether a site with files in a category would learn that 1 to 4 files are
  // of others.
  bool TellsOthers(const CountTable& table,
                   const std::vector<RecordState>& states) const {
    int sites = 0;
    for (const int site : data_.sites) sites = std::max(sites, site + 1);
    for (int site = 0; site < sites; ++site) {
      const CountTable others =
          CountRecords(data_, bands_, table.key, [&](size_t r) {
            return states[r] == RecordState::kBase && data_.sites[r] != site;
          });
      for (size_t cell = 0; cell < table.files.size(); ++cell) {
        if (IsSmall(others.files[cell]) &&
            others.files[cell] != table.files[cell]) {
          return true;
        }
      }
    }
    return false;
  }

  const Microdata& data_;
  const std::vector<int>& groupings_;
  Bands bands_;
  SiteScope scope_;
};

size_t CountOf(const std::vector<RecordState>& states, RecordState wanted) {
  return std::count(states.begin(), states.end(), wanted);
}

std::string WhyRefused(const Microdata& data, const std::vector<int>& variables,
                       const char* why) {
  return absl::StrCat("merge categories of ",
                      absl::StrJoin(variables, ", ",
                                    [&](std::string* out, int v) {
                                      out->append(data.variables[v].name);
                                    }),
                      ": ", why);
}

void RoundWhereNeeded(const Redactor& redactor,
                      const std::vector<RecordState>& states,
                      std::vector<TableForm>& forms) {
  for (size_t v = 0; v < forms.size(); ++v) {
    if (forms[v] == TableForm::kExact &&
        redactor.MustBeRounded(static_cast<int>(v), states)) {
      forms[v] = TableForm::kRounded;
    }
  }
}

// The variables of exact tables with small categories.
std::vector<int> VariablesWithSmall(const Redactor& redactor,
                                    const std::vector<TableForm>& forms,
                                    const std::vector<RecordState>& states) {
  std::vector<int> variables;
  for (size_t v = 0; v < forms.size(); ++v) {
    const int variable = static_cast<int>(v);
    if (forms[v] == TableForm::kExact &&
        !redactor.SmallIn(redactor.OneWay(variable, states)).empty()) {
      variables.push_back(variable);
    }
  }
  return variables;
}

// What each of `variables` may be merged to, if anything.
std::vector<MergeOffer> Offers(const Redactor& redactor,
                               const std::vector<int>& variables,
                               const std::vector<RecordState>& states) {
  std::vector<MergeOffer> offers;
  for (const int v : variables) offers.push_back(redactor.OfferFor(v, states));
  return offers;
}

bool CanMerge(const std::vector<MergeOffer>& offers) {
  return std::any_of(offers.begin(), offers.end(), [](const MergeOffer& o) {
    return o.grouping != kDeclaredCategories;
  });
}

}  // namespace

Redaction RedactBase(const Microdata& data, const Programme& programme,
                     std::vector<RecordState> states,
                     std::vector<TableForm> forms, SiteScope scope,
                     SmallCategories policy) {
  const Redactor redactor(data, programme, scope);
  RoundWhereNeeded(redactor, states, forms);
  Redaction result{.states = states, .forms = forms};
  const std::vector<int> small = VariablesWithSmall(redactor, forms, states);
  if (small.empty()) return result;
  result.offers = Offers(redactor, small, states);
  if (policy == SmallCategories::kOfferMerging && CanMerge(result.offers)) {
    result.refusal =
        WhyRefused(data, small,
                   "some have fewer than five files, and a grouping "
                   "without such is declared");
    return result;
  }
  for (const int v : small) {
    redactor.Drop(v, redactor.SmallIn(redactor.OneWay(v, states)),
                  result.states);
  }
  const size_t before = CountOf(states, RecordState::kBase);
  const size_t dropped = CountOf(result.states, RecordState::kRedacted);
  if (static_cast<double>(dropped) >
      kLargestRedactedShare * static_cast<double>(before)) {
    result.refusal =
        WhyRefused(data, small,
                   "more than 2% of the files would be left out of "
                   "every table");
    return result;
  }
  RoundWhereNeeded(redactor, result.states, result.forms);
  const std::vector<int> again =
      VariablesWithSmall(redactor, result.forms, result.states);
  if (!again.empty()) {
    result.refusal =
        WhyRefused(data, again,
                   "leaving out the files of small categories makes "
                   "other categories small");
    result.offers = Offers(redactor, again, result.states);
    return result;
  }
  result.offers.clear();
  return result;
}

PublishedTable ExactTable(const CountTable& before, const CountTable& base) {
  PublishedTable table{.key = base.key,
                       .form = TableForm::kExact,
                       .values = base.files,
                       .reasons = {}};
  table.reasons.assign(base.files.size(), HiddenReason::kShown);
  for (size_t cell = 0; cell < base.files.size(); ++cell) {
    if (IsSmall(before.files[cell])) table.Hide(cell, HiddenReason::kRedacted);
  }
  return table;
}

}  // namespace caselens::disclosure
