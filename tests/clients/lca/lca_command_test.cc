// caselens-lca as a user meets it: the real program on real files.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"

#include "clients/lca/class_range.h"
#include "clients/lca/model_file.h"
#include "tests/status_matchers.h"

namespace caselens {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

struct Output {
  int exit_code = 0;
  std::string out;
  std::string errors;
};

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

std::string Scratch(const std::string& name) {
  return absl::StrCat(testing::TempDir(), "/lca_", ::getpid(), "_", name);
}

Output RunLca(const std::string& arguments) {
  const std::string out = Scratch("out");
  const std::string errors = Scratch("errors");
  const std::string command =
      absl::StrCat(CASELENS_LCA, " ", arguments, " >", out, " 2>", errors);
  const int status = std::system(command.c_str());  // NOLINT(cert-env33-c)
  return {.exit_code = WEXITSTATUS(status),
          .out = ReadText(out),
          .errors = ReadText(errors)};
}

std::string Data(const std::string& name) {
  return absl::StrCat(CASELENS_TEST_DATA, "/latent_class/", name);
}

TEST(LcaCommandTest, FitsAsJsonWithTheDocumentedKeys) {
  const Output run = RunLca(absl::StrCat(
      "fit ", Data("gss82.csv"),
      " --weights count --classes 3 --starts auto --seed 1 --method ml "
      "--format json --standard-errors observed --bvr"));
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_EQ(run.errors, "");  // no progress bar where there is no terminal
  const json result = json::parse(run.out);
  ASSERT_EQ(result["models"].size(), 2);
  EXPECT_EQ(result["models"][0]["classes"], 1);  // always fitted
  const json& model = result["models"][1];
  EXPECT_NEAR(model["log_likelihood"].get<double>(), -2754.545405, 1e-5);
  EXPECT_EQ(model["parameters"], 20);
  for (const char* key :
       {"aic", "bic", "g_squared", "entropy_r2", "starts", "replicated",
        "standard_errors", "bivariate_residuals", "prob_means", "optima"}) {
    EXPECT_TRUE(model.contains(key)) << key;
  }
  EXPECT_EQ(model["class_shares"].size(), 3);
  EXPECT_EQ(model["profiles"]["PURPOSE"]["1"].size(), 3);
  EXPECT_GE(model["replicated"].get<int>(), 5);
}

TEST(LcaCommandTest, GivesTheSameBytesOnAnyNumberOfThreads) {
  const std::string fit = absl::StrCat("fit ", Data("sim_C3_1361.csv"),
                                       " --classes 1-5 --format json");
  EXPECT_EQ(RunLca(fit + " --threads 1").out, RunLca(fit + " --threads 3").out);
}

TEST(LcaCommandTest, ScoresAndSimulatesFromAModelItPrinted) {
  const std::string model = Scratch("model.json");
  ASSERT_EQ(RunLca(absl::StrCat("fit ", Data("carcinoma.csv"),
                                " --classes 2 --format json --threads 1 | tee ",
                                model))
                .exit_code,
            0);
  const Output scored =
      RunLca(absl::StrCat("score ", Data("carcinoma.csv"), " --model ", model));
  ASSERT_EQ(scored.exit_code, 0) << scored.errors;
  EXPECT_THAT(scored.out, StartsWith("row,class,runner_up,margin,"));
  EXPECT_EQ(std::count(scored.out.begin(), scored.out.end(), '\n'), 119);
  const Output drawn =
      RunLca(absl::StrCat("simulate --model ", model, " --cases 50 --seed 4"));
  ASSERT_EQ(drawn.exit_code, 0) << drawn.errors;
  EXPECT_THAT(drawn.out, StartsWith("A,B,C,D,E,F,G\n"));
  EXPECT_EQ(drawn.out, RunLca(absl::StrCat("simulate --model ", model,
                                           " --cases 50 --seed 4"))
                           .out);
}

TEST(LcaCommandTest, TestsClassesMeasuresStabilityAndRelates) {
  const Output blrt = RunLca(absl::StrCat(
      "blrt ", Data("hivtests.csv"),
      " --weights count --classes 1 --replicates 60 --format json"));
  ASSERT_EQ(blrt.exit_code, 0) << blrt.errors;
  EXPECT_LT(json::parse(blrt.out)["tests"][0]["p"].get<double>(), 0.05);
  const Output stability = RunLca(absl::StrCat(
      "stability ", Data("carcinoma.csv"), " --classes 2 --replicates 20"));
  ASSERT_EQ(stability.exit_code, 0) << stability.errors;
  EXPECT_THAT(stability.out, HasSubstr("adjusted Rand"));
  const Output related = RunLca(
      absl::StrCat("relate ", Data("three_step/study_C3_1361_seed31.csv"),
                   " --outcome y --classes 4 --replicates 20 --format json"));
  ASSERT_EQ(related.exit_code, 0) << related.errors;
  const json result = json::parse(related.out);
  EXPECT_NEAR(result["estimates"][0][1].get<double>(), 0.64645, 1e-3);
  EXPECT_EQ(result["pairs"].size(), 6);
}

TEST(LcaCommandTest, TellsBadInputFromABadCommandLine) {
  EXPECT_EQ(RunLca("--help").exit_code, 0);
  EXPECT_THAT(RunLca("fit --help").out, HasSubstr("Examples:"));
  EXPECT_EQ(RunLca("").exit_code, 2);
  EXPECT_EQ(RunLca("fit").exit_code, 2);
  EXPECT_EQ(RunLca("fit x.csv --method newton").exit_code, 2);
  const Output missing = RunLca("fit /does/not/exist.csv");
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.errors, HasSubstr("cannot be read"));
  EXPECT_EQ(RunLca(absl::StrCat("fit ", Data("gss82.csv"), " --classes 3-1"))
                .exit_code,
            1);
  EXPECT_EQ(RunLca(absl::StrCat("score ", Data("gss82.csv"), " --model ",
                                Data("gss82.csv")))
                .exit_code,
            1);
}

TEST(ClassRangeTest, ReadsNumbersAndRanges) {
  EXPECT_THAT(*ParseClassRange("2,4-6,5"), ElementsAre(2, 4, 5, 6));
  for (const char* bad : {"", "0", "3-", "-3", "a", "1-1001", "5-4", "1,,2"}) {
    EXPECT_THAT(ParseClassRange(bad),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr("want for example")))
        << bad;
  }
}

TEST(ModelFileTest, RefusesWhatIsNoModel) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(ReadModel("nonsense", 0),
              StatusIs(kInvalid, HasSubstr("not a model")));
  EXPECT_THAT(ReadModel(R"({"models":[]})", 3),
              StatusIs(kInvalid, HasSubstr("no model of 3")));
  EXPECT_THAT(ReadModel(R"({"models":[{"classes":2,"class_shares":[0.5,0.6],
                    "labels":["a","b"],"profiles":{}}]})",
                        0),
              StatusIs(kInvalid, HasSubstr("add up to 1.1")));
}

}  // namespace
}  // namespace caselens
