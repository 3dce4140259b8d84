#ifndef TYPOLOGY_COMPARISON_FILE_COUNTS_H_
#define TYPOLOGY_COMPARISON_FILE_COUNTS_H_

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "typology/comparison/audited_file.h"

namespace caselens {

// What is counted over many files, one struct for each question. Everything is
// by assigned class, from 0. Nothing here estimates: see population.h.

// "k of n files read".
struct KOfN {
  size_t k = 0;
  size_t n = 0;
  void Add(bool counts) {
    k += counts ? 1 : 0;
    ++n;
  }
  bool operator==(const KOfN&) const = default;
};

using KOfNByClass = std::vector<KOfN>;  // [class]

KOfN Total(const KOfNByClass& by_class);

// Where the files of one assigned class went. A file is placed when its verdict
// is neither NOT_COMPUTABLE nor NO_DVA_FOUND: only then is there a class by the
// file.
struct ClassMovement {
  size_t files = 0;
  std::vector<size_t> found;  // [class]: placed files, by their modal class
  size_t no_dva_found = 0;
  size_t not_computable = 0;
  // Sums of posteriors over placed files, side by side: by the return and by
  // the file.
  std::vector<double> recorded_posterior;  // [class]
  std::vector<double> found_posterior;     // [class]
  // Placed files whose modal class by the file is another than by the return,
  // over the factors that are coded; and how many would be expected had as many
  // factors been added to each return at random (random_additions.h). Only what
  // goes beyond that says more than that a whole file holds more than a return.
  KOfN changed;
  double changed_at_random = 0;
  // Sum of the posteriors of the assigned class after these random additions.
  double posterior_at_random = 0;
  bool operator==(const ClassMovement&) const = default;

  size_t Placed() const { return changed.n; }
};

// How far the files bear their class out.
struct VerdictCounts {
  // [class][verdict - 1]: files.
  std::vector<std::array<size_t, 6>> verdicts;
  // Files with a verdict that another assumption would change.
  KOfNByClass sensitive;
  // AGREE or AGREE_WEAK, of files whose verdict is not NOT_COMPUTABLE.
  KOfNByClass borne_out;
  bool operator==(const VerdictCounts&) const = default;
};

// How well returns record one factor. Under-recording, not error.
struct FactorCounts {
  // Files that show it (grade 2) in the text behind the return, and those of
  // them whose return lacks it.
  KOfNByClass missed;
  // Files in which it was coded and whose return has it, and those of them
  // in which it was not found anywhere.
  KOfNByClass not_found;
  // Found files that do not enter `missed`, by where it was found.
  size_t earlier = 0;
  size_t later = 0;
  size_t not_said = 0;
  bool operator==(const FactorCounts&) const = default;
};

// Of files assigned to a single-issue class, whose verdict is not
// NOT_COMPUTABLE: how many have two or more further needs. A further need is a
// factor that does not record DVA.
struct SingleIssueCounts {
  KOfNByClass by_return;
  KOfNByClass by_that_document;  // found in the text behind the return
  KOfNByClass by_file;           // found anywhere in the file
  // The same, with needs that no factor of the return could hold.
  KOfNByClass by_file_and_extra;
  bool operator==(const SingleIssueCounts&) const = default;
};

// Needs that no factor of the return could hold.
struct NoCategoryCounts {
  KOfNByClass any;   // files with such a need
  KOfNByClass said;  // files whose auditor gave it as a reason of a mismatch
  // By code of the need, [class]: files. Of as many files as `any`.
  std::map<std::string, std::vector<size_t>> files_with;
  bool operator==(const NoCategoryCounts&) const = default;
};

// The auditor's judgement against the derived verdict, which was shown later.
struct JudgementCounts {
  // FULL against AGREE and AGREE_WEAK, PARTIAL against NEAR, NONE against
  // DISAGREE and NO_DVA_FOUND.
  static constexpr size_t kLevels = 3;

  // [class][(judgement - 1) * 6 + verdict - 1]: files. CANNOT_TELL and
  // NOT_COMPUTABLE are shown here and enter nothing below.
  std::vector<std::array<size_t, 24>> table;
  // [class][level of judgement * kLevels + level of verdict]
  std::vector<std::array<size_t, kLevels * kLevels>> levels;
  KOfNByClass same_level;
  // Without a judgement that was saved before the verdict was shown.
  size_t left_out = 0;
  bool operator==(const JudgementCounts&) const = default;
};

struct CountedShape {
  size_t class_count = 0;
  std::vector<bool> dva_items;     // [item]: records DVA
  std::vector<bool> single_issue;  // [class]: a class of one issue
};

// Answers to all the questions over one set of files.
struct FileCounts {
  explicit FileCounts(const CountedShape& shape);
  bool operator==(const FileCounts&) const = default;

  // `file` must fit `shape`, which is the one of the constructor (ManyFiles
  // checks). O(classes + items).
  void Add(const AuditedFile& file, const CountedShape& shape);

  std::vector<ClassMovement> movement;  // [class]
  VerdictCounts verdicts;
  std::vector<FactorCounts> factors;  // [item]
  SingleIssueCounts single_issue;
  NoCategoryCounts no_category;
  JudgementCounts judgements;
};

}  // namespace caselens

#endif  // TYPOLOGY_COMPARISON_FILE_COUNTS_H_
