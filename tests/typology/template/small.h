#ifndef TESTS_TYPOLOGY_TEMPLATE_SMALL_H_
#define TESTS_TYPOLOGY_TEMPLATE_SMALL_H_

#include <string>
#include <utility>

#include "typology/template/revision.h"

namespace caselens {

// A template of two questions, to break and to change.

inline Field YesNo(const std::string& id, Level level = Level::kFile) {
  Field field;
  field.id = id;
  field.label = "a question";
  field.definition = "what is asked";
  field.level = level;
  for (const char* code : {"Y", "N"}) {
    Code& added = field.codes.emplace_back();
    added.code = added.label = added.definition = code;
  }
  return field;
}

// A section A with a file question A.one and a person question A.two in a grid.
inline RevisionContent Small() {
  RevisionContent content;
  content.name = "templates/small/revisions/1";
  content.extensions = {{"more", "More"}};
  Section& section = content.sections.emplace_back();
  section.id = "A";
  section.fields = {YesNo("A.one"), YesNo("A.two", Level::kPerson)};
  section.fields[1].grid = "A.grid";
  section.grids.emplace_back();
  section.grids[0].id = "A.grid";
  section.grids[0].fill_code = "N";
  return content;
}

inline Field& One(RevisionContent& content) {
  return content.sections[0].fields[0];
}
inline Field& Two(RevisionContent& content) {
  return content.sections[0].fields[1];
}

// The same after `edit`.
template <typename Edit>
Revision Edited(RevisionContent content, const Edit& edit) {
  edit(content);
  return Revision::Create(std::move(content)).value();
}

}  // namespace caselens

#endif  // TESTS_TYPOLOGY_TEMPLATE_SMALL_H_
