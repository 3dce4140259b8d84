#include "typology/tabulation/file_states.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "tests/status_matchers.h"
#include "tests/typology/tabulation/plain_files.h"
#include "typology/tabulation/index.h"
#include "typology/tabulation/table.h"

namespace caselens::tabulation {
namespace {

using testing::HasSubstr;

constexpr int kFiles = 6000;  // more than one chunk

std::shared_ptr<const Snapshot> RandomSnapshot(PlainFiles& files) {
  Index index(std::make_shared<const Schema>(files.schema()));
  for (int i = 0; i < kFiles; ++i) {
    const PlainFile file = files.Next(absl::StrCat("f", i));
    EXPECT_THAT(index.Put(file.key, Pack(files.schema(), file)), IsOk());
  }
  return index.Read();
}

// Stored, grouped, any and count: whatever a table counts.
TEST(FileStatesTest, ReadsWhatTablesCount) {
  PlainFiles files(11);
  const auto snapshot = RandomSnapshot(files);
  const Scope scope = Scope::Create({"S3", "S1"}).value();
  const std::vector<std::string> names = {"f3", "half", "p2:a.any",
                                          "p2:b.count", "site"};
  const FileStates read = ReadFileStates(*snapshot, scope, names).value();
  for (size_t v = 0; v < names.size(); ++v) {
    const Table table =
        Count(*snapshot, scope, {.dimensions = {names[v]}}).value();
    EXPECT_EQ(read.variables[v], table.dimensions[0].variable);
    std::vector<uint64_t> counts(table.cells.size());
    for (size_t file = 0; file < read.Files(); ++file) {
      ++counts[read.State(file, v)];
    }
    EXPECT_EQ(counts, table.cells) << names[v];
  }
  for (size_t file = 0; file < read.Files(); ++file) {
    EXPECT_EQ(read.sites[file], read.State(file, 4));
  }
  EXPECT_EQ(read.ids.size(), read.families.size());
}

TEST(FileStatesTest, HasSampledFilesOfTheScopeAlone) {
  PlainFiles files(12);
  const auto snapshot = RandomSnapshot(files);
  const Scope scope = Scope::Create({"S2"}).value();
  const FileStates read = ReadFileStates(*snapshot, scope, {"f1"}).value();
  EXPECT_EQ(read.Files(),
            Count(*snapshot, scope, {.dimensions = {}}).value().n);
}

TEST(FileStatesTest, RefusesVariablesThatAreNotAboutFiles) {
  PlainFiles files(13);
  const auto snapshot = RandomSnapshot(files);
  const Scope scope = Scope::Create({"S1"}).value();
  for (const char* const name : {"p2", "nothing"}) {
    EXPECT_THAT(ReadFileStates(*snapshot, scope, {name}),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(name)));
  }
}

}  // namespace
}  // namespace caselens::tabulation
