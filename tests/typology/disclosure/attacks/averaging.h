#ifndef TESTS_TYPOLOGY_DISCLOSURE_ATTACKS_AVERAGING_H_
#define TESTS_TYPOLOGY_DISCLOSURE_ATTACKS_AVERAGING_H_

#include <cstddef>
#include <functional>
#include <vector>

#include "tests/typology/disclosure/attacks/attack_kit.h"

namespace caselens::disclosure {

// What is said of a cell of the programme's `table`th table.
using FigureOfCell = std::function<double(size_t table, size_t cell)>;

// As readers have them: a hidden cell is taken for the middle of what is
// hidden.
FigureOfCell FiguresOf(const Release& release);

// Attack 6 (Asghar and Kaafar 2019): takes the average of all three-way tables
// that add up to a two-way cell for what that cell holds. Of `prey` it goes
// after those two-way cells.
Hits Average(const Microdata& data, const Programme& programme,
             std::vector<Prey> prey, const FigureOfCell& figure);

}  // namespace caselens::disclosure

#endif  // TESTS_TYPOLOGY_DISCLOSURE_ATTACKS_AVERAGING_H_
