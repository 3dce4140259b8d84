// How long the guard takes: one free-text field of 500 characters, texts of
// growing length, and hostile texts.
//
//   Field      `p99_us`, the 99th percentile of single scans in
//                 processor time: under 5,000.
//   Hostile    `ratio`, time of the text over time of its first quarter: 4
//                 where a detector is linear, 16 where one is quadratic.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <iterator>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "typology/anonymity/guard.h"

namespace caselens::anonymity {
namespace {

constexpr size_t kField = 500;
constexpr size_t kMegabyte = 1 << 20;
constexpr size_t kHostileSize = 1 << 18;
constexpr size_t kGrowth = 4;

constexpr absl::string_view kNote =
    "During the home visit on 14/02/2019 mum (Sarah Brown) disclosed that her "
    "partner Jakub Kowalski controls the money. NHS no. 943 476 5919, crime "
    "ref CR/12345/19. The children, aged 10-15 years, were seen at St Mary's "
    "Primary School in Rotherham. MARAC heard that he breached the order three "
    "times; section 47 enquiry under the Children Act 1989. Call back on 07700 "
    "900123. It is recorded that Will witnessed the assault from the stairs "
    "and told his teacher, who rang the duty team at about ten at night. ";

// What each detector looks for, to be repeated.
constexpr absl::string_view kHostile[] = {
    "1",         "1 ",          "1.2 ",   "1\n",
    "a ",        "a.",          "a1",     "A1b-",
    "@",         "a@",          "a@b.",   "www.",
    "at a dot ", "&#49;",       "&amp;",  "&",
    "one ",      "double ",     "o1l",    "a\u0300\u0323\u0327",
    "\u0300",    "\u200B",      "12/12/", "12 May ",
    "Will ",     "Xyzzy Qwrt ", "J. ",    "12 Abc Road ",
    "St ",       "ref 1234 ",   "ab12cd", "the only ",
    "five ",     "'",           "-",      "[person-1] ",
    "\u0416",    "a\tb\t",      "e1 1aa", "0:0:",
    "stoke on "};

const Guard& TheGuard() {
  static const auto& guard = *new Guard();
  return guard;
}

std::string Repeat(absl::string_view piece, size_t size) {
  std::string text;
  while (text.size() < size) absl::StrAppend(&text, piece);
  return text;
}

// Processor time of one scan, so that what else runs on the machine counts
// little.
double Seconds(absl::string_view text) {
  const std::clock_t start = std::clock();
  benchmark::DoNotOptimize(TheGuard().Scan(text));
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

void Field(benchmark::State& state) {
  const std::string text = Repeat(kNote, kField).substr(0, kField);
  std::vector<double> seconds;
  // The first scan builds the word lists.
  benchmark::DoNotOptimize(TheGuard().Scan(kNote));
  for (auto _ : state) seconds.push_back(Seconds(text));
  std::sort(seconds.begin(), seconds.end());
  state.counters["p99_us"] = 1e6 * seconds[seconds.size() * 99 / 100];
}
BENCHMARK(Field)->Unit(benchmark::kMicrosecond);

void Long(benchmark::State& state) {
  const std::string text = Repeat(kNote, static_cast<size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(TheGuard().Scan(text));
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) *
                          static_cast<int64_t>(text.size()));
}
BENCHMARK(Long)->Arg(1 << 14)->Arg(1 << 17)->Arg(1 << 20)->Unit(
    benchmark::kMillisecond);

// Scans `text` and its first quarter, which must end between code points.
void MeasureGrowth(benchmark::State& state, const std::string& shorter,
                   const std::string& text) {
  double quarter = 0;
  double whole = 0;
  for (auto _ : state) {
    quarter += Seconds(shorter);
    whole += Seconds(text);
  }
  state.counters["ratio"] = whole / quarter;
  state.counters["bytes"] = static_cast<double>(text.size());
}

void Hostile(benchmark::State& state, absl::string_view piece) {
  MeasureGrowth(state, Repeat(piece, kHostileSize / kGrowth),
                Repeat(piece, kHostileSize));
}

std::string AllHostile(size_t size) {
  std::string text;
  for (const absl::string_view piece : kHostile) {
    // A line each, or a word would mix two scripts and the text be refused.
    absl::StrAppend(&text, Repeat(piece, size / std::size(kHostile)), "\n");
  }
  return text;
}

void HostileMegabyte(benchmark::State& state) {
  MeasureGrowth(state, AllHostile(kMegabyte / kGrowth), AllHostile(kMegabyte));
}
BENCHMARK(HostileMegabyte)->Unit(benchmark::kMillisecond);

void BuildGuard(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Guard());
}
BENCHMARK(BuildGuard)->Unit(benchmark::kMillisecond);

// A piece as it can stand in a name: control and other bytes as numbers.
std::string Printable(absl::string_view piece) {
  std::string name;
  for (const char c : piece) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > ' ' && byte < 0x7F && c != '/') {
      name += c;
    } else {
      absl::StrAppend(&name, "%", absl::Hex(byte, absl::kZeroPad2));
    }
  }
  return name;
}

const bool kRegistered = [] {
  for (const absl::string_view piece : kHostile) {
    benchmark::RegisterBenchmark(
        absl::StrCat("Hostile/", Printable(piece)).c_str(), Hostile, piece)
        ->Unit(benchmark::kMillisecond);
  }
  return true;
}();

}  // namespace
}  // namespace caselens::anonymity
