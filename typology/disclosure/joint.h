#ifndef TYPOLOGY_DISCLOSURE_JOINT_H_
#define TYPOLOGY_DISCLOSURE_JOINT_H_

#include <vector>

#include "typology/disclosure/release.h"

namespace caselens::disclosure {

// A snapshot and what was released before of it, as somebody sees them who has
// all of it: with the variables of all of them, those of the new snapshot
// first. Variables are the same only if all that is declared of them is.
struct JointReleases {
  Microdata data;
  // Of each earlier release: its snapshot, and itself with keys, cells and
  // groupings as the joint variables have them.
  std::vector<Microdata> earlier_data;
  std::vector<Release> earlier;
};

// What a snapshot does not say of a record is filled in from another one that
// has the same record, so that a record counts as changed only if it did; else
// with the first category, of which no table of the snapshot tells.
JointReleases JoinReleases(const Microdata& data,
                           const std::vector<EarlierRelease>& earlier);

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_JOINT_H_
