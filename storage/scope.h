#ifndef STORAGE_SCOPE_H_
#define STORAGE_SCOPE_H_

#include <set>
#include <string>

namespace caselens {

// What part of a study's data a call may touch. It is made from the caller's
// grants, never from the request; every method that reads or lists data of
// sites takes one.
struct Scope {
  std::string study;
  bool all_sites = false;
  std::set<std::string> sites;  // used unless all_sites

  bool IsEmpty() const { return !all_sites && sites.empty(); }
  bool Covers(const std::string& site) const {
    return all_sites || sites.contains(site);
  }
};

}  // namespace caselens

#endif  // STORAGE_SCOPE_H_
