#include "typology/template/instances.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

#include "typology/template/document.h"
#include "typology/template/revision.h"

namespace caselens {
namespace {

template <typename T>
std::vector<std::string> Ids(const std::vector<T>& items) {
  std::vector<std::string> ids;
  ids.reserve(items.size());
  for (const T& item : items) ids.push_back(item.id);
  return ids;
}

std::vector<std::string> RowIds(const std::vector<Row>& rows, RowKind kind) {
  std::vector<std::string> ids;
  for (const Row& row : rows)
    if (row.kind == kind) ids.push_back(row.id);
  return ids;
}

std::vector<std::string> InRelationship(Level level, const Relationship& r,
                                        Period period) {
  switch (level) {
    case Level::kActor:
      return {ActorInstance(r.id, period, r.person_1),
              ActorInstance(r.id, period, r.person_2)};
    case Level::kDirection:
      return {DirectionInstance(r.id, period, r.person_1, r.person_2),
              DirectionInstance(r.id, period, r.person_2, r.person_1)};
    default:
      return {RelationshipInstance(r.id, period)};
  }
}

std::vector<std::string> InRelationships(Level level,
                                         const Document& document) {
  std::vector<std::string> instances;
  for (const Relationship& relationship : document.relationships) {
    for (const Period period : relationship.periods) {
      for (std::string& instance : InRelationship(level, relationship, period))
        instances.push_back(std::move(instance));
    }
  }
  return instances;
}

}  // namespace

std::string RelationshipInstance(absl::string_view relationship,
                                 Period period) {
  return absl::StrCat(relationship, "/", PeriodName(period));
}

std::string ActorInstance(absl::string_view relationship, Period period,
                          absl::string_view person) {
  return absl::StrCat(relationship, "/", PeriodName(period), "/", person);
}

std::string DirectionInstance(absl::string_view relationship, Period period,
                              absl::string_view from, absl::string_view to) {
  return absl::StrCat(relationship, "/", PeriodName(period), "/", from, ">",
                      to);
}

absl::string_view ParentInstance(absl::string_view instance) {
  const auto slash = instance.rfind('/');
  return slash == absl::string_view::npos ? "" : instance.substr(0, slash);
}

bool InstanceContains(absl::string_view outer, absl::string_view inner) {
  return outer.empty() || inner == outer ||
         (absl::StartsWith(inner, outer) && inner[outer.size()] == '/');
}

std::vector<std::string> InstancesOf(Level level, const Form& form,
                                     const Document& document) {
  switch (level) {
    case Level::kFile:
      return {""};
    case Level::kPerson:
      return Ids(document.people);
    case Level::kHarm:
      return Ids(document.harms);
    case Level::kRelationship:
    case Level::kActor:
    case Level::kDirection:
      return InRelationships(level, document);
    case Level::kDomain:
      return form.revision->ListCodes(kDomainList);
    case Level::kFactor:
      return form.factors;
    case Level::kService:
      return RowIds(document.rows, RowKind::kService);
    case Level::kForum:
      return RowIds(document.rows, RowKind::kForum);
  }
  return {};
}

size_t CountInstances(Level level, const Form& form, const Document& document) {
  const auto rows = [&](RowKind kind) {
    return static_cast<size_t>(
        std::count_if(document.rows.begin(), document.rows.end(),
                      [kind](const Row& row) { return row.kind == kind; }));
  };
  size_t periods = 0;
  for (const Relationship& r : document.relationships)
    periods += r.periods.size();
  switch (level) {
    case Level::kFile:
      return 1;
    case Level::kPerson:
      return document.people.size();
    case Level::kHarm:
      return document.harms.size();
    case Level::kRelationship:
      return periods;
    case Level::kActor:
    case Level::kDirection:
      return 2 * periods;
    case Level::kDomain:
      return form.revision->ListCodes(kDomainList).size();
    case Level::kFactor:
      return form.factors.size();
    case Level::kService:
      return rows(RowKind::kService);
    case Level::kForum:
      return rows(RowKind::kForum);
  }
  return 0;
}

}  // namespace caselens
