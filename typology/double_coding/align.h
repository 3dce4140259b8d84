#ifndef TYPOLOGY_DOUBLE_CODING_ALIGN_H_
#define TYPOLOGY_DOUBLE_CODING_ALIGN_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

#include "typology/harm/network.h"
#include "typology/template/document.h"

namespace caselens {

// Ids of people, relationships, harms and rows in two namings of one document.
// The letters keep the kinds apart: P1, R1, H1, S1, M1.
struct IdMap {
  std::map<std::string, std::string> to_aligned;  // "P2" -> "P1"
  std::map<std::string, std::string> to_own;      // and back
  bool operator==(const IdMap&) const = default;
};

// What a coding lists, and all by which that is found again in another coding
// of the file.
struct Outline {
  Document listed;  // people, relationships, harms and rows, without answers
  Network network;  // of these people and harms
  std::vector<std::string> about;  // of each row the service, or the meeting
};
Outline OutlineOf(const Document& document);

// Two coders of one file number people, relationships, harms and rows as they
// come. This is what is called what: people by the pairing of AlignNetworks,
// relationships by their couple, harms by the matched edges, rows by person and
// service, or by forum, in the order of ids where these are the same. What only
// `b` has gets ids that neither uses, counted on from the highest of both.
//
// Pure and deterministic; the cost is that of AlignNetworks.
struct Alignment {
  std::map<std::string, std::string> to_a;  // of every id of `b`
  // False if the pairing of people is the best found and not proven so.
  bool exact = true;
};
Alignment AlignOutlines(const Outline& a, const Outline& b);

// Puts any number of outlines of one file into ids that mean the same in every
// one of them: each is aligned with all that the ones before it hold together.
// The first stays as it is. Returns whether each pairing of people is proven
// best.
bool AlignAll(absl::Span<Outline* const> outlines);

// A coding in the ids of another one of the same file.
struct AlignedDocument {
  Document document;
  IdMap ids;
  bool exact = true;  // as in Alignment
};

// Returns `b` in the ids of `a`. The order of everything but the answers is
// that of `b`; an instance that names no id of `b` (a domain, a factor) stays
// as it is.
AlignedDocument AlignDocuments(const Document& a, Document b);

// "R1/CURRENT/P2>P1" with each id replaced that `names` has.
std::string RenameInstance(absl::string_view instance,
                           const std::map<std::string, std::string>& names);
// The document with its ids replaced.
Document RenameDocument(Document document,
                        const std::map<std::string, std::string>& names);

}  // namespace caselens

#endif  // TYPOLOGY_DOUBLE_CODING_ALIGN_H_
