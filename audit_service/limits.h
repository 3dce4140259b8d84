#ifndef AUDIT_SERVICE_LIMITS_H_
#define AUDIT_SERVICE_LIMITS_H_

#include <cstddef>
#include <cstdint>

// Every number that a caller can hit.
namespace caselens::limits {

// Messages. Larger requests get RESOURCE_EXHAUSTED before they are read.
inline constexpr int kMaxRequestBytes = 4 << 20;
inline constexpr int kMaxMetadataBytes = 8 << 10;
inline constexpr int kMaxConcurrentStreams = 100;  // per connection

// Names and words.
inline constexpr size_t kMaxIdCharacters = 40;
inline constexpr size_t kMaxDisplayNameCharacters = 120;
inline constexpr size_t kMaxContactCharacters = 200;
inline constexpr size_t kMaxProvenanceCharacters = 200;

// Lists.
inline constexpr int kDefaultPageSize = 50;
inline constexpr int kMaxPageSize = 200;
inline constexpr int kMaxLongPageSize = 1000;  // case files, events
inline constexpr size_t kMaxGrantsPerPrincipal = 100;

// Imports.
inline constexpr size_t kMaxImportBytes = 3 << 20;
inline constexpr size_t kMaxImportRows = 20'000;
inline constexpr size_t kMaxRowErrors = 1'000;
inline constexpr size_t kMaxModelTableBytes = 100 << 10;

// Samples: files and reserves of all classes, so that one fits a message.
inline constexpr int kDefaultFilesPerClass = 2;
inline constexpr size_t kMaxSampledFiles = 10'000;

// Tokens.
inline constexpr int kMaxTokenDays = 366;

// How long a repeated request id gets its first answer.
inline constexpr int64_t kReplyDays = 7;

}  // namespace caselens::limits

#endif  // AUDIT_SERVICE_LIMITS_H_
