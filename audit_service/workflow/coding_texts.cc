#include "audit_service/workflow/coding_texts.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "audit_service/anonymity/kept_spans.h"
#include "audit_service/api/anonymity_api.h"
#include "audit_service/api/errors.h"
#include "audit_service/mac.h"
#include "typology/anonymity/identity.h"

namespace caselens {
namespace {

using anonymity::Finding;

// The row among `rows` for the same words in the text at `path`, or null.
const KeptSpanRow* FindSame(const std::vector<KeptSpanRow>& rows,
                            const std::string& path, absl::string_view mac) {
  const auto at =
      std::find_if(rows.begin(), rows.end(), [&](const KeptSpanRow& row) {
        return row.field == path && SameMac(row.mac, mac);
      });
  return at == rows.end() ? nullptr : &*at;
}

// The index of the keep of `finding`, or -1.
int FindKeep(const KeepMessages& keeps, const std::string& path,
             const Finding& finding) {
  for (int i = 0; i < keeps.size(); ++i) {
    if (keeps[i].field() == path &&
        keeps[i].start() == static_cast<int>(finding.chars.begin) &&
        keeps[i].end() == static_cast<int>(finding.chars.end)) {
      return i;
    }
  }
  return -1;
}

absl::string_view SpanOf(absl::string_view text, const Finding& finding) {
  return text.substr(finding.bytes.begin,
                     finding.bytes.end - finding.bytes.begin);
}

bool IsReason(int reason) {
  return reason != v1::KEEP_REASON_UNSPECIFIED &&
         v1::KeepReason_IsValid(reason);
}

}  // namespace

// One check of one save, as it goes from text to text.
class CodingTexts::Checked {
 public:
  Checked(const CodingTexts& texts, const Call& call, const OpenCoding& coding,
          const KeepMessages& keeps, const std::vector<KeptSpanRow>& before)
      : texts_(texts),
        call_(call),
        coding_(coding),
        keeps_(keeps),
        before_(before),
        placeholders_(texts.memory_.Recall(coding.row.auditor, coding.row.id)) {
    for (const TextOfCoding& text : TextsOf(coding.document)) {
      saved_.emplace(text.path, text.text);
      // What stands for somebody already stands for nobody else.
      placeholders_.Observe(absl::AsciiStrToLower(*text.text));
    }
  }

  void Text(const TextOfCoding& text) {
    const auto saved = saved_.find(text.path);
    if (saved != saved_.end() && *saved->second == *text.text &&
        !IsKeptNow(text.path)) {
      KeepAll(text.path);
      return;
    }
    FieldFindings open{text.path,
                       texts_.guard_.Scan(*text.text, {}, placeholders_)};
    std::vector<Finding> findings = std::move(open.result.findings);
    open.result.findings.clear();
    for (Finding& finding : findings) {
      if (!Keep(text, finding)) {
        open.result.findings.push_back(std::move(finding));
      }
    }
    if (open.result.refusal.has_value() || !open.result.findings.empty()) {
      open_.push_back(std::move(open));
    }
  }

  absl::StatusOr<std::vector<KeptSpanRow>> Finish() && {
    const absl::Status found = IdentifiersFound(open_);
    if (!found.ok()) {
      texts_.memory_.Remember(coding_.row.auditor, coding_.row.id,
                              std::move(placeholders_));
      return found;
    }
    for (int i = 0; i < keeps_.size(); ++i) {
      if (used_.contains(i)) continue;
      return InvalidField(absl::StrCat("keeps[", i, "]"),
                          "want a span of a text in `changes` that the guard "
                          "warns of, and a reason");
    }
    return std::move(kept_);
  }

 private:
  bool IsKeptNow(const std::string& path) const {
    return std::any_of(keeps_.begin(), keeps_.end(), [&](const v1::Keep& keep) {
      return keep.field() == path;
    });
  }

  void KeepAll(const std::string& path) {
    for (const KeptSpanRow& row : before_) {
      if (row.field == path) kept_.push_back(row);
    }
  }

  // True if the finding may stay, which `kept_` then says.
  bool Keep(const TextOfCoding& text, const Finding& finding) {
    if (finding.action == anonymity::Action::kBlock) return false;
    std::string mac =
        texts_.SpanMac(coding_.row.site, SpanOf(*text.text, finding));
    const int keep = FindKeep(keeps_, text.path, finding);
    if (keep >= 0) used_.insert(keep);
    if (const KeptSpanRow* same = FindSame(before_, text.path, mac)) {
      kept_.push_back(*same);
      kept_.back().start_character = static_cast<int>(finding.chars.begin);
      kept_.back().end_character = static_cast<int>(finding.chars.end);
      return true;
    }
    if (keep < 0 || !IsReason(keeps_[keep].reason())) return false;
    kept_.push_back(texts_.NewRow(*call_.environment, coding_.row, text.path,
                                  finding, std::move(mac)));
    kept_.back().reason = keeps_[keep].reason();
    kept_.back().state = v1::KeptSpan::WAITING;
    return true;
  }

  const CodingTexts& texts_;
  const Call& call_;
  const OpenCoding& coding_;
  const KeepMessages& keeps_;
  const std::vector<KeptSpanRow>& before_;
  std::map<std::string, const std::string*> saved_;  // by path
  anonymity::Placeholders placeholders_;
  std::vector<FieldFindings> open_;
  std::vector<KeptSpanRow> kept_;
  std::set<int> used_;
};

absl::StatusOr<std::vector<KeptSpanRow>> CodingTexts::Check(
    const Call& call, const OpenCoding& coding, const Document& next,
    const KeepMessages& keeps, const std::vector<KeptSpanRow>& before) const {
  Checked checked(*this, call, coding, keeps, before);
  for (const TextOfCoding& text : TextsOf(next)) checked.Text(text);
  return std::move(checked).Finish();
}

std::vector<KeptSpanRow> CodingTexts::FindUnkept(
    const Environment& environment, const CodingRow& coding,
    const Document& document, const std::vector<KeptSpanRow>& before) const {
  std::vector<KeptSpanRow> unkept;
  for (const TextOfCoding& text : TextsOf(document)) {
    for (const Finding& finding : guard_.Scan(*text.text).findings) {
      std::string mac = SpanMac(coding.site, SpanOf(*text.text, finding));
      if (FindSame(before, text.path, mac) != nullptr) continue;
      unkept.push_back(
          NewRow(environment, coding, text.path, finding, std::move(mac)));
      unkept.back().state = v1::KeptSpan::QUARANTINED;
    }
  }
  return unkept;
}

std::string CodingTexts::SpanMac(const std::string& site,
                                 absl::string_view span) const {
  return Mac(key_, absl::StrCat("kept span\n", site, "\n",
                                anonymity::SpanIdentity(span)));
}

KeptSpanRow CodingTexts::NewRow(const Environment& environment,
                                const CodingRow& coding,
                                const std::string& path, const Finding& finding,
                                std::string mac) const {
  return {.id = environment.NewId(),
          .study = coding.study,
          .site = coding.site,
          .coding = coding.id,
          .case_file = coding.case_file,
          .field = path,
          .start_character = static_cast<int>(finding.chars.begin),
          .end_character = static_cast<int>(finding.chars.end),
          .type = std::string(anonymity::TypeName(finding.type)),
          .detectors_version = anonymity::kDetectorsVersion,
          .author = coding.auditor,
          .create_us = absl::ToUnixMicros(environment.now()),
          .mac = std::move(mac),
          .salt = environment.NewSalt()};
}

}  // namespace caselens
