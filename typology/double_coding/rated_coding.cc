#include "typology/double_coding/rated_coding.h"

#include <algorithm>
#include <map>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "typology/base/bytes.h"
#include "typology/findings/findings.h"
#include "typology/template/answer_index.h"
#include "typology/template/asked.h"

namespace caselens {
namespace {

constexpr uint8_t kVersion = 1;

// The number of a rating: of a run that was not asked 0, and its length behind
// it; kNone to kPrefilled as they are; of several codes kSeveral, then how many
// and which; of one code kOneCode and more. A code that the field does not
// have is numbered behind those that it has, with its text behind the number.
constexpr size_t kSeveral = 7;
constexpr size_t kOneCode = 8;

Rating::Kind KindOf(Missing missing) {
  switch (missing) {
    case Missing::kNotRecorded:
      return Rating::Kind::kNotRecorded;
    case Missing::kUnclear:
      return Rating::Kind::kUnclear;
    case Missing::kNotApplicable:
      return Rating::Kind::kNotApplicable;
    case Missing::kWithheld:
      return Rating::Kind::kWithheld;
    case Missing::kNone:
    case Missing::kNotYetCoded:
      break;
  }
  return Rating::Kind::kNone;
}

// Or how many the field has.
size_t PlaceOf(const Field& field, const std::string& code) {
  const auto at =
      std::find_if(field.codes.begin(), field.codes.end(),
                   [&code](const Code& one) { return one.code == code; });
  return static_cast<size_t>(at - field.codes.begin());
}

}  // namespace

RatingSheet::RatingSheet(Form form) : form_(std::move(form)) {
  const RevisionContent& content = form_.revision->Content();
  Fingerprint fingerprint;
  fingerprint.Add(content.name);
  std::vector<std::string> extensions(form_.extensions.begin(),
                                      form_.extensions.end());
  std::sort(extensions.begin(), extensions.end());
  fingerprint.Add(absl::StrCat(extensions.size()));
  for (const std::string& extension : extensions) fingerprint.Add(extension);
  fingerprint.Add(absl::StrCat(form_.factors.size()));
  for (const std::string& factor : form_.factors) fingerprint.Add(factor);
  for (const Section& section : content.sections) {
    if (section.stage != Stage::kCoding) continue;
    for (const Field& field : section.fields) {
      if (!field.HasCodes()) continue;
      fields_.push_back(&field);
      fingerprint.Add(field.id);
      fingerprint.Add(LevelName(field.level));
      fingerprint.Add(absl::StrCat(field.codes.size()));
      for (const Code& code : field.codes) fingerprint.Add(code.code);
    }
  }
  fingerprint_ = fingerprint.value();
}

void RatedCoding::PlaceRatings() {
  std::map<Level, size_t> counts;
  starts_ = {0};
  for (const Field* const field : sheet_->Fields()) {
    const auto [at, is_new] = counts.try_emplace(field->level);
    if (is_new) {
      at->second = CountInstances(field->level, sheet_->form(), outline.listed);
    }
    starts_.push_back(starts_.back() + at->second);
  }
  ratings_.resize(starts_.back());
}

RatedCoding::RatedCoding(const RatingSheet& sheet, const Document& document)
    : outline(OutlineOf(document)), sheet_(&sheet) {
  for (const RelationshipFinding& finding : FindRelationships(document)) {
    const Suggestion suggestion = SuggestFor(finding);
    for (size_t i = 0; i < finding.human_types.size(); ++i) {
      const std::optional<JohnsonType> given = FindType(finding.human_types[i]);
      if (given.has_value()) types.emplace_back(*given, suggestion.types[i]);
    }
  }
  PlaceRatings();
  const Facts facts = FindFacts(document);
  const AskedFields asked(sheet.form(), document, facts);
  const AnswerIndex answers(document);
  auto rating = ratings_.begin();
  for (const Field* const field : sheet.Fields()) {
    for (const std::string& instance :
         InstancesOf(field->level, sheet.form(), document)) {
      if (asked.IsAsked(*field, instance))
        *rating = Rate(*field, answers.Find(field->id, instance));
      ++rating;
    }
  }
}

Rating RatedCoding::Rate(const Field& field, const Answer* answer) {
  Rating rating{.kind = Rating::Kind::kNone};
  if (answer == nullptr) return rating;
  rating.kind =
      answer->imported ? Rating::Kind::kPrefilled : KindOf(answer->missing);
  if (rating.kind != Rating::Kind::kNone || answer->codes.empty())
    return rating;
  rating.kind = Rating::Kind::kCodes;
  for (const std::string& code : answer->codes) {
    const size_t place = PlaceOf(field, code);
    rating.codes.push_back({place, place < field.codes.size()
                                       ? &field.codes[place].code
                                       : &other_codes_.emplace_back(code)});
  }
  return rating;
}

class RatedCoding::Encoder {
 public:
  explicit Encoder(const RatedCoding& coding) : coding_(coding) {}

  std::string Run() && {
    writer_.Byte(kVersion);
    writer_.Fixed64(coding_.sheet_->fingerprint());
    WriteOutline(coding_.outline);
    writer_.Count(coding_.types.size());
    for (const auto& [given, suggested] : coding_.types) {
      WriteEnum(given);
      WriteEnum(suggested);
    }
    for (size_t field = 0; field < coding_.sheet_->Fields().size(); ++field) {
      for (const Rating& rating : coding_.RatingsOf(field))
        Write(*coding_.sheet_->Fields()[field], rating);
    }
    EndRun();
    return std::move(writer_).Take();
  }

 private:
  template <typename Enum>
  void WriteEnum(Enum value) {
    writer_.Count(static_cast<size_t>(value));
  }
  template <typename Enum>
  void WriteEnums(const std::vector<Enum>& values) {
    writer_.Count(values.size());
    for (const Enum value : values) WriteEnum(value);
  }

  void WriteOutline(const Outline& outline) {
    writer_.Count(outline.network.people.size());
    for (const NetworkPerson& person : outline.network.people) {
      writer_.Text(person.id);
      WriteEnum(person.role);
      WriteEnum(person.age);
      WriteEnum(person.gender);
      WriteEnum(person.residence);
      WriteEnums(person.positions);
    }
    writer_.Count(outline.listed.relationships.size());
    for (const Relationship& r : outline.listed.relationships) {
      writer_.Text(r.id);
      writer_.Text(r.person_1);
      writer_.Text(r.person_2);
      WriteEnums(r.periods);
    }
    writer_.Count(outline.network.edges.size());
    for (const HarmEdge& edge : outline.network.edges) {
      writer_.Text(edge.id);
      writer_.Text(edge.from);
      writer_.Text(edge.to);
      WriteEnum(edge.relation);
      WriteEnums(edge.types);
      WriteEnum(edge.period);
      WriteEnum(edge.direction);
    }
    writer_.Count(outline.listed.rows.size());
    for (size_t i = 0; i < outline.listed.rows.size(); ++i) {
      const Row& row = outline.listed.rows[i];
      writer_.Text(row.id);
      WriteEnum(row.kind);
      writer_.Text(row.person);
      writer_.Text(outline.about[i]);
    }
  }

  void Write(const Field& field, const Rating& rating) {
    if (rating.kind == Rating::Kind::kNotAsked) {
      ++not_asked_;
      return;
    }
    EndRun();
    if (rating.kind != Rating::Kind::kCodes) {
      WriteEnum(rating.kind);
      return;
    }
    if (rating.codes.size() == 1) {
      WriteCode(field, rating.codes.front(), kOneCode);
      return;
    }
    writer_.Count(kSeveral);
    writer_.Count(rating.codes.size());
    for (const GivenCode& code : rating.codes) WriteCode(field, code, 0);
  }

  void WriteCode(const Field& field, const GivenCode& given, size_t first) {
    writer_.Count(first + given.place);
    if (given.place == field.codes.size()) writer_.Text(*given.code);
  }

  void EndRun() {
    if (not_asked_ == 0) return;
    WriteEnum(Rating::Kind::kNotAsked);
    writer_.Count(not_asked_);
    not_asked_ = 0;
  }

  const RatedCoding& coding_;
  ByteWriter writer_;
  size_t not_asked_ = 0;
};

std::string RatedCoding::Encode() const { return Encoder(*this).Run(); }

// Each function is false if the bytes are not what the encoder writes.
class RatedCoding::Decoder {
 public:
  Decoder(absl::string_view bytes, RatedCoding& coding)
      : reader_(bytes), coding_(coding) {}

  bool Run() {
    uint8_t version = 0;
    uint64_t fingerprint = 0;
    if (!reader_.Byte(version) || version != kVersion ||
        !reader_.Fixed64(fingerprint) ||
        fingerprint != coding_.sheet_->fingerprint() ||
        !ReadOutline(coding_.outline) || !ReadTypes()) {
      return false;
    }
    coding_.PlaceRatings();
    return ReadRatings() && reader_.left().empty();
  }

 private:
  // How many follow, each of a byte or more.
  bool ReadSize(size_t& size) {
    return reader_.Count(size) && size <= reader_.left().size();
  }
  bool ReadText(std::string& text) {
    absl::string_view view;
    if (!reader_.Text(view)) return false;
    text.assign(view.data(), view.size());
    return true;
  }
  template <typename Enum>
  bool ReadEnum(Enum& value, size_t values) {
    size_t number = 0;
    if (!reader_.Count(number) || number >= values) return false;
    value = static_cast<Enum>(number);
    return true;
  }
  // Of typology/harm/codes.h.
  template <typename Enum>
  bool ReadEnum(Enum& value) {
    return ReadEnum(value, CodesOf(value).size());
  }
  template <typename Enum>
  bool ReadEnums(std::vector<Enum>& values) {
    size_t size = 0;
    if (!ReadSize(size)) return false;
    values.resize(size);
    return std::all_of(values.begin(), values.end(),
                       [this](Enum& value) { return ReadEnum(value); });
  }
  bool ReadEnum(Period& period) { return ReadEnum(period, kPeriods); }

  template <typename Item>
  bool ReadItems(std::vector<Item>& items) {
    size_t size = 0;
    if (!ReadSize(size)) return false;
    items.resize(size);
    return std::all_of(items.begin(), items.end(),
                       [this](Item& item) { return Read(item); });
  }
  bool Read(NetworkPerson& person) {
    return ReadText(person.id) && ReadEnum(person.role) &&
           ReadEnum(person.age) && ReadEnum(person.gender) &&
           ReadEnum(person.residence) && ReadEnums(person.positions);
  }
  bool Read(Relationship& r) {
    return ReadText(r.id) && ReadText(r.person_1) && ReadText(r.person_2) &&
           ReadEnums(r.periods);
  }
  bool Read(HarmEdge& edge) {
    return ReadText(edge.id) && ReadText(edge.from) && ReadText(edge.to) &&
           ReadEnum(edge.relation) && ReadEnums(edge.types) &&
           ReadEnum(edge.period) && ReadEnum(edge.direction);
  }
  bool Read(Row& row) {
    return ReadText(row.id) && ReadEnum(row.kind, kRowKinds) &&
           ReadText(row.person) &&
           ReadText(coding_.outline.about.emplace_back());
  }
  bool Read(std::pair<JohnsonType, JohnsonType>& types) {
    return ReadEnum(types.first, kTypes) && ReadEnum(types.second, kTypes);
  }

  bool ReadOutline(Outline& outline) {
    Document& listed = outline.listed;
    if (!ReadItems(outline.network.people) ||
        !ReadItems(listed.relationships) || !ReadItems(outline.network.edges) ||
        !ReadItems(listed.rows)) {
      return false;
    }
    for (const NetworkPerson& person : outline.network.people)
      listed.people.push_back({person.id});
    for (const HarmEdge& edge : outline.network.edges)
      listed.harms.push_back({edge.id, edge.from, edge.to});
    return true;
  }
  bool ReadTypes() { return ReadItems(coding_.types); }

  bool ReadRatings() {
    const absl::Span<const Field* const> fields = coding_.sheet_->Fields();
    size_t not_asked = 0;
    for (size_t field = 0; field < fields.size(); ++field) {
      for (size_t at = coding_.starts_[field]; at < coding_.starts_[field + 1];
           ++at) {
        if (not_asked == 0 &&
            !Read(*fields[field], coding_.ratings_[at], not_asked)) {
          return false;
        }
        if (not_asked > 0) --not_asked;
      }
    }
    return not_asked == 0;
  }

  // Or the length of a run that begins here.
  bool Read(const Field& field, Rating& rating, size_t& not_asked) {
    size_t number = 0;
    if (!reader_.Count(number)) return false;
    if (number == 0) return reader_.Count(not_asked) && not_asked > 0;
    if (number < kSeveral) {
      rating.kind = static_cast<Rating::Kind>(number);
      return true;
    }
    rating.kind = Rating::Kind::kCodes;
    if (number >= kOneCode) return ReadCode(field, number - kOneCode, rating);
    size_t size = 0;
    if (!ReadSize(size)) return false;
    for (; size > 0; --size) {
      if (!reader_.Count(number) || !ReadCode(field, number, rating))
        return false;
    }
    return true;
  }
  bool ReadCode(const Field& field, size_t place, Rating& rating) {
    if (place > field.codes.size()) return false;
    if (place < field.codes.size()) {
      rating.codes.push_back({place, &field.codes[place].code});
      return true;
    }
    rating.codes.push_back({place, &coding_.other_codes_.emplace_back()});
    return ReadText(coding_.other_codes_.back());
  }

  static constexpr size_t kPeriods =
      1 + static_cast<size_t>(Period::kPostSeparation);
  static constexpr size_t kRowKinds = 1 + static_cast<size_t>(RowKind::kForum);
  static constexpr size_t kTypes =
      1 + static_cast<size_t>(JohnsonType::kNotIntimate);

  ByteReader reader_;
  RatedCoding& coding_;
};

absl::StatusOr<RatedCoding> RatedCoding::Decode(const RatingSheet& sheet,
                                                absl::string_view bytes) {
  RatedCoding coding(sheet);
  if (Decoder(bytes, coding).Run()) return coding;
  return absl::InvalidArgumentError(
      "rated coding: want the bytes of a coding of the same form");
}

}  // namespace caselens
