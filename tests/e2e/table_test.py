"""Exact tables: what is counted, for whom, and that the counts stay current."""

import collections
import csv
import json
import subprocess
import unittest

import grpc
from google.protobuf import json_format

import service as s
from agreement_test import answer, give

Query = s.table_pb2.TableQuery
Filter = Query.Filter
RECORDS, CODINGS = Query.RECORDS, Query.CODINGS
PILOT, W1, W2 = 1, 2, 3
Grant = s.access_pb2.Grant


def cells(table):
    """Counts that are not 0, by codes; a single code by itself."""
    return {tuple(cell.codes) if len(cell.codes) > 1 else cell.codes[0]:
            cell.count for cell in table.cells if cell.count}


def with_rereferral(code):
    document = s.guided_document()
    give(document, "A.rereferral", code)
    return document


class TableTest(unittest.TestCase):
    def world(self, records=3):
        context = s.service_with_study(records)
        self.service = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.files = s.case_files(self.service)
        self.researcher = self.service.caller("researcher")

    def count(self, *dimensions, caller=None, filters=(), **query):
        return (caller or self.researcher).Table(
            "CountTable", parent="studies/s", query=Query(
                dimensions=dimensions, filters=[
                    Filter(variable=name, category=code)
                    for name, code in filters], **query))

    def numbers(self, *dimensions):
        """A table without its snapshot: that somebody read is an event too."""
        table = self.count(*dimensions)
        table.ClearField("snapshot")
        return table

    def refused(self, call, code, reason=""):
        with self.assertRaises(grpc.RpcError) as error:
            call()
        self.assertEqual(error.exception.code(), code,
                         error.exception.details())
        fields, said = s.details(error.exception)
        if reason:
            self.assertEqual(said, reason)
        return [field for field, _ in fields]

    def code(self, record, code="NONE", auditor="auditor", **how):
        return s.submitted_coding(self.service, self.files[record], auditor,
                                  with_rereferral(code), **how)

    def test_tables_of_the_demo_records_are_those_of_its_file(self):
        self.world(0)
        s.import_demo(self.service)
        with (s.SOURCE / "clients/demo/c1.csv").open() as file:
            rows = list(csv.DictReader(file))
        for variable, column in (("gender", "gender"), ("age", "age_band"),
                                 ("pathway", "pathway"),
                                 ("year", "year")):
            wanted = collections.Counter(row[column] for row in rows)
            table = self.count(variable, universe=RECORDS)
            known = {c.code for c in table.dimensions[0].categories
                     if not c.missing}
            found = cells(table)
            with self.subTest(variable):
                self.assertEqual(
                    {code: n for code, n in found.items() if code in known},
                    {code: n for code, n in wanted.items() if code in known})
                self.assertEqual(table.n, len(rows))
                self.assertEqual(table.denominator, sum(
                    n for code, n in wanted.items() if code in known))
        crossed = collections.Counter(
            (row["gender"].replace("U", "NR"), row["pathway"])
            for row in rows if row["section_47"] == "Y")
        self.assertEqual(
            cells(self.count("gender", "pathway", universe=RECORDS,
                             filters=[("s47", "YES")])), dict(crossed))
        families = {(row["pathway"], row["family_id"] or row["record_id"])
                    for row in rows}
        by_family = cells(self.count("pathway", universe=RECORDS,
                                     count_by=Query.FAMILY))
        self.assertEqual(by_family, dict(collections.Counter(
            pathway for pathway, _ in families)))

    def test_one_coding_of_a_file_counts_or_none(self):
        self.world(5)
        self.code("C1-1", "ONE")
        self.code("C1-2", "NR")
        self.code("C1-3", "ONE", reviewed=False)
        self.code("C1-4", "NONE", wave=PILOT, rank=4)
        self.code("C1-5", "REPEAT", wave=W2)
        table = self.count("A.rereferral")
        self.assertEqual(cells(table), {"ONE": 1, "NR": 1})
        self.assertEqual((table.n, table.denominator), (2, 1))
        missing = {c.code: c.total for c in table.dimensions[0].categories
                   if c.missing and c.total}
        self.assertEqual(missing, {"NR": 1}, "silence is no category")
        self.assertEqual(
            json_format.MessageToDict(table.files),
            {"sampled": "2", "longTerm": "1", "pilot": "1",
             "unresolved": "1"})
        self.assertEqual(cells(self.count("A.rereferral", wave=W2)),
                         {"REPEAT": 1})
        self.assertEqual(table.caveat, "INTERNAL: not for release.")
        self.assertEqual(table.template, "templates/rdac-2026/revisions/1")

    def test_two_codings_count_once_they_are_settled(self):
        self.world(1)
        self.code("C1-1", "ONE")
        self.assertEqual(cells(self.count("A.rereferral")), {"ONE": 1})
        self.code("C1-1", "REPEAT", "second", rank=2)
        table = self.count("A.rereferral")
        self.assertEqual((cells(table), table.files.unresolved), ({}, 1))
        adjudicator = self.service.caller("adjudicator")
        name = self.files["C1-1"].name.replace("caseFiles", "adjudications")
        get = lambda: adjudicator.Adjudication("GetAdjudication", name=name)
        choice = s.adjudication_pb2.Resolution
        # A and B are in no order that anybody knows.
        is_b = answer_of(get().items, "A.rereferral").b.codes[0] == "REPEAT"
        adjudicator.Adjudication(
            "ResolveDisagreements", name=name, etag=get().etag, resolutions=[
                choice(field=item.field, instance=item.instance,
                       choice=choice.B if is_b else choice.A)
                for item in get().items])
        third = adjudicator.Adjudication("CompleteAdjudication", name=name,
                                         etag=get().etag)
        s.review(self.service, third.name)
        table = self.count("A.rereferral", "standing")
        self.assertEqual(cells(table), {("REPEAT", "ADJUDICATED"): 1})

    def test_counts_follow_every_change_and_are_those_of_a_fresh_start(self):
        self.world(3)
        first = self.code("C1-1", "ONE")
        auditor = self.service.caller("auditor")

        def same_as_after_a_start():
            asked = [("A.rereferral", "class"), ("match.judgement",),
                     ("harm.pattern", "harm.from_role"),
                     ("public_story",), ("comparison.verdict",)]
            before = [self.numbers(*names) for names in asked]
            self.service.stop()
            self.service.start()
            self.researcher = self.service.caller("researcher")
            after = [self.numbers(*names) for names in asked]
            self.assertEqual(before, after)

        same_as_after_a_start()
        auditor = self.service.caller("auditor")
        auditor.Coding("RevealCoding", name=first)
        self.assertEqual(cells(self.count("match.judgement")), {"NC": 1})
        etag = auditor.Coding("GetCoding", name=first).etag
        auditor.Coding("MatchCoding", name=first, etag=etag,
                       match=s.coding_pb2.Match(
                           judgement="FULL", best_fit=1,
                           grade=s.document_pb2.Grade(
                               confidence=2, evidence_level="E2",
                               sources=["ASSESS"])))
        self.assertEqual(cells(self.count("match.judgement")), {"FULL": 1})
        self.code("C1-2", "REPEAT")
        self.assertEqual(cells(self.count("A.rereferral")),
                         {"ONE": 1, "REPEAT": 1})
        same_as_after_a_start()
        auditor = self.service.caller("auditor")
        auditor.Coding("ReopenCoding", name=first, reason="Read it again.",
                       stage=s.template_pb2.Section.CODING)
        etag = auditor.Coding("GetCoding", name=first).etag
        saved = auditor.Coding(
            "SaveAnswers", name=first, etag=etag,
            changes=s.document_pb2.Document(answers=[
                s.document_pb2.Answer(field="A.rereferral",
                                      codes=["REPEAT"])]))
        auditor.Coding("SubmitCoding", name=first, etag=saved.etag)
        s.review(self.service, first)
        self.assertEqual(cells(self.count("A.rereferral")),
                         {"ONE": 1, "REPEAT": 1},
                         "what was changed after a reveal does not count")
        same_as_after_a_start()
        self.service.caller("auditor").Coding(
            "WithdrawCoding", name=first, reason="The wrong file.")
        self.assertEqual(cells(self.count("A.rereferral")), {"REPEAT": 1})
        same_as_after_a_start()

    def test_what_the_steward_withholds_is_not_counted(self):
        self.world(1)
        name = self.code("C1-1", "ONE", reviewed=False)
        s.review(self.service, name, s.disclosure_pb2.Redaction(
            field="A.rereferral"))
        self.assertEqual(cells(self.count("A.rereferral")), {"WH": 1})

    def test_what_the_steward_withheld_stays_so_whatever_the_auditor_does(self):
        self.world(1)
        name = self.code("C1-1", "ONE", reviewed=False)
        withhold = s.disclosure_pb2.Redaction(field="A.rereferral")
        auditor = self.service.caller("auditor")
        s.review(self.service, name, withhold)

        def read(caller):
            coding = caller.Coding("GetCoding", name=name)
            return next(a for a in coding.document.answers
                        if a.field == "A.rereferral")
        auditor.Coding("RevealCoding", name=name)
        auditor.Coding("ReopenCoding", name=name, reason="Read it again.",
                       stage=s.template_pb2.Section.CODING)
        self.assertEqual(read(self.researcher).missing,
                         s.document_pb2.Answer.WH,
                         "while it is reopened, the last submission")
        self.assertEqual(cells(self.count("A.rereferral")), {"WH": 1})
        saved = auditor.Coding(
            "SaveAnswers", name=name,
            etag=auditor.Coding("GetCoding", name=name).etag,
            changes=s.document_pb2.Document(answers=[
                s.document_pb2.Answer(field="A.rereferral",
                                      codes=["REPEAT"])]))
        auditor.Coding("SubmitCoding", name=name, etag=saved.etag)
        s.review(self.service, name)
        self.assertEqual(read(self.researcher).codes, ["REPEAT"])
        self.assertEqual(cells(self.count("A.rereferral")), {"WH": 1},
                         "what counts is from before the reveal")

    def test_nobody_counts_a_file_that_they_code_and_have_not_completed(self):
        self.world(2)
        both = self.service.principal("both", (Grant.AUDITOR, "s", ""),
                                      (Grant.RESEARCHER, "s", ""))
        self.service.caller("study-steward").Study(
            "RecordTraining", parent="studies/s/sites/C1",
            training=s.study_pb2.Training(principal="principals/both",
                                          date="2026-02-01"))
        s.assign(self.service, self.files["C1-1"], "both", rank=2)
        before = self.count("A.rereferral", caller=both)
        self.code("C1-1", "ONE")
        self.assertEqual(self.count("A.rereferral", caller=both), before,
                         "the other's work shows")
        self.assertEqual(before.snapshot, 0)
        self.assertEqual(self.count("gender", caller=both,
                                    universe=RECORDS).n, 1)
        self.code("C1-2", "REPEAT")
        self.assertEqual(cells(self.count("A.rereferral", caller=both)),
                         {"REPEAT": 1})
        self.assertEqual(cells(self.count("A.rereferral")),
                         {"ONE": 1, "REPEAT": 1})

    def test_any_number_leads_to_its_files(self):
        self.world(4)
        for i, code in enumerate(("ONE", "NR", "ONE", "REPEAT"), 1):
            self.code(f"C1-{i}", code)

        def behind(*codes, **more):
            return [file.record for file in self.researcher.Table(
                "ListFilesBehind", parent="studies/s",
                query=Query(dimensions=["A.rereferral"]), codes=codes,
                **more).files]
        self.assertCountEqual(behind("ONE"), ["C1-1", "C1-3"])
        self.assertCountEqual(behind("NR"), ["C1-2"])
        self.assertEqual(len(behind()), 4)
        self.assertEqual(len(behind(page_size=3)), 3)

    def test_sites_stand_beside_each_other_only_if_all_agree(self):
        self.world(1)
        steward = self.service.caller("study-steward")
        site = s.study_pb2.Site(
            nation=s.study_pb2.Site.ENG, factor_scheme="rdac-17-c1-v1",
            agreement_date="2026-01-10", ethics_date="2026-01-12",
            safeguarding_contact="Duty team, C2")
        steward.Study("CreateSite", parent="studies/s", site_id="C2",
                      site=site)
        by_site = lambda **more: self.count("site", universe=RECORDS, **more)
        self.refused(by_site, grpc.StatusCode.FAILED_PRECONDITION,
                     "SITE_CONSENT")

        def agree(name):
            now = steward.Study("GetSite", name=f"studies/s/sites/{name}")
            steward.Study("UpdateSite", site=s.study_pb2.Site(
                name=now.name, etag=now.etag,
                comparison_consent_date="2026-03-01"))
        agree("C1")
        self.refused(by_site, grpc.StatusCode.FAILED_PRECONDITION,
                     "SITE_CONSENT")
        self.assertEqual(cells(by_site(sites=["C1"])), {"C1": 1})
        agree("C2")
        self.assertEqual(cells(by_site()), {"C1": 1})

    def test_a_grant_of_one_site_counts_that_site(self):
        self.world(2)
        steward = self.service.caller("study-steward")
        steward.Study("CreateSite", parent="studies/s", site_id="C2",
                      site=s.study_pb2.Site(
                          nation=s.study_pb2.Site.ENG,
                          factor_scheme="rdac-17-c1-v1",
                          safeguarding_contact="Duty team, C2"))
        other = self.service.principal("of-c2", (Grant.RESEARCHER, "s", "C2"))
        table = self.count("gender", caller=other, universe=RECORDS)
        self.assertEqual((table.n, list(table.query.sites)), (0, ["C2"]))
        self.refused(lambda: self.count("gender", caller=other,
                                        universe=RECORDS, sites=["C1"]),
                     grpc.StatusCode.NOT_FOUND)
        for role in ("facilitator", "auditor", "site-steward", "governance"):
            self.refused(lambda who=role: self.count(
                "gender", caller=self.service.caller(who)),
                grpc.StatusCode.PERMISSION_DENIED)

    def test_answers_of_an_earlier_revision_count_where_they_carry_over(self):
        self.world(2)
        self.code("C1-1", "ONE")
        first, second = (f"templates/rdac-2026/revisions/{i}" for i in (1, 2))
        steward = self.service.caller("study-steward")
        content = steward.Template("GetTemplate", name=first)
        for section in content.sections:
            for field in section.fields:
                if field.id == "A.rereferral":
                    field.codes.add(code="MANY", label="Many times",
                                    definition="Three times or more.")
            kept = [f for f in section.fields if f.id != "A.closure_count"]
            del section.fields[:]
            section.fields.extend(kept)
        draft = steward.Template("CreateDraft", parent="templates/rdac-2026",
                                 content=content)
        self.assertFalse(draft.problems, draft.problems)
        steward.Template("PublishRevision", name=draft.name, etag=draft.etag)
        move = {"parent": "studies/s", "from": first, "to": second,
                "reason": "a code was missing"}
        checked = steward.Template("MigrateDrafts", validate_only=True, **move)
        steward.Template("MigrateDrafts", etag=checked.etag, **move)
        document = with_rereferral("MANY")
        kept = [a for a in document.answers if a.field != "A.closure_count"]
        del document.answers[:]
        document.answers.extend(kept)
        s.submitted_coding(self.service, self.files["C1-2"],
                           document=document)
        table = self.count("A.rereferral")
        self.assertEqual(cells(table), {"ONE": 1, "MANY": 1})
        self.assertEqual(table.template, second)
        self.assertEqual(
            self.refused(lambda: self.count("A.closure_count"),
                         grpc.StatusCode.INVALID_ARGUMENT),
            ["query.dimensions[0]"])

    def test_bad_input_names_its_field(self):
        self.world(1)
        for query, field in (
                ({}, "query.dimensions"),
                ({"dimensions": ["no such"]}, "query.dimensions[0]"),
                ({"dimensions": ["gender"]}, "query.dimensions[0]"),
                ({"dimensions": ["pathway"] * 2}, "query.dimensions"),
                ({"dimensions": ["pathway", "class", "high_harm", "draw"]},
                 "query.dimensions"),
                ({"dimensions": ["E.seen", "harm.pattern"]}, "query"),
                ({"dimensions": ["pathway"], "wave": PILOT}, "query.wave"),
                ({"dimensions": ["pathway"], "universe": 9},
                 "query.universe"),
                ({"dimensions": ["pathway"], "count_by": 9},
                 "query.count_by"),
                ({"dimensions": ["pathway"], "sites": ["C1", "C1"]},
                 "query.sites[0]"),
                ({"dimensions": ["pathway"], "filters": [
                    Filter(variable="pathway", category="NO")]},
                 "query.filters[0].category"),
                ({"dimensions": ["pathway"], "filters": [
                    Filter(variable="nothing", category="NO")]},
                 "query.filters[0].variable")):
            with self.subTest(query=str(query)):
                self.assertEqual(self.refused(
                    lambda: self.researcher.Table(
                        "CountTable", parent="studies/s",
                        query=Query(**query)),
                    grpc.StatusCode.INVALID_ARGUMENT), [field])
        for method, fields, field in (
                ("MeasureCounts", {"variable": "pathway"}, "variable"),
                ("CountFinding", {"finding": "nothing"}, "finding"),
                ("ListFilesBehind", {"query": Query(dimensions=["pathway"]),
                                     "codes": ["A", "B"]}, "codes"),
                ("ListVariables", {"page_size": -1}, "page_size")):
            with self.subTest(method):
                self.assertEqual(self.refused(
                    lambda: self.researcher.Table(
                        method, parent="studies/s", **fields),
                    grpc.StatusCode.INVALID_ARGUMENT), [field])

    def test_every_finding_is_one_command(self):
        self.world(2)
        for record in self.files:
            self.code(record)
        findings = self.researcher.Table("ListFindings",
                                         parent="studies/s").findings
        self.assertGreaterEqual(
            {finding.name for finding in findings},
            {"demographics", "pathways", "classes", "typology",
             "who-harms-whom", "needs", "single-issue", "match",
             "not-in-plan", "visibility", "who-carries-the-plan", "children",
             "interpreters", "severity", "steps", "language"})
        token = self.service.folder / "researcher.token"
        token.write_text(self.service.tokens["researcher"])
        token.chmod(0o600)

        def run(*arguments):
            return subprocess.run(
                [s.BUILD / "bin/caselens", "--server", self.service.address,
                 "--token-file", token, *arguments, "--study", "s"],
                check=True, capture_output=True, text=True).stdout
        for finding in findings:
            said = run("finding", finding.name)
            self.assertIn("INTERNAL: not for release.", said)
            self.assertIn("neither prevalence nor a verdict", " ".join(
                said.split()))
        guided = answer(s.guided_document(), "A.rereferral").codes[0]
        self.assertTrue(guided)
        table = json.loads(run("table", "--rows", "A.rereferral",
                               "--format", "json"))
        self.assertEqual(
            [(cell["codes"], cell["count"]) for cell in table["cells"]
             if cell["count"] != "0"], [(["NONE"], "2")])
        self.assertIn("C1-1", run("table", "--rows", "A.rereferral",
                                  "--files-of", "NONE"))
        self.assertIn("PERSON.count", run("variables", "--contains",
                                          "person.count"))
        self.assertIn("all", run("counts", "--of", "PERSON.count"))


def answer_of(items, field):
    return next(item for item in items if item.field == field)


if __name__ == "__main__":
    unittest.main(verbosity=2)
