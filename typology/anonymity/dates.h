#ifndef TYPOLOGY_ANONYMITY_DATES_H_
#define TYPOLOGY_ANONYMITY_DATES_H_

#include <memory>
#include <vector>

#include <re2/re2.h>

#include "typology/anonymity/finding.h"
#include "typology/anonymity/scanned.h"

namespace caselens::anonymity {

// Finds dates: day, month and year in figures or words ("14/02/2009",
// "2009-02-14", "14th of Feb '09", "14022009") are a direct identifier; month
// and year, or day and month, are a warning; a year alone is nothing.
// Immutable, thread-safe; linear.
class Dates {
 public:
  Dates();
  void Find(const Scanned& scanned, std::vector<Hit>& hits) const;

 private:
  void FindIn(const Scanned& scanned, const View& view,
              std::vector<Hit>& hits) const;

  std::vector<std::unique_ptr<re2::RE2>> patterns_;
};

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_DATES_H_
