#ifndef TYPOLOGY_DOUBLE_CODING_SETTLE_H_
#define TYPOLOGY_DOUBLE_CODING_SETTLE_H_

#include <string>
#include <vector>

#include "absl/types/span.h"

#include "typology/template/document.h"
#include "typology/template/instances.h"

namespace caselens {

enum class Choice {
  kA,    // as coder A has it: what A alone has stays, what B alone has does not
  kB,    // as coder B has it
  kNew,  // an answer of the adjudicator's own
};

// How one question, or one thing that a coder alone has, is settled.
struct Resolution {
  std::string field;  // "" for a person, relationship, period, harm or row
  std::string instance;
  Choice choice = Choice::kA;
  Answer answer;  // of kNew
  bool operator==(const Resolution&) const = default;
};

// The coding that two coders and an adjudicator agree on: what `a` and `b` say
// alike, and each resolution in the order given. `b` is in the ids of `a`
// (align.h). Evidence, grades and words of an agreed answer are those of `a`.
// What only one of the two was asked, and is left over by the resolutions, is
// taken from that one. Section K is left out. Whether the result is complete is
// for CheckComplete to say.
Document Settle(const Form& form, const Document& a, const Document& b,
                absl::Span<const Resolution> resolutions);

}  // namespace caselens

#endif  // TYPOLOGY_DOUBLE_CODING_SETTLE_H_
