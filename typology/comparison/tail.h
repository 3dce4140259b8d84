#ifndef TYPOLOGY_COMPARISON_TAIL_H_
#define TYPOLOGY_COMPARISON_TAIL_H_

#include <cstddef>
#include <vector>

#include "typology/latent_class/scoring.h"

namespace caselens {

// How unusual patterns are within a class, exactly:
//   P( ln p(X) <= ln p(x) + 1e-9 | class, at least one DVA item present )
// where X and x run over the coded binary items alone. A small value: within
// this class hardly any record is as improbable as this one. The margin counts
// patterns of equal probability in, whichever way their sums were rounded.
//
// Instead of all 2^n patterns it keeps, for each class, the patterns of two
// halves of the items (Horowitz and Sahni 1974): ln p(X) is the sum over the
// halves, so one walk over both sorted halves adds up every pattern below a
// bound. All DVA items are in the first half, whose patterns without any are
// dropped. Building takes 2^(n/2) n steps and a look-up 2^(n/2); a table of 17
// items in 6 classes fits in 80 kB.
//
// Immutable; any number of threads may use one table.
class TailTable {
 public:
  // The widest table: halves of 2^16 patterns each.
  static constexpr size_t kMaxCodedItems = 32;
  static constexpr size_t kMaxDvaItems = 16;

  // `coded` and `dva` hold one flag for each item. One to
  // kMaxDvaItems DVA items and at most kMaxCodedItems items are coded; coded
  // items are binary.
  TailTable(const Scorer& scorer, const std::vector<bool>& coded,
            const std::vector<bool>& dva);

  // `log_probability` is ln P(coded answers | class c).
  double TailProbability(size_t c, double log_probability) const;

 private:
  struct Entry {
    double log = 0;
    // P(this pattern of the half); in `low`, of it and those before it.
    double probability = 0;
  };
  struct Halves {
    std::vector<Entry> low;   // the least probable first
    std::vector<Entry> high;  // the most probable first
  };

  static std::vector<Entry> Patterns(const Scorer& scorer,
                                     const std::vector<size_t>& items,
                                     size_t c);

  std::vector<Halves> halves_;  // one for each class
};

}  // namespace caselens

#endif  // TYPOLOGY_COMPARISON_TAIL_H_
