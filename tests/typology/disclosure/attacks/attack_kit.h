#ifndef TESTS_TYPOLOGY_DISCLOSURE_ATTACKS_ATTACK_KIT_H_
#define TESTS_TYPOLOGY_DISCLOSURE_ATTACKS_ATTACK_KIT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "typology/disclosure/linear_bounds.h"
#include "typology/disclosure/microdata.h"
#include "typology/disclosure/release.h"

namespace caselens::disclosure {

// What an attacker knows of the files in one cell of a table, its records
// being those of `base`. Written apart from the gate, so that the two can
// disagree.
struct Knowledge {
  TableKey key;
  std::vector<int> lower;
  std::vector<int> upper;  // INT_MAX: no bound
};

// A small group that the attacker goes after.
struct Prey {
  TableKey key;
  std::vector<size_t> cells;
  int truth = 0;
};

// How often an attacker was right, of how many, and how often somebody would be
// who knows only what holds in general.
struct Hits {
  double found = 0;
  double control = 0;
  double of = 0;
};

struct Interval {
  int least = 0;
  int most = 0;
  // 1 to 4 files: exactly recovered, or narrowed to fewer than 4 numbers, or
  // known to be 1 to 4.
  bool Recovered() const { return least == most; }
  bool Narrowed() const {
    return most - least + 1 < 4 || (least >= 1 && most <= 4);
  }
};

// An attack over all combinations of all variables.
class LinearAttack {
 public:
  LinearAttack(const Microdata& data, const Bands& bands,
               const std::vector<Knowledge>& knowledge);
  Interval Bounds(const Prey& prey);
  // The same in whole files, by branch and bound; false when it takes more
  // than `most_nodes` systems.
  bool IntegerBounds(const Prey& prey, size_t most_nodes, Interval& interval);
  // One solution: files of each combination of categories, the last variable
  // changing fastest.
  std::vector<double> Reconstruct();

 private:
  std::vector<double> WeightsOf(const Prey& prey) const;
  // The best whole number and whether it was found.
  bool BestInteger(const std::vector<double>& weights, size_t most_nodes,
                   double& best) const;

  const Bands& bands_;
  TableKey all_;
  size_t atoms_;
  std::vector<LinearConstraint> constraints_;
  LinearBounds bounds_;
};

// Attack 14 (Dinur and Nissim 2003; Garfinkel et al. 2019): reads the last
// variable of every record off made-up records that give the tables, by its
// other answers. Control: whoever guesses its commonest category.
Hits GuessLast(const Microdata& data, const Bands& bands,
               const std::vector<Knowledge>& knowledge);

// The bounds that a release of ours gives, to somebody who also knows which
// hidden cells of a table that shows any are below 8. `own`: records that the
// attacker knows, which are then subtracted.
std::vector<Knowledge> KnowledgeOf(const Release& release,
                                   const Microdata& data,
                                   const std::vector<bool>& own);

// BROKEN: the study's rule table by table, as printed in its report: exact, 'c'
// for 1 to 4, zeros shown.
std::vector<Knowledge> StudyRule(const Microdata& data,
                                 const Programme& programme);

// Hidden cells of 1 to 4 files in these tables, of records that are not `own`
// and in the base of `states`.
std::vector<Prey> SmallCells(const Microdata& data, const Programme& programme,
                             const std::vector<RecordState>& states,
                             const std::vector<bool>& own);

// The release, or a failure of the test.
Release MustRelease(const Microdata& data, const ReleaseRequest& request);

// How many seeded releases: `normal`, or the environment's
// CASELENS_SOAK_RELEASES.
size_t Releases(size_t normal);

}  // namespace caselens::disclosure

#endif  // TESTS_TYPOLOGY_DISCLOSURE_ATTACKS_ATTACK_KIT_H_
