#ifndef TYPOLOGY_TEMPLATE_REVISION_H_
#define TYPOLOGY_TEMPLATE_REVISION_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "typology/template/document.h"

namespace caselens {

// One revision of an audit template as plain values: what is asked, in which
// words, of what, under which conditions. protos/caselens/v1/template.proto
// says what each member means; the numbers of the enums are those of the proto.

// In the order in which a coding passes through them.
enum class Stage { kCoding = 1, kMatch = 2 };

enum class FieldKind {
  kOne = 1,
  kMany = 2,
  kText = 3,
  kImported = 4,
  kDerived = 5,
  kList = 6,
};

enum class Level {
  kFile = 1,
  kPerson = 2,
  kHarm = 3,
  kRelationship = 4,
  kActor = 5,
  kDirection = 6,
  kDomain = 7,
  kFactor = 8,
  kService = 9,
  kForum = 10,
};

// "PERSON".
absl::string_view LevelName(Level level);
// "NR"; "" for kNone.
absl::string_view MissingName(Missing missing);
// True if an instance of `outer` contains instances of `inner`.
bool LevelContains(Level outer, Level inner);

// Lists that documents refer to by these ids.
inline constexpr char kDomainList[] = "D.domain";
inline constexpr char kConfidenceList[] = "B.confidence";
inline constexpr char kEvidenceLevelList[] = "B.evidence_level";
inline constexpr char kEvidenceSourceList[] = "B.evidence_source";

struct Code {
  std::string code;
  std::string label;
  std::string definition;
  std::string evidence;
  std::string tell_apart;
  bool exclusive = false;
  bool operator==(const Code&) const = default;
};

// Either `field` or `fact` is set.
struct ConditionTest {
  std::string field;
  std::vector<std::string> codes;
  std::string fact;
  bool negated = false;
  bool operator==(const ConditionTest&) const = default;
};

struct ConditionClause {
  std::vector<ConditionTest> tests;
  bool operator==(const ConditionClause&) const = default;
};

// Holds if any clause holds; a clause holds if all its tests do. A condition
// without clauses always holds.
struct Condition {
  std::vector<ConditionClause> any;
  bool operator==(const Condition&) const = default;
};

struct Field {
  std::string id;
  std::string label;
  std::string definition;
  std::string evidence;
  std::string tell_apart;
  FieldKind kind = FieldKind::kOne;
  Level level = Level::kFile;
  std::string extension;
  bool required = false;
  bool graded = false;
  std::vector<std::string> ungraded_codes;
  std::string grid;
  std::vector<Code> codes;
  std::vector<Missing> missing;
  Condition asked_if;
  bool prefilled = false;
  bool class_codes = false;
  bool ordered = false;
  bool operator==(const Field&) const = default;

  // True for the kinds that are answered by codes: ONE, MANY.
  bool HasCodes() const;
  // True for the kinds that an auditor answers: these, and TEXT.
  bool IsAnswered() const;
  const Code* FindCode(absl::string_view code) const;
  bool Offers(Missing value) const;
  // True if an answer with these codes carries a grade.
  bool IsGradedWith(const std::vector<std::string>& answer_codes) const;
};

// Exactly one of `fill_missing` and `fill_code` is set.
struct Grid {
  std::string id;
  std::string label;
  Missing fill_missing = Missing::kNone;
  std::string fill_code;
  bool operator==(const Grid&) const = default;
};

struct Section {
  std::string id;
  std::string title;
  std::string guidance;
  Stage stage = Stage::kCoding;
  std::vector<Field> fields;
  std::vector<Grid> grids;
  bool operator==(const Section&) const = default;
};

struct Extension {
  std::string id;
  std::string label;
  bool operator==(const Extension&) const = default;
};

struct MissingLabel {
  Missing missing = Missing::kNone;
  std::string label;
  std::string definition;
  bool operator==(const MissingLabel&) const = default;
};

// The texts of a revision in another language than English, by the paths of
// texts.h. What is not there is read in English.
struct Translation {
  std::string language;
  std::map<std::string, std::string> texts;
  bool operator==(const Translation&) const = default;
};

struct RevisionContent {
  std::string name;
  std::string title;
  std::vector<std::string> introduction;
  std::vector<Section> sections;
  std::vector<Extension> extensions;
  std::vector<MissingLabel> missing_labels;
  std::vector<Translation> translations;
  bool operator==(const RevisionContent&) const = default;
};

struct Violation;

// A revision known to agree with itself, with constant-time look-up. Immutable,
// so that threads may share it.
class Revision {
 public:
  // Returns INVALID_ARGUMENT with the first of FindProblems.
  static absl::StatusOr<Revision> Create(RevisionContent content);

  // Everything that is inconsistent, by path: an id given twice or malformed, a
  // grid, extension, condition or grade that refers to something absent, a
  // default that a field does not offer, a translation of no text. Messages
  // show ids only if they have the form of one.
  static std::vector<Violation> FindProblems(RevisionContent content);

  const RevisionContent& Content() const { return content_; }
  // Null if there is none.
  const Field* FindField(absl::string_view id) const;
  const Grid* FindGrid(absl::string_view id) const;
  // Stage of the section of a field or grid of this revision.
  Stage StageOf(absl::string_view id) const;
  // Codes of a field of kind LIST, in order; empty if there is none.
  std::vector<std::string> ListCodes(absl::string_view id) const;

 private:
  // Place of a field or grid: index of its section, index within it.
  using Place = std::pair<int, int>;

  explicit Revision(RevisionContent content);

  RevisionContent content_;
  absl::flat_hash_map<std::string, Place> fields_;
  absl::flat_hash_map<std::string, Place> grids_;
};

}  // namespace caselens

#endif  // TYPOLOGY_TEMPLATE_REVISION_H_
