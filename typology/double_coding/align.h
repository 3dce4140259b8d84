#ifndef TYPOLOGY_DOUBLE_CODING_ALIGN_H_
#define TYPOLOGY_DOUBLE_CODING_ALIGN_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "typology/template/document.h"

namespace caselens {

// Ids of people, relationships, harms and rows in two namings of one document.
// The letters keep the kinds apart: P1, R1, H1, S1, M1.
struct IdMap {
  std::map<std::string, std::string> to_aligned;  // "P2" -> "P1"
  std::map<std::string, std::string> to_own;      // and back
  bool operator==(const IdMap&) const = default;
};

// A coding in the ids of another one of the same file.
struct AlignedDocument {
  Document document;
  IdMap ids;
  // False if the pairing of people is the best found and not proven so.
  bool exact = true;
};

// Two coders of one file number people, relationships, harms and rows as they
// come. Returns `b` in the ids of `a`: people by the pairing of AlignNetworks,
// relationships by their couple, harms by the matched edges, rows by person and
// service, or by forum, in the order of ids where these are the same. What only
// `b` has gets ids that neither uses, counted on from the highest of both. The
// order of everything but the answers is that of `b`; an instance that names no
// id of `b` (a domain, a factor) stays as it is.
//
// Pure and deterministic; the cost is that of AlignNetworks.
AlignedDocument AlignDocuments(const Document& a, Document b);

// The same for any number of codings: each is aligned with all that the ones
// before it hold together, so that an id means the same in every one of them.
// The first is returned as it is.
std::vector<AlignedDocument> AlignAll(std::vector<Document> codings);

// "R1/CURRENT/P2>P1" with each id replaced that `names` has.
std::string RenameInstance(absl::string_view instance,
                           const std::map<std::string, std::string>& names);
// The document with its ids replaced.
Document RenameDocument(Document document,
                        const std::map<std::string, std::string>& names);

}  // namespace caselens

#endif  // TYPOLOGY_DOUBLE_CODING_ALIGN_H_
