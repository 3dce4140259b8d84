#ifndef TYPOLOGY_BASE_PARALLEL_H_
#define TYPOLOGY_BASE_PARALLEL_H_

#include <cstddef>
#include <functional>

namespace caselens {

// Calls work(worker, i) once for each i in [0, count) on up to `threads`
// threads and returns when all are done. `worker` is in [0, threads): calls of
// one worker never overlap. Work must write to its own place for i, so that
// the result does not depend on who did it.
void ParallelFor(size_t threads, size_t count,
                 const std::function<void(size_t worker, size_t i)>& work);

}  // namespace caselens

#endif  // TYPOLOGY_BASE_PARALLEL_H_
