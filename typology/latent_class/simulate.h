#ifndef TYPOLOGY_LATENT_CLASS_SIMULATE_H_
#define TYPOLOGY_LATENT_CLASS_SIMULATE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "typology/latent_class/class_model.h"
#include "typology/latent_class/data_set.h"

namespace caselens {

struct SimulatedData {
  DataSet data;
  std::vector<size_t> classes;  // [row]: where the row came from
};

// Draws cases from a valid model. Case i depends on the seed and i alone.
SimulatedData Simulate(const ClassModel& model, size_t cases, uint64_t seed);

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_SIMULATE_H_
