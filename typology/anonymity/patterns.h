#ifndef TYPOLOGY_ANONYMITY_PATTERNS_H_
#define TYPOLOGY_ANONYMITY_PATTERNS_H_

#include <memory>
#include <vector>

#include <re2/re2.h>
#include <re2/set.h>

#include "typology/anonymity/finding.h"
#include "typology/anonymity/scanned.h"

namespace caselens::anonymity {

// Finds ids by their shape: National Insurance, driving licence, court case,
// vehicle, bank account, area code, postcode, device address, coordinates.
//
// Runs RE2 on folded text, which is ASCII, so that \b and \d mean what they
// say. One RE2::Set tells which patterns can match at all; if its automaton
// runs out of memory, every pattern is run. Thread-safe.
class Patterns {
 public:
  Patterns();

  // Linear in the text for each pattern: all of them are of bounded length.
  void Find(const Scanned& scanned, std::vector<Hit>& hits) const;

 private:
  void FindIn(const Scanned& scanned, const View& view,
              std::vector<Hit>& hits) const;
  std::vector<int> Candidates(const std::string& text) const;

  std::vector<std::unique_ptr<re2::RE2>> patterns_;
  std::unique_ptr<re2::RE2::Set> prefilter_;
};

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_PATTERNS_H_
