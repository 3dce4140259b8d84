#ifndef CLIENTS_WEB_PAGES_PROFILE_H_
#define CLIENTS_WEB_PAGES_PROFILE_H_

#include <string>

#include "absl/strings/str_cat.h"

#include "clients/web/figures.h"

namespace caselens::web {

// The profile of classes as a heat map: of a model, or of the result of a fit.
// `item` is what a row is called, `case_name` what a class is made of.
template <typename Classes, typename Items, typename LabelOf>
HeatMap ProfileMap(const Classes& classes, const Items& items, LabelOf label_of,
                   const std::string& item, const std::string& case_name) {
  HeatMap map;
  map.caption = {
      "profile", absl::StrCat("How often each class has each ", item),
      absl::StrCat(
          "One row for each ", item,
          ", one column a class; a number is the share of the class's ",
          case_name,
          " that have it. Red is high and blue is low "
          "within a column.")};
  for (const auto& one : classes) {
    map.columns.push_back(absl::StrCat("Class ", one.class_()));
  }
  for (const auto& one : items) {
    map.rows.push_back(
        {label_of(one), {one.probability().begin(), one.probability().end()}});
  }
  return map;
}

}  // namespace caselens::web

#endif  // CLIENTS_WEB_PAGES_PROFILE_H_
