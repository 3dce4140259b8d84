#ifndef TYPOLOGY_LATENT_CLASS_EM_KERNEL_H_
#define TYPOLOGY_LATENT_CLASS_EM_KERNEL_H_

// The inner loop of expectation maximisation, compiled once for each
// instruction set and chosen at run time.
//
// Items are put together in groups. Each group has a table with one line for
// each combination of its answers (a code) that holds, for every class, the
// product of its item probabilities, so that the likelihood of a row under all
// classes is one product of a few table lines, without exp() or gather. The
// expected counts are added to tables of the same shape, which are then summed
// back to items. Probabilities are divided by the largest class's first, whose
// logarithm is added once for each category and not once for each row; a row
// that underflows all the same is done again with logarithms.
//
// Every instruction set does the same operations on the same four lanes in the
// same order, without fused multiply-add, so all give the same bytes.
//
// Nothing here may include a header with inline functions: the linker could
// keep the copy that was compiled for the newest instruction set.

#include <cstddef>
#include <cstdint>

namespace caselens::em {

inline constexpr size_t kLanes = 4;       // doubles in one vector
inline constexpr size_t kBlockRows = 64;  // rows done together
inline constexpr size_t kAlignment = 64;  // bytes, of every array of doubles

struct Group {
  uint32_t first_item = 0;
  uint32_t end_item = 0;
  uint32_t first_code = 0;
  uint32_t code_count = 0;  // product of the radices of its items
};

struct ItemLevels {
  uint32_t first_level = 0;  // among all categories of all items
  uint32_t level_count = 0;
  uint32_t radix = 0;  // level_count, and one more if an answer is missing
};

// What is fitted; the same for every start. Rows are padded to a multiple of
// kBlockRows with rows of weight 0.
struct Data {
  size_t row_count = 0;  // padded
  size_t item_count = 0;
  size_t level_count = 0;
  size_t group_count = 0;
  size_t code_count = 0;
  const uint32_t* codes = nullptr;      // [row * group_count + group]
  const double* row_weights = nullptr;  // [row]
  const Group* groups = nullptr;
  const ItemLevels* items = nullptr;
  const double* level_weights = nullptr;  // [level]: weight that gave it
  double total_weight = 0;
};

// Dirichlet pseudo-counts (Latent GOLD's Bayes constants), 0 for maximum
// likelihood: `share` for each class; `share * level_shares[level]` for each
// probability of a class.
struct Prior {
  double share = 0;
  const double* level_shares = nullptr;  // [level], observed
};

// Parameters of `class_count` classes are [(1 + level) * stride + class], with
// the class shares in place of level -1 and zeros behind the last class.
// `stride` is class_count rounded up to kLanes.
struct Shape {
  size_t class_count = 0;
  size_t vectors = 0;  // stride / kLanes
};

// Memory of one thread.
struct Scratch {
  double* ratios = nullptr;    // [level_count][stride]
  double* maxima = nullptr;    // [level_count rounded up to kLanes]
  double* products = nullptr;  // [code_count][stride]
  double* expected = nullptr;  // [code_count][stride]
  double* joint = nullptr;     // [kBlockRows][stride]
};

struct StepResult {
  double log_likelihood = 0;
  double log_prior = 0;
};

// One instruction set.
struct Kernel {
  const char* name;
  // One step of expectation maximisation from `in` to `out`. Gives the
  // log-likelihood at `in`. Linear in rows x groups x classes.
  StepResult (*step)(const Data&, const Prior&, const Shape&, const double* in,
                     double* out, const Scratch&);
  // SQUAREM (Varadhan and Roland 2008, scheme S3): `next` = x0 - 2 a r + a^2 v
  // with r = x1 - x0, v = x2 - 2 x1 + x0, a = -|r|/|v|, kept inside the
  // simplex. Gives -a; when it is 1 or less, `next` is x2 itself.
  double (*extrapolate)(const Data&, const Shape&, const double* x0,
                        const double* x1, const double* x2, double longest,
                        double* next);
};

// Defined in em_kernel_<name>.cc.
extern const Kernel kBaselineKernel;
extern const Kernel kAvx2Kernel;

// A row whose likelihood underflowed: fills joint[class] with the posterior
// and gives the logarithm of the sum that underflowed, or minus infinity when
// the row is impossible in every class. Slow, in baseline code.
double RowInLogSpace(const Data& data, const Shape& shape, size_t row,
                     const double* ratios, const double* shares, double* joint);

}  // namespace caselens::em

#endif  // TYPOLOGY_LATENT_CLASS_EM_KERNEL_H_
