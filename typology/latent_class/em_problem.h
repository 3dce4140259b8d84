#ifndef TYPOLOGY_LATENT_CLASS_EM_PROBLEM_H_
#define TYPOLOGY_LATENT_CLASS_EM_PROBLEM_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "typology/latent_class/aligned.h"
#include "typology/latent_class/em_kernel.h"
#include "typology/latent_class/patterns.h"

namespace caselens {

// Patterns laid out for the kernel, whose Data it backs. Unchanging, shared by
// all threads. Patterns of weight 0 are left out.
class EmProblem {
 public:
  explicit EmProblem(const PatternTable& patterns);
  EmProblem(const EmProblem&) = delete;
  EmProblem& operator=(const EmProblem&) = delete;
  ~EmProblem() = default;

  const em::Data& Layout() const { return data_; }
  // Share of each category among the weight that answered its item.
  const AlignedDoubles& LevelShares() const { return level_shares_; }
  // Patterns of weight above 0, as indices of the table: the kernel's rows.
  const std::vector<size_t>& Kept() const { return kept_; }

 private:
  void ReadItems(const PatternTable& patterns);
  void ChooseGroups();
  void FillRows(const PatternTable& patterns);

  em::Data data_;
  std::vector<em::ItemLevels> items_;
  std::vector<em::Group> groups_;
  std::vector<size_t> kept_;
  std::vector<uint32_t> codes_;
  AlignedDoubles row_weights_;
  AlignedDoubles level_weights_;
  AlignedDoubles level_shares_;
};

}  // namespace caselens

#endif  // TYPOLOGY_LATENT_CLASS_EM_PROBLEM_H_
