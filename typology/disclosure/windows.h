#ifndef TYPOLOGY_DISCLOSURE_WINDOWS_H_
#define TYPOLOGY_DISCLOSURE_WINDOWS_H_

#include <cstddef>
#include <functional>
#include <vector>

#include "typology/disclosure/programme.h"

namespace caselens::disclosure {

struct WindowLimits {
  size_t most_variables = 0;
  size_t most_atoms = 0;
};

// Sets of variables (ascending) that between them hold every table. Each grows
// from a table by the variable that completes most other tables, as long as it
// completes any of two or three variables and the limits hold.
std::vector<TableKey> CoverTables(
    std::vector<TableKey> tables, const WindowLimits& limits,
    const std::function<size_t(const TableKey&)>& atoms);

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_WINDOWS_H_
