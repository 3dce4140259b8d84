#include "clients/cli/views/membership.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace caselens::cli {
namespace {

// What the class is to the pattern, in a word.
std::string Place(const v1::ClassMembership& membership, int number) {
  if (number == membership.modal_class()) return "modal";
  if (number == membership.runner_up()) return "runner-up";
  return "";
}

}  // namespace

double PosteriorOf(const v1::ClassMembership& membership, int number) {
  for (const v1::ClassProbability& one : membership.posterior()) {
    if (one.class_() == number) return one.probability();
  }
  return 0;
}

std::string MembershipText(const v1::ClassMembership& membership) {
  if (membership.posterior().empty()) return "";
  return absl::StrFormat(
      "%d (%.3f), then %d (%.3f), margin %.3f%s", membership.modal_class(),
      PosteriorOf(membership, membership.modal_class()), membership.runner_up(),
      PosteriorOf(membership, membership.runner_up()), membership.margin(),
      membership.not_replicated() ? ", NOT REPLICATED" : "");
}

View MembershipView(const v1::ClassMembership& membership) {
  Grid grid({"class", "posterior", "place", "margin", "label", "data"});
  for (const v1::ClassProbability& one : membership.posterior()) {
    grid.Add({Cell::Number(one.class_()), Cell::Real(one.probability()),
              Place(membership, one.class_()),
              one.class_() == membership.modal_class()
                  ? Cell::Real(membership.margin())
                  : Cell(""),
              one.label(), membership.simulated() ? "SIMULATED" : ""});
  }
  View view;
  view.SayIfSimulated(membership.simulated());
  view.Say(absl::StrCat("Model ", LastId(membership.class_model()),
                        membership.not_replicated()
                            ? ", NOT REPLICATED: it may be a local optimum"
                            : ""));
  view.csv = grid;
  view.Show(std::move(grid));
  return view;
}

}  // namespace caselens::cli
