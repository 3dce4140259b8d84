"""Releases: frozen, proved, approved by two, looked up, exported, told of."""

import contextlib
import csv as csv_module
import itertools
import json
import pathlib
import re
import sqlite3
import subprocess
import tempfile
import unittest

import grpc

import service as s

Release = s.release_pb2.Release
Programme = s.release_pb2.ReleaseProgramme
Options = s.release_pb2.ReleaseOptions
Entry = s.release_pb2.ReleaseLedgerEntry
Query = s.release_pb2.QueryReleaseRequest
DATA = s.SOURCE / "tests/data/rdac"
REPEATS = 1000

SITES = {"C1": ("ENG", "rdac-17-c1-v1"), "C2": ("ENG", "rdac-17-c2-v1"),
         "C3": ("SCO", "rdac-15-v1")}
VARIABLES = ["gender", "age", "ethnic_group", "pathway", "class"]
TABLES = [("gender", "age"), ("gender", "pathway"), ("pathway", "class"),
          ("gender", "age", "pathway")]


def programme(*groupings, variables=VARIABLES, tables=TABLES):
    return Programme(
        variables=variables,
        groupings=[Programme.Grouping(variable=v, grouping=g)
                   for v, g in groupings],
        tables=[Programme.Table(variables=t) for t in tables])


@contextlib.contextmanager
def demo_study():
    """The demo's three sites, a steward of each, and readers of releases."""
    with s.service_with_study(records=0) as service:
        researcher = service.caller("researcher")
        for site, (nation, scheme) in SITES.items():
            model = f"{site.lower()}-published"
            if site != "C1":
                researcher.ClassModel(
                    "CreateClassModel", parent="studies/s",
                    class_model_id=model, published=model)
                s.create_site(service, site, nation, scheme, model)
            service.caller("site-steward").CaseFile(
                "ImportCaseFiles", parent=f"studies/s/sites/{site}",
                csv=(s.SOURCE / f"clients/demo/{site.lower()}.csv"
                     ).read_bytes())
            service.principal(f"steward-{site.lower()}",
                              (s.Grant.SITE_STEWARD, "s", site))
        service.principal("co-steward", (s.Grant.STUDY_STEWARD, "s", ""))
        service.principal("facilitator-c3", (s.Grant.FACILITATOR, "s", "C3"))
        service.principal("researcher-c1", (s.Grant.RESEARCHER, "s", "C1"))
        yield service


def values(table):
    """Cells by their categories; None where hidden."""
    return {tuple(cell.categories):
            cell.value if cell.HasField("value") else None
            for cell in table.cells}


def printed(file, column, characteristic=None):
    """Counts of a table of the report, by its own words."""
    with (DATA / file).open() as text:
        return {row.get("category") or row.get("pathway")
                or row.get("outcome"): row[column]
                for row in csv_module.DictReader(text)
                if characteristic in (None, row.get("characteristic"))}


class ReleaseTestCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.context = demo_study()
        cls.service = cls.context.__enter__()
        cls.addClassCleanup(cls.context.__exit__, None, None, None)

    def caller(self, name):
        return self.service.caller(name)

    def create(self, **options):
        return s.finished_release(self.caller("study-steward"), **options)

    def released(self, *approvers, **options):
        """A release that those approved."""
        release = self.create(**options)
        self.assertEqual(release.state, Release.PROVED, release.refusal)
        for name in approvers:
            release = self.caller(name).Release("ApproveRelease",
                                                name=release.name)
        self.assertEqual(release.state, Release.APPROVED, release.waits_for)
        return release

    def query(self, who, release, *dimensions, **filters):
        return self.caller(who).Release(
            "QueryRelease", name=release.name, dimensions=dimensions,
            filters=[Query.Filter(variable=v, category=c)
                     for v, c in filters.items()])

    def assert_refused(self, code, call, *arguments, because="", **fields):
        with self.assertRaises(grpc.RpcError) as caught:
            answer = call(*arguments, **fields)
            if arguments[0] == "WatchRelease":
                list(answer)
        error = caught.exception
        self.assertEqual(error.code(), code, error.details())
        if because:
            self.assertEqual(s.details(error)[1], because)
        return error


class ReportTest(ReleaseTestCase):
    """One site's report, from asking for it to the ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = s.finished_release(
            cls.service.caller("study-steward"), profile="REPORT",
            sites=["C3"], programme=programme(("age", "AGE_10_17")))

    def test_1_nobody_but_stewards_sees_it_before_it_is_released(self):
        self.assertEqual(self.report.state, Release.PROVED,
                         self.report.refusal)
        self.assertEqual(len(self.report.waits_for), 2)
        self.assertTrue(self.query("steward-c3", self.report, "gender").cells)
        for name in ("facilitator", "facilitator-c3", "researcher",
                     "researcher-c1"):
            for method, more in (("GetRelease", {}), ("WatchRelease", {}),
                                 ("QueryRelease", {"dimensions": ["gender"]}),
                                 ("ExportRelease", {"purpose": "To see it"})):
                self.assert_refused(
                    grpc.StatusCode.NOT_FOUND, self.caller(name).Release,
                    method, name=self.report.name, because="NOT_FOUND", **more)
            self.assertFalse(self.caller(name).Release(
                "ListReleases", parent="studies/s").releases)
        self.assert_refused(
            grpc.StatusCode.NOT_FOUND, self.caller("steward-c1").Release,
            "ApproveRelease", name=self.report.name)

    def test_2_two_people_release_it_and_never_who_asked(self):
        self.assert_refused(
            grpc.StatusCode.FAILED_PRECONDITION,
            self.caller("study-steward").Release, "ApproveRelease",
            name=self.report.name, because="OWN_RELEASE")
        first = self.caller("co-steward").Release("ApproveRelease",
                                                  name=self.report.name)
        self.assertEqual(first.state, Release.PROVED)
        self.assertEqual(list(first.waits_for), ["one person more"])
        self.assert_refused(
            grpc.StatusCode.FAILED_PRECONDITION,
            self.caller("co-steward").Release, "ApproveRelease",
            name=self.report.name, because="RELEASE_STATE")
        second = self.caller("steward-c3").Release("ApproveRelease",
                                                   name=self.report.name)
        self.assertEqual(second.state, Release.APPROVED)
        self.assertEqual([(a.approver, list(a.sites), a.coded_none)
                          for a in second.approvals],
                         [("principals/co-steward", [], True),
                          ("principals/steward-c3", ["C3"], True)])

    def test_3_it_has_the_counts_of_the_report(self):
        for variable, file, characteristic, words in (
                ("gender", "table_5_2_demographics_c3.csv", "Gender",
                 {"F": "Female", "M": "Male", "NOT_KNOWN": "Unknown"}),
                ("age", "table_5_2_demographics_c3.csv", "Age",
                 {"UNBORN": "Pre-birth", "A0_4": "Under 5", "A5_9": "5-9",
                  "A10_17": "10-17", "NOT_KNOWN": "Unknown"}),
                ("ethnic_group", "table_5_2_demographics_c3.csv", "Ethnicity",
                 {"WHITE": "White", "BLACK": "Black", "ASIAN": "Asian",
                  "MIXED": "Mixed", "NOT_KNOWN": "Unknown"}),
                ("pathway", "table_5_4_pathways_c3.csv", None,
                 {"REGISTERED": "Registered",
                  "NOT_REGISTERED": "Not registered"})):
            table = self.query("facilitator-c3", self.report, variable)
            self.assertTrue(table.exact)
            self.assertEqual(table.total_reported, 1361)
            shown, wanted = values(table), printed(file, "n", characteristic)
            for code, word in words.items():
                self.assertEqual(shown[code,], int(wanted[word]), word)

    def test_3_a_mean_is_of_published_bands_and_hides_one_file(self):
        table = self.query("facilitator-c3", self.report, "age")
        files = {code: values(table)[code,] or 0
                 for code in ("A0_4", "A5_9", "A10_17")}
        middles = {"A0_4": 2, "A5_9": 7, "A10_17": 13.5}
        exact = sum(files[code] * middles[code] for code in files) / \
            sum(files.values())
        self.assertEqual(table.mean.files, sum(files.values()))
        self.assertLessEqual(abs(table.mean.value - exact),
                             table.mean.step / 2 + 1e-9)
        # One file's number would move it by no more than a step.
        self.assertGreaterEqual(table.mean.step * table.mean.files, 17)
        self.assertIn(table.mean.median_category, files)
        self.assertFalse(self.query("facilitator-c3", self.report, "gender")
                         .HasField("mean"))

    def test_4_single_sites_are_for_that_site(self):
        for name in ("facilitator-c3", "researcher", "steward-c3"):
            self.caller(name).Release("GetRelease", name=self.report.name)
        for name in ("facilitator", "researcher-c1", "steward-c1"):
            self.assert_refused(
                grpc.StatusCode.NOT_FOUND, self.caller(name).Release,
                "GetRelease", name=self.report.name)
        seen = self.caller("facilitator-c3").Release("GetRelease",
                                                     name=self.report.name)
        self.assertFalse(seen.approvals or seen.requester or seen.earlier)
        self.assertEqual([v.name for v in seen.variables], VARIABLES)

    def test_5_all_orders_repeats_restarts_and_replicas_give_the_same_bytes(self):
        """Attack 5: one distinct answer."""
        def ask(reader):
            seen = set()
            names = ("gender", "age")
            for order in itertools.permutations(names):
                seen.add(reader.Release(
                    "QueryRelease", name=self.report.name, dimensions=order)
                    .SerializeToString(deterministic=True))
            return seen
        answers = set()
        reader = self.caller("facilitator-c3")
        for _ in range(REPEATS):
            answers |= ask(reader)
        filtered = {
            self.query("researcher", self.report, "gender", **dict(filters))
            .SerializeToString(deterministic=True)
            for filters in itertools.permutations(
                {"age": "A0_4", "pathway": "REGISTERED"}.items())}
        self.service.stop()
        replica = s.Service.replica_of(self.service)
        self.addCleanup(replica.close)
        self.service.start()
        replica.start()
        for server in (self.service, replica):
            answers |= ask(server.caller("facilitator-c3"))
        self.assertEqual(len(answers), 1)
        filtered.add(self.query("researcher", self.report, "gender",
                                age="A0_4", pathway="REGISTERED")
                     .SerializeToString(deterministic=True))
        self.assertEqual(len(filtered), 1)

    def test_6_a_hidden_cell_says_that_a_rule_applied(self):
        table = self.query("facilitator-c3", self.report, "gender", "age")
        self.assertFalse(table.exact)
        hidden = [cell for cell in table.cells if not cell.HasField("value")]
        self.assertTrue(hidden)
        self.assertEqual({cell.why for cell in hidden},
                         {"c: a disclosure rule applied; coarser tables of "
                          "this release: gender; age"})
        for cell in table.cells:
            self.assertEqual(cell.value % 5, 0)
        self.assertIn(self.report.name.split("/")[-1], table.provenance)
        self.assertIn(self.report.digest, table.provenance)

    def test_7_an_export_is_in_the_ledger_with_its_purpose(self):
        self.assert_refused(
            grpc.StatusCode.INVALID_ARGUMENT,
            self.caller("facilitator-c3").Release, "ExportRelease",
            name=self.report.name, purpose="")
        exported = self.caller("facilitator-c3").Release(
            "ExportRelease", name=self.report.name,
            purpose="Community of practice")
        self.assertEqual(len(exported.tables), len(VARIABLES) + len(TABLES))
        entries = self.caller("governance").Release(
            "ListReleaseLedger", parent="studies/s",
            release=self.report.name).entries
        self.assertEqual(
            [(Entry.Action.Name(e.action), e.actor.split("/")[1])
             for e in entries],
            [("REQUESTED", "study-steward"), ("PROVED", "study-steward"),
             ("APPROVED", "co-steward"), ("RELEASED", "steward-c3"),
             ("EXPORTED", "facilitator-c3")])
        self.assertEqual(entries[-1].purpose, "Community of practice")
        self.assertEqual(entries[-1].digest, self.report.digest)
        self.assertEqual(len({e.digest for e in entries[1:]}), 1)
        for entry in entries[1:]:
            self.assertEqual(len(entry.tables), len(exported.tables))
            self.assertEqual(entry.rules, "caselens-disclosure-1")
            if entry.proof.groups:
                self.assertGreaterEqual(entry.proof.fewest_possible, 4)
            self.assertEqual(len(entry.proof.digest), 32)
        # Every entry is committed to by an event of its own.
        for entry in entries:
            events = self.caller("governance").History(
                "ListEvents", parent="studies/s", resource=entry.name).events
            self.assertEqual(len(events), 1)
        verified = list(self.caller("governance").History("VerifyHistory"))
        self.assertEqual(verified[-1].state,
                         s.history_pb2.HistoryVerification.VERIFIED)

    def test_8_what_was_released_counts_in_later_proofs(self):
        again = self.create(profile="LIVE", sites=["C3"],
                            programme=programme(tables=[]))
        self.assertEqual(list(again.earlier), [self.report.name])
        elsewhere = self.create(profile="LIVE", sites=["C1"],
                                programme=programme(tables=[]))
        self.assertEqual(list(elsewhere.earlier), [])
        self.assertEqual(elsewhere.state, Release.PROVED)
        # Proved without knowing of the other: it has to be asked for again.
        twin = self.create(profile="LIVE", sites=["C1"],
                           programme=programme(tables=[]))
        for name in ("co-steward", "steward-c1"):
            self.caller(name).Release("ApproveRelease", name=elsewhere.name)
        self.assert_refused(
            grpc.StatusCode.FAILED_PRECONDITION,
            self.caller("co-steward").Release, "ApproveRelease",
            name=twin.name, because="RELEASE_OUTDATED")
        rejected = self.caller("co-steward").Release(
            "RejectRelease", name=twin.name, reason="Another came first")
        self.assertEqual(rejected.state, Release.REJECTED)

    def test_9_the_command_line_shows_tables_and_exports_folders(self):
        with tempfile.TemporaryDirectory() as folder:
            token = pathlib.Path(folder) / "token"
            token.write_text(self.service.tokens["facilitator-c3"])
            token.chmod(0o600)

            def run(*arguments):
                return subprocess.run(
                    [s.BUILD / "bin/caselens", "--server",
                     self.service.address, "--token-file", token, *arguments],
                    capture_output=True, text=True, check=True).stdout

            table = json.loads(run(
                "--format", "json", "table", "--release", self.report.name,
                "--rows", "gender", "--cols", "age"))
            self.assertEqual(list(table),
                             ["cells", "total_reported", "provenance"])
            self.assertEqual(list(table["cells"][0]),
                             ["row", "col", "value", "why"])
            shown = values(self.query("facilitator-c3", self.report, "gender",
                                      "age"))
            self.assertEqual(
                {(c["row"], c["col"]): None if c["value"] == "c"
                 else c["value"] for c in table["cells"]}, shown)
            out = pathlib.Path(folder) / "tables"
            run("release", "export", self.report.name, "--folder", out,
                "--purpose", "Training day")
            self.assertEqual(len(list(out.glob("*.csv"))),
                             len(VARIABLES) + len(TABLES))
            self.assertIn(self.report.digest,
                          (out / "provenance.txt").read_text())


class PooledTest(ReleaseTestCase):
    def test_each_site_approves_and_all_of_the_study_reads(self):
        release = self.create(programme=programme(
            variables=["gender", "ethnic_group"], tables=[]))
        self.assertEqual(release.state, Release.PROVED, release.refusal)
        self.assertEqual(list(release.options.sites), ["C1", "C2", "C3"])
        for name, left in (("co-steward", 4), ("steward-c1", 2),
                           ("steward-c2", 1), ("steward-c3", 0)):
            release = self.caller(name).Release("ApproveRelease",
                                                name=release.name)
            self.assertEqual(len(release.waits_for), left, release.waits_for)
        self.assertEqual(release.state, Release.APPROVED)
        table = self.query("facilitator", release, "ethnic_group")
        self.assertFalse(table.exact)
        self.query("researcher-c1", release, "gender")
        # A second one over the same files tells nothing new; of two sites
        # there is none, for each would see the other.
        two = self.create(sites=["C1", "C2"], programme=programme(
            variables=["gender"], tables=[]))
        self.assertEqual(two.state, Release.REFUSED)
        self.assertIn("at least 3 sites", two.refusal.why)
        self.assert_refused(
            grpc.StatusCode.FAILED_PRECONDITION,
            self.caller("co-steward").Release, "ApproveRelease",
            name=two.name, because="RELEASE_STATE")

    def test_codings_without_a_file_are_no_release(self):
        self.assert_refused(
            grpc.StatusCode.FAILED_PRECONDITION,
            self.caller("study-steward").Release, "CreateRelease",
            parent="studies/s", options=s.release_options("CODINGS", "PACK"),
            because="NOTHING_TO_RELEASE")

    def test_options_that_do_not_fit_are_named(self):
        for field, options in (
                ("options.universe", {"universe": "UNIVERSE_UNSPECIFIED"}),
                ("options.profile", {"profile": "PACK"}),
                ("options.profile", {"universe": "CODINGS",
                                     "profile": "REPORT"}),
                ("options.sites[0]", {"sites": ["C9"]}),
                ("options.sites[0]", {"sites": ["C1", "C1"]}),
                ("options.programme.variables[0]",
                 {"programme": Programme(variables=["deprivation"])}),
                ("options.programme.groupings[0].grouping",
                 {"programme": programme(("age", "MADE_UP"))}),
                ("options.programme.groupings[0].variable",
                 {"programme": programme(("year", "MADE_UP"))}),
                ("options.programme.tables[0].variables",
                 {"programme": programme(tables=[("gender", "year")])})):
            with self.subTest(field=field):
                error = self.assert_refused(
                    grpc.StatusCode.INVALID_ARGUMENT,
                    self.caller("study-steward").Release, "CreateRelease",
                    parent="studies/s", options=s.release_options(**options))
                self.assertEqual([f for f, _ in s.details(error)[0]], [field])

    def test_a_kill_begins_the_proof_again(self):
        release = self.caller("study-steward").Release(
            "CreateRelease", parent="studies/s",
            options=s.release_options(sites=["C2"], programme=programme()))
        self.service.kill()
        self.service.start()
        steward = self.caller("study-steward")
        seen = list(steward.Release("WatchRelease", name=release.name))
        self.assertEqual(seen[-1].state, Release.PROVED)
        undisturbed = steward.Release("GetRelease", name=release.name)
        self.assertTrue(undisturbed.digest)


class PackTest(unittest.TestCase):
    """Statements over the codings of three sites with six files each."""

    def test_a_pack_says_what_few_files_can_bear(self):
        with s.service_with_study(records=6) as service:
            steward = service.caller("study-steward")
            release = s.proved_pack(service)
            service.principal("co-steward", (s.Grant.STUDY_STEWARD, "s", ""))
            for name in ("co-steward", "site-steward"):
                release = service.caller(name).Release("ApproveRelease",
                                                       name=release.name)
            self.assertEqual(release.state, Release.APPROVED,
                             release.waits_for)
            facilitator = service.caller("facilitator")
            pack = facilitator.Release("GetFindingsPack", name=release.name)
            self.assertEqual((pack.files, pack.sites), (18, 3))
            self.assertEqual([one.text for one in pack.statements],
                             ["In about half of 18 files, the plan centred on "
                              "the mother."])
            self.assertEqual(len({one.why for one in pack.not_stated}), 1)
            exported = facilitator.Release("ExportRelease", name=release.name,
                                           purpose="Training day")
            self.assertEqual(exported.pack, pack)
            # Tables of the codings are another kind of release.
            live = s.finished_release(steward, universe="CODINGS")
            self.assertIn(live.state, (Release.PROVED, Release.REFUSED))
            self.assertEqual(list(live.earlier), [])
            # Nothing changed at any site: the next pack says the same.
            again = s.finished_release(steward, universe="CODINGS",
                                       profile="PACK")
            self.assertEqual(list(again.earlier), [release.name])
            self.assertEqual(again.digest, release.digest)


class AttackTest(ReleaseTestCase):
    """Attacks of privacy.md A4 through the public API."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.releases = {}
        for site in ("C1", "C2"):
            steward = cls.service.caller("study-steward")
            release = s.finished_release(steward, sites=[site],
                                         programme=programme())
            for name in ("co-steward", f"steward-{site.lower()}"):
                release = cls.service.caller(name).Release(
                    "ApproveRelease", name=release.name)
            assert release.state == Release.APPROVED, release
            cls.releases[site] = release

    def refusal(self, site, dimensions, filters):
        try:
            self.caller("researcher").Release(
                "QueryRelease", name=self.releases[site].name,
                dimensions=dimensions,
                filters=[Query.Filter(variable=v, category=c)
                         for v, c in filters])
        except grpc.RpcError as error:
            return error.code(), error.details(), s.details(error)
        return None

    def test_4_trackers_are_refused_in_the_same_words_for_any_data(self):
        trackers = [
            (["age_10_17"], []), (["age:AGE_10_17"], []),
            (["gender"], [("age", "A5_9|A10_15")]),
            (["gender"], [("age", "!A5_9")]), (["gender"], [("age", "A3_7")]),
            (["gender"], [("age", "A5_9"), ("age", "A10_15")]),
            (["gender", "age", "pathway", "class"], []),
            (["gender", "gender"], []), ([], [("gender", "F")]), ([], []),
            (["year"], []), (["site"], []), (["gender"], [("site", "C1")]),
            (["ethnic_group", "age"], []), (["gender"], [("gender", "")]),
            (["class"], [("gender", "F"), ("ethnic_group", "OTHER")]),
            (["gender"], [("record", "C1-0001")])]
        for dimensions, filters in trackers:
            with self.subTest(dimensions=dimensions, filters=filters):
                refused = self.refusal("C1", dimensions, filters)
                self.assertIsNotNone(refused)
                self.assertEqual(refused,
                                 self.refusal("C2", dimensions, filters))
                self.assertIn(refused[0], (grpc.StatusCode.INVALID_ARGUMENT,
                                           grpc.StatusCode.NOT_FOUND))
                self.assertNotRegex(refused[1], r"\b\d{2,}\b")

    def test_15_no_count_leaves_by_a_side_door(self):
        """Every number that is not a figure of the release stays inside."""
        figures = re.compile(r"(?<![\w.-])\d+(?![\w.-])")
        for site, release in self.releases.items():
            exported = self.caller("researcher").Release(
                "ExportRelease", name=release.name, purpose="Side doors")
            for table in exported.tables:
                for cell in table.cells:
                    self.assertEqual(cell.value % 5, 0)
                    if cell.HasField("value"):
                        self.assertGreaterEqual(cell.value, 8)
            # What is hidden is as long as what is not there.
            sizes = {len(cell.why) for table in exported.tables
                     for cell in table.cells
                     if not cell.HasField("value")
                     and len(table.dimensions) == 2}
            self.assertLessEqual(len(sizes), len(TABLES))
            self.assertNotIn("snapshot", str(exported))
        # Who has ethnic group OTHER at C2: 34 files; and 13 are BLACK.
        unreleased = self.create(sites=["C2"], programme=programme())
        for name in ("facilitator", "researcher-c1", "governance"):
            caller = self.caller(name)
            for method in ("GetRelease", "QueryRelease", "ExportRelease"):
                with self.assertRaises(grpc.RpcError) as refused:
                    caller.Release(method, name=unreleased.name)
                self.assertFalse(figures.findall(
                    refused.exception.details().replace(unreleased.name, "")))
        ledger = self.caller("governance").Release(
            "ListReleaseLedger", parent="studies/s")
        for entry in ledger.entries:
            if entry.proof.groups:
                self.assertGreaterEqual(entry.proof.fewest_possible, 4)
        said = self.service.said()
        for variable in VARIABLES:
            self.assertNotRegex(said, rf"\b{re.escape(variable)}\b",
                                "the log names a variable")

    def test_what_is_frozen_is_stored_and_never_returned(self):
        release = self.releases["C1"]
        with contextlib.closing(sqlite3.connect(
                self.service.data / "caselens.db")) as database:
            (stored,) = database.execute(
                "SELECT document FROM resources WHERE name = ?",
                (f"{release.name}/snapshot",)).fetchone()
        snapshot = s.release_snapshot_pb2.ReleaseSnapshot.FromString(stored)
        self.assertEqual(len(snapshot.ids), 1052)
        for record in ("C1-0001", "K0001", "F0001"):
            self.assertNotIn(record.encode(), stored)
        for name in (f"{release.name}/snapshot", f"{release.name}/tables"):
            self.assert_refused(
                grpc.StatusCode.INVALID_ARGUMENT,
                self.caller("study-steward").Release, "GetRelease", name=name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
