// Attacks what a reader of a release was given, by the attackers of the attack
// suite: attacks 1 (linear bounds), 2 (whole files), 6 (averaging), 11 (each
// site that knows its own files) and 14 (reconstruction).
//
//   release_attacker FOLDER
//
// FOLDER holds binary messages: `export`, the v1.ReleaseExport that the reader
// got; `release`, the v1.Release; and the truth that only a test may know:
// `snapshot` and `tables` as stored. Prints a line an attack:
//
//   attack NUMBER VARIANT FOUND CONTROL OF
//
// VARIANT is `ours` or `broken`: what the attack succeeds on. Attacks 1, 2 and
// 11: OF cells with 1 to 4 files, FOUND are exact or narrowed to fewer than
// four numbers or to 1 to 4. Attack 6: OF such cells, FOUND are guessed right;
// 14: OF files, the last variable of FOUND is guessed right; CONTROL would be
// so by what holds in general.

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "audit_service/api/release_snapshot_api.h"
#include "caselens/v1/release.pb.h"
#include "caselens/v1/release_snapshot.pb.h"
#include "tests/typology/disclosure/attacks/attack_kit.h"
#include "tests/typology/disclosure/attacks/averaging.h"
#include "typology/base/counter_random.h"

namespace caselens {
namespace {

using disclosure::Bands;
using disclosure::FigureOfCell;
using disclosure::HiddenReason;
using disclosure::Hits;
using disclosure::Interval;
using disclosure::Knowledge;
using disclosure::LinearAttack;
using disclosure::Microdata;
using disclosure::Prey;
using disclosure::PublishedTable;
using disclosure::TableKey;

constexpr size_t kCellsOfIntegerAttack = 20;
constexpr size_t kMostNodes = 100;

template <typename Message>
Message Read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  Message message;
  if (!in || !message.ParseFromIstream(&in)) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    std::exit(2);
  }
  return message;
}

TableKey KeyOf(const v1::ReleaseTable& table, const Microdata& data) {
  TableKey key;
  for (const auto& dimension : table.dimensions()) {
    for (size_t v = 0; v < data.variables.size(); ++v) {
      if (data.variables[v].name == dimension.variable())
        key.push_back(static_cast<int>(v));
    }
  }
  return key;
}

// The figures of the release as the reader has them, and no others.
void TakeFigures(const v1::ReleaseExport& exported, const Microdata& data,
                 disclosure::Release& release) {
  std::map<TableKey, const v1::ReleaseTable*> given;
  for (const v1::ReleaseTable& table : exported.tables())
    given[KeyOf(table, data)] = &table;
  for (PublishedTable& table : release.tables) {
    const v1::ReleaseTable* const seen = given[table.key];
    // A table that shows nothing tells nothing: it was dropped.
    const bool shows_any =
        seen != nullptr &&
        std::any_of(seen->cells().begin(), seen->cells().end(),
                    [](const auto& cell) { return cell.has_value(); });
    for (size_t cell = 0; cell < table.values.size(); ++cell) {
      if (!shows_any) {
        table.Hide(cell, HiddenReason::kTableDropped);
        continue;
      }
      const auto& figure = seen->cells(static_cast<int>(cell));
      table.Hide(cell, HiddenReason::kSmall);
      if (!figure.has_value()) continue;
      table.values[cell] = figure.value();
      table.reasons[cell] = HiddenReason::kShown;
    }
  }
}

// Files in hidden cells that were worked out by somebody who knows the files
// that are `own`.
Hits Linear(const Microdata& data, const disclosure::Release& release,
            const std::vector<Knowledge>& knowledge,
            const std::vector<bool>& own) {
  const Bands bands = BandsOf(data.variables, release.programme.groupings);
  LinearAttack attack(data, bands, knowledge);
  Hits hits;
  for (const Prey& prey :
       SmallCells(data, release.programme, release.states, own)) {
    hits.of += 1;
    hits.found += attack.Bounds(prey).Narrowed() ? 1 : 0;
  }
  return hits;
}

Hits InWholeFiles(const Microdata& data, const disclosure::Release& release) {
  const std::vector<bool> nobody(data.Records());
  const Bands bands = BandsOf(data.variables, release.programme.groupings);
  LinearAttack attack(data, bands, KnowledgeOf(release, data, nobody));
  const std::vector<Prey> all =
      SmallCells(data, release.programme, release.states, nobody);
  Hits hits;
  const size_t step = std::max<size_t>(all.size() / kCellsOfIntegerAttack, 1);
  for (size_t i = 0; i < all.size() && hits.of < kCellsOfIntegerAttack;
       i += step) {
    Interval interval;
    // Whole solutions that were found are possible truths; that is enough.
    attack.IntegerBounds(all[i], kMostNodes, interval);
    hits.found += interval.Narrowed() ? 1 : 0;
    hits.of += 1;
  }
  return hits;
}

// BROKEN: unbiased noise, another for every table.
FigureOfCell NoiseOfEachTable(const Microdata& data,
                              const disclosure::Release& release) {
  const Bands bands = BandsOf(data.variables, release.programme.groupings);
  std::vector<std::vector<int>> files;
  for (const TableKey& key : release.programme.tables) {
    files.push_back(
        CountRecords(data, bands, key, [](size_t) { return true; }).files);
  }
  return [files](size_t table, size_t cell) {
    CounterRandom random({table, cell});
    return files[table][cell] + static_cast<int>(random.Below(3)) - 1;
  };
}

// BROKEN: exact tables of the last variable and six others.
std::vector<Knowledge> ExactTablesOfMany(const Microdata& data,
                                         const Bands& bands) {
  const int last = static_cast<int>(data.variables.size()) - 1;
  std::vector<Knowledge> knowledge;
  for (int first = 0; first <= std::max(last - 6, 0); ++first) {
    TableKey key;
    for (int v = first; v < std::min(first + 6, last); ++v) key.push_back(v);
    key.push_back(last);
    const std::vector<int> files =
        CountRecords(data, bands, key, [](size_t) { return true; }).files;
    knowledge.push_back({key, files, files});
  }
  return knowledge;
}

void Print(int attack, const char* variant, const Hits& hits) {
  std::printf("attack %d %s %.0f %.2f %.0f\n", attack, variant, hits.found,
              hits.control, hits.of);
}

void AttackAll(const Microdata& data, const disclosure::Release& release,
               const std::map<std::string, int>& sites) {
  const std::vector<bool> nobody(data.Records());
  const Bands bands = BandsOf(data.variables, release.programme.groupings);
  const std::vector<Knowledge> study_rule = StudyRule(data, release.programme);
  const std::vector<Knowledge> known = KnowledgeOf(release, data, nobody);
  const std::vector<Prey> prey =
      SmallCells(data, release.programme, release.states, nobody);

  Print(1, "broken", Linear(data, release, study_rule, nobody));
  Print(1, "ours", Linear(data, release, known, nobody));
  Print(2, "ours", InWholeFiles(data, release));
  Print(
      6, "broken",
      Average(data, release.programme, prey, NoiseOfEachTable(data, release)));
  Print(6, "ours", Average(data, release.programme, prey, FiguresOf(release)));
  Print(14, "broken", GuessLast(data, bands, ExactTablesOfMany(data, bands)));
  Print(14, "ours", GuessLast(data, bands, known));
  for (const auto& [id, number] : sites) {
    if (sites.size() == 1) break;  // it knows everything
    std::vector<bool> own;
    for (const int site : data.sites) own.push_back(site == number);
    Print(11, "ours",
          Linear(data, release, KnowledgeOf(release, data, own), own));
  }
}

int Run(const std::string& folder) {
  std::map<std::string, int> sites;
  const Microdata data = ParseReleaseSnapshot(
      Read<v1::ReleaseSnapshot>(folder + "/snapshot"), sites);
  absl::StatusOr<disclosure::Release> release =
      ProvedRelease(Read<v1::Release>(folder + "/release"), data,
                    Read<v1::ReleasedTables>(folder + "/tables"));
  if (!release.ok()) {
    std::fprintf(stderr, "%s\n", release.status().ToString().c_str());
    return 2;
  }
  TakeFigures(Read<v1::ReleaseExport>(folder + "/export"), data, *release);

  AttackAll(data, *release, sites);
  return 0;
}

}  // namespace
}  // namespace caselens

int main(int argc, char** argv) {
  if (argc == 2) return caselens::Run(argv[1]);
  std::fprintf(stderr, "usage: release_attacker FOLDER\n");
  return 2;
}
