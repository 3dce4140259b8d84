"""Attacks on releases through the public API: what readers were given, held
against what is in the files.

Records are drawn with replacement from the demo's site C3, for sites of 42 to
1361 records. CASELENS_SOAK_RELEASES says how many releases, else 20.
"""

import collections
import contextlib
import os
import pathlib
import random
import re
import sqlite3
import subprocess
import tempfile
import unittest

import service as s

Release = s.release_pb2.Release
RELEASES = int(os.environ.get("CASELENS_SOAK_RELEASES", "20"))
# Records of each site of a release.
SIZES = ([42], [120], [400], [120], [1361], [120], [150, 150, 150], [120],
         [120], [400])
VARIABLES = ["gender", "age", "pathway", "recorded.parental_alcohol"]
SENSITIVE = "recorded.parental_alcohol"
ROWS = (s.SOURCE / "clients/demo/c3.csv").read_text().splitlines()


def records(site, first, count, seed):
    """A CSV of `count` records numbered from `first`."""
    draw = random.Random(f"{seed} {site} {first}")
    rows = [ROWS[0]]
    for number in range(first, first + count):
        rest = draw.choice(ROWS[1:]).split(",", 4)[4]
        rows.append(f"{site}-{number:04},K{number:04},F{number:04},"
                    f"E{number:04},{rest}")
    return ("\n".join(rows) + "\n").encode()


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
        cls.context = s.service_with_study(records=0)
        cls.service = cls.context.__enter__()
        cls.addClassCleanup(cls.context.__exit__, None, None, None)
        cls.service.principal("co-steward", (s.Grant.STUDY_STEWARD, "s", ""))
        cls.service.caller("researcher").ClassModel(
            "CreateClassModel", parent="studies/s",
            class_model_id="c3-published", published="c3-published")
        cls.sites = 0

    def caller(self, name):
        return self.service.caller(name)

    def site(self, size, seed):
        """A new site with this many records."""
        Attacks.sites += 1
        site = f"D{Attacks.sites}"
        self.caller("study-steward").Study(
            "CreateSite", parent="studies/s", site_id=site,
            site=s.study_pb2.Site(
                nation=s.study_pb2.Site.SCO, factor_scheme="rdac-15-v1",
                class_model="studies/s/classModels/c3-published",
                agreement_date="2026-01-10", ethics_date="2026-01-12",
                safeguarding_contact=f"Duty team, {site}"))
        self.add(site, 1, size, seed)
        return site

    def add(self, site, first, count, seed):
        self.caller("site-steward").CaseFile(
            "ImportCaseFiles", parent=f"studies/s/sites/{site}",
            csv=records(site, first, count, seed))

    def create(self, sites):
        steward = self.caller("study-steward")
        release = s.finished_release(
            steward, sites=sites,
            programme=s.release_pb2.ReleaseProgramme(variables=VARIABLES))
        if release.refusal.HasField("coarser"):
            release = s.finished_release(steward, sites=sites,
                                         programme=release.refusal.coarser)
        return release

    def released(self, sites):
        release = self.create(sites)
        self.assertEqual(release.state, Release.PROVED, release.refusal)
        for name in ("co-steward", "site-steward"):
            release = self.caller(name).Release("ApproveRelease",
                                                name=release.name)
        self.assertEqual(release.state, Release.APPROVED, release.waits_for)
        return release

    def exported(self, release):
        return self.caller("researcher").Release(
            "ExportRelease", name=release.name, purpose="Attacks on it")

    def stored(self, release, part):
        with contextlib.closing(sqlite3.connect(
                self.service.data / "caselens.db")) as database:
            return database.execute(
                "SELECT document FROM resources WHERE name = ?",
                (f"{release.name}/{part}",)).fetchone()[0]

    def truth(self, release):
        return Truth(release, s.release_snapshot_pb2.ReleaseSnapshot
                     .FromString(self.stored(release, "snapshot")))

    def attacked(self, release, exported):
        """What the attackers of the suite find, by attack."""
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
        return [(int(attack), int(found), int(of)) for attack, found, of in
                re.findall(r"attack (\d+) (\d+) of (\d+)", out)]

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

    def test_01_the_attackers_of_the_suite_find_nothing(self):
        """Attacks 1, 2, 3, 7, 8, 11 and 13 over seeded releases."""
        found = collections.Counter()
        prey = collections.Counter()
        for seed in range(RELEASES):
            sizes = SIZES[seed % len(SIZES)]
            sites = [self.site(size, seed) for size in sizes]
            release = self.released(sites)
            exported = self.exported(release)
            truth = self.truth(release)
            with self.subTest(seed=seed, sizes=sizes):
                for attack, hits, of in self.attacked(release, exported):
                    found[attack] += hits
                    prey[attack] += of
                    if attack:
                        self.assertEqual(hits, 0, f"attack {attack}")
                prey[3] += self.check_totals(exported.tables, truth)
                self.check_everybody(exported.tables, truth)
                self.check_percentages(exported.tables)
        self.assertGreater(prey[1], 100)
        self.assertGreater(prey[2], 100)
        self.assertGreater(prey[11], 20)
        # The same attacker on the study's own rule, table by table.
        self.assertGreater(found[0], prey[0] * 9 // 10)

    def test_02_few_changes_are_never_released(self):
        """Attacks 10 and 12: files that come, one after another."""
        site = self.site(400, 1000)
        release = self.released([site])
        before = self.exported(release).SerializeToString(deterministic=True)
        added = 400
        for count in (1, 2, 6):  # 1, 3, 9
            self.add(site, added + 1, count, 1000)
            added += count
            self.assertEqual(self.exported(release).SerializeToString(
                deterministic=True), before, "what is released stays")
            refused = self.create([site])
            self.assertEqual(refused.state, Release.REFUSED)
            self.assertIn("at least 10 changed files", refused.refusal.why)
        self.add(site, added + 1, 21, 1000)  # 30
        later = self.released([site])
        self.assertEqual(list(later.earlier), [release.name])
        self.assertTrue(all(hits == 0 for attack, hits, _ in self.attacked(
            later, self.exported(later)) if attack))

    def test_03_three_quarters_of_the_cells_are_shown(self):
        """Attack 16 is none: what is left to read of 1361 records."""
        release = self.released([self.site(1361, 2000)])
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


if __name__ == "__main__":
    unittest.main(verbosity=2)
