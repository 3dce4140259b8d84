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
inline constexpr size_t kMaxRequestMemory = size_t{512} << 20;  // of all calls

// Connections over TCP; more are closed at once. The first two are flags.
inline constexpr size_t kMaxConnections = 10'000;
inline constexpr size_t kMaxConnectionsOfOneAddress = 1'000;
inline constexpr int kHandshakeSeconds = 10;  // to get to the first request
inline constexpr int kMaxIdleMinutes = 10;
inline constexpr int kMaxConnectionMinutes = 30;  // then connect again
inline constexpr int kStreamGraceMinutes = 60;    // of streams that run then
inline constexpr int kKeepaliveSeconds = 20;      // is the other side there?
inline constexpr int kKeepaliveTimeoutSeconds = 10;
inline constexpr int kMinPingSeconds = 20;  // pings more often end a connection

// Calls a second, on average; ten seconds' worth of them at once. Both are
// flags. Somebody who saves by hand makes one in a few seconds.
inline constexpr int kCallsPerSecondOfPrincipal = 100;
inline constexpr int kCallsPerSecondOfAddress = 1'000;
inline constexpr int kCallsOfACostlyCall = 20;
inline constexpr int kBurstSeconds = 10;  // worth of calls at once
inline constexpr size_t kRememberedAddresses = 100'000;
inline constexpr size_t kRememberedPrincipals = 100'000;
// When to try again what found the queue of changes or the disk full.
inline constexpr int kRetryMillis = 1'000;

// Reads of codings that are stored together, and that may wait while the store
// fails.
inline constexpr size_t kReadsOfABatch = 1'000;
inline constexpr size_t kMaxReadsWaiting = 100'000;

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
inline constexpr size_t kMaxPrincipalId = 30;  // characters
inline constexpr size_t kMaxStudyId = 20;

// Tables.
inline constexpr int kMaxTableFilters = 20;
inline constexpr int kMaxTableCells = 20'000;

// Imports.
inline constexpr size_t kMaxImportBytes = 3 << 20;
inline constexpr size_t kMaxImportRows = 20'000;
inline constexpr size_t kMaxRowErrors = 1'000;
inline constexpr size_t kMaxModelTableBytes = 100 << 10;

// Checks of texts.
inline constexpr int kMaxCheckedTexts = 1'000;
inline constexpr size_t kMaxCheckedBytes = 1 << 20;
inline constexpr int kMaxKeeps = 1'000;
inline constexpr int kMaxRedactions = 200;
inline constexpr int kMaxResolutions = 1'000;
// Codings whose placeholders go on from one check to the next, and names each.
inline constexpr size_t kRememberedCodings = 1'000;
inline constexpr size_t kRememberedNames = 1'000;

// Fits of latent class models.
inline constexpr int kMaxFitClasses = 15;
inline constexpr int kMaxFitStarts = 10'000;
inline constexpr double kMaxPseudoCases = 100;
inline constexpr size_t kMaxFitsWaiting = 32;   // in the whole service
inline constexpr size_t kMaxFitWatchers = 100;  // of one fit
inline constexpr int kMaxOptima = 20;           // that a result lists

// Releases.
inline constexpr size_t kMaxReleasesWaiting = 8;    // in the whole service
inline constexpr size_t kMaxReleaseWatchers = 100;  // of one release

// Class models.
inline constexpr size_t kMaxModelIdCharacters = 35;  // leaves room for `-v123`
inline constexpr size_t kMaxReasonCharacters = 500;
inline constexpr size_t kMaxLabelCharacters = 120;
inline constexpr double kMaxClamp = .05;
inline constexpr int kMaxScores = 1'000;  // of one request
inline constexpr int kMaxDisagreements = 100;

// Templates.
inline constexpr int kMaxListedLosses = 1'000;       // of one migration
inline constexpr size_t kMaxListedProblems = 1'000;  // of one draft

// Samples: files and reserves of all classes, so that one fits a message.
inline constexpr int kDefaultFilesPerClass = 2;
inline constexpr size_t kMaxSampledFiles = 10'000;

// Agreement.
inline constexpr double kDefaultKappaThreshold = .60;
inline constexpr int kFewestFilesToFlag = 20;

// Assignments of one call, and what comes back about them.
inline constexpr size_t kMaxAssignedFiles = 5'000;
inline constexpr size_t kMaxNewAssignments = 10'000;
inline constexpr size_t kMaxAssignmentCsvBytes = 1 << 20;
inline constexpr int kResumedDrafts = 3;  // of a page of a work queue
inline constexpr int kDefaultAbandonedDays = 14;
inline constexpr int kMaxAbandonedDays = 3'650;
inline constexpr size_t kMaxAbandonedDrafts = 1'000;

// Case files that an erasure names.
inline constexpr int kMaxErasedFiles = 1'000;

// Tokens.
inline constexpr int kMaxTokenDays = 366;
inline constexpr size_t kMaxSignOnTokenBytes = 7 << 10;
inline constexpr size_t kRememberedSignOns = 10'000;
inline constexpr size_t kMaxIdentityCharacters = 255;
inline constexpr size_t kMaxIdentitiesPerPrincipal = 20;
inline constexpr int kMaxOverlapMinutes = 24 * 60;  // of one that is rotated

// How long a repeated request id gets its first answer; within an hour of it
// the answer is forgotten.
inline constexpr int64_t kReplyDays = 7;

}  // namespace caselens::limits

#endif  // AUDIT_SERVICE_LIMITS_H_
