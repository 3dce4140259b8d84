// Attacks what a reader of a release was given, by the attackers of the attack
// suite: attacks 1 (linear bounds), 2 (whole files) and 11 (each site that
// knows its own files).
//
//   release_attacker FOLDER
//
// FOLDER holds binary messages: `export`, the v1.ReleaseExport that the reader
// got; `release`, the v1.Release; and the truth that only a test may know:
// `snapshot` and `tables` as stored. Prints a line an attack: of how many cells
// with 1 to 4 files it found the number exactly or narrowed it to fewer than
// four numbers or to 1 to 4. Attack 0 is attack 1 on the BROKEN variant, the
// study's own rule table by table.

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

namespace caselens {
namespace {

using disclosure::Bands;
using disclosure::HiddenReason;
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
    for (size_t cell = 0; cell < table.values.size(); ++cell) {
      if (seen == nullptr) {
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

struct Attacked {
  size_t narrowed = 0;
  size_t prey = 0;
};

// By somebody who knows the files that are `own`.
Attacked Linear(const Microdata& data, const disclosure::Release& release,
                const std::vector<Knowledge>& knowledge,
                const std::vector<bool>& own) {
  const Bands bands = BandsOf(data.variables, release.programme.groupings);
  LinearAttack attack(data, bands, knowledge);
  const std::vector<Prey> all =
      SmallCells(data, release.programme, release.states, own);
  Attacked attacked{.prey = all.size()};
  for (const Prey& prey : all)
    attacked.narrowed += attack.Bounds(prey).Narrowed() ? 1 : 0;
  return attacked;
}

Attacked InWholeFiles(const Microdata& data,
                      const disclosure::Release& release) {
  const std::vector<bool> nobody(data.Records());
  const Bands bands = BandsOf(data.variables, release.programme.groupings);
  LinearAttack attack(data, bands, KnowledgeOf(release, data, nobody));
  const std::vector<Prey> all =
      SmallCells(data, release.programme, release.states, nobody);
  Attacked attacked;
  const size_t step = std::max<size_t>(all.size() / kCellsOfIntegerAttack, 1);
  for (size_t i = 0; i < all.size() && attacked.prey < kCellsOfIntegerAttack;
       i += step) {
    Interval interval;
    // Whole solutions that were found are possible truths; that is enough.
    attack.IntegerBounds(all[i], kMostNodes, interval);
    attacked.narrowed += interval.Narrowed() ? 1 : 0;
    ++attacked.prey;
  }
  return attacked;
}

void Print(int attack, const Attacked& attacked) {
  std::printf("attack %d %zu of %zu\n", attack, attacked.narrowed,
              attacked.prey);
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

  const std::vector<bool> nobody(data.Records());
  Print(0, Linear(data, *release, StudyRule(data, release->programme), nobody));
  Print(1, Linear(data, *release, KnowledgeOf(*release, data, nobody), nobody));
  Print(2, InWholeFiles(data, *release));
  for (const auto& [id, number] : sites) {
    if (sites.size() == 1) break;  // it knows everything
    std::vector<bool> own;
    for (const int site : data.sites) own.push_back(site == number);
    Print(11, Linear(data, *release, KnowledgeOf(*release, data, own), own));
  }
  return 0;
}

}  // namespace
}  // namespace caselens

int main(int argc, char** argv) {
  if (argc == 2) return caselens::Run(argv[1]);
  std::fprintf(stderr, "usage: release_attacker FOLDER\n");
  return 2;
}
