#ifndef TYPOLOGY_TEMPLATE_INSTANCES_H_
#define TYPOLOGY_TEMPLATE_INSTANCES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"

#include "typology/template/document.h"
#include "typology/template/revision.h"

namespace caselens {

// An instance says what an answer is about. It is a path:
//
//   ""  P1  H1  S1  M1  HOUSING_SECURITY  dv_parent
//   R1/CURRENT  R1/CURRENT/P2  R1/CURRENT/P2>P1
//
// and everything below a path is inside it: "R1" holds all periods of R1, ""
// the whole document.

// What the codings of a study are held against: the pinned revision and what
// the study adds to it. `revision` is not owned.
struct Form {
  const Revision* revision = nullptr;
  // Ids of the extensions that the study has switched on.
  absl::flat_hash_set<std::string> extensions;
  // Keys of the study's factor scheme, in its order: the instances of FACTOR.
  std::vector<std::string> factors;
  // Numbers of the classes of the study's class model: codes of fields with
  // `class_codes`.
  std::vector<std::string> class_codes;
};

std::string RelationshipInstance(absl::string_view relationship, Period period);
std::string ActorInstance(absl::string_view relationship, Period period,
                          absl::string_view person);
std::string DirectionInstance(absl::string_view relationship, Period period,
                              absl::string_view from, absl::string_view to);

// "R1/CURRENT/P2>P1" -> "R1/CURRENT" -> "R1" -> "" -> "".
absl::string_view ParentInstance(absl::string_view instance);
// True if `inner` is `outer` or inside it.
bool InstanceContains(absl::string_view outer, absl::string_view inner);

// The instances that a level has in a document, in the document's order.
std::vector<std::string> InstancesOf(Level level, const Form& form,
                                     const Document& document);
// How many these are.
size_t CountInstances(Level level, const Form& form, const Document& document);

}  // namespace caselens

#endif  // TYPOLOGY_TEMPLATE_INSTANCES_H_
