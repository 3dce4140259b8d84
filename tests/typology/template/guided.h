#ifndef TESTS_TYPOLOGY_TEMPLATE_GUIDED_H_
#define TESTS_TYPOLOGY_TEMPLATE_GUIDED_H_

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/util/json_util.h>

#include "audit_service/api/document_api.h"
#include "audit_service/api/template_api.h"
#include "caselens/v1/coding.pb.h"
#include "typology/template/asked.h"
#include "typology/template/document.h"
#include "typology/template/fill.h"
#include "typology/template/instances.h"
#include "typology/template/revision.h"

namespace caselens {

// The shipped template and the guided file of the demo, as a study in England
// would meet them. What belongs to other libraries (facts, factor scheme, the
// return) is written out by hand.

inline const Revision& Rdac() {
  static const Revision revision = LoadRdac2026().value();
  return revision;
}

inline Form RdacForm() {
  Form form;
  form.revision = &Rdac();
  form.factors = {"child_substance",
                  "parent_alcohol",
                  "parent_drug",
                  "other_substance",
                  "dv_child",
                  "dv_parent",
                  "dv_other",
                  "child_mh",
                  "parent_other_mh",
                  "child_disability",
                  "parent_disability",
                  "risks_outside_home",
                  "neglect",
                  "emotional_abuse",
                  "physical_abuse",
                  "sexual_abuse",
                  "other"};
  form.class_codes = {"1", "2", "3", "4", "5", "6"};
  return form;
}

inline std::string ReadFile(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

inline v1::Coding GuidedFile() {
  v1::Coding proto;
  const auto status = google::protobuf::util::JsonStringToMessage(
      ReadFile(CASELENS_TEST_DATA "/../../clients/demo/guided_file.json"),
      &proto);
  if (!status.ok()) throw std::runtime_error(status.ToString());
  return proto;
}

inline ParsedDocument GuidedInput() {
  return ParseDocument(GuidedFile().document(), DocumentOrigin::kRequest)
      .value();
}

inline Answer CodeAnswer(std::string field, std::string instance,
                         std::vector<std::string> codes) {
  Answer answer;
  answer.field = std::move(field);
  answer.instance = std::move(instance);
  answer.codes = std::move(codes);
  return answer;
}

// What the return and the sample say of the guided file.
inline std::vector<Answer> GuidedPrefilled() {
  return {CodeAnswer("A.site", "", {"C1"}),
          CodeAnswer("A.nation", "", {"ENG"}),
          CodeAnswer("A.record_type", "", {"CIN_ASSESSMENT"}),
          CodeAnswer("A.wave", "", {"W1"}),
          CodeAnswer("A.pathway_england", "", {"CIN_ONLY"}),
          CodeAnswer("A.s47", "", {"N"}),
          CodeAnswer("A.index_child_age", "", {"A0_4"}),
          CodeAnswer("A.index_child_sex", "", {"F"}),
          CodeAnswer("A.index_child_ethnicity", "", {"WHITE"}),
          CodeAnswer("D.deprivation", "", {"3"})};
}

// P1 is the index child, P2 her mother, P3 her father, who harms P2 (H1).
inline Facts GuidedFacts() {
  Facts facts;
  facts.Add("NATION_ENG", "");
  facts.Add("WAVE_SAMPLED", "");
  facts.Add("CHILD", "P1");
  facts.Add("INDEX_CHILD", "P1");
  facts.Add("ADULT", "P2");
  facts.Add("ADULT_HARMED", "P2");
  facts.Add("ADULT", "P3");
  facts.Add("MALE_16_OR_OVER", "P3");
  facts.Add("HARMS_16_OR_OVER", "P3");
  facts.Add("CURRENT_HIGH_HARM", "H1");
  facts.Add("HIGH_HARM", "R1/CURRENT");
  return facts;
}

// The guided file as the service would hold it, ready to submit.
inline Document GuidedDocument() {
  ParsedDocument input = GuidedInput();
  MergePrefilled(GuidedPrefilled(), input.document);
  const auto violations =
      ApplyFills(RdacForm(), GuidedFacts(), input.fills, input.document);
  if (!violations.empty()) throw std::runtime_error(violations[0].message);
  return input.document;
}

}  // namespace caselens

#endif  // TESTS_TYPOLOGY_TEMPLATE_GUIDED_H_
