#include "typology/double_coding/align.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "typology/agreement/network_agreement.h"
#include "typology/findings/findings.h"
#include "typology/harm/network.h"

namespace caselens {
namespace {

using Names = std::map<std::string, std::string>;

constexpr char kServiceField[] = "H.service";
constexpr char kForumField[] = "H.maw_forum";

std::string Renamed(const Names& names, absl::string_view id) {
  const auto at = names.find(std::string(id));
  return at == names.end() ? std::string(id) : at->second;
}

std::vector<std::string> AllIdsOf(const Document& document) {
  std::vector<std::string> ids;
  for (const Person& person : document.people) ids.push_back(person.id);
  for (const Relationship& r : document.relationships) ids.push_back(r.id);
  for (const Harm& harm : document.harms) ids.push_back(harm.id);
  for (const Row& row : document.rows) ids.push_back(row.id);
  return ids;
}

// Ids that no document seen so far uses, in ascending order for each letter.
class FreshIds {
 public:
  void Avoid(const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
      int number = 0;
      if (id.empty() || !absl::SimpleAtoi(id.substr(1), &number)) continue;
      int& highest = highest_[id[0]];
      highest = std::max(highest, number);
    }
  }
  std::string Next(char letter) {
    return absl::StrCat(std::string(1, letter), ++highest_[letter]);
  }

 private:
  std::map<char, int> highest_;
};

// Pairs things with the same key, in the order of ids.
template <typename Key>
class Pairing {
 public:
  void AddA(const Key& key, const std::string& id) {
    ids_[key].a.push_back(id);
  }
  void AddB(const Key& key, const std::string& id) {
    ids_[key].b.push_back(id);
  }

  void NameB(Names& names) {
    for (auto& [key, ids] : ids_) {
      std::sort(ids.a.begin(), ids.a.end(), IdLess);
      std::sort(ids.b.begin(), ids.b.end(), IdLess);
      const size_t both = std::min(ids.a.size(), ids.b.size());
      for (size_t i = 0; i < both; ++i) names[ids.b[i]] = ids.a[i];
    }
  }

 private:
  struct Sides {
    std::vector<std::string> a;
    std::vector<std::string> b;
  };
  std::map<Key, Sides> ids_;
};

using Couple = std::pair<std::string, std::string>;

Couple CoupleOf(const Relationship& relationship, const Names& names) {
  return std::minmax(Renamed(names, relationship.person_1),
                     Renamed(names, relationship.person_2));
}

void NameRelationships(const Document& a, const Document& b, Names& names) {
  Pairing<Couple> pairing;
  for (const Relationship& r : a.relationships)
    pairing.AddA(CoupleOf(r, {}), r.id);
  for (const Relationship& r : b.relationships)
    pairing.AddB(CoupleOf(r, names), r.id);
  pairing.NameB(names);
}

// Kind, person and what the row is about.
using RowKey = std::tuple<RowKind, std::string, std::string>;

RowKey KeyOf(const Outline& outline, size_t row, const Names& names) {
  const Row& of = outline.listed.rows[row];
  const bool service = of.kind == RowKind::kService;
  return {of.kind, service ? Renamed(names, of.person) : "",
          outline.about[row]};
}

void NameRows(const Outline& a, const Outline& b, Names& names) {
  Pairing<RowKey> pairing;
  for (size_t i = 0; i < a.listed.rows.size(); ++i)
    pairing.AddA(KeyOf(a, i, {}), a.listed.rows[i].id);
  for (size_t i = 0; i < b.listed.rows.size(); ++i)
    pairing.AddB(KeyOf(b, i, names), b.listed.rows[i].id);
  pairing.NameB(names);
}

// Names what only `b` has. People come first: before couples are compared no id
// of `b` may still look like one of `a`.
void NameTheRest(FreshIds& fresh, std::vector<std::string> ids, Names& names) {
  std::sort(ids.begin(), ids.end(), IdLess);
  for (const std::string& id : ids) {
    if (!names.contains(id)) names[id] = fresh.Next(id[0]);
  }
}

IdMap IdMapOf(Names names) {
  IdMap ids;
  for (const auto& [own, aligned] : names) ids.to_own[aligned] = own;
  ids.to_aligned = std::move(names);
  return ids;
}

void RenameAnswers(const Names& names, std::vector<Answer>& answers) {
  // Many answers are about few instances.
  absl::flat_hash_map<std::string, std::string> instances;
  for (Answer& answer : answers) {
    const auto [at, is_new] = instances.try_emplace(answer.instance);
    if (is_new) at->second = RenameInstance(answer.instance, names);
    answer.instance = at->second;
  }
  // Fields stay as they are, so that only the answers to one change places.
  for (auto run = answers.begin(); run != answers.end();) {
    const auto end = std::find_if(run, answers.end(), [&](const Answer& x) {
      return x.field != run->field;
    });
    const auto before = [](const Answer& x, const Answer& y) {
      return x.instance < y.instance;
    };
    if (!std::is_sorted(run, end, before)) std::stable_sort(run, end, before);
    run = end;
  }
}

void RenameOutline(const Names& names, Outline& outline) {
  outline.listed = RenameDocument(std::move(outline.listed), names);
  for (NetworkPerson& person : outline.network.people)
    person.id = Renamed(names, person.id);
  for (HarmEdge& edge : outline.network.edges) {
    edge.id = Renamed(names, edge.id);
    edge.from = Renamed(names, edge.from);
    edge.to = Renamed(names, edge.to);
  }
}

// What `more`, named alike, has and `all` has not.
void AddMissing(const Outline& more, Outline& all) {
  const std::vector<std::string> ids = AllIdsOf(all.listed);
  const std::set<std::string> held(ids.begin(), ids.end());
  const auto add = [&](const auto& from, auto& to) {
    for (const auto& item : from)
      if (!held.contains(item.id)) to.push_back(item);
  };
  add(more.listed.people, all.listed.people);
  add(more.listed.relationships, all.listed.relationships);
  add(more.listed.harms, all.listed.harms);
  for (size_t i = 0; i < more.listed.rows.size(); ++i)
    if (!held.contains(more.listed.rows[i].id))
      all.about.push_back(more.about[i]);
  add(more.listed.rows, all.listed.rows);
  add(more.network.people, all.network.people);
  add(more.network.edges, all.network.edges);
}

}  // namespace

std::string RenameInstance(absl::string_view instance, const Names& names) {
  std::string result;
  while (true) {
    const size_t end = instance.find_first_of("/>");
    absl::StrAppend(&result, Renamed(names, instance.substr(0, end)));
    if (end == absl::string_view::npos) return result;
    result.push_back(instance[end]);
    instance.remove_prefix(end + 1);
  }
}

Document RenameDocument(Document document, const Names& names) {
  for (Person& person : document.people) person.id = Renamed(names, person.id);
  for (Relationship& r : document.relationships) {
    r.id = Renamed(names, r.id);
    r.person_1 = Renamed(names, r.person_1);
    r.person_2 = Renamed(names, r.person_2);
  }
  for (Harm& harm : document.harms) {
    harm.id = Renamed(names, harm.id);
    harm.from = Renamed(names, harm.from);
    harm.to = Renamed(names, harm.to);
  }
  for (Row& row : document.rows) {
    row.id = Renamed(names, row.id);
    row.person = Renamed(names, row.person);
  }
  RenameAnswers(names, document.answers);
  return document;
}

Outline OutlineOf(const Document& document) {
  Outline outline{.listed = {.people = document.people,
                             .relationships = document.relationships,
                             .harms = document.harms,
                             .rows = document.rows},
                  .network = FindNetwork(document)};
  for (const Row& row : document.rows) {
    const bool service = row.kind == RowKind::kService;
    outline.about.emplace_back(
        document.Code(service ? kServiceField : kForumField, row.id));
  }
  return outline;
}

Alignment AlignOutlines(const Outline& a, const Outline& b) {
  FreshIds fresh;
  fresh.Avoid(AllIdsOf(a.listed));
  fresh.Avoid(AllIdsOf(b.listed));
  const NetworkAlignment network = AlignNetworks(a.network, b.network);
  Alignment result{.exact = network.exact};
  Names& names = result.to_a;
  for (const IdPair& pair : network.people) names[pair.b] = pair.a;
  for (const IdPair& pair : network.matched) names[pair.b] = pair.a;
  std::vector<std::string> people;
  for (const Person& person : b.listed.people) people.push_back(person.id);
  NameTheRest(fresh, std::move(people), names);
  NameRelationships(a.listed, b.listed, names);
  NameRows(a, b, names);
  NameTheRest(fresh, AllIdsOf(b.listed), names);
  return result;
}

bool AlignAll(absl::Span<Outline* const> outlines) {
  bool exact = true;
  Outline all;  // what the first ones hold together, if it is needed
  for (size_t i = 1; i < outlines.size(); ++i) {
    const Alignment found =
        AlignOutlines(i == 1 ? *outlines.front() : all, *outlines[i]);
    RenameOutline(found.to_a, *outlines[i]);
    exact &= found.exact;
    if (i + 1 == outlines.size()) break;
    if (i == 1) all = *outlines.front();
    AddMissing(*outlines[i], all);
  }
  return exact;
}

AlignedDocument AlignDocuments(const Document& a, Document b) {
  Alignment found = AlignOutlines(OutlineOf(a), OutlineOf(b));
  AlignedDocument result{.document = RenameDocument(std::move(b), found.to_a),
                         .exact = found.exact};
  result.ids = IdMapOf(std::move(found.to_a));
  return result;
}

}  // namespace caselens
