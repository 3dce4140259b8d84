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

RowKey KeyOf(const Document& document, const Row& row, const Names& names) {
  const bool service = row.kind == RowKind::kService;
  return {row.kind, service ? Renamed(names, row.person) : "",
          std::string(
              document.Code(service ? kServiceField : kForumField, row.id))};
}

void NameRows(const Document& a, const Document& b, Names& names) {
  Pairing<RowKey> pairing;
  for (const Row& row : a.rows) pairing.AddA(KeyOf(a, row, {}), row.id);
  for (const Row& row : b.rows) pairing.AddB(KeyOf(b, row, names), row.id);
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

// What `more`, named alike, has and `all` has not.
void AddMissing(const Document& more, Document& all) {
  const std::vector<std::string> ids = AllIdsOf(all);
  const std::set<std::string> held(ids.begin(), ids.end());
  const auto add = [&](const auto& from, auto& to) {
    for (const auto& item : from)
      if (!held.contains(item.id)) to.push_back(item);
  };
  add(more.people, all.people);
  add(more.relationships, all.relationships);
  add(more.harms, all.harms);
  add(more.rows, all.rows);
  std::vector<Answer> answers;
  for (const Answer& answer : more.answers) {
    if (all.Find(answer.field, answer.instance) == nullptr)
      answers.push_back(answer);
  }
  all.Add(std::move(answers));
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

AlignedDocument AlignDocuments(const Document& a, Document b) {
  FreshIds fresh;
  fresh.Avoid(AllIdsOf(a));
  fresh.Avoid(AllIdsOf(b));
  const NetworkAlignment network =
      AlignNetworks(FindNetwork(a), FindNetwork(b));
  Names names;
  for (const IdPair& pair : network.people) names[pair.b] = pair.a;
  for (const IdPair& pair : network.matched) names[pair.b] = pair.a;
  std::vector<std::string> people;
  for (const Person& person : b.people) people.push_back(person.id);
  NameTheRest(fresh, std::move(people), names);
  NameRelationships(a, b, names);
  NameRows(a, b, names);
  NameTheRest(fresh, AllIdsOf(b), names);
  AlignedDocument result{.document = RenameDocument(std::move(b), names),
                         .exact = network.exact};
  result.ids = IdMapOf(std::move(names));
  return result;
}

std::vector<AlignedDocument> AlignAll(std::vector<Document> codings) {
  std::vector<AlignedDocument> result;
  if (codings.empty()) return result;
  Names same;
  for (const std::string& id : AllIdsOf(codings.front())) same[id] = id;
  result.reserve(codings.size());
  result.push_back({.document = std::move(codings.front()),
                    .ids = IdMapOf(std::move(same))});
  Document all;  // what the codings so far hold together, if it is needed
  for (size_t i = 1; i < codings.size(); ++i) {
    const Document& so_far = i == 1 ? result.front().document : all;
    result.push_back(AlignDocuments(so_far, std::move(codings[i])));
    if (i + 1 == codings.size()) break;
    if (i == 1) all = result.front().document;
    AddMissing(result.back().document, all);
  }
  return result;
}

}  // namespace caselens
