#ifndef TYPOLOGY_TABULATION_STUDY_SHAPE_H_
#define TYPOLOGY_TABULATION_STUDY_SHAPE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "typology/comparison/file_counts.h"
#include "typology/factors/factor_map.h"
#include "typology/tabulation/variable.h"
#include "typology/template/revision.h"

namespace caselens::tabulation {

// A class model to which sites of the study hold their files.
struct StudyModel {
  std::string id;
  std::vector<std::string> class_labels;  // one for each class
  std::vector<std::string> items;         // keys of factors, in its order
  // Classes, DVA items and single-issue classes, of the sizes above.
  CountedShape shape;
};

// What decides which variables there are. Another revision, factor or model
// makes other variables: what was packed before is packed again.
struct StudyShape {
  const Revision* revision = nullptr;  // not owned
  // Of all sites; factors of equal key are one.
  std::vector<Factor> factors;
  std::vector<StudyModel> models;
};

// The class that a return had put a file in.
struct AssignedClass {
  size_t model = 0;   // place in StudyShape::models
  size_t number = 0;  // from 0
};

// "3"; with several models, "c1-published/3".
std::string ClassCode(const StudyShape& study, const AssignedClass& assigned);

// Every class of every model, and pathways of both nations.
std::vector<Category> ClassCategories(const StudyShape& study);
std::vector<Category> PathwayCategories();

// Variables of both universes, not yet added.
Variable ClassVariable(const StudyShape& study);
Variable PathwayVariable();
Variable RecordedVariable(const Factor& factor);

// "recorded.dv_parent".
std::string RecordedName(absl::string_view factor);

}  // namespace caselens::tabulation

#endif  // TYPOLOGY_TABULATION_STUDY_SHAPE_H_
