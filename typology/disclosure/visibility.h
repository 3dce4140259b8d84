#ifndef TYPOLOGY_DISCLOSURE_VISIBILITY_H_
#define TYPOLOGY_DISCLOSURE_VISIBILITY_H_

#include <cstddef>
#include <string>
#include <vector>

#include "typology/disclosure/count_table.h"
#include "typology/disclosure/microdata.h"
#include "typology/disclosure/rounding.h"

namespace caselens::disclosure {

// A pooled table has this many sites or more, so that no site sees another ...
inline constexpr size_t kFewestSites = 3;
// ... each with this many files or more ...
inline constexpr size_t kFewestFilesPerSite = 10;
// ... and none with more than this share of all.
inline constexpr double kLargestSiteShare = 0.8;
// Between two releases this many files change at each site, or none at all.
inline constexpr size_t kFewestFilesChanged = 10;
// An exact one-way table stays exact if each category changed by 0 or by this.
inline constexpr int kFewestCategoryChange = 5;

// The sites with records in scope, ascending.
std::vector<int> SitesOf(const Microdata& data);

// kOneSite for records of a single site: theirs alone to see.
SiteScope ScopeOf(const Microdata& data);

// Why records may not be pooled, in plain words without a count of files; "" if
// they may, or are of one site.
std::string PoolingRefusal(const Microdata& data);

// Why a release may not follow one over `before`: fewer than
// kFewestFilesChanged files were added, removed or recoded at some site, though
// something changed. "" if it may. Sites that came or left have changed enough
// when they have so many files.
std::string ChangeRefusal(const Microdata& before, const Microdata& now);

// Whether the same sites are in scope. When one leaves or joins, before minus
// after is that site: no table stays exact.
bool SameSites(const Microdata& before, const Microdata& now);

// Whether every category of an exact one-way table changed by 0 or by
// kFewestCategoryChange or more since an earlier exact one.
bool StaysExact(const PublishedTable& before, const CountTable& now);

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_VISIBILITY_H_
