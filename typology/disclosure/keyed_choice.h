#ifndef TYPOLOGY_DISCLOSURE_KEYED_CHOICE_H_
#define TYPOLOGY_DISCLOSURE_KEYED_CHOICE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace caselens::disclosure {

// A secret of the service. The same key makes the same release.
using ReleaseKey = std::array<uint64_t, 2>;

// SipHash-2-4 (Aumasson and Bernstein 2012) of whole words: without the key
// nobody can tell which of several cells was chosen.
uint64_t KeyedHash(const ReleaseKey& key, const std::vector<uint64_t>& words);

}  // namespace caselens::disclosure

#endif  // TYPOLOGY_DISCLOSURE_KEYED_CHOICE_H_
