"""Attacks on releases through the public API: what readers were given, held
against what is in the files.

CASELENS_SOAK_RELEASES says how many releases, else 20.
"""

import collections
import contextlib
import dataclasses
import os
import pathlib
import random
import re
import sqlite3
import subprocess
import tempfile
import unittest

import service as s
from release_study import ROWS, VARIABLES, ReleaseStudy, records

Release = s.release_pb2.Release
RELEASES = int(os.environ.get("CASELENS_SOAK_RELEASES", "20"))
# Records of each site of a release.
SIZES = ([42], [120], [400], [120], [1361], [120], [150, 150, 150], [120],
         [120], [400])
SENSITIVE = "recorded.parental_alcohol"
TEN_FACTORS = ["child_exploitation", "emotional_abuse", "neglect",
               "non_engaging_family", "other_concerns", "parental_alcohol",
               "parental_drug", "parental_mh", "physical_abuse",
               "sexual_abuse"]


@dataclasses.dataclass(frozen=True)
class Hits:
    found: int = 0
    control: float = 0
    of: int = 0

    def __add__(self, other):
        return Hits(self.found + other.found, self.control + other.control,
                    self.of + other.of)

    def __str__(self):
        return f"{self.found} of {self.of}, by guessing {self.control:.0f}"

    def beyond_control(self):
        return (self.found - self.control) / self.of


class Truth:
    """The files that a release was made from."""

    def __init__(self, release, snapshot):
        self.release = release
        names = [variable.name for variable in snapshot.variables]
        self.of = {variable.name: names.index(variable.name)
                   for variable in release.variables}
        self.codes = {variable.name: list(variable.categories)
                      for variable in snapshot.variables}
        width = len(names)
        self.files = [snapshot.values[i:i + width]
                      for i in range(0, len(snapshot.values), width)]

    def count(self, names):
        return collections.Counter(
            tuple(self.codes[name][file[self.of[name]]] for name in names)
            for file in self.files)


def names_of(table):
    return tuple(dimension.variable for dimension in table.dimensions)


def lines(table):
    """The cells that differ in one dimension alone, for each dimension."""
    for axis, name in enumerate(names_of(table)):
        line = collections.defaultdict(list)
        for cell in table.cells:
            rest = cell.categories[:axis] + cell.categories[axis + 1:]
            line[tuple(rest)].append(cell)
        for rest, cells in line.items():
            yield axis, name, rest, cells


class Attacks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.study = cls.enterClassContext(ReleaseStudy())

    def caller(self, name):
        return self.study.service.caller(name)

    def create(self, sites, variables=VARIABLES):
        return self.study.create(sites, variables)

    def released(self, sites, variables=VARIABLES):
        return self.study.released(sites, variables)

    def exported(self, release):
        return self.caller("researcher").Release(
            "ExportRelease", name=release.name, purpose="Attacks on it")

    def stored(self, release, part):
        with contextlib.closing(sqlite3.connect(
                self.study.service.data / "caselens.db")) as database:
            return database.execute(
                "SELECT document FROM resources WHERE name = ?",
                (f"{release.name}/{part}",)).fetchone()[0]

    def truth(self, release):
        return Truth(release, s.release_snapshot_pb2.ReleaseSnapshot
                     .FromString(self.stored(release, "snapshot")))

    def attacked(self, release, exported):
        """What the attackers of the suite find, by attack and variant."""
        with tempfile.TemporaryDirectory() as folder:
            for name, content in (
                    ("export", exported.SerializeToString()),
                    ("release", self.caller("study-steward").Release(
                        "GetRelease", name=release.name).SerializeToString()),
                    ("snapshot", self.stored(release, "snapshot")),
                    ("tables", self.stored(release, "tables"))):
                (pathlib.Path(folder) / name).write_bytes(content)
            out = subprocess.run(
                [s.BUILD / "bin/release_attacker", folder],
                capture_output=True, text=True, check=True).stdout
        for line in out.splitlines():
            attack, variant, found, control, of = re.fullmatch(
                r"attack (\d+) (\w+) (\d+) ([\d.]+) (\d+)", line).groups()
            yield (int(attack), variant), Hits(int(found), float(control),
                                               int(of))

    def check_totals(self, tables, truth):
        """Attacks 3 and 7: what is left of a line, by subtraction."""
        totals = {}
        for table in tables:
            names = names_of(table)
            for cell in table.cells:
                totals[names, tuple(cell.categories)] = (
                    cell.value if cell.HasField("value") else None)
            self.assertEqual(table.total_reported,
                             sum(cell.value for cell in table.cells))
        attacked = 0
        for table in tables:
            names = names_of(table)
            counts = truth.count(names)
            for axis, _, rest, cells in lines(table):
                outer = names[:axis] + names[axis + 1:]
                total = totals.get((outer, rest))
                hidden = [c for c in cells if not c.HasField("value")]
                if total is None or not hidden:
                    continue
                left = sum(counts[tuple(c.categories)] for c in hidden)
                if not 1 <= left <= 4:
                    continue
                attacked += 1
                shown = [c.value for c in cells if c.HasField("value")]
                slack = 2 + 2 * len(shown)
                least = max(total - sum(shown) - slack, 0)
                most = total - sum(shown) + slack
                self.assertGreaterEqual(most - least + 1, 4)
                self.assertFalse(least >= 1 and most <= 4)
        return attacked

    def check_everybody(self, tables, truth):
        """Attack 13: nobody's line has one sensitive value."""
        for table in tables:
            names = names_of(table)
            counts = truth.count(names)
            for _, name, _, cells in lines(table):
                if name != SENSITIVE:
                    continue
                files = [counts[tuple(c.categories)] for c in cells]
                for cell, own in zip(cells, files):
                    if cell.HasField("value"):
                        self.assertGreaterEqual(sum(files) - own, 8, cell)

    def check_percentages(self, tables):
        """Attack 8: they say no more than the figures beside them."""
        for table in tables:
            for cell in table.cells:
                if not cell.HasField("value"):
                    self.assertEqual(cell.percentage, "c")
                    continue
                exact = 100 * cell.value / table.total_reported
                self.assertLessEqual(
                    abs(float(cell.percentage.rstrip("%")) - exact), 0.5001)

    def check_nothing_found(self, attacks):
        """Attacks 1, 2 and 11: no hidden cell is worked out."""
        for (attack, variant), hits in attacks.items():
            if variant == "ours" and attack in (1, 2, 11):
                self.assertEqual(hits.found, 0, f"attack {attack}")

    def test_01_the_attackers_of_the_suite_find_nothing(self):
        """Attacks 1, 2, 3, 6, 7, 8, 11 and 13 over seeded releases."""
        total = collections.defaultdict(Hits)
        differences = 0
        for seed in range(RELEASES):
            sizes = SIZES[seed % len(SIZES)]
            sites = [self.study.site(size, seed) for size in sizes]
            release = self.released(sites)
            exported = self.exported(release)
            truth = self.truth(release)
            with self.subTest(seed=seed, sizes=sizes):
                attacks = dict(self.attacked(release, exported))
                self.check_nothing_found(attacks)
                for key, hits in attacks.items():
                    if key[0] != 14:  # here answers go together: test 4
                        total[key] += hits
                differences += self.check_totals(exported.tables, truth)
                self.check_everybody(exported.tables, truth)
                self.check_percentages(exported.tables)
        print(*(f"attack {attack}, {variant}: {hits}" for
                (attack, variant), hits in sorted(total.items())), sep="\n")
        self.assertGreater(total[1, "ours"].of, 100)
        self.assertGreater(total[2, "ours"].of, 100)
        self.assertGreater(total[11, "ours"].of, 20)
        self.assertGreater(differences, 0)
        # The same attacker on the study's own rule, table by table.
        self.assertGreater(total[1, "broken"].found,
                           total[1, "broken"].of * .9)
        self.assertGreater(total[6, "broken"].beyond_control(), .2)
        self.assertLessEqual(total[6, "ours"].beyond_control(), .05)

    def test_02_few_changes_are_never_released(self):
        """Attacks 10 and 12: files that come, one after another."""
        site = self.study.site(400, 1000)
        release = self.released([site])
        before = self.exported(release).SerializeToString(deterministic=True)
        added = 400
        for count in (1, 2, 6):  # 1, 3, 9
            self.study.add(site, added + 1, count, 1000)
            added += count
            self.assertEqual(self.exported(release).SerializeToString(
                deterministic=True), before, "what is released stays")
            refused = self.create([site])
            self.assertEqual(refused.state, Release.REFUSED)
            self.assertIn("at least 10 changed files", refused.refusal.why)
        self.study.add(site, added + 1, 21, 1000)  # 30
        later = self.released([site])
        self.assertEqual(list(later.earlier), [release.name])
        self.check_nothing_found(dict(self.attacked(later,
                                                    self.exported(later))))

    def test_03_three_quarters_of_the_cells_are_shown(self):
        """Attack 16 is none: what is left to read of 1361 records."""
        release = self.released([self.study.site(1361, 2000)])
        truth = self.truth(release)
        occur = {name: {code for (code,) in truth.count((name,))}
                 for name in VARIABLES}
        shown = cells = 0
        for table in self.exported(release).tables:
            names = names_of(table)
            if len(names) > 2:
                continue
            for cell in table.cells:
                if all(code in occur[name]
                       for name, code in zip(names, cell.categories)):
                    cells += 1
                    shown += cell.HasField("value")
        self.assertGreaterEqual(shown, cells * 3 // 4)

    def test_04_made_up_files_that_fit_the_tables_tell_nothing(self):
        """Attack 14: ten answers of 200 files, the last one hidden."""
        site = self.study.site(0, 0)
        draw = random.Random(14)
        at = ROWS[0].split(",").index("factors")
        rows = []
        for row in records(site, 1, 200, 14).decode().splitlines()[1:]:
            values = row.split(",")
            values[at] = ";".join(["domestic_abuse"] + [
                factor for factor in TEN_FACTORS if draw.random() < .5])
            rows.append(",".join(values))
        self.study.import_files(site, "\n".join([ROWS[0], *rows]).encode())
        variables = [f"recorded.{factor}" for factor in TEN_FACTORS]
        release = self.released([site], variables)
        attacks = dict(self.attacked(release, self.exported(release)))
        print(*(f"attack {key[0]}, {key[1]}: {hits}" for key, hits in
                attacks.items() if key[0] == 14), sep="\n")
        self.check_nothing_found(attacks)
        self.assertGreater(attacks[14, "broken"].beyond_control(), .05)
        self.assertLessEqual(attacks[14, "ours"].beyond_control(), .05)


if __name__ == "__main__":
    unittest.main(verbosity=2)
