#ifndef TESTS_STORAGE_SAMPLE_ROWS_H_
#define TESTS_STORAGE_SAMPLE_ROWS_H_

#include <string>

#include "absl/status/status.h"

#include "storage/rows.h"
#include "storage/store.h"
#include "typology/base/status_macros.h"

namespace caselens {

// Rows whose every column holds something.

inline constexpr char kSampleTemplate[] = "templates/rdac";
inline constexpr char kSamplePrincipal[] = "principals/ada";

// All 256 bytes: NULs, quotes, what is no UTF-8.
inline std::string AllBytes() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
  return bytes;
}

inline ResourceRow SampleResource(const std::string& name) {
  const size_t last = name.rfind('/');
  const size_t before = name.rfind('/', last - 1);
  return {.name = name,
          .collection = before == std::string::npos
                            ? name.substr(0, last)
                            : name.substr(before + 1, last - before - 1),
          .parent = before == std::string::npos ? "" : name.substr(0, before),
          .version = 3,
          .create_us = 1'700'000'000'000'001,
          .salt = AllBytes().substr(0, 32),
          .document = AllBytes()};
}

inline TokenRow SampleToken(const std::string& id) {
  return {.id = id,
          .principal = kSamplePrincipal,
          .mac = AllBytes().substr(100, 32),
          .expire_us = 1'900'000'000'000'000,
          .revoked = false};
}

// A case file with all that hangs on it, as the store gives them back.
struct SampleCase {
  CaseFileRow file;
  AssignmentRow assignment;
  CodingRow coding;
  SnapshotRow snapshot;
};

// `tag` makes the ids differ; the site's own ids are the same for all.
inline SampleCase MakeCase(const std::string& study, const std::string& site,
                           const std::string& tag) {
  SampleCase sample;
  sample.file = {.id = "file" + tag,
                 .study = study,
                 .site = site,
                 .record = "R" + tag,
                 .child = "child \xC3\xA9\xF0\x9F\x8C\x8D",
                 .family = "family ' ; -- \"",
                 .episode = "",
                 .has_dva = true,
                 .create_us = 1'700'000'000'000'002,
                 .salt = AllBytes().substr(1, 32),
                 .document = AllBytes()};
  sample.assignment = {.id = "assignment" + tag,
                       .study = study,
                       .site = site,
                       .case_file = sample.file.id,
                       .auditor = "ada",
                       .rank = 1,
                       .wave = 2,
                       .create_us = 1'700'000'000'000'003,
                       .due_date = "2026-12-18",
                       .salt = AllBytes().substr(2, 32),
                       .record = sample.file.record,
                       .coding = "coding" + tag,
                       .coding_state = 4,
                       .coding_reveals = 1,
                       .coding_update_us = 1'700'000'000'000'005};
  sample.coding = {.id = "coding" + tag,
                   .study = study,
                   .site = site,
                   .case_file = sample.file.id,
                   .assignment = sample.assignment.id,
                   .auditor = "ada",
                   .template_name = kSampleTemplate,
                   .state = 4,
                   .reveals = 1,
                   .version = 7,
                   .submit_version = 7,
                   .blind_version = 7,
                   .create_us = 1'700'000'000'000'004,
                   .update_us = 1'700'000'000'000'005,
                   .submit_us = 1'700'000'000'000'006,
                   .salt = AllBytes().substr(3, 32),
                   .document = AllBytes() + AllBytes(),
                   .packed = AllBytes().substr(5, 60),
                   .record = sample.file.record,
                   .rank = sample.assignment.rank,
                   .wave = sample.assignment.wave};
  sample.snapshot = {.coding = sample.coding.id,
                     .version = 7,
                     .sequence = 11,
                     .salt = AllBytes().substr(4, 32),
                     .document = AllBytes()};
  return sample;
}

inline KeptSpanRow SampleKeptSpan(const SampleCase& sample,
                                  const std::string& id) {
  return {.id = id,
          .study = sample.file.study,
          .site = sample.file.site,
          .coding = sample.coding.id,
          .case_file = sample.file.id,
          .field = "document.answers[A.x].text",
          .start_character = 3,
          .end_character = 9,
          .type = "PERSON",
          .detectors_version = "7",
          .reason = 2,
          .author = "ada",
          .create_us = 1'700'000'000'000'001,
          .mac = AllBytes().substr(100, 32),
          .state = 1,
          .reader = "bob",
          .review_us = 5,
          .salt = AllBytes().substr(9, 32)};
}

inline EventRow SampleEvent(int64_t sequence) {
  return {.sequence = sequence,
          .study = "s",
          .case_file = "file",
          .actor = "ada",
          .resource = "studies/s/codings/coding",
          .record = AllBytes()};
}

inline ReplyRow SampleReply(const std::string& request_id) {
  return {.principal = "ada",
          .request_id = request_id,
          .digest = AllBytes().substr(200, 32),
          .subject = "studies/s/codings/coding",
          .create_us = 1'700'000'000'000'007,
          .response = AllBytes()};
}

// What the other rows refer to.
inline absl::Status InsertFoundations(Transaction& transaction) {
  CASELENS_RETURN_IF_ERROR(
      transaction.InsertResource(SampleResource(kSampleTemplate)));
  return transaction.InsertResource(SampleResource(kSamplePrincipal));
}

inline absl::Status InsertCase(Transaction& transaction,
                               const SampleCase& sample) {
  CASELENS_RETURN_IF_ERROR(transaction.InsertCaseFile(sample.file));
  CASELENS_RETURN_IF_ERROR(transaction.InsertAssignment(sample.assignment));
  CASELENS_RETURN_IF_ERROR(transaction.InsertCoding(sample.coding));
  return transaction.InsertSnapshot(sample.snapshot);
}

}  // namespace caselens

#endif  // TESTS_STORAGE_SAMPLE_ROWS_H_
