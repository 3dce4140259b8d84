#ifndef TYPOLOGY_ANONYMITY_JSON_H_
#define TYPOLOGY_ANONYMITY_JSON_H_

#include <string>

#include "typology/anonymity/guard.h"

namespace caselens::anonymity {

// One line, without its line end. Offsets are code points; `refused` is left
// out where the text was not:
//   {"refused":"MIXED_SCRIPT","findings":[]}
//   {"findings":[{"type":"PERSON","action":"WARN","start":4,"end":9}]}
std::string ToJson(const ScanResult& result);

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_JSON_H_
