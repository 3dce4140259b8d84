#include "typology/anonymity/name_words.h"

namespace caselens::anonymity {

const WordSet& Titles() {
  static const auto& set = *new WordSet{
      "mr",  "mrs",  "ms",   "dr",   "prof", "rev",  "pc",     "dc",
      "ps",  "ds",   "di",   "dci",  "wpc",  "sgt",  "judge",  "hhj",
      "sir", "dame", "cllr", "insp", "pcso", "imam", "sheikh", "capt",
      "lt",  "col",  "maj",  "cpl",  "hon"};
  return set;
}

const WordSet& CourtesyTitles() {
  static const auto& set =
      *new WordSet{"mr", "mrs", "ms", "mx", "dr", "prof", "rev", "sir"};
  return set;
}

const WordSet& CapitalTitles() {
  static const auto& set =
      *new WordSet{"miss", "sister", "father", "lady",   "lord", "uncle",
                   "aunt", "auntie", "aunty",  "master", "nan",  "nana"};
  return set;
}

const WordSet& Introductions() {
  static const auto& set = *new WordSet{
      "named",      "called",   "aka",         "alias",       "nee",
      "partner",    "husband",  "wife",        "boyfriend",   "girlfriend",
      "mum",        "mother",   "mam",         "dad",         "father",
      "son",        "daughter", "brother",     "sister",      "sibling",
      "baby",       "uncle",    "aunt",        "auntie",      "cousin",
      "nephew",     "niece",    "stepdad",     "stepfather",  "stepmum",
      "stepmother", "stepson",  "grandmother", "grandfather", "nan",
      "gran",       "grandad",  "friend",      "neighbour",   "mgm",
      "pgm",        "mgf",      "pgf",         "sw",          "hv",
      "iro",        "teacher",  "twin",        "told",        "asked",
      "hit",        "punched",  "slapped",     "kicked",      "phoned",
      "texted",     "visited",  "married",     "collected",   "half-brother",
      "child",      "ex",       "ex-partner",  "midwife",     "idva"};
  return set;
}

const WordSet& VerbsOfPeople() {
  static const auto& set = *new WordSet{
      "said",       "says",     "told",      "was",        "is",
      "has",        "had",      "came",      "left",       "felt",
      "feels",      "wants",    "wanted",    "lives",      "lived",
      "stated",     "reported", "disclosed", "described",  "attended",
      "hit",        "punched",  "slapped",   "pushed",     "grabbed",
      "threatened", "shouted",  "presented", "moved",      "asked",
      "refused",    "admitted", "denied",    "started",    "stopped",
      "works",      "worked",   "stays",     "stayed",     "visited",
      "phoned",     "rang",     "called",    "texted",     "discloses",
      "alleged",    "alleges",  "became",    "appeared",   "appears",
      "seemed",     "seems",    "did",       "does",       "didn't",
      "doesn't",    "hasn't",   "wasn't",    "isn't",      "got",
      "made",       "took",     "takes",     "thinks",     "thought",
      "explained",  "agreed",   "continues", "continued",  "went",
      "saw",        "heard",    "witnessed", "returned",   "ran",
      "cried",      "spoke",    "spent",     "struggles",  "struggled",
      "sleeps",     "slept",    "shared",    "smashed",    "kicked",
      "strangled",  "choked",   "bit",       "broke",      "drinks",
      "uses",       "used",     "blamed",    "apologised", "arrived",
      "accepted",   "declined", "engaged",   "hid",        "knows",
      "knew",       "likes",    "loves",     "minimised",  "missed",
      "needs",      "needed",   "plays",     "played",     "remains",
      "remained",   "sees",     "seen",      "smiled",     "talked",
      "tried",      "began",    "grew",      "met",        "won",
      "lost",       "gave",     "held",      "kept",       "paid",
      "sold",       "sent",     "stood",     "taught",     "drove",
      "fell",       "fought",   "forgot",    "chose",      "brought",
      "bought",     "drank",    "ate",       "fled",       "stole",
      "threw",      "sang",     "swore",     "shook",      "turned",
      "walked",     "woke",     "wrote"};
  return set;
}

const WordSet& VerbLike() {
  static const auto& set = *new WordSet{
      "will",   "may",    "can",    "mark",   "grant",  "hope",   "love",
      "pat",    "rose",   "drew",   "wade",   "chase",  "rob",    "sue",
      "bill",   "march",  "trust",  "read",   "hunt",   "cook",   "cross",
      "rush",   "ring",   "might",  "long",   "little", "young",  "good",
      "day",    "wise",   "guy",    "faith",  "joy",    "summer", "winter",
      "autumn", "spring", "church", "art",    "case",   "page",   "west",
      "north",  "east",   "south",  "street", "strong", "short",  "white",
      "black",  "brown",  "green",  "gray",   "grey",   "red",    "early",
      "best",   "bright", "sharp",  "small",  "smart",  "head",   "field",
      "hall",   "wall",   "ward",   "price",  "power",  "worth",  "words",
      "wells",  "rich",   "gay",    "storm",  "star",   "king",   "queen",
      "prince", "bishop", "judge",  "nurse",  "major",  "earl",   "duke",
      "baron",  "dean"};
  return set;
}

const WordSet& Determiners() {
  static const auto& set = *new WordSet{
      "the", "a",    "an",  "her",  "his",    "their", "its",  "my",   "your",
      "our", "some", "any", "no",   "this",   "every", "each", "much", "of",
      "in",  "with", "for", "good", "little", "more",  "new",  "great"};
  return set;
}

const WordSet& Particles() {
  static const auto& set = *new WordSet{
      "al",  "el",  "bin", "bint", "ibn", "ben", "abu", "abd", "ul",    "ur",
      "van", "von", "der", "den",  "de",  "di",  "da",  "del", "della", "dos",
      "du",  "la",  "le",  "ter",  "ap",  "ab",  "mac", "mc",  "o",     "st",
      "san", "e",   "y",   "ad",   "as",  "ur",  "d"};
  return set;
}

const WordSet& ParticlesOnly() {
  static const auto& set = *new WordSet{
      "al",  "el",    "bint", "ibn", "abu", "ul", "ur", "von", "der", "de",
      "del", "della", "dos",  "du",  "la",  "le", "di", "da",  "ter"};
  return set;
}

const WordSet& NameParticles() {
  static const auto& set =
      *new WordSet{"van", "von", "der", "den", "bin", "bint", "ibn"};
  return set;
}

const WordSet& NameLabels() {
  static const auto& set =
      *new WordSet{"name",      "names",     "surname",  "surnames", "forename",
                   "forenames", "firstname", "lastname", "nickname", "alias",
                   "fullname",  "signature", "signed"};
  return set;
}

const WordSet& Requests() {
  static const auto& set =
      *new WordSet{"please", "can", "could", "would", "thank",
                   "thanks", "are", "sorry", "will"};
  return set;
}

const WordSet& Months() {
  static const auto& set = *new WordSet{
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  return set;
}

const WordSet& FunctionWords() {
  static const auto& set = *new WordSet{
      "the",   "and",      "or",      "but",    "if",     "in",      "on",
      "at",    "to",       "of",      "for",    "from",   "by",      "with",
      "as",    "is",       "was",     "are",    "were",   "be",      "been",
      "has",   "had",      "have",    "he",     "she",    "they",    "it",
      "we",    "i",        "you",     "his",    "her",    "their",   "its",
      "who",   "which",    "that",    "this",   "these",  "there",   "then",
      "than",  "when",     "while",   "where",  "not",    "no",      "so",
      "do",    "did",      "does",    "can",    "could",  "would",   "should",
      "may",   "might",    "must",    "will",   "shall",  "my",      "me",
      "him",   "them",     "us",      "our",    "your",   "an",      "a",
      "up",    "out",      "also",    "after",  "before", "because", "said",
      "told",  "about",    "into",    "mum",    "dad",    "mother",  "father",
      "child", "children", "parents", "parent", "police", "social",  "health",
      "school"};
  return set;
}

const WordSet& NeverSurnames() {
  static const auto& set = *new WordSet{
      "left",   "read", "met",   "made",   "put",     "let",      "ring",
      "rang",   "drew", "hope",  "love",   "chase",   "just",     "once",
      "never",  "more", "less",  "last",   "now",     "back",     "down",
      "away",   "over", "still", "here",   "home",    "hit",      "cut",
      "ran",    "sat",  "hurt",  "got",    "case",    "worker",   "plan",
      "only",   "says", "bit",   "rose",   "mark",    "aged",     "age",
      "per",    "via",  "near",  "since",  "or",      "nor",      "male",
      "female", "baby", "son",   "sister", "brother", "daughter", "partner",
      "uncle",  "aunt", "both",  "again",  "too",     "very",     "well"};
  return set;
}

const WordSet& HyphenPrefixes() {
  static const auto& set = *new WordSet{
      "ex",  "non",  "pre",  "post", "anti",  "pro",   "half", "step", "co",
      "mid", "self", "semi", "sub",  "multi", "inter", "re",   "un",   "all"};
  return set;
}

const WordSet& BesidesVerbs() {
  static const auto& set = *new WordSet{
      "would", "could",  "should", "can",   "might", "may",   "must",
      "will",  "cannot", "also",   "then",  "now",   "later", "again",
      "never", "always", "often",  "still", "who",   "let",   "read",
      "put",   "hid",    "cut",    "misses"};
  return set;
}

const WordSet& ActsOfPeople() {
  static const auto& set = *new WordSet{
      "said",       "told",    "disclosed", "slapped", "punched",
      "kicked",     "hit",     "pushed",    "grabbed", "shouted",
      "denied",     "denies",  "admitted",  "admits",  "refused",
      "rang",       "phoned",  "texted",    "cried",   "smiled",
      "thinks",     "wants",   "feels",     "felt",    "loves",
      "lives",      "lived",   "works",     "asked",   "strangled",
      "threatened", "smashed", "drinks",    "sleeps",  "apologised",
      "stated",     "alleged", "alleges",   "agreed",  "attended",
      "collected",  "visited", "married",   "stabbed", "spent"};
  return set;
}

const WordSet& Auxiliaries() {
  static const auto& set =
      *new WordSet{"was", "is", "has", "had", "would", "did", "does"};
  return set;
}

const WordSet& StatesOfPeople() {
  static const auto& set = *new WordSet{
      "arrested",  "charged",  "released", "told",   "asked",  "interviewed",
      "known",     "said",     "seen",     "living", "born",   "pregnant",
      "expecting", "violent",  "abusive",  "upset",  "scared", "afraid",
      "calm",      "anxious",  "tearful",  "drunk",  "aged",   "applied",
      "moved",     "followed", "refused",  "spoken", "not",    "admitted",
      "never",     "let",      "hit",      "given",  "from"};
  return set;
}

const WordSet& Labelled() {
  static const auto& set =
      *new WordSet{"plan",    "option",    "step",  "part",   "table", "figure",
                   "section", "child",     "adult", "person", "class", "site",
                   "wave",    "appendix",  "group", "model",  "point", "family",
                   "vitamin", "hepatitis", "e",     "i"};
  return set;
}

const WordSet& Describing() {
  static const auto& set =
      *new WordSet{"the",    "who",    "aged", "a",   "her",     "his",
                   "whose",  "mother", "mum",  "dad", "partner", "brother",
                   "father", "sister", "son",  "ex",  "daughter"};
  return set;
}

const WordSet& Families() {
  static const auto& set =
      *new WordSet{"family",  "families", "children",  "siblings", "brothers",
                   "sisters", "twins",    "household", "boys",     "girls"};
  return set;
}

const WordSet& Articles() {
  static const auto& set =
      *new WordSet{"the", "a", "an", "this", "each", "every"};
  return set;
}

const WordSet& TypologyWords() {
  static const auto& set = *new WordSet{
      "typology", "typologies", "type",          "types",   "categories",
      "category", "framework",  "model",         "tool",    "classification",
      "rule",     "terms",      "distinguishes", "control", "violence"};
  return set;
}

}  // namespace caselens::anonymity
