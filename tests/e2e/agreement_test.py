"""How far two coders of a file agree, over codings made through the service."""

import collections
import csv
import io
import json
import re
import subprocess
import unittest

import grpc

import service as s

NR = s.document_pb2.Answer.NR
PILOT, W1 = 1, 2
# A.rereferral, as the first and the second coder of each file have it.
REREFERRAL = [("NONE", "NONE"), ("NONE", "ONE"), ("ONE", "ONE"),
              ("REPEAT", "ONE"), ("NR", "NR"), ("NONE", "NR"),
              ("ONE", "ONE"), ("REPEAT", "REPEAT")]
SCALE = ["NONE", "ONE", "REPEAT"]


def answer(document, field, instance=""):
    for one in document.answers:
        if (one.field, one.instance) == (field, instance):
            return one
    raise AssertionError(f"no answer to {field} for {instance!r}")


def give(document, field, code, instance=""):
    one = answer(document, field, instance)
    del one.codes[:]
    one.missing = NR if code == "NR" else 0
    if code != "NR":
        one.codes.append(code)


def renamed(document):
    """The same, as a coder numbers it who begins with the father."""
    names = {"P1": "P3", "P2": "P2", "P3": "P1", "R1": "R4", "H1": "H2",
             "M1": "M3"}

    def new(text):
        return re.sub(r"[PRHM]\d+",
                      lambda match: names.get(match[0], match[0]), text)
    for person in document.people:
        person.id = new(person.id)
    for couple in document.relationships:
        couple.id, couple.person_1, couple.person_2 = map(
            new, (couple.id, couple.person_2, couple.person_1))
    for harm in document.harms:
        harm.id = new(harm.id)
        setattr(harm, "from", new(getattr(harm, "from")))
        harm.to = new(harm.to)
    for row in document.rows:
        row.id = new(row.id)
    for one in list(document.answers) + list(document.fills):
        one.instance = new(one.instance)
    document.people.sort(key=lambda person: person.id)
    return document


def kappa(pairs, weight=lambda a, b: a == b):
    """Cohen's kappa by hand: (p_o - p_e) / (1 - p_e)."""
    n = len(pairs)
    first, second = (collections.Counter(side) for side in zip(*pairs))
    observed = sum(weight(a, b) for a, b in pairs) / n
    chance = sum(weight(a, b) * first[a] * second[b]
                 for a in first for b in second) / n ** 2
    return (observed - chance) / (1 - chance)


class AgreementTest(unittest.TestCase):
    def world(self, records):
        context = s.service_with_study(records)
        self.service = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.files = s.case_files(self.service)
        self.researcher = self.service.caller("researcher")
        self.steward = self.service.caller("study-steward")

    def code_twice(self, record, change_a=None, change_b=None,
                   reviewed=True, **how):
        """Two codings of a file; every other file has another first coder."""
        names = ["auditor", "second"]
        if int(record[3:]) % 2:
            names.reverse()
        codings = []
        file = self.files[record]
        assigned = [s.assign(self.service, file, auditor, rank, **how)
                    for rank, auditor in enumerate(names, 1)]
        for rank, (auditor, change) in enumerate(
                zip(names, (change_a, change_b)), 1):
            document = s.guided_document()
            if change:
                change(document)
            if rank == 2:
                renamed(document)
            codings.append(s.submitted_coding(
                self.service, file, auditor, document,
                reviewed, assignment=assigned[rank - 1]))
        return codings

    def measure(self, caller=None, **fields):
        return (caller or self.researcher).Agreement(
            "MeasureAgreement", parent="studies/s", **fields)

    def refused(self, call, code, reason=None):
        with self.assertRaises(grpc.RpcError) as error:
            call()
        self.assertEqual(error.exception.code(), code)
        if reason is not None:
            self.assertEqual(s.details(error.exception)[1], reason)
        return s.details(error.exception)[0]

    def code_rereferrals(self):
        self.world(len(REREFERRAL))
        for i, (a, b) in enumerate(REREFERRAL, 1):
            self.code_twice(
                f"C1-{i}",
                lambda document, code=a: give(document, "A.rereferral", code),
                lambda document, code=b: give(document, "A.rereferral", code))

    def test_figures_of_a_field_are_those_worked_out_by_hand(self):
        self.code_rereferrals()
        report = self.measure(field="A.rereferral")
        self.assertEqual((report.files, report.coder_count), (8, 2))
        (field,) = report.fields
        self.assertEqual((field.units, field.kind, field.ordered,
                          field.section), (8, "ONE", True, "A"))
        self.assertAlmostEqual(field.percent.value, 5 / 8)
        self.assertAlmostEqual(field.cohen_kappa.value, kappa(REREFERRAL))
        self.assertEqual(field.kappa, field.cohen_kappa)
        self.assertLess(field.percent.low, 5 / 8)
        coded = [pair for pair in REREFERRAL if "NR" not in pair]
        self.assertEqual(field.coded_units, len(coded))
        self.assertAlmostEqual(field.coded_kappa.value, kappa(coded))
        for weights, power in (("LINEAR", 1), ("QUADRATIC", 2)):
            (of_kind,) = (one for one in field.weighted
                          if one.weights == weights)
            self.assertAlmostEqual(of_kind.cohen_kappa.value, kappa(
                coded, lambda a, b, p=power: 1 - (abs(
                    SCALE.index(a) - SCALE.index(b)) / 2) ** p))
        self.assertEqual((field.all_not_recorded, field.some_not_recorded),
                         (1, 1))
        self.assertAlmostEqual(field.not_recorded_agreement.value, 2 / 3)
        ones = {one.category: one for one in field.categories}
        self.assertEqual(list(ones["ONE"].by_coder), [2, 4])
        self.assertAlmostEqual(ones["ONE"].prevalence, 6 / 16)
        self.assertAlmostEqual(ones["ONE"].agreement.value, 4 / 6)
        self.assertEqual(
            {(one.first, one.second): one.pairs for one in field.confused},
            {("NONE", "ONE"): 1, ("ONE", "REPEAT"): 1, ("NR", "NONE"): 1})
        self.assertFalse(report.lists)

    def test_figures_are_those_of_the_exported_table(self):
        self.code_rereferrals()
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerow(["A", "B"])
        writer.writerows(REREFERRAL)
        path = self.service.folder / "ratings.csv"
        path.write_text(table.getvalue())
        (field,) = self.measure(field="A.rereferral").fields
        wanted = json.loads(subprocess.run(
            [s.BUILD / "bin/caselens", "agreement", "of", path, "--format",
             "json", "--categories", "NONE,ONE,REPEAT,NR,UNC,WH"],
            check=True, capture_output=True).stdout)
        for name, of_service in (
                ("percent", field.percent), ("gwet_ac", field.gwet_ac1),
                ("cohen_kappa", field.cohen_kappa),
                ("fleiss_kappa", field.fleiss_kappa),
                ("conger_kappa", field.conger_kappa),
                ("krippendorff_alpha", field.krippendorff_alpha)):
            for part in ("value", "low", "high", "standard_error"):
                self.assertEqual(getattr(of_service, part),
                                 wanted[name][part], f"{name}, {part}")

    def test_other_ids_are_no_disagreement(self):
        self.world(2)
        for record in self.files:
            self.code_twice(record)
        report = self.measure()
        self.assertEqual(report.overall.percent.value, 1)
        self.assertTrue(all(field.percent.value == 1
                            for field in report.fields if field.units))
        self.assertEqual(
            {one.of: (one.matched, one.only_a, one.only_b)
             for one in report.lists},
            {"PEOPLE": (6, 0, 0), "RELATIONSHIPS": (2, 0, 0),
             "PERIODS": (2, 0, 0), "HARMS": (2, 0, 0), "ROWS": (2, 0, 0)})
        self.assertFalse(self.researcher.Agreement(
            "ListDisagreements", parent="studies/s").files)
        sections = [one.of for one in report.sections]
        self.assertEqual(sections, list("ABCDEFGHIJ"))
        k1 = next(one for one in report.fields if one.field == "B.K1")
        self.assertEqual(k1.units, 4)  # both directions, two files
        age = next(one for one in report.fields if one.field == "C.age_band")
        self.assertEqual((age.units, age.prefilled), (4, 2))
        self.assertNotIn("K.judgement", {f.field for f in report.fields})

    def test_from_a_figure_to_the_files_behind_it(self):
        self.world(3)
        self.code_twice("C1-1")
        self.code_twice("C1-2", change_b=lambda document: give(
            document, "B.type", "NVCC", "R1/CURRENT/P3"))

        def with_resistance(document):
            document.harms.add(id="H9", to="P3", **{"from": "P2"})
            for field, code in (("C.relation", "IP_CURRENT"),
                                ("C.harm_type", "PHYSICAL"),
                                ("C.harm_period", "CURRENT"),
                                ("C.direction", "RESPONSIVE")):
                document.answers.add(field=field, instance="H9", codes=[code])
            give(document, "J.found", "0", "emotional_abuse")
        self.code_twice("C1-3", change_b=with_resistance)
        (harms,) = (one for one in self.measure(section="C").lists
                    if one.of == "HARMS")
        self.assertEqual((harms.matched, harms.only_a, harms.only_b),
                         (3, 0, 1))
        self.assertAlmostEqual(harms.positive_agreement.value, 6 / 7)
        (typed,) = self.researcher.Agreement(
            "ListDisagreements", parent="studies/s", field="B.type").files
        self.assertEqual((typed.site, typed.record), ("C1", "C1-2"))
        (one,) = typed.disagreements
        self.assertEqual({tuple(one.codes_a), tuple(one.codes_b)},
                         {("IT",), ("NVCC",)})
        whole = {file.record: file for file in self.researcher.Agreement(
            "ListDisagreements", parent="studies/s").files}
        self.assertEqual(set(whole), {"C1-2", "C1-3"})
        kinds = [one.kind for one in whole["C1-3"].disagreements]
        only = s.agreement_pb2.Disagreement.Kind
        self.assertIn(kinds[0], (only.Value("ONLY_A"), only.Value("ONLY_B")))
        self.assertGreater(whole["C1-3"].asked_of_one, 0)
        self.assertNotIn("auditor", str(whole))
        self.assertNotIn("second", str(whole))
        # The rule, against the types that coders gave.
        rule = self.measure(field="B.type").suggestion
        self.assertEqual(rule.rule, "jt-1")
        self.assertEqual(rule.percent.n, 12)
        self.assertFalse(self.measure(section="A").HasField("suggestion"))

    def test_pages_of_disagreements_hold_every_file_once(self):
        self.world(5)
        for record in self.files:
            self.code_twice(record, change_b=lambda document: give(
                document, "A.rereferral", "NONE"))
        found, token = [], ""
        while True:
            page = self.researcher.Agreement(
                "ListDisagreements", parent="studies/s", page_size=2,
                page_token=token)
            found += [file.record for file in page.files]
            token = page.next_page_token
            if not token:
                break
        self.assertEqual(sorted(found), sorted(self.files))

    def test_coders_have_names_for_study_stewards_only(self):
        self.world(2)
        for record in self.files:
            self.code_twice(record)
        (pair,) = self.measure().pairs
        self.assertEqual((list(pair.coders), pair.of, pair.files),
                         ([], "pair 1", 2))
        (pair,) = self.measure(self.steward).pairs
        self.assertEqual(list(pair.coders),
                         ["principals/auditor", "principals/second"])
        coders = ["principals/auditor", "principals/second"]
        self.assertEqual(self.measure(self.steward, coders=coders).files, 2)
        self.refused(lambda: self.measure(coders=coders),
                     grpc.StatusCode.PERMISSION_DENIED)
        self.refused(lambda: self.measure(
            self.steward, coders=["principals/auditor",
                                  "principals/facilitator"]),
            grpc.StatusCode.FAILED_PRECONDITION, "NO_DOUBLE_CODING")

    def test_what_is_not_counted(self):
        self.world(4)
        self.refused(self.measure, grpc.StatusCode.FAILED_PRECONDITION,
                     "NO_DOUBLE_CODING")
        # One coding; two of which one waits for its review; two pilots.
        s.submitted_coding(self.service, self.files["C1-1"])
        self.code_twice("C1-2", reviewed=False)
        self.code_twice("C1-3", wave=PILOT)
        self.refused(self.measure, grpc.StatusCode.FAILED_PRECONDITION,
                     "NO_DOUBLE_CODING")
        self.code_twice("C1-4")
        report = self.measure()
        self.assertEqual((report.files, report.waiting_files), (1, 1))
        self.assertEqual(self.measure(waves=[PILOT, W1]).files, 2)
        self.steward.Study(
            "CreateSite", parent="studies/s", site_id="C2",
            site=s.study_pb2.Site(
                nation=s.study_pb2.Site.ENG, factor_scheme="rdac-17-c1-v1",
                safeguarding_contact="Night team"))
        at_c2 = self.service.principal("elsewhere", (s.Grant.RESEARCHER, "s",
                                                     "C2"))
        self.refused(lambda: self.measure(at_c2),
                     grpc.StatusCode.FAILED_PRECONDITION, "NO_DOUBLE_CODING")

    def test_a_coder_learns_nothing_of_a_file_before_it_is_complete(self):
        self.world(2)
        admin = self.service.caller("administrator")
        admin.Access("GrantRole", name="principals/second", grant=s.Grant(
            role=s.Grant.RESEARCHER, study="studies/s"))
        second = self.service.caller("second")
        coding = self.code_twice("C1-2", change_b=lambda document: give(
            document, "A.rereferral", "NONE"))[1]
        # Another's coding of a file that they have not begun is not told of.
        s.assign(self.service, self.files["C1-1"], "second", rank=2)
        s.submitted_coding(self.service, self.files["C1-1"])
        fields = self.refused(lambda: self.measure(second),
                              grpc.StatusCode.FAILED_PRECONDITION,
                              "NO_DOUBLE_CODING")
        self.assertFalse(fields)
        self.assertFalse(second.Agreement("ListDisagreements",
                                          parent="studies/s").files)
        self.assertEqual(self.measure().files, 1)
        etag = second.Coding("RevealCoding", name=coding).etag
        second.Coding("MatchCoding", name=coding, etag=etag,
                      match=s.coding_pb2.Match(
                          judgement="FULL", best_fit=1,
                          grade=s.document_pb2.Grade(
                              confidence=2, evidence_level="E2",
                              sources=["ASSESS"])))
        self.refused(lambda: self.measure(second),
                     grpc.StatusCode.FAILED_PRECONDITION, "NO_DOUBLE_CODING")
        second.Coding("RevealCoding", name=coding)
        self.assertEqual(self.measure(second).files, 1)

    def test_calibration_flags_what_is_below_on_twenty_files(self):
        self.world(20)

        def one_of(codes, i):
            return lambda document: give(document, "A.rereferral",
                                         codes[i % len(codes)])
        for i in range(1, 21):
            self.code_twice(f"C1-{i}", one_of(["NONE", "ONE"], i),
                            one_of(["NONE", "NONE", "ONE", "ONE"], i),
                            wave=PILOT)
            if i != 19:
                continue
            report = self.researcher.Agreement("MeasureCalibration",
                                               parent="studies/s")
            self.assertIn("fewer than 20 files", report.no_flags_why)
            self.assertFalse(any(one.to_sharpen for one in report.fields))
        report = self.researcher.Agreement("MeasureCalibration",
                                           parent="studies/s")
        self.assertEqual((report.files, report.coder_count,
                          report.threshold), (20, 2, .60))
        self.assertEqual([one.field for one in report.fields
                          if one.to_sharpen], ["A.rereferral"])
        (field,) = (one for one in report.fields if one.to_sharpen)
        self.assertEqual([(one.first, one.second, one.pairs)
                          for one in field.confused], [("NONE", "ONE", 10)])
        # Another round has not begun.
        request = s.agreement_pb2.MeasureCalibrationRequest(
            parent="studies/s")
        request.submitted_after.GetCurrentTime()
        self.refused(lambda: self.researcher.Agreement("MeasureCalibration",
                                                       request),
                     grpc.StatusCode.FAILED_PRECONDITION, "NO_DOUBLE_CODING")
        self.assertFalse(report.coders)
        named = self.steward.Agreement("MeasureCalibration",
                                       parent="studies/s").coders
        self.assertEqual(sorted(named),
                         ["principals/auditor", "principals/second"])

    def test_three_coders_of_a_pilot_are_three_coders(self):
        self.world(2)
        self.service.principal("third", (s.Grant.AUDITOR, "s", ""))
        self.steward.Study(
            "RecordTraining", parent="studies/s/sites/C1",
            training=s.study_pb2.Training(principal="principals/third",
                                          date="2026-02-01"))
        ratings = {"C1-1": {"auditor": "NONE", "second": "NONE",
                            "third": "ONE"},
                   "C1-2": {"auditor": "ONE", "second": "ONE",
                            "third": "ONE"}}
        ranks = {"auditor": 1, "second": 2, "third": 4}
        for record, coders in ratings.items():
            for coder, code in coders.items():
                document = s.guided_document()
                give(document, "A.rereferral", code)
                s.submitted_coding(self.service, self.files[record], coder,
                                   document, rank=ranks[coder], wave=PILOT)
        report = self.researcher.Agreement("MeasureCalibration",
                                           parent="studies/s")
        self.assertEqual((report.files, report.coder_count), (2, 3))
        (field,) = (one for one in report.fields
                    if one.field == "A.rereferral")
        # Pairs that agree: 1 and 3 of 3; Fleiss' chance: 2/6 and 4/6 squared.
        observed, chance = (1 / 3 + 1) / 2, (2 / 6) ** 2 + (4 / 6) ** 2
        self.assertAlmostEqual(field.percent.value, observed)
        self.assertAlmostEqual(field.fleiss_kappa.value,
                               (observed - chance) / (1 - chance))
        self.assertEqual(field.kappa, field.fleiss_kappa)

    def test_files_coded_under_two_revisions_are_measured_together(self):
        self.world(2)
        self.code_twice("C1-1")
        first, second = (f"templates/rdac-2026/revisions/{i}" for i in (1, 2))
        content = self.steward.Template("GetTemplate", name=first)
        (field,) = (one for section in content.sections
                    for one in section.fields if one.id == "A.rereferral")
        field.codes.add(code="MANY", label="Many times",
                        definition="Three times or more.")
        draft = self.steward.Template(
            "CreateDraft", parent="templates/rdac-2026", content=content)
        self.assertFalse(draft.problems, draft.problems)
        self.steward.Template("PublishRevision", name=draft.name,
                              etag=draft.etag)
        move = {"parent": "studies/s", "from": first, "to": second,
                "reason": "a code was missing"}
        checked = self.steward.Template("MigrateDrafts", validate_only=True,
                                        **move)
        self.steward.Template("MigrateDrafts", etag=checked.etag, **move)
        self.code_twice("C1-2", *[
            lambda document: give(document, "A.rereferral", "MANY")] * 2)
        report = self.measure(field="A.rereferral")
        self.assertEqual(report.files, 2)
        (field,) = report.fields
        self.assertEqual((field.units, field.percent.value), (2, 1))
        given = answer(s.guided_document(), "A.rereferral").codes[0]
        self.assertEqual(
            {one.category: list(one.by_coder) for one in field.categories
             if sum(one.by_coder)}, {given: [1, 1], "MANY": [1, 1]})

    def test_bad_input_names_its_field(self):
        self.world(1)
        for field, value in (("section", "Z"), ("section", "K"),
                             ("field", "K.judgement"), ("field", "C.pattern"),
                             ("field", "B.high_harm_reason"),
                             ("site", "not a site"),
                             ("waves", [7]), ("coders", ["principals/x"])):
            with self.subTest(field=field, value=value):
                fields = self.refused(
                    lambda: self.measure(self.steward, **{field: value}),
                    grpc.StatusCode.INVALID_ARGUMENT)
                self.assertTrue(fields[0][0].startswith(field), fields)
        self.refused(lambda: self.researcher.Agreement(
            "MeasureCalibration", parent="studies/s", threshold=1.5),
            grpc.StatusCode.INVALID_ARGUMENT)


if __name__ == "__main__":
    unittest.main(verbosity=2)
