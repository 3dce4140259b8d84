#ifndef TESTS_AUDIT_SERVICE_CONTRACT_H_
#define TESTS_AUDIT_SERVICE_CONTRACT_H_

#include <filesystem>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "caselens/v1/adjudication.pb.h"
#include "caselens/v1/agreement.pb.h"
#include "caselens/v1/assignment.pb.h"
#include "caselens/v1/backup.pb.h"
#include "caselens/v1/class_model.pb.h"
#include "caselens/v1/coding.pb.h"
#include "caselens/v1/comparison.pb.h"
#include "caselens/v1/disclosure.pb.h"
#include "caselens/v1/document.pb.h"
#include "caselens/v1/erasure.pb.h"
#include "caselens/v1/release.pb.h"
#include "caselens/v1/release_snapshot.pb.h"
#include "caselens/v1/study.pb.h"
#include "caselens/v1/template.pb.h"

namespace caselens {

// A file of the contract is in the program only if something of it is used.
inline void LinkTheContract() {
  v1::Adjudication::descriptor();
  v1::AgreementReport::descriptor();
  v1::Assignment::descriptor();
  v1::Backup::descriptor();
  v1::ClassModel::descriptor();
  v1::Coding::descriptor();
  v1::Comparison::descriptor();
  v1::DisclosureReview::descriptor();
  v1::Document::descriptor();
  v1::Erasure::descriptor();
  v1::Release::descriptor();
  v1::ReleaseSnapshot::descriptor();
  v1::Study::descriptor();
  v1::Template::descriptor();
}

// Every method of every service of the contract, by the files in protos/.
inline std::vector<const google::protobuf::MethodDescriptor*>
MethodsOfContract() {
  LinkTheContract();
  const std::filesystem::path folder =
      std::filesystem::path(CASELENS_TEST_DATA) / "../../protos/caselens/v1";
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".proto") continue;
    const auto* const file =
        google::protobuf::DescriptorPool::generated_pool()->FindFileByName(
            absl::StrCat("caselens/v1/", entry.path().filename().string()));
    EXPECT_NE(file, nullptr) << entry.path() << " is not in the program";
    for (int s = 0; file != nullptr && s < file->service_count(); ++s) {
      const auto* const service = file->service(s);
      for (int m = 0; m < service->method_count(); ++m) {
        methods.push_back(service->method(m));
      }
    }
  }
  return methods;
}

}  // namespace caselens

#endif  // TESTS_AUDIT_SERVICE_CONTRACT_H_
