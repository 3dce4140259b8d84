#!/usr/bin/env python3
"""Writes the SIMULATED case files of the demo study: c1.csv, c2.csv, c3.csv
and assignments.csv, into the folder given (by default, beside this script).

No record is a real child. What is exact and what is invented is in README.md.
The same bytes come out every time: the seed is fixed, and random() is the only
method of the generator used, because it alone is promised to stay the same in
every version of Python.
"""

import csv
import math
import random
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
COLUMNS = [
    "record_id", "child_id", "family_id", "episode_id", "sequence", "nation",
    "record_type", "year", "factors", "age_band", "gender", "ethnicity",
    "deprivation_decile", "pathway", "decision", "section_47"]

SITES = {
    "C1": dict(nation="ENG", records=1052, figure="figure_5_1_lca_c1.csv",
               years=(2019, 2020, 2021), clamp=.0005, seed=20260001),
    "C2": dict(nation="ENG", records=1073, figure="figure_5_7_lca_c2.csv",
               years=(2020, 2021, 2022), clamp=.0005, seed=20260002),
    "C3": dict(nation="SCO", records=1361, figure="figure_5_10_lca_c3.csv",
               years=(2019, 2020, 2021), clamp=.005, seed=20260003),
}
DVA = ("dv_child", "dv_parent", "dv_other", "domestic_abuse")

# The direction of each tilt is what the report says of the class in chapter 5;
# its size is invented. One entry for each class.
YOUNGER = {"UNBORN": 2, "A0_4": 2}
OLDER = {"UNBORN": .5, "A0_4": .5}
TILTS = {
    "C1": [YOUNGER | {"CP_PLAN": .6}, OLDER | {"CP_PLAN": .5},
           YOUNGER | {"WHITE": 2, "CP_PLAN": 2.5},
           OLDER | {"M": .5, "ASIAN": 2}, {"M": 2, "CP_PLAN": 9},
           OLDER | {"M": 2, "WHITE": 2, "CP_PLAN": .3, "NON_CIN": .3}],
    "C2": [{"M": 1.2, "CP_PLAN": .8}, YOUNGER | {"M": 1.2, "CP_PLAN": 2},
           {"CP_PLAN": .6}, OLDER | {"M": .5, "CP_PLAN": 2}, {"CP_PLAN": 2},
           OLDER | {"M": 2, "CP_PLAN": .5}],
    "C3": [{"WHITE": 1.5}, YOUNGER | {"M": .8}, OLDER | {"M": 1.5, "ASIAN": 2},
           OLDER | {"M": 1.5, "ASIAN": 2, "MIXED": 2}],
}
# What small children rarely do, and what cannot happen before birth.
OLDER_CHILDS_OWN = {"child_substance", "child_mh", "risks_outside_home",
                    "placing_self_at_risk"}
AFTER_BIRTH = {"child_disability", "physical_abuse", "sexual_abuse"}

# Invented: which codes were ticked for a factor, with weights.
CODES = {
    "child_substance": {"1A": 35, "2A": 45, "1A;2A": 20},
    "parent_alcohol": {"1B": 1},
    "parent_drug": {"2B": 1},
    "other_substance": {"1C": 45, "2C": 40, "1C;2C": 15},
    "dv_child": {"3A": 1},
    "dv_parent": {"3B": 1},
    "dv_other": {"3C": 1},
    "child_mh": {"4A": 65, "15A": 15, "4A;15A": 20},
    "parent_other_mh": {"4B": 80, "4C": 10, "4B;4C": 10},
    "child_disability": {"5A": 60, "6A": 30, "5A;6A": 10},
    "parent_disability": {"5B": 40, "6B": 50, "5B;6B": 10},
    "risks_outside_home": {"10A": 30, "11A": 15, "12A": 3, "13A": 15,
                           "14A": 25, "10A;11A": 12, "24A": 20, "13A;24A": 10},
    "neglect": {"16A": 1},
    "emotional_abuse": {"17A": 1},
    "physical_abuse": {"18A": 30, "18B": 10, "18C": 60},
    "sexual_abuse": {"19A": 30, "19B": 20, "19C": 50},
    "other": {"20": 84, "7A": 8, "15A": 6, "5C": 1, "6C": 1},
}
FIRST_YEAR = {"18B": 2021, "18C": 2021, "19B": 2021, "19C": 2021, "24A": 2022}
# Self-harm is the child's mental health in C1 and unstated in C2, where an
# unstated code is `other`: see typology/factors/data.
NOT_FOR = {("C1", "other"): {"15A"}, ("C2", "child_mh"): {"15A"}}
FROM_TEN_YEARS = {"7A", "15A"}
CODE_ORDER = [f"{n}{c}" for n in range(1, 20) for c in "ABC"] + ["20", "24A"]

# Invented: shares of each code within a group.
ETHNICITY = {
    ("C1", "WHITE"): {"WBRI": 62, "WIRI": 5, "WIRT": 2, "WOTH": 30, "WROM": 1},
    ("C1", "BLACK"): {"BCRB": 30, "BAFR": 55, "BOTH": 15},
    ("C1", "ASIAN"): {"AIND": 8, "APKN": 12, "ABAN": 60, "AOTH": 16, "CHNE": 4},
    ("C1", "MIXED"): {"MWBC": 36, "MWBA": 16, "MWAS": 16, "MOTH": 32},
    ("C2", "WHITE"): {"WBRI": 92, "WIRI": 1, "WIRT": 1, "WOTH": 5, "WROM": 1},
    ("C2", "BLACK"): {"BAFR": 80, "BOTH": 20},
    ("C2", "ASIAN"): {"AIND": 20, "APKN": 40, "AOTH": 40},
    ("C2", "MIXED"): {"MWBC": 35, "MWBA": 15, "MWAS": 25, "MOTH": 25},
    ("C3", "WHITE"): {"1": 85, "2": 6, "3": 1, "4": 8},
    ("C3", "BLACK"): {"12": 80, "13": 20},
    ("C3", "ASIAN"): {"6": 15, "7": 55, "8": 4, "9": 10, "10": 16},
    ("C3", "MIXED"): {"5": 1},
    ("ENG", "OTHER"): {"OOTH": 1},
    ("ENG", "UNKNOWN"): {"NOBT": 80, "REFU": 20},
    ("SCO", "UNKNOWN"): {"U": 1},
}
# Invented: deciles in C1 (IMD) and C3 (SIMD, with some addresses missing); C2
# kept no addresses.
DECILES = {
    "C1": {"1": 14, "2": 18, "3": 17, "4": 14, "5": 11, "6": 9, "7": 7, "8": 5,
           "9": 3, "10": 2},
    "C2": {"": 1},
    "C3": {"": 3, "1": 30, "2": 20, "3": 13, "4": 10, "5": 8, "6": 5, "7": 4,
           "8": 3, "9": 2, "10": 2},
}
# Invented: how many of each pathway had a section 47 enquiry. Every plan did.
SECTION_47 = {"CP_PLAN": {"Y": 1}, "CIN_ONLY": {"Y": 24, "N": 76},
              "NON_CIN": {"Y": 8, "N": 92}}
# Decisions are those of Table 5.4, their shares are invented.
DECISIONS = {
    "REGISTERED": {"Continued Registration": 20,
                   "Continued Registration and Referral to SCRA": 4,
                   "Registration": 64, "Registration and Referral to SCRA": 12},
    "NOT_REGISTERED": {
        "Name removed from register": 25, "Null": 3,
        "No longer requires YPSP proc risk reduced": 3,
        "Child not registered-Referral to SCRA": 6, "Monitoring and Review": 5,
        "Need for further/formal investigation": 2, "No further action": 8,
        "Proceed to CP Conference": 4, "Child not Registered": 44},
}
AT_A_REVIEW = {"Continued Registration", "Name removed from register",
               "Continued Registration and Referral to SCRA"}
# Invented: how often a record is of a brother or sister of an earlier child, or
# a later episode of that child, where one of the same description is there.
SIBLING, LATER_EPISODE = .2, .15
LETTER = {"family_id": "F", "child_id": "K", "episode_id": "E"}
NEXT_BAND = {"UNBORN": "A0_4", "A0_4": "A5_9", "A5_9": "A10_15",
             "A10_15": "A16_17"}


def read_csv(name):
    with open(HERE / "published" / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def largest_remainder(shares, total):
    """Whole numbers in proportion to `shares` (a dict) that add up to total."""
    scale = total / sum(shares.values())
    counts = {key: math.floor(share * scale) for key, share in shares.items()}
    by_rest = sorted(shares, key=lambda key: counts[key] - shares[key] * scale)
    for key in by_rest[:total - sum(counts.values())]:
        counts[key] += 1
    return counts


def shuffled(items, rng):
    order = sorted((rng.random(), i) for i in range(len(items)))
    return [items[i] for _, i in order]


def pick(weights, rng):
    at = rng.random() * sum(weights.values())
    for key, weight in weights.items():
        at -= weight
        if at < 0:
            return key
    return key


def assign(records, field, quotas, rng, weight=lambda record, value: 1):
    """Gives every record a value of `field`, each value as often as its quota.

    Values are dealt in order; records are drawn without replacement with the
    given weights (Efraimidis and Spirakis, 2006).
    """
    left = list(records)
    for value, count in quotas.items():
        keyed = sorted(
            ((rng.random() ** (1 / weight(record, value)), i)
             for i, record in enumerate(left)), reverse=True)
        chosen = {i for _, i in keyed[:count]}
        for i in chosen:
            left[i][field] = value
        left = [record for i, record in enumerate(left) if i not in chosen]
    assert not left, field


def assign_shares(records, field, shares, rng, *weight):
    assign(records, field, largest_remainder(shares, len(records)), rng,
           *weight)


class Model:
    """A published class model: sizes, and a probability for each factor."""

    def __init__(self, figure, clamp):
        rows = read_csv(figure)
        classes = list(rows[0])[2:]
        sizes = [float(rows[0][c]) for c in classes]
        self.sizes = [size / sum(sizes) for size in sizes]
        self.profile = {row["factor_key"]: [float(row[c]) for c in classes]
                        for row in rows[1:]}
        self.clamp = clamp

    def posterior(self, factors):
        logs = [math.log(size) for size in self.sizes]
        for factor, row in self.profile.items():
            for c, p in enumerate(row):
                p = min(max(p, self.clamp), 1 - self.clamp)
                logs[c] += math.log(p if factor in factors else 1 - p)
        joint = [math.exp(value - max(logs)) for value in logs]
        return [value / sum(joint) for value in joint]


def factor_counts(model, class_sizes, margins):
    """How many records of each class have each factor: as near to the class's
    probability as the published number of the factor allows."""
    counts = {}
    for factor, total in margins.items():
        expected = {c: class_sizes[c] * p
                    for c, p in enumerate(model.profile[factor])}
        full = {}  # classes in which every record has the factor
        while True:
            free = {c: e for c, e in expected.items() if c not in full}
            if not free or not sum(free.values()):
                counts[factor] = full
                break
            rest = largest_remainder(free, total - sum(full.values()))
            over = {c: class_sizes[c] for c in free if rest[c] > class_sizes[c]}
            if not over:
                counts[factor] = full | rest
                break
            full |= over
        assert sum(counts[factor].values()) == total, factor
    return counts


def draw_class(size, counts, rng):
    """The factor sets of one class; every set has a DVA factor."""
    sets = [set() for _ in range(size)]
    for factor, count in counts.items():
        for i in shuffled(list(range(size)), rng)[:count]:
            sets[i].add(factor)
    for without in (s for s in sets if not s & set(DVA)):
        donors = [s for s in sets if len(s & set(DVA)) > 1]
        donor = shuffled(donors, rng)[0]
        factor = shuffled([f for f in DVA if f in donor], rng)[0]
        donor.remove(factor)
        without.add(factor)
    return sets


def demographic_weight(site):
    def weight(record, value):
        factors = record["drawn"]
        w = TILTS[site][record["class"]].get(value, 1)
        if factors & OLDER_CHILDS_OWN:
            w *= {"UNBORN": .0001, "A0_4": .002, "A5_9": .2}.get(value, 1)
        if factors & AFTER_BIRTH and value == "UNBORN":
            w *= .0001
        return w
    return weight


def decision_weight(record, value):
    unborn = record["age_band"] == "UNBORN"  # so there was no review yet
    return .0001 if unborn and value in AT_A_REVIEW else 1


def census_codes(site, record, rng):
    codes = set()
    for factor in CODES:  # in a fixed order
        if factor not in record["drawn"]:
            continue
        barred = set(NOT_FOR.get((site, factor), ()))
        barred |= {c for c, y in FIRST_YEAR.items() if record["year"] < y}
        if record["age_band"] not in ("A10_15", "A16_17"):
            barred |= FROM_TEN_YEARS if factor == "other" else set()
        options = {ticked: weight for ticked, weight in CODES[factor].items()
                   if not barred & set(ticked.split(";"))}
        codes |= set(pick(options, rng).split(";"))
    return ";".join(sorted(codes, key=CODE_ORDER.index))


def same_child_later(earlier, later):
    bands = (earlier["age_band"], NEXT_BAND.get(earlier["age_band"]))
    return (earlier["year"] < later["year"] and later["age_band"] in bands and
            later["age_band"] != "UNBORN" and
            earlier["gender"] == later["gender"])


def add_families(records, rng):
    """Numbers families, children and episodes, in the order of the records,
    which is that of time."""
    families = {}  # (ethnicity, decile) -> families, each a list of records
    count = dict.fromkeys(LETTER, 0)

    def new(record, *fields):
        for field in fields:
            count[field] += 1
            record[field] = f"{LETTER[field]}{count[field]:04d}"

    for record in records:
        alike = families.setdefault(
            (record["ethnicity"], record["deprivation_decile"]), [])
        draw = rng.random()
        returning = next(
            (f for f in reversed(alike) if same_child_later(f[-1], record)), None)
        growing = next((f for f in reversed(alike) if len(f) < 6 and
                        f[-1]["year"] == record["year"]), None)
        if returning and draw < LATER_EPISODE:
            new(record, "episode_id")
            record["child_id"] = returning[-1]["child_id"]
            record["family_id"] = returning[-1]["family_id"]
            returning.append(record)
        elif growing and draw > 1 - SIBLING:
            new(record, "episode_id", "child_id")
            record["family_id"] = growing[-1]["family_id"]
            growing.append(record)
        else:
            new(record, "episode_id", "child_id", "family_id")
            alike.append([record])


def simulate(site):
    settings = SITES[site]
    rng = random.Random(settings["seed"])
    total = settings["records"]
    model = Model(settings["figure"], settings["clamp"])
    quotas = {}
    for row in read_csv("quotas.csv"):
        if row["site"] == site:
            quotas.setdefault(row["field"], {})[row["value"]] = int(row["count"])
    quotas["pathway"] = largest_remainder(quotas["pathway"], total)  # C2: 1083

    sizes = largest_remainder(dict(enumerate(model.sizes)), total)
    counts = factor_counts(model, sizes, quotas["factor"])
    records = [
        {"class": c, "drawn": drawn} for c in sizes for drawn in draw_class(
            sizes[c], {f: n.get(c, 0) for f, n in counts.items()}, rng)]
    if site == "C3":
        # Figure 5.10: one record in a hundred of class 3; that concern is
        # counted among the other concerns too.
        next(r for r in records if r["class"] == 2 and "other_concerns"
             in r["drawn"])["drawn"].add("placing_self_at_risk")

    weight = demographic_weight(site)
    for field in ("age_band", "gender", "ethnic_group", "pathway"):
        assign(records, field, quotas[field], rng, weight)
    assign_shares(records, "year", {y: 1 for y in settings["years"]}, rng)
    assign_shares(records, "deprivation_decile", DECILES[site], rng)
    nation = settings["nation"]
    for group in quotas["ethnic_group"]:
        of_group = [r for r in records if r["ethnic_group"] == group]
        assign_shares(of_group, "ethnicity", ETHNICITY.get((site, group)) or
                      ETHNICITY.get((nation, group), {"": 1}), rng)
    for pathway in quotas["pathway"]:
        of_pathway = [r for r in records if r["pathway"] == pathway]
        if nation == "ENG":
            assign_shares(of_pathway, "section_47", SECTION_47[pathway], rng)
        else:
            assign_shares(of_pathway, "decision", DECISIONS[pathway], rng,
                          decision_weight)

    records = sorted(shuffled(records, rng), key=lambda r: r["year"])
    add_families(records, rng)
    for number, record in enumerate(records, 1):
        drawn = record["drawn"]
        record["posterior"] = model.posterior(drawn)
        record["factors"] = (census_codes(site, record, rng)
                             if nation == "ENG" else ";".join(sorted(drawn)))
        record |= {
            "record_id": f"{site}-{number:04d}", "nation": nation,
            "record_type": ("CIN_ASSESSMENT" if nation == "ENG"
                            else "CP_CONFERENCE"),
            "sequence": 2 if record.get("decision") in AT_A_REVIEW else 1}
    for record in records:
        end = record["year"]
        record["year"] = f"{end - 1}-{end % 100:02d}"
    return records


def is_guided(record):
    """The file a newcomer codes first."""
    return (record["factors"] == "3B" and record["age_band"] == "A5_9" and
            record["gender"] == "F" and record["pathway"] == "CIN_ONLY" and
            record["ethnic_group"] == "WHITE")


def unlike(a, b):
    return sum(a[field] != b[field]
               for field in ("age_band", "gender", "ethnic_group"))


def sample(site, records, rng):
    """Two records for each modal class, as unlike each other as can be in age,
    gender and ethnicity, all from different families."""
    chosen = []
    for c in range(len(TILTS[site])):
        families = {r["family_id"] for r in chosen}
        mode = [r for r in shuffled(records, rng)
                if r["posterior"][c] == max(r["posterior"])
                and r["family_id"] not in families
                and not {"U", "UNKNOWN"} & {r["age_band"], r["gender"],
                                            r["ethnic_group"]}]
        mode.sort(key=lambda r: r["posterior"][c] < .8)  # the clear ones first
        guided = [r for r in mode if (site, c) == ("C1", 0) and is_guided(r)]
        first = (guided or mode)[0]
        second = max((r for r in mode if r["family_id"] != first["family_id"]),
                     key=lambda r: (r["posterior"][c] >= .8) + unlike(r, first))
        chosen += [first, second]
    return chosen


def write_csv(path, columns, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="",
                                extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    assignments = []
    for site, settings in SITES.items():
        records = simulate(site)
        write_csv(folder / f"{site.lower()}.csv", COLUMNS, records)
        files = sample(site, records, random.Random(settings["seed"] + 10))
        for i, record in enumerate(files):
            # Every fourth file is read twice.
            for role in ("PRIMARY", "SECOND") if i % 4 == 0 else ("PRIMARY",):
                assignments.append({"site": site, "wave": "W1", "role": role,
                                    "record_id": record["record_id"]})
    write_csv(folder / "assignments.csv",
              ["site", "record_id", "role", "wave"], assignments)


if __name__ == "__main__":
    main()
