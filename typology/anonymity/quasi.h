#ifndef TYPOLOGY_ANONYMITY_QUASI_H_
#define TYPOLOGY_ANONYMITY_QUASI_H_

#include <memory>
#include <vector>

#include <re2/re2.h>

#include "typology/anonymity/finding.h"
#include "typology/anonymity/scanned.h"

namespace caselens::anonymity {

// Finds facts that few people share: an exact age in months, five siblings or
// more, a rare job, "the only … in", a dated event in the press.
// Immutable, thread-safe; linear.
class QuasiIdentifiers {
 public:
  QuasiIdentifiers();
  void Find(const Scanned& scanned, std::vector<Hit>& hits) const;

 private:
  std::vector<std::unique_ptr<re2::RE2>> patterns_;
};

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_QUASI_H_
