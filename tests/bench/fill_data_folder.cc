// Fills a service's data folder as years of use would: codings of 4 kB, sealed,
// and saves of them in the history, all through the store's own writer.
//
//   fill_data_folder DATA CODINGS EVENTS
//
// The documents are no answers; a start reads none.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "audit_service/data_folder.h"
#include "audit_service/environment.h"
#include "audit_service/history/event.h"
#include "tests/storage/sample_rows.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

constexpr int64_t kCodingsOfCommit = 500;
constexpr size_t kDocumentBytes = 4096;

absl::Status WriteCoding(Transaction& transaction, int64_t number,
                         int64_t saves) {
  SampleCase sample = MakeCase("s", "C1", absl::StrCat(number));
  sample.coding.document.assign(kDocumentBytes, 'a');
  CASELENS_RETURN_IF_ERROR(transaction.InsertCaseFile(sample.file));
  CASELENS_RETURN_IF_ERROR(transaction.InsertAssignment(sample.assignment));
  CASELENS_RETURN_IF_ERROR(transaction.InsertCoding(sample.coding));
  const Version version = {.salt = sample.coding.salt,
                           .document = sample.coding.document};
  const Change change{
      .study = "s",
      .case_file = sample.file.id,
      .actor = "ada",
      .action = "CodingService.SaveAnswers",
      .resource = absl::StrCat("studies/s/codings/", sample.coding.id),
      .before = version,
      .after = version};
  for (int64_t i = 0; i < saves; ++i) {
    CASELENS_RETURN_IF_ERROR(Record(transaction, change));
  }
  return absl::OkStatus();
}

absl::Status Fill(const std::string& path, int64_t codings, int64_t events) {
  CASELENS_ASSIGN_OR_RETURN(
      const OpenedStore opened,
      OpenStore({.path = path}, Environment::Real(), SqliteOptions(), nullptr));
  CASELENS_RETURN_IF_ERROR(
      opened.store->WriteNow([](Transaction& t) -> absl::Status {
        CASELENS_RETURN_IF_ERROR(InsertFoundations(t));
        return Record(t, {.resource = kSamplePrincipal});
      }));
  const int64_t saves = events / codings;
  for (int64_t first = 0; first < codings; first += kCodingsOfCommit) {
    CASELENS_RETURN_IF_ERROR(
        opened.store->WriteNow([&](Transaction& t) -> absl::Status {
          const int64_t end = std::min(codings, first + kCodingsOfCommit);
          for (int64_t i = first; i < end; ++i) {
            CASELENS_RETURN_IF_ERROR(WriteCoding(t, i, saves));
          }
          return absl::OkStatus();
        }));
  }
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  int64_t codings = 0;
  int64_t events = 0;
  if (argc != 4 || !absl::SimpleAtoi(argv[2], &codings) || codings < 1 ||
      !absl::SimpleAtoi(argv[3], &events) || events < codings) {
    std::cerr << "fill_data_folder DATA CODINGS EVENTS\n";
    return EXIT_FAILURE;
  }
  const absl::Status status = Fill(argv[1], codings, events);
  if (status.ok()) return EXIT_SUCCESS;
  std::cerr << "fill_data_folder: " << status.message() << "\n";
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace caselens

int main(int argc, char** argv) { return caselens::Main(argc, argv); }
