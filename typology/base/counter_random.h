#ifndef TYPOLOGY_BASE_COUNTER_RANDOM_H_
#define TYPOLOGY_BASE_COUNTER_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace caselens {

// Random numbers that are a function of a key and a counter: the nth number of
// a start, replicate or case is the same whatever was drawn before, on any
// thread. SplitMix64 (Steele, Lea and Flood 2014) from a hashed key.
class CounterRandom {
 public:
  // For example {seed, class count, start}.
  CounterRandom(std::initializer_list<uint64_t> key) {
    for (const uint64_t part : key) state_ = Mix(state_ + part + kGolden);
  }

  uint64_t Next() { return Mix(state_ += kGolden); }
  // In (0, 1), never 0 or 1.
  double Uniform() {
    return (static_cast<double>(Next() >> 12) + 0.5) * 0x1p-52;
  }
  // In [0, n).
  size_t Below(size_t n) {
    return static_cast<size_t>(Uniform() * static_cast<double>(n));
  }

 private:
  static constexpr uint64_t kGolden = 0x9E3779B97F4A7C15;
  static uint64_t Mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  uint64_t state_ = 0;
};

}  // namespace caselens

#endif  // TYPOLOGY_BASE_COUNTER_RANDOM_H_
