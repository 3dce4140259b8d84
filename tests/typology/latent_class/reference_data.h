#ifndef TESTS_TYPOLOGY_LATENT_CLASS_REFERENCE_DATA_H_
#define TESTS_TYPOLOGY_LATENT_CLASS_REFERENCE_DATA_H_

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "typology/latent_class/data_set.h"

namespace caselens {

inline std::string ReadReferenceFile(const std::string& name) {
  const std::string path =
      absl::StrCat(CASELENS_TEST_DATA, "/latent_class/", name);
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  std::stringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

// A published data set. Some are stored as patterns with a column "count".
inline DataSet ReadReferenceData(const std::string& name) {
  const std::string text = ReadReferenceFile(absl::StrCat(name, ".csv"));
  DataSetOptions options;
  const std::string header = text.substr(0, text.find('\n'));
  if (header.ends_with(",count")) options.weight_column = "count";
  auto data = ReadDataSet(text, options);
  EXPECT_TRUE(data.ok()) << name << ": " << data.status().ToString();
  return *std::move(data);
}

// What other programs make of it: see tests/data/SOURCES.md.
inline nlohmann::json ReadReferenceFits(const std::string& name) {
  return nlohmann::json::parse(ReadReferenceFile(absl::StrCat(name, ".json")));
}

}  // namespace caselens

#endif  // TESTS_TYPOLOGY_LATENT_CLASS_REFERENCE_DATA_H_
