#ifndef AUDIT_SERVICE_API_NUMBER_H_
#define AUDIT_SERVICE_API_NUMBER_H_

#include <cstddef>
#include <cstdint>

namespace caselens {

// A count as messages have it.
inline int32_t Number(size_t count) { return static_cast<int32_t>(count); }

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_NUMBER_H_
