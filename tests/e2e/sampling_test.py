"""Drawing files, and counting over those that were read."""

import collections
import contextlib
import sqlite3
import unittest

import grpc

import service as s

Sample = s.sample_pb2.Sample
Answer = s.document_pb2.Answer
MODEL = "studies/s/classModels/c1-published"
# Returns that lie in different classes of the model.
FACTORS = ["3B", "1B;3B", "2B;3B;4B", "3A", "3C", "3B;4B;17A;18B;20",
           "3B;6B", "3B;4A;17A", "3A;4A", "1B;2B;3B;4B;17A;18B"]


def class_of(sampled):
    return getattr(sampled, "class")


def held(sample):
    """Case files by class model and class."""
    return {(of_class.class_model, class_of(of_class)):
            [place.file.case_file for place in of_class.places]
            for of_class in sample.classes}


def all_files(service):
    """Case files by name, over all pages."""
    files, token = {}, ""
    while True:
        page = service.caller("researcher").CaseFile(
            "ListCaseFiles", parent="studies/s", page_size=1000,
            page_token=token)
        files.update({file.name: file for file in page.case_files})
        token = page.next_page_token
        if not token:
            return files


def second_site(service):
    s.create_site(service, "C2")
    s.import_demo(service, "C2")


def close_site(service, site):
    """Takes back the ethics approval, which no call can yet."""
    service.stop()
    with contextlib.closing(sqlite3.connect(
            service.data / "caselens.db")) as database:
        name = f"studies/s/sites/{site}"
        (document,) = database.execute(
            "SELECT document FROM resources WHERE name = ?",
            (name,)).fetchone()
        stored = s.study_pb2.Site.FromString(document)
        stored.ethics_date = ""
        database.execute("UPDATE resources SET document = ? WHERE name = ?",
                         (stored.SerializeToString(), name))
        database.commit()
    service.start()


class SamplingTest(unittest.TestCase):
    def setUp(self):
        exits = contextlib.ExitStack()
        self.addCleanup(exits.close)
        self.service = exits.enter_context(s.service_with_study(records=0))
        self.steward = self.service.caller("study-steward")

    def draw(self, caller=None, **fields):
        return (caller or self.steward).Sample(
            "DrawSample", **{"parent": "studies/s", "draw": Sample.PURPOSIVE,
                             "seed": 7, **fields})

    def refused(self, code, call, *arguments, **fields):
        with self.assertRaises(grpc.RpcError) as caught:
            call(*arguments, **fields)
        self.assertEqual(caught.exception.code(), code,
                         caught.exception.details())
        return s.details(caught.exception)

    def test_the_same_seed_gives_the_same_files(self):
        s.import_demo(self.service)
        for kind in (Sample.PURPOSIVE, Sample.STRATIFIED_RANDOM):
            with self.subTest(draw=kind):
                first, again, other = (
                    self.draw(draw=kind, seed=seed, files_per_class=3)
                    for seed in (7, 7, 8))
                self.assertEqual(held(first), held(again))
                self.assertNotEqual(held(first), held(other))
                self.assertNotEqual(first.name, again.name)
                self.assertEqual([len(files) for files in
                                  held(first).values()], [3] * 6)
                self.assertEqual([len(c.reserve) for c in first.classes],
                                 [2] * 6)
                self.assertEqual(
                    self.service.caller("researcher").Sample(
                        "GetSample", name=first.name), first)
        made = [self.draw(seed=0).seed for _ in range(2)]
        self.assertNotEqual(made[0], made[1])
        self.assertTrue(all(0 < seed < 1 << 48 for seed in made))
        self.assertEqual(held(self.draw(seed=made[0])),
                         held(self.draw(seed=made[0])))
        listed = self.steward.Sample("ListSamples",
                                     parent="studies/s").samples
        self.assertEqual(len(listed), 10)
        self.assertFalse(any(sample.classes for sample in listed))

    def test_what_is_drawn_has_dva_a_class_and_the_posterior_asked_for(self):
        s.import_demo(self.service)
        files = all_files(self.service)
        sample = self.draw(minimum_posterior=.8, files_per_class=5)
        self.assertFalse(sample.at_closed_sites)
        for of_class in sample.classes:
            of_model = [
                file.membership.posterior[class_of(of_class) - 1].probability
                for file in files.values()
                if file.membership.modal_class == class_of(of_class)]
            self.assertEqual(of_class.candidates, len(of_model))
            self.assertEqual(of_class.frame,
                             sum(p >= .8 for p in of_model))
            for place in of_class.places:
                file = files[place.file.case_file]
                self.assertTrue(file.has_dva)
                self.assertEqual(file.membership.modal_class,
                                 class_of(of_class))
                self.assertGreaterEqual(place.file.posterior, .8)
                self.assertEqual((place.file.site, place.file.record),
                                 ("C1", file.record))
            ages = collections.Counter(
                files[place.file.case_file].age_band
                for place in of_class.places)
            self.assertEqual(
                {cell.value: cell.drawn for cell in of_class.spread
                 if cell.characteristic == "AGE_BAND" and cell.drawn}, ages)

    def test_only_a_random_draw_has_weights(self):
        s.import_demo(self.service)
        for of_class in self.draw().classes:
            self.assertFalse(of_class.HasField("weight")
                             or of_class.HasField("inclusion_probability"))
        self.assertIn("no weights", self.draw().caveat)
        for of_class in self.draw(draw=Sample.STRATIFIED_RANDOM,
                                  files_per_class=30).classes:
            count = len(of_class.places)
            self.assertEqual(count, min(30, of_class.frame))
            self.assertAlmostEqual(of_class.weight * count, of_class.frame)
            self.assertAlmostEqual(of_class.inclusion_probability,
                                   count / of_class.frame)

    def test_a_site_without_ethics_approval_is_never_drawn_from(self):
        s.import_demo(self.service)
        second_site(self.service)
        both = self.draw(files_per_class=20)
        self.assertEqual({place.file.site for c in both.classes
                          for place in c.places}, {"C1", "C2"})
        close_site(self.service, "C2")
        sample = self.draw(files_per_class=20)
        self.assertEqual(sample.at_closed_sites * 2,
                         sum(c.candidates for c in both.classes))
        self.assertEqual({file.site for c in sample.classes
                          for file in [place.file for place in c.places]
                          + list(c.reserve)}, {"C1"})
        _, reason = self.refused(grpc.StatusCode.FAILED_PRECONDITION,
                                 self.draw, sites=["C2"])
        self.assertEqual(reason, "SITE_NOT_READY")

    def test_without_records_there_is_nothing_to_draw(self):
        _, reason = self.refused(grpc.StatusCode.FAILED_PRECONDITION,
                                 self.draw)
        self.assertEqual(reason, "NOTHING_TO_DRAW")

    def test_the_next_reserve_takes_the_place_of_a_file(self):
        s.import_demo(self.service)
        sample = self.draw(draw=Sample.STRATIFIED_RANDOM)
        third = sample.classes[2]
        reserves = [file.case_file for file in third.reserve]
        gone = []
        for number, reason in enumerate((Sample.NOT_LOCATED,
                                         Sample.TRANSFERRED,
                                         Sample.SITE_DECLINED)):
            lost = sample.classes[2].places[0].file.case_file
            gone.append((lost, reason))
            sample = self.steward.Sample(
                "ReplaceSampledFile", name=sample.name, etag=sample.etag,
                case_file=lost, reason=reason)
            place = sample.classes[2].places[0]
            self.assertEqual(
                [(one.file.case_file, one.reason)
                 for one in place.unavailable], gone)
            self.assertEqual([file.case_file for file in
                              sample.classes[2].reserve],
                             reserves[number + 1:])
            self.assertEqual(place.file.case_file,
                             (reserves + [""])[number])
        # The reserve has run out, so the other file stands for more.
        self.assertEqual((sample.files, sample.unavailable), (11, 3))
        self.assertAlmostEqual(sample.classes[2].weight, third.frame)
        for unchanged in (0, 1, 3, 4, 5):
            self.assertEqual(len(sample.classes[unchanged].places), 2)
        self.assertEqual(self.steward.Sample("GetSample", name=sample.name),
                         sample)
        _, reason = self.refused(
            grpc.StatusCode.ABORTED, self.steward.Sample,
            "ReplaceSampledFile", name=sample.name, etag='"1"',
            case_file=sample.classes[0].places[0].file.case_file,
            reason=Sample.OTHER)
        self.assertEqual(reason, "ETAG_MISMATCH")
        fields, _ = self.refused(
            grpc.StatusCode.INVALID_ARGUMENT, self.steward.Sample,
            "ReplaceSampledFile", name=sample.name, etag=sample.etag,
            case_file=gone[0][0], reason=Sample.OTHER)
        self.assertEqual(fields[0][0], "case_file")
        events = self.steward.History("ListEvents", parent="studies/s",
                                      resource=sample.name).events
        self.assertEqual([event.action for event in events],
                         ["SampleService.DrawSample"]
                         + ["SampleService.ReplaceSampledFile"] * 3)
        for earlier, later in zip(events, events[1:]):
            self.assertEqual(earlier.commitment_after,
                             later.commitment_before)

    def test_a_sample_tells_nobody_the_class_of_a_file_they_code(self):
        self.service.caller("site-steward").CaseFile(
            "ImportCaseFiles", parent="studies/s/sites/C1",
            csv=s.csv(*(s.record(i, factors) for i, factors in
                        enumerate(FACTORS, 1))))
        person = self.service.principal(
            "two-hats", (s.Grant.AUDITOR, "s", ""),
            (s.Grant.RESEARCHER, "s", ""), (s.Grant.STUDY_STEWARD, "s", ""))
        self.steward.Study("RecordTraining", parent="studies/s/sites/C1",
                           training=s.study_pb2.Training(
                               principal="principals/two-hats",
                               date="2026-02-01"))
        sample = self.draw()
        self.assertTrue(sample.classes)
        file = s.case_files(self.service)["C1-2"]
        self.assertIn(file.name, str(sample))
        coding = s.start_coding(self.service, file, "two-hats")
        seen = person.Sample("GetSample", name=sample.name)
        self.assertTrue(seen.withheld)
        self.assertEqual(len(seen.classes), 0)
        self.assertTrue(self.draw(person).withheld)
        saved = person.Coding("SaveAnswers", name=coding.name,
                              etag=coding.etag, changes=s.guided_document())
        person.Coding("SubmitCoding", name=coding.name, etag=saved.etag)
        self.assertTrue(
            person.Sample("GetSample", name=sample.name).withheld)
        person.Coding("RevealCoding", name=coding.name)
        seen = person.Sample("GetSample", name=sample.name)
        self.assertFalse(seen.withheld)
        for of_class in seen.classes:
            for shown in [p.file for p in of_class.places] \
                    + list(of_class.reserve):
                self.assertEqual(shown.HasField("posterior"),
                                 shown.case_file != file.name)

    def test_a_sample_is_seen_where_all_of_its_sites_are(self):
        s.import_demo(self.service)
        second_site(self.service)
        both, one = self.draw(), self.draw(sites=["C1"])
        self.assertEqual((list(both.sites), list(one.sites)),
                         (["C1", "C2"], ["C1"]))
        local = self.service.principal("local", (s.Grant.STUDY_STEWARD, "s",
                                                 "C1"))
        self.assertEqual(
            [sample.name for sample in local.Sample(
                "ListSamples", parent="studies/s").samples], [one.name])
        self.refused(grpc.StatusCode.NOT_FOUND, local.Sample, "GetSample",
                     name=both.name)
        self.refused(grpc.StatusCode.NOT_FOUND, self.draw, local,
                     sites=["C2"])
        self.assertEqual(list(self.draw(local).sites), ["C1"])

    def test_limits_are_said(self):
        s.import_demo(self.service)
        for field, value in (("files_per_class", 101), ("files_per_class", -1),
                             ("reserve_per_class", 101),
                             ("minimum_posterior", 1.5),
                             ("minimum_posterior", float("nan")),
                             ("sites", ["C1", "C1"]), ("draw", 0)):
            with self.subTest(field=field, value=value):
                fields, _ = self.refused(grpc.StatusCode.INVALID_ARGUMENT,
                                         self.draw, **{field: value})
                self.assertIn(field, fields[0][0])
        fields, _ = self.refused(
            grpc.StatusCode.INVALID_ARGUMENT, self.draw,
            draw=Sample.STRATIFIED_RANDOM, files_per_class=2000)
        self.assertEqual(fields[0], (
            "files_per_class",
            "want at most 10000 files and reserves over all 6 classes"))


def found(factor, code, when=None):
    answers = [Answer(field="J.found", instance=factor, codes=[code])]
    if code == "2":
        answers[0].grade.CopyFrom(s.document_pb2.Grade(
            confidence=3, evidence_level="E3", sources=["ASSESS"]))
    if when:
        answers.append(Answer(field="J.found_when", instance=factor,
                              codes=[when]))
    return answers


# What is coded beyond the guided file, and how it is judged.
CODED = [
    ([], "FULL", []),
    (found("neglect", "2", "EARLIER"), "PARTIAL", ["MORE_NEEDS"]),
    (found("neglect", "2") + found("parent_alcohol", "2"), "NONE",
     ["NO_CATEGORY", "MORE_NEEDS"]),
    (found("parent_other_mh", "2", "LATER"), "CANNOT_TELL", []),
    ([Answer(field="J.saw_ticks", codes=["Y"])], "FULL", []),
    (found("dv_parent", "1"), "PARTIAL", ["FEWER_NEEDS"]),
    ([Answer(field="J.extra_need", codes=["NONE"])], "FULL", []),
]
LEVEL = {"FULL": 0, "PARTIAL": 1, "NONE": 2, "AGREE": 0, "AGREE_WEAK": 0,
         "NEAR": 1, "DISAGREE": 2, "NO_DVA_FOUND": 2}
Verdict = s.comparison_pb2.Comparison.Verdict


class CodedStudy:
    """A study whose files are coded, once for all tests of a class."""

    @classmethod
    def setUpClass(cls):
        cls.exit = contextlib.ExitStack()
        cls.service = cls.exit.enter_context(s.service_with_study(records=0))
        cls.service.caller("site-steward").CaseFile(
            "ImportCaseFiles", parent="studies/s/sites/C1",
            csv=s.csv(*(s.record(i, factors) for i, factors in
                        enumerate(FACTORS, 1)),
                      s.record(20), s.record(21), s.record(22),
                      s.record(23)))
        cls.files = s.case_files(cls.service)
        cls.codings = [cls.code(f"C1-{i}", *how)
                       for i, how in enumerate(CODED, 1)]
        # None of these is counted.
        cls.code("C1-1", *CODED[0], auditor="second", rank=2)
        cls.code("C1-20", [], None, [], wave=1)
        cls.code("C1-21", [], None, [], wave=3)
        cls.code("C1-22", [], None, [])
        s.start_coding(cls.service, cls.files["C1-23"])
        cls.researcher = cls.service.caller("researcher")
        cls.truth = [
            (cls.researcher.Coding("GetCoding", name=name),
             cls.researcher.Comparison("CompareCoding", name=name))
            for name in cls.codings]

    @classmethod
    def tearDownClass(cls):
        cls.exit.close()

    @classmethod
    def code(cls, record, answers, judgement, reasons, auditor="auditor",
             **how):
        """A coding, matched unless there is no judgement."""
        caller = cls.service.caller(auditor)
        coding = s.start_coding(cls.service, cls.files[record], auditor,
                                **how)
        document = s.guided_document()
        given = {(a.field, a.instance) for a in answers}
        kept = [a for a in document.answers
                if (a.field, a.instance) not in given]
        del document.answers[:]
        document.answers.extend(kept + answers)
        saved = caller.Coding("SaveAnswers", name=coding.name,
                              etag=coding.etag, changes=document)
        caller.Coding("SubmitCoding", name=coding.name, etag=saved.etag)
        if judgement is None:
            return coding.name
        s.review(cls.service, coding.name)
        etag = caller.Coding("RevealCoding", name=coding.name).etag
        grade = None if judgement == "CANNOT_TELL" else s.document_pb2.Grade(
            confidence=2, evidence_level="E2", sources=["ASSESS"])
        caller.Coding("MatchCoding", name=coding.name, etag=etag,
                      match=s.coding_pb2.Match(
                          judgement=judgement, mismatch_reasons=reasons,
                          best_fit=1, grade=grade))
        return coding.name

    def summary(self, **fields):
        return self.researcher.Comparison("SummariseComparisons", name=MODEL,
                                          **fields)


class SummaryTest(CodedStudy, unittest.TestCase):
    def count(self, counts, truth):
        """`truth`: (assigned class, whether it is counted) for each file."""
        by_class = [[0, 0] for _ in range(6)]
        for assigned, yes in truth:
            by_class[assigned - 1][0] += yes
            by_class[assigned - 1][1] += 1
        self.assertEqual([[c.k, c.n] for c in counts.by_class], by_class)
        self.assertEqual([counts.all.k, counts.all.n],
                         [sum(column) for column in zip(*by_class)])
        self.assertFalse(counts.all.HasField("estimate"))

    def test_a_summary_is_what_a_slow_recount_gives(self):
        summary = self.summary(single_issue_classes=[1, 4])
        self.assertEqual(
            (summary.pilot_files, summary.long_term_files,
             summary.waiting_files, summary.files_without_class,
             summary.own_files, summary.second_codings), (1, 1, 1, 0, 0, 1))
        self.assertTrue(summary.simulated)
        self.assertIn("under-recording, not error", summary.caveat)
        groups = {group.saw_ticks: group for group in summary.groups}
        self.assertEqual({saw: group.files for saw, group in groups.items()},
                         {False: len(CODED) - 1, True: 1})
        for saw, group in groups.items():
            with self.subTest(saw_ticks=saw):
                self.assertEqual(group.draw, Sample.PURPOSIVE)
                self.assertIn("no weights", group.caveat)
                self.recount(group, [
                    (coding, one) for coding, one in self.truth
                    if one.saw_ticks == saw])

    def recount(self, group, truth):
        self.recount_movement(group, truth)
        self.count(group.borne_out, [
            (one.assigned_class, one.verdict in (Verdict.Value("AGREE"),
                                                 Verdict.Value("AGREE_WEAK")))
            for _, one in truth
            if one.verdict != Verdict.Value("NOT_COMPUTABLE")])
        self.recount_factors(group, truth)
        self.recount_judgements(group, truth)
        extra = [(one.assigned_class, set(
            code for a in coding.document.answers
            if a.field == "J.extra_need" for code in a.codes) - {"NONE"})
            for coding, one in truth]
        self.count(group.no_category.any,
                   [(c, bool(needs)) for c, needs in extra])
        self.count(group.no_category.said, [
            (one.assigned_class, "NO_CATEGORY" in one.mismatch_reasons)
            for _, one in truth])
        for need in group.no_category.needs:
            self.count(need.files, [(c, need.need in needs)
                                    for c, needs in extra])
        self.recount_single_issue(group, truth, extra)

    def recount_movement(self, group, truth):
        unplaced = {Verdict.Value("NO_DVA_FOUND"),
                    Verdict.Value("NOT_COMPUTABLE")}
        for row in group.movement:
            of_class = [one for _, one in truth
                        if one.assigned_class == row.assigned_class]
            placed = [one for one in of_class if one.verdict not in unplaced]
            self.assertEqual((row.files, row.placed),
                             (len(of_class), len(placed)))
            for to in row.to:
                index = class_of(to) - 1
                self.assertEqual(to.files, sum(
                    one.found.modal_class == index + 1 for one in placed))
                for mean, side in ((to.recorded_posterior, "recorded"),
                                   (to.found_posterior, "found")):
                    self.assertAlmostEqual(mean * max(1, len(placed)), sum(
                        getattr(one, side).posterior[index].probability
                        for one in placed))
            self.assertEqual(row.no_dva_found, sum(
                one.verdict == Verdict.Value("NO_DVA_FOUND")
                for one in of_class))
            self.assertLessEqual(row.changed_at_random, row.placed)

    def recount_factors(self, group, truth):
        for position, factor in enumerate(group.factors):
            cells = [(one.assigned_class, one.factors[position])
                     for _, one in truth]
            self.assertEqual({cell.factor for _, cell in cells},
                             {factor.factor})
            shown = [(c, cell) for c, cell in cells if cell.found == 2]
            self.count(factor.missed, [
                (c, not cell.recorded) for c, cell in shown
                if cell.found_when == "THAT_DOCUMENT"])
            self.count(factor.not_found, [
                (c, cell.found != 2) for c, cell in cells
                if cell.recorded and cell.found >= 0])
            self.assertEqual(
                (factor.earlier, factor.later),
                tuple(sum(cell.found_when == when for _, cell in shown)
                      for when in ("EARLIER", "LATER")))

    def recount_judgements(self, group, truth):
        pairs = [(one.assigned_class, one.judgement,
                  Verdict.Name(one.verdict)) for _, one in truth]
        self.assertEqual(
            {(cell.judgement, Verdict.Name(cell.verdict)): cell.files
             for cell in group.judgements.cells},
            collections.Counter((j, v) for _, j, v in pairs))
        self.count(group.judgements.same_level, [
            (c, LEVEL[j] == LEVEL[v]) for c, j, v in pairs
            if j in LEVEL and v in LEVEL])

    def recount_single_issue(self, group, truth, extra):
        dva = {"dv_parent", "dv_child", "dv_other"}
        more, with_extra = [], []
        for (_, one), (_, needs) in zip(truth, extra):
            if one.assigned_class not in (1, 4) \
                    or one.verdict == Verdict.Value("NOT_COMPUTABLE"):
                continue
            shown = sum(cell.found == 2 for cell in one.factors
                        if cell.factor not in dva)
            more.append((one.assigned_class, shown >= 2))
            with_extra.append((one.assigned_class, shown + len(needs) >= 2))
        self.count(group.single_issue.by_file, more)
        self.count(group.single_issue.by_file_and_extra, with_extra)

    def test_a_list_gives_both_posteriors_of_every_file(self):
        listed = []
        token = ""
        while True:
            page = self.researcher.Comparison(
                "ListComparisons", parent="studies/s", class_model=MODEL,
                page_size=4, page_token=token)
            listed += page.comparisons
            token = page.next_page_token
            if not token:
                break
        expected = {}
        for _, one in self.truth:
            kept = s.comparison_pb2.Comparison()
            kept.CopyFrom(one)
            for field in ("factors", "tails", "log_odds", "prior_log_ratio"):
                kept.ClearField(field)
            expected[one.coding] = kept
        self.assertEqual({one.record for one in listed},
                         {f"C1-{i}" for i in range(1, len(CODED) + 1)})
        for one in listed:
            self.assertEqual(self.files[one.record].name, one.case_file)
            for field in ("case_file", "site", "record"):
                one.ClearField(field)
        self.assertEqual({one.coding: one for one in listed}, expected)

    def test_who_codes_a_file_does_not_count_it(self):
        person = self.service.principal("both", (s.Grant.AUDITOR, "s", ""))
        self.service.caller("study-steward").Study(
            "RecordTraining", parent="studies/s/sites/C1",
            training=s.study_pb2.Training(principal="principals/both",
                                          date="2026-02-01"))
        s.assign(self.service, self.files["C1-2"], "both", rank=2)
        self.service.caller("administrator").Access(
            "GrantRole", name="principals/both", grant=s.Grant(
                role=s.Grant.RESEARCHER, study="studies/s"))
        summary = person.Comparison("SummariseComparisons", name=MODEL)
        # Not even that somebody else has submitted it.
        self.assertEqual(summary.own_files, 0)
        self.assertEqual(sum(group.files for group in summary.groups),
                         len(CODED) - 1)
        self.assertNotIn("C1-2", [one.record for one in person.Comparison(
            "ListComparisons", parent="studies/s").comparisons])


class SummaryOfSampleTest(CodedStudy, unittest.TestCase):
    def test_files_of_a_named_sample_alone_are_counted(self):
        steward = self.service.caller("study-steward")
        sample = steward.Sample(
            "DrawSample", parent="studies/s", seed=3, files_per_class=1,
            draw=Sample.STRATIFIED_RANDOM)
        files = {place.file.case_file for c in sample.classes
                 for place in c.places}
        read = [one for coding, one in self.truth
                if coding.case_file in files]
        self.assertTrue(0 < len(read) < len(CODED),
                        "the seed draws some of the files that were read")
        summary = self.summary(sample=sample.name)
        self.assertEqual(sum(group.files for group in summary.groups),
                         len(read))
        for group in summary.groups:
            self.assertEqual(group.draw, Sample.STRATIFIED_RANDOM)
            self.assertFalse(group.HasField("sizes"),
                             "one file a class is too few to estimate")
        # Without a name, they stand apart from files that were chosen.
        by_draw = collections.Counter()
        for group in self.summary().groups:
            by_draw[group.draw] += group.files
        self.assertEqual(by_draw, {
            Sample.STRATIFIED_RANDOM: len(read),
            Sample.PURPOSIVE: len(CODED) - len(read)})


if __name__ == "__main__":
    unittest.main(verbosity=2)
