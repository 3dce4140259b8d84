#ifndef TYPOLOGY_TEMPLATE_EDIT_H_
#define TYPOLOGY_TEMPLATE_EDIT_H_

#include <string>
#include <vector>

#include "typology/template/document.h"

namespace caselens {

// What one save does to a draft.
struct Edit {
  Document changes;
  std::vector<Answer> cleared;       // field and instance only
  std::vector<std::string> removed;  // ids of people, relationships, ...
  bool replace = false;
};

// `draft` after `edit`: what the edit names replaces what is there or is
// added; cleared answers go; removed things go with every answer about them. A
// replacing edit keeps only imported answers. Pure; whether the result is well
// formed is for the template to say.
Document ApplyEdit(Document draft, Edit edit);

}  // namespace caselens

#endif  // TYPOLOGY_TEMPLATE_EDIT_H_
