#include "audit_service/counting/packing.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/api/case_file_api.h"
#include "audit_service/workflow/compared_file.h"
#include "audit_service/workflow/packed_parts.h"
#include "caselens/v1/assignment.pb.h"
#include "typology/base/status_macros.h"
#include "typology/double_coding/rated_coding.h"
#include "typology/tabulation/coding_variables.h"
#include "typology/tabulation/record_variables.h"
#include "typology/template/diff.h"

namespace caselens {
namespace {

absl::StatusOr<const CountedSite*> SiteOf(const CountedStudy& study,
                                          const std::string& site) {
  const auto at = study.sites.find(site);
  if (at != study.sites.end()) return &at->second;
  return absl::DataLossError("a stored file is of a site that there is not");
}

}  // namespace

absl::StatusOr<tabulation::PackedCoding> FilePacker::Coding(
    const CodingRow& row, const Document& blind, const v1::CaseFile& file) {
  CASELENS_ASSIGN_OR_RETURN(const CountedSite* const site,
                            SiteOf(study_, row.site));
  tabulation::CodingToPack coding{
      .form = &site->form,
      .document = &blind,
      .recorded = std::vector<std::string>(file.factors().begin(),
                                           file.factors().end()),
      .assigned = study_.AssignedTo(file)};
  CASELENS_ASSIGN_OR_RETURN(coding.fields, FieldsOf(row.template_name));
  std::optional<AuditedFile> audited;
  if (coding.assigned.has_value() && row.wave == v1::Assignment::W1) {
    CASELENS_ASSIGN_OR_RETURN(
        ComparedFile compared,
        CompareFile(*study_.models[coding.assigned->model], file, blind));
    const bool is_random = study_.random.contains(row.case_file);
    audited =
        AuditedFileOf(std::move(compared), blind,
                      is_random ? DrawKind::kRandom : DrawKind::kPurposive);
    coding.audited = &*audited;
  }
  return tabulation::PackCoding(*study_.codings, study_.shape, coding);
}

absl::StatusOr<tabulation::PackedCoding> FilePacker::Record(
    const std::string& site, const v1::CaseFile& file) {
  CASELENS_ASSIGN_OR_RETURN(const CountedSite* const of, SiteOf(study_, site));
  const CaseFile record = CountableRecord(file);
  return tabulation::PackRecord(
      *study_.records, study_.shape,
      {.record = &record,
       .recorded = {file.factors().begin(), file.factors().end()},
       .site_factors = of->factors,
       .assigned = study_.AssignedTo(file)});
}

absl::StatusOr<const std::set<std::string>*> FilePacker::FieldsOf(
    const std::string& template_name) {
  if (template_name == study_.document.template_()) return nullptr;
  const auto [at, is_new] = fields_.try_emplace(template_name);
  if (is_new) {
    CASELENS_ASSIGN_OR_RETURN(const std::shared_ptr<const Revision> from,
                              catalogue_.Template(reader_, template_name));
    const RevisionDiff diff = DiffRevisions(*from, *study_.revision);
    for (const Section& section : study_.revision->Content().sections) {
      for (const Field& field : section.fields) {
        if (from->FindField(field.id) != nullptr &&
            CarriesOver(diff, field.id)) {
          at->second.insert(field.id);
        }
      }
    }
  }
  return &at->second;
}

absl::Status PackSubmission(Catalogue& catalogue, Reader& reader,
                            const Form& form, const Document& blind,
                            const v1::CaseFile& file, CodingRow& next) {
  CASELENS_ASSIGN_OR_RETURN(const std::shared_ptr<const CountedStudy> study,
                            LoadCountedStudy(catalogue, reader, next.study));
  FilePacker packer(catalogue, reader, *study);
  CASELENS_ASSIGN_OR_RETURN(const tabulation::PackedCoding packed,
                            packer.Coding(next, blind, file));
  const RatingSheet sheet(form);
  next.packed = JoinParts({.counted = packed.Encode(),
                           .rated = RatedCoding(sheet, blind).Encode()});
  return absl::OkStatus();
}

}  // namespace caselens
