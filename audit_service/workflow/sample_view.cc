#include "audit_service/workflow/sample_view.h"

#include <set>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/case_file_api.h"
#include "audit_service/api/names.h"
#include "audit_service/api/sample_api.h"
#include "audit_service/workflow/resources.h"
#include "audit_service/workflow/sight.h"
#include "typology/base/status_macros.h"
#include "typology/comparison/many_files.h"
#include "typology/sampling/spread.h"

namespace caselens {
namespace {

constexpr char kRandomCaveat[] =
    "Files were drawn at random from the records of each class that reach the "
    "minimum posterior, and stand for these. Weights take files that could not "
    "be had to be like the others of their class.";

using EachFile = absl::FunctionRef<absl::Status(v1::Sample::File&)>;

// Calls `each` for every file that a class names.
absl::Status ForEachFile(v1::Sample::Class& of_class, EachFile each) {
  for (v1::Sample::Place& place : *of_class.mutable_places()) {
    if (place.has_file()) CASELENS_RETURN_IF_ERROR(each(*place.mutable_file()));
    for (v1::Sample::Unavailable& lost : *place.mutable_unavailable()) {
      CASELENS_RETURN_IF_ERROR(each(*lost.mutable_file()));
    }
  }
  for (v1::Sample::File& reserve : *of_class.mutable_reserve()) {
    CASELENS_RETURN_IF_ERROR(each(reserve));
  }
  return absl::OkStatus();
}

// The caller must not know the class of some file of the sample. Two files a
// class are known by elimination: all of it is withheld.
bool IsWithheld(const SightOf& sight, v1::Sample& message) {
  bool blind = false;
  for (v1::Sample::Class& of_class : *message.mutable_classes()) {
    ForEachFile(of_class, [&](v1::Sample::File& file) {
      blind |= sight.At(LastId(file.case_file())) == Sight::kBlind;
      return absl::OkStatus();
    }).IgnoreError();
  }
  return blind;
}

std::string ValueOfFile(const v1::CaseFile& file,
                        const std::string& characteristic) {
  const Candidate candidate{.age_band = file.age_band(),
                            .gender = file.gender(),
                            .ethnic_group = file.ethnicity()};
  for (const Characteristic one : kCharacteristics) {
    if (CharacteristicName(one) == characteristic) {
      return KnownCode(ValueOf(candidate, one));
    }
  }
  return "";
}

void CountSpread(const v1::CaseFile& file, v1::Sample::Class& of_class) {
  for (v1::Sample::SpreadCell& cell : *of_class.mutable_spread()) {
    if (cell.value() == ValueOfFile(file, cell.characteristic())) {
      cell.set_drawn(cell.drawn() + 1);
    }
  }
}

// Site, record and spread, from the case files; an erased one has none.
absl::Status CompleteClass(const Call& call, Reader& reader,
                           const SightOf& sight, v1::Sample::Class& of_class) {
  std::set<std::string> held;
  for (const v1::Sample::Place& place : of_class.places()) {
    held.insert(place.file().case_file());
  }
  return ForEachFile(of_class, [&](v1::Sample::File& file) -> absl::Status {
    const std::string id = LastId(file.case_file());
    if (sight.At(id) != Sight::kOpen) file.clear_posterior();
    const absl::StatusOr<CaseFileRow> row = reader.GetCaseFile(call.scope, id);
    if (absl::IsNotFound(row.status())) return absl::OkStatus();
    CASELENS_RETURN_IF_ERROR(row.status());
    file.set_site(row->site);
    file.set_record(row->record);
    if (!held.contains(file.case_file())) return absl::OkStatus();
    CASELENS_ASSIGN_OR_RETURN(const v1::CaseFile content, RenderCaseFile(*row));
    CountSpread(content, of_class);
    return absl::OkStatus();
  });
}

}  // namespace

bool Covers(const Scope& scope, const v1::Sample& document) {
  return absl::c_all_of(document.sites(), [&scope](const std::string& site) {
    return scope.Covers(site);
  });
}

absl::StatusOr<StoredSample> ParseSampleRow(const ResourceRow& row) {
  StoredSample stored{.row = row};
  CASELENS_ASSIGN_OR_RETURN(stored.document, ParseDocument<v1::Sample>(row));
  return stored;
}

absl::StatusOr<StoredSample> GetSample(const Call& call, Reader& reader,
                                       const std::string& name) {
  CASELENS_ASSIGN_OR_RETURN(const ResourceRow row,
                            Found(reader.GetResource(name), name));
  CASELENS_ASSIGN_OR_RETURN(StoredSample stored, ParseSampleRow(row));
  if (!Covers(call.scope, stored.document)) return NotFound(name);
  return stored;
}

void RenderSampleHead(int64_t version, v1::Sample document,
                      v1::Sample& message) {
  message = std::move(document);
  message.set_caveat(message.draw() == v1::Sample::PURPOSIVE ? kPurposiveCaveat
                                                             : kRandomCaveat);
  message.set_etag(Etag(version));
  message.clear_classes();
}

absl::Status RenderSample(const Call& call, Reader& reader, int64_t version,
                          v1::Sample document, v1::Sample& message) {
  CASELENS_ASSIGN_OR_RETURN(
      const SightOf sight,
      SightOf::Load(reader, call.scope.study, call.caller.Id()));
  const bool withheld = IsWithheld(sight, document);
  auto classes = std::move(*document.mutable_classes());
  RenderSampleHead(version, std::move(document), message);
  message.set_withheld(withheld);
  if (withheld) return absl::OkStatus();
  *message.mutable_classes() = std::move(classes);
  RenderWeights(message);
  for (v1::Sample::Class& of_class : *message.mutable_classes()) {
    CASELENS_RETURN_IF_ERROR(CompleteClass(call, reader, sight, of_class));
  }
  return absl::OkStatus();
}

std::set<std::string> HeldFiles(const v1::Sample& document) {
  std::set<std::string> files;
  for (const v1::Sample::Class& of_class : document.classes()) {
    for (const v1::Sample::Place& place : of_class.places()) {
      if (place.has_file()) files.insert(LastId(place.file().case_file()));
    }
  }
  return files;
}

absl::StatusOr<std::set<std::string>> RandomFiles(Reader& reader,
                                                  const std::string& study) {
  std::set<std::string> random;
  CASELENS_RETURN_IF_ERROR(ForEachResource(
      reader, "samples", absl::StrCat("studies/", study),
      [&random](const ResourceRow& row) -> absl::Status {
        CASELENS_ASSIGN_OR_RETURN(const StoredSample sample,
                                  ParseSampleRow(row));
        if (sample.document.draw() == v1::Sample::STRATIFIED_RANDOM) {
          random.merge(HeldFiles(sample.document));
        }
        return absl::OkStatus();
      }));
  return random;
}

}  // namespace caselens
