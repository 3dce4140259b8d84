#include "typology/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace caselens {

void ParallelFor(size_t threads, size_t count,
                 const std::function<void(size_t worker, size_t i)>& work) {
  std::atomic<size_t> next = 0;
  const auto take = [&](size_t worker) {
    for (size_t i = next++; i < count; i = next++) work(worker, i);
  };
  std::vector<std::thread> others;
  for (size_t worker = 1; worker < std::min(threads, count); ++worker) {
    others.emplace_back(take, worker);
  }
  take(0);
  for (std::thread& other : others) other.join();
}

}  // namespace caselens
