#ifndef TYPOLOGY_ANONYMITY_NAME_WORDS_H_
#define TYPOLOGY_ANONYMITY_NAME_WORDS_H_

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"

namespace caselens::anonymity {

// The words by which FindNames reads the text around a name, folded. Closed
// sets of English; names and terms of the domain are the lists of word_list.h.
using WordSet = absl::flat_hash_set<absl::string_view>;

// Ranks and forms of address.
const WordSet& Titles();
// Titles that go with the name: "Mrs. Ola Nowak" is one span.
const WordSet& CourtesyTitles();
// Capitalised titles that are verbs or kin without a capital.
const WordSet& CapitalTitles();
// Words that introduce a name: "named Ola", "partner Grace", "told Will".
const WordSet& Introductions();
// Words behind a name more often than behind the noun or verb it also is.
const WordSet& VerbsOfPeople();
// Names that in lower case are verbs, adjectives or things more often.
const WordSet& VerbLike();
// Words that stand before a noun, not before a name.
const WordSet& Determiners();
// Small words inside names: "al", "van".
const WordSet& Particles();
// Those that stand in no English sentence but before a name: "von".
const WordSet& ParticlesOnly();
// Those before a capital that hardly anything but a surname follows: "van
// Loon".
const WordSet& NameParticles();
// What a form calls a name: "surname".
const WordSet& NameLabels();
// Words that follow a person who is spoken to: "Hope, please".
const WordSet& Requests();
const WordSet& Months();
// Words of grammar: never joined to a name beside them.
const WordSet& FunctionWords();
// Words of the name lists that follow a name as something else than its
// surname.
const WordSet& NeverSurnames();
// First halves of hyphenated words that are no names.
const WordSet& HyphenPrefixes();
// Words that stand between a name and its verb, and verbs of no regular form.
const WordSet& BesidesVerbs();
// What people do and things do not: "Price slapped", "Moon cried".
const WordSet& ActsOfPeople();
// "Price was arrested": with one of StatesOfPeople behind.
const WordSet& Auxiliaries();
// What a person is or has done, behind an auxiliary.
const WordSet& StatesOfPeople();
// Words with a letter behind that is no initial: "plan A".
const WordSet& Labelled();
// Words that open what is said of a person: "Grace, the eldest", "Hill
// (mother)".
const WordSet& Describing();
// "the Price family".
const WordSet& Families();
// Words before a noun; "that" is not among them, for it stands before a name
// too.
const WordSet& Articles();
// Words beside Johnson's name where his typology is meant.
const WordSet& TypologyWords();

}  // namespace caselens::anonymity

#endif  // TYPOLOGY_ANONYMITY_NAME_WORDS_H_
