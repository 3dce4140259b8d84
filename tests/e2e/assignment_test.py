"""Giving files to auditors in bulk, what they have to do, how far it is."""

import collections
import concurrent.futures
import contextlib
import datetime
import sqlite3
import unittest

import grpc

import service as s

Assignment = s.assignment_pb2.Assignment
LeftOut = s.assignment_pb2.AssignFilesResponse.LeftOut
Coding = s.coding_pb2.Coding
PRIMARY, SECOND, PILOT_CODER = (Assignment.PRIMARY, Assignment.SECOND,
                                Assignment.PILOT_CODER)
CODE = grpc.StatusCode


def today(days=0):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(days=days)).date().isoformat()


def by_record(answer):
    """Auditor by record and rank."""
    return {(a.record, a.rank): a.auditor.split("/")[1]
            for a in answer.assignments}


def left_out(answer):
    return {(f.record, f.rank): f.reason for f in answer.left_out}


def touched(service, coding, days_ago):
    """Makes a coding look as if it was last saved so long ago."""
    with contextlib.closing(sqlite3.connect(
            service.data / "caselens.db")) as database:
        database.execute(
            "UPDATE codings SET update_us = update_us - ? WHERE id = ?",
            (days_ago * 86_400_000_000, coding.name.split("/")[-1]))
        database.commit()


class AssignmentTest(unittest.TestCase):
    def setUp(self):
        exits = contextlib.ExitStack()
        self.addCleanup(exits.close)
        self.service = exits.enter_context(s.service_with_study(records=12))
        self.steward = self.service.caller("study-steward")
        self.files = s.case_files(self.service)

    def add_auditor(self, name, *more_grants, site="C1"):
        caller = self.service.principal(
            name, (s.Grant.AUDITOR, "s", site), *more_grants)
        self.steward.Study("RecordTraining",
                           parent=f"studies/s/sites/{site}",
                           training=s.study_pb2.Training(
                               principal=f"principals/{name}",
                               date="2026-02-01"))
        return caller

    def assign(self, *records, caller=None, csv=None, **fields):
        if csv is not None:
            fields["csv"] = csv.encode()
        if records:
            fields["case_files"] = [self.files[f"C1-{r}"].name
                                    for r in records]
        return (caller or self.steward).Assignment(
            "AssignFiles", **{"parent": "studies/s", "seed": 7,
                              "wave": Assignment.W1, **fields})

    def queue(self, name, **fields):
        return self.service.caller(name).Assignment(
            "GetWorkQueue", parent="studies/s", **fields)

    def progress(self, name="study-steward", **fields):
        return self.service.caller(name).Assignment(
            "ListProgress", parent="studies/s", **fields)

    def all_assignments(self):
        return list(self.steward.Assignment(
            "ListAssignments", parent="studies/s",
            page_size=200).assignments)

    def start(self, assignment):
        auditor = assignment.auditor.split("/")[1]
        return self.service.caller(auditor).Coding(
            "CreateCoding", parent="studies/s", assignment=assignment.name)

    def submit(self, assignment):
        coding = self.start(assignment)
        caller = self.service.caller(assignment.auditor.split("/")[1])
        saved = caller.Coding("SaveAnswers", name=coding.name,
                              etag=coding.etag, changes=s.guided_document())
        caller.Coding("SubmitCoding", name=coding.name, etag=saved.etag)
        return coding

    def complete(self, assignment):
        coding = self.submit(assignment)
        caller = self.service.caller(assignment.auditor.split("/")[1])
        reveal = caller.Coding("RevealCoding", name=coding.name)
        caller.Coding("MatchCoding", name=coding.name, etag=reveal.etag,
                      match=s.coding_pb2.Match(
                          judgement="FULL", best_fit=1,
                          grade=s.document_pb2.Grade(
                              confidence=2, evidence_level="E2",
                              sources=["ASSESS"])))
        caller.Coding("RevealCoding", name=coding.name)
        return coding

    def refused(self, code, call, *arguments, **fields):
        with self.assertRaises(grpc.RpcError) as caught:
            call(*arguments, **fields)
        self.assertEqual(caught.exception.code(), code,
                         caught.exception.details())
        return s.details(caught.exception)

    # In bulk.

    def test_files_are_balanced_and_never_twice_to_one_person(self):
        self.add_auditor("third")
        answer = self.assign(*range(1, 13), double_coded_share=.5,
                             due_date="2026-12-18")
        self.assertFalse(answer.left_out)
        self.assertEqual(len(answer.assignments), 18)
        loads = collections.Counter(
            a.auditor for a in answer.assignments)
        self.assertEqual(sorted(loads.values()), [6, 6, 6])
        pairs = collections.Counter()
        given = by_record(answer)
        for record in self.files:
            first = given[record, PRIMARY]
            if (record, SECOND) in given:
                self.assertNotEqual(first, given[record, SECOND])
                pairs[frozenset((first, given[record, SECOND]))] += 1
        self.assertEqual(sorted(pairs.values()), [2, 2, 2])
        stored = self.all_assignments()
        self.assertEqual({a.name: a for a in stored},
                         {a.name: a for a in answer.assignments})
        self.assertEqual({(a.due_date, a.wave) for a in stored},
                         {("2026-12-18", Assignment.W1)})
        events = self.service.caller("governance").History(
            "ListEvents", parent="studies/s", page_size=1000).events
        self.assertEqual(
            {e.resource for e in events
             if e.action == "AssignmentService.AssignFiles"},
            {a.name for a in stored})

    def test_a_check_plans_what_the_call_then_does(self):
        checked = self.assign(1, 2, 3, 4, 5, double_coded_share=.4,
                              validate_only=True)
        self.assertFalse(self.all_assignments())
        self.assertFalse(any(a.name for a in checked.assignments))
        done = self.assign(1, 2, 3, 4, 5, double_coded_share=.4)
        self.assertEqual(by_record(checked), by_record(done))
        self.assertEqual(len(done.assignments), 7)
        made = [self.assign(6, seed=0, validate_only=True).seed
                for _ in range(2)]
        self.assertNotEqual(made[0], made[1])

    def test_a_repeated_call_gets_the_first_answer(self):
        request_id = s.new_id()
        first = self.assign(1, 2, request_id=request_id)
        self.assertEqual(self.assign(1, 2, request_id=request_id), first)
        self.assertEqual(len(self.all_assignments()), 2)

    def test_who_has_less_to_do_gets_more(self):
        self.assign(1, 2, 3, auditors=["principals/auditor"])
        answer = self.assign(4, 5, 6, 7, 8)
        self.assertEqual(collections.Counter(by_record(answer).values()),
                         {"auditor": 1, "second": 4})

    def test_what_is_assigned_stays_and_gets_what_it_lacks(self):
        self.assign(1, 2, auditors=["principals/auditor"])
        answer = self.assign(1, 2, 3, double_coded_share=1)
        given = by_record(answer)
        self.assertEqual((given["C1-1", SECOND], given["C1-2", SECOND]),
                         ("second", "second"))
        again = self.assign(1, 2, 3, double_coded_share=1)
        self.assertFalse(again.assignments)
        self.assertEqual(left_out(again), {
            (f"C1-{i}", 0): LeftOut.ALREADY_ASSIGNED for i in (1, 2, 3)})

    def test_a_second_coder_needs_a_second_person(self):
        answer = self.assign(1, 2, double_coded_share=1,
                             auditors=["principals/auditor"])
        self.assertEqual(len(answer.assignments), 2)
        self.assertEqual(left_out(answer), {
            (f"C1-{i}", SECOND): LeftOut.NO_SECOND_AUDITOR
            for i in (1, 2)})

    def test_a_sample_is_assigned_without_telling_classes(self):
        s.import_demo(self.service)
        sample = self.steward.Sample(
            "DrawSample", parent="studies/s", files_per_class=4,
            draw=s.sample_pb2.Sample.PURPOSIVE, seed=1)
        classes = {place.file.record: getattr(of_class, "class")
                   for of_class in sample.classes
                   for place in of_class.places}
        answer = self.assign(sample=sample.name, double_coded_share=.25)
        given = by_record(answer)
        self.assertEqual({record for record, rank in given}, set(classes))
        doubles = collections.Counter(
            classes[record] for record, rank in given if rank == SECOND)
        self.assertEqual(doubles, {c: 1 for c in set(classes.values())})
        records = [a.record for a in answer.assignments]
        self.assertEqual(records, sorted(records))
        self.assertEqual(
            self.refused(CODE.INVALID_ARGUMENT, self.assign,
                         sample=sample.name, wave=Assignment.W2)[0][0][0],
            "wave")
        self.refused(CODE.NOT_FOUND, self.assign,
                     sample="studies/s/samples/none")

    def test_everybody_codes_the_files_of_a_pilot(self):
        for name in ("third", "fourth"):
            self.add_auditor(name)
        answer = self.assign(1, 2, wave=Assignment.PILOT)
        self.assertFalse(answer.left_out)
        for record in ("C1-1", "C1-2"):
            coders = [a for a in answer.assignments if a.record == record]
            self.assertEqual([a.rank for a in coders],
                             [PRIMARY, SECOND, PILOT_CODER, PILOT_CODER])
            self.assertEqual({a.auditor.split("/")[1] for a in coders},
                             {"auditor", "second", "third", "fourth"})
        self.add_auditor("fifth")
        answer = self.assign(1, wave=Assignment.PILOT)
        self.assertEqual([(a.auditor, a.rank) for a in answer.assignments],
                         [("principals/fifth", PILOT_CODER)])
        self.refused(CODE.INVALID_ARGUMENT, s.assign, self.service,
                     self.files["C1-3"], rank=PILOT_CODER)

    def test_a_nominated_file_is_coded_without_a_class(self):
        answer = self.assign(csv="record,wave\nC1-1,W2\n", wave=0)
        (assignment,) = answer.assignments
        self.assertEqual(assignment.wave, Assignment.W2)
        coding = self.submit(assignment)
        caller = self.service.caller(assignment.auditor.split("/")[1])
        first = caller.Coding("RevealCoding", name=coding.name)
        self.assertFalse(first.HasField("assigned_class"))
        self.assertTrue(first.no_class_reason)
        self.refused(CODE.FAILED_PRECONDITION, caller.Coding, "MatchCoding",
                     name=coding.name, etag=first.etag)
        self.assertEqual(caller.Coding("RevealCoding",
                                       name=coding.name).step, 2)

    # From a list.

    def test_a_list_says_who_what_and_when(self):
        answer = self.assign(csv=(
            "site,record,auditor,rank,due_date,wave\n"
            "C1,C1-1,second,,2026-12-01,\n"
            "C1,C1-2,auditor,SECOND,,\n"
            "C1,C1-2,second,PRIMARY,,\n"
            "C1,C1-3,,,,W2\n"
            "C1,C1-4,,,,\n"), due_date="2027-01-31")
        self.assertFalse(answer.errors or answer.left_out)
        given = by_record(answer)
        self.assertEqual(given["C1-1", PRIMARY], "second")
        self.assertEqual(given["C1-2", PRIMARY], "second")
        self.assertEqual(given["C1-2", SECOND], "auditor")
        self.assertIn("auditor", {given["C1-3", PRIMARY],
                                  given["C1-4", PRIMARY]})
        self.assertEqual({a.record: (a.due_date, a.wave)
                          for a in answer.assignments},
                         {"C1-1": ("2026-12-01", Assignment.W1),
                          "C1-2": ("2027-01-31", Assignment.W1),
                          "C1-3": ("2027-01-31", Assignment.W2),
                          "C1-4": ("2027-01-31", Assignment.W1)})

    def test_every_wrong_row_is_named_and_nothing_is_assigned(self):
        self.service.principal("untrained", (s.Grant.AUDITOR, "s", "C1"))
        answer = self.assign(csv=(
            "site,record,auditor,rank,wave,due_date\n"
            "C1,C1-1,,,W1,\n"
            "C1,C1-99,,,W1,\n"
            "C9,C1-1,,,W1,\n"
            "C1,C1-2,untrained,,W1,\n"
            "C1,C1-2,nobody,,W1,\n"
            "C1,C1-3,,THIRD,W1,\n"
            "C1,C1-4,,,,\n"
            "C1,C1-5,,,W1,2026-13-01\n"
            "C1,C1-1,,,W1,\n"
            "C1,C1-6,auditor,,W1,\n"
            "C1,C1-6,auditor,,W1,\n"
            "C1,C1-7,,PILOT_CODER,W1,\n"
            "C1,C1-8,auditor,,W1,\n"
            "C1,C1-8,second,,W2,\n"
            "C1,C1-9\n"), wave=0)
        self.assertEqual([(e.row, e.column) for e in answer.errors], [
            (3, "record"), (4, "site"), (5, "auditor"), (6, "auditor"),
            (7, "rank"), (8, "wave"), (9, "due_date"), (10, "record"),
            (12, "record"), (13, "rank"), (15, "wave"), (16, "")])
        self.assertFalse(answer.assignments or self.all_assignments())

    def test_what_makes_no_sense_is_refused_by_field(self):
        one = {"case_files": [self.files["C1-1"].name]}
        for fields, field in (
                ({}, "sample"),
                ({**one, "csv": "record\nC1-1\n"}, "sample"),
                ({**one, "wave": 0}, "wave"),
                ({**one, "double_coded_share": 1.01}, "double_coded_share"),
                ({**one, "double_coded_share": float("nan")},
                 "double_coded_share"),
                ({**one, "double_coded_share": .5,
                  "wave": Assignment.PILOT}, "double_coded_share"),
                ({**one, "due_date": "tomorrow"}, "due_date"),
                ({**one, "auditors": ["auditor"]}, "auditors[0]"),
                ({**one, "auditors": ["principals/auditor"] * 2},
                 "auditors[1]"),
                ({"case_files": [self.files["C1-1"].name] * 2},
                 "case_files[1]"),
                ({"case_files": ["studies/s/caseFiles/none"]},
                 "case_files[0]"),
                ({"csv": "record\n"}, "csv"),
                ({"csv": "name\nC1-1\n"}, "csv")):
            with self.subTest(field=field, **fields):
                violations, _ = self.refused(CODE.INVALID_ARGUMENT,
                                             self.assign, **fields)
                self.assertEqual(violations[0][0], field)
        self.assertFalse(self.all_assignments())

    def test_agreement_role_and_training_come_first(self):
        self.service.principal("untrained", (s.Grant.AUDITOR, "s", "C1"))
        self.assertEqual(
            self.refused(CODE.FAILED_PRECONDITION, self.assign, 1,
                         auditors=["principals/untrained"])[1],
            "TRAINING_MISSING")
        self.assertEqual(
            self.refused(CODE.FAILED_PRECONDITION, self.assign, 1,
                         auditors=["principals/researcher"])[1],
            "NOT_AN_AUDITOR")
        self.refused(CODE.NOT_FOUND, self.assign, 1,
                     auditors=["principals/nobody"])
        # Without names the untrained are nobody.
        answer = self.assign(*range(1, 13))
        self.assertEqual(set(by_record(answer).values()),
                         {"auditor", "second"})
        self.service.stop()
        with contextlib.closing(sqlite3.connect(
                self.service.data / "caselens.db")) as database:
            name = "studies/s/sites/C1"
            (document,) = database.execute(
                "SELECT document FROM resources WHERE name = ?",
                (name,)).fetchone()
            site = s.study_pb2.Site.FromString(document)
            site.ethics_date = ""
            database.execute(
                "UPDATE resources SET document = ? WHERE name = ?",
                (site.SerializeToString(), name))
            database.commit()
        self.service.start()
        self.steward = self.service.caller("study-steward")
        self.assertEqual(self.refused(CODE.FAILED_PRECONDITION, self.assign,
                                      1)[1], "SITE_NOT_READY")

    def test_calls_at_the_same_time_give_no_file_twice(self):
        def call(_):
            try:
                return self.assign(*range(1, 13), double_coded_share=1)
            except grpc.RpcError as error:
                self.assertEqual(s.details(error)[1], "CONCURRENT_ASSIGNMENT")
                return None

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            answers = [a for a in pool.map(call, range(4)) if a is not None]
        self.assertEqual(len(self.all_assignments()), 24)
        self.assertEqual(sum(len(a.assignments) for a in answers), 24)

    # Changing hands.

    def test_an_assignment_changes_hands_until_it_is_started(self):
        (given,) = self.assign(1, auditors=["principals/auditor"],
                               due_date="2026-12-18").assignments
        moved = self.steward.Assignment(
            "ReassignAssignment", name=given.name,
            auditor="principals/second")
        self.assertEqual((moved.auditor, moved.rank, moved.wave,
                          moved.due_date),
                         ("principals/second", given.rank, given.wave,
                          given.due_date))
        self.assertEqual(self.all_assignments(), [moved])
        self.assertTrue(self.steward.Assignment(
            "GetAssignment", name=given.name).withdrawn)
        self.assertFalse(self.queue("auditor").items)
        self.refused(CODE.NOT_FOUND, self.service.caller("auditor").Coding,
                     "CreateCoding", parent="studies/s",
                     assignment=given.name)
        self.refused(CODE.FAILED_PRECONDITION, self.steward.Assignment,
                     "ReassignAssignment", name=moved.name,
                     auditor="principals/researcher")
        self.start(moved)
        for name in (given.name, moved.name):
            for method, fields in (
                    ("ReassignAssignment",
                     {"auditor": "principals/auditor"}),
                    ("CancelAssignment", {"reason": "Given by mistake"})):
                self.assertEqual(
                    self.refused(CODE.FAILED_PRECONDITION,
                                 self.steward.Assignment, method, name=name,
                                 **fields)[1],
                    "ASSIGNMENT_STATE")

    def test_a_file_is_not_handed_to_its_other_coder(self):
        answer = self.assign(1, double_coded_share=1)
        first = next(a for a in answer.assignments if a.rank == PRIMARY)
        other = next(a for a in answer.assignments if a.rank == SECOND)
        self.assertEqual(
            self.refused(CODE.ALREADY_EXISTS, self.steward.Assignment,
                         "ReassignAssignment", name=first.name,
                         auditor=other.auditor)[1], "ALREADY_ASSIGNED")

    def test_who_could_read_a_coding_does_not_code_the_file_after_it(self):
        self.add_auditor("reader", (s.Grant.RESEARCHER, "s", ""))
        file = self.files["C1-1"]
        s.submitted_coding(self.service, file)
        with self.assertRaises(grpc.RpcError) as error:
            s.assign(self.service, file, "reader", rank=SECOND)
        self.assertEqual(error.exception.code(), CODE.FAILED_PRECONDITION)
        self.assertEqual(s.details(error.exception)[1], "MAY_HAVE_READ")
        answer = self.assign(1, double_coded_share=1,
                             auditors=["principals/reader"])
        self.assertEqual(left_out(answer),
                         {("C1-1", SECOND): LeftOut.NO_SECOND_AUDITOR})
        answer = self.assign(csv="record,rank,auditor\nC1-1,SECOND,reader\n")
        self.assertEqual([(e.row, e.column) for e in answer.errors],
                         [(2, "auditor")])
        answer = self.assign(1, double_coded_share=1,
                             auditors=["principals/reader",
                                       "principals/second"])
        self.assertEqual(by_record(answer), {("C1-1", SECOND): "second"})

    def test_who_codes_a_file_assigns_it_to_nobody(self):
        both = self.add_auditor("both", (s.Grant.STUDY_STEWARD, "s", ""))
        told = []
        for record, taken in ((1, False), (2, True)):
            file = self.files[f"C1-{record}"]
            s.assign(self.service, file, "both")
            if taken:
                s.assign(self.service, file, "second", rank=SECOND)
            with self.assertRaises(grpc.RpcError) as error:
                both.Assignment(
                    "CreateAssignment", parent="studies/s",
                    assignment=Assignment(
                        case_file=file.name, auditor="principals/auditor",
                        rank=SECOND, wave=Assignment.W1))
            told.append((error.exception.details(),
                         s.details(error.exception)[1]))
        self.assertEqual(told[0][1], "OWN_FILE")
        self.assertEqual(told[0], told[1], "whether it is taken tells")

    def test_a_cancelled_assignment_frees_its_file(self):
        (given,) = self.assign(1).assignments
        cancel = self.steward.Assignment
        for reason in ("", "x" * 501, "Ask Margaret on 07700 900123"):
            self.refused(CODE.INVALID_ARGUMENT, cancel, "CancelAssignment",
                         name=given.name, reason=reason)
        given.withdrawn = True
        self.assertEqual(cancel("CancelAssignment", name=given.name,
                                reason="Given by mistake"), given)
        self.assertFalse(self.all_assignments())
        self.assertFalse(self.progress().sites)
        (event,) = [e for e in self.service.caller("governance").History(
            "ListEvents", parent="studies/s", page_size=1000).events
            if e.action == "AssignmentService.CancelAssignment"]
        self.assertEqual(event.resource, given.name)
        self.assertTrue(event.commitment_before and event.commitment_after
                        and event.commitment_reason)
        # Who gave it back gets it by name alone.
        self.assertEqual(left_out(self.assign(1, auditors=[given.auditor])),
                         {("C1-1", PRIMARY): LeftOut.NO_AUDITOR})
        (again,) = self.assign(1).assignments
        self.assertNotEqual(again.auditor, given.auditor)
        self.steward.Assignment("CancelAssignment", name=again.name,
                                reason="Given by mistake")
        name = given.auditor.split("/")[1]
        (by_name,) = self.assign(
            csv=f"record,auditor\nC1-1,{name}\n").assignments
        self.assertEqual(by_name.auditor, given.auditor)

    # The queue.

    def test_the_queue_says_what_comes_next(self):
        mine = ["principals/auditor"]

        def give(record, **fields):
            return self.assign(record, auditors=mine, **fields).assignments[0]

        complete, waiting, old, young = (give(i) for i in (1, 2, 3, 4))
        give(5)
        give(6, due_date=today(30))
        give(7, due_date=today(-1))
        self.complete(complete)
        self.submit(waiting)
        touched(self.service, self.start(old), 3)
        draft = self.start(young)
        queue = self.queue("auditor")
        self.assertEqual(
            [(i.assignment.record, i.state, i.overdue) for i in queue.items],
            [("C1-3", Coding.DRAFT, False), ("C1-4", Coding.DRAFT, False),
             ("C1-7", 0, True), ("C1-6", 0, False), ("C1-5", 0, False),
             ("C1-2", Coding.SUBMITTED, False)])
        self.assertEqual((queue.done, queue.in_progress, queue.to_do,
                          queue.overdue), (1, 3, 3, 1))
        item = queue.items[1]
        self.assertEqual((item.unanswered, item.next_field,
                          item.next_instance),
                         (draft.unanswered, draft.next_field,
                          draft.next_instance))
        self.assertEqual(item.assignment.coding, draft.name)
        self.assertFalse(queue.items[2].HasField("unanswered"))
        # An answer moves the draft on and to the end of the drafts.
        saved = self.service.caller("auditor").Coding(
            "SaveAnswers", name=item.assignment.coding, etag=draft.etag,
            changes=s.guided_document())
        self.assertEqual(saved.unanswered, 0)
        item = self.queue("auditor").items[1]
        self.assertEqual((item.assignment.record, item.unanswered,
                          item.next_field), ("C1-4", 0, ""))

    def test_pages_of_the_queue_hold_everything_once(self):
        self.assign(*range(1, 13), auditors=["principals/auditor"])
        for assignment in self.all_assignments()[:5]:
            self.start(assignment)
        whole = self.queue("auditor")
        self.assertEqual([i.HasField("unanswered") for i in whole.items],
                         [True] * 3 + [False] * 9)
        items, token = [], ""
        while True:
            page = self.queue("auditor", page_size=5, page_token=token)
            self.assertLessEqual(len(page.items), 5)
            self.assertEqual(page.to_do, 7)
            items += page.items
            token = page.next_page_token
            if not token:
                break
        self.assertEqual([i.assignment.name for i in items],
                         [i.assignment.name for i in whole.items])

    def test_the_queue_tells_nothing_of_the_other_coder(self):
        answer = self.assign(1, double_coded_share=1)
        first = next(a for a in answer.assignments if a.rank == PRIMARY)
        other = next(a for a in answer.assignments if a.rank == SECOND)
        name = first.auditor.split("/")[1]
        before = self.queue(name)
        self.complete(other)
        self.assertEqual(self.queue(name), before)
        self.assertNotIn(other.auditor, str(before))

    # Progress.

    def test_progress_counts_by_site_and_auditor(self):
        mine = ["principals/auditor"]
        given = [self.assign(i, auditors=mine).assignments[0]
                 for i in (1, 2, 3)]
        self.assign(4, auditors=mine, due_date=today(-1))
        seconds = self.assign(1, 2, double_coded_share=1).assignments
        self.complete(given[0])
        self.submit(given[1])
        idle = self.start(given[2])
        touched(self.service, idle, 15)
        self.submit(next(a for a in seconds if a.record == "C1-1"))
        for steward in ("study-steward", "site-steward"):
            answer = self.progress(steward)
            (site,) = answer.sites
            self.assertEqual((site.site, site.double_assigned,
                              site.double_submitted), ("C1", 2, 1))
            self.assertEqual(
                [(a.auditor.split("/")[1], a.assigned, a.not_started,
                  a.in_draft, a.submitted, a.complete, a.overdue,
                  a.HasField("last_activity_time")) for a in site.auditors],
                [("auditor", 4, 1, 1, 1, 1, 1, True),
                 ("second", 2, 1, 0, 1, 0, 0, True)])
            (abandoned,) = answer.abandoned_drafts
            self.assertEqual(
                (abandoned.assignment.auditor, abandoned.assignment.record,
                 abandoned.assignment.coding),
                ("principals/auditor", "C1-3", idle.name))
        self.assertFalse(self.progress(
            abandoned_after_days=16).abandoned_drafts)
        for days in (-1, 3651):
            self.refused(CODE.INVALID_ARGUMENT, self.progress,
                         abandoned_after_days=days)
        self.assertFalse(self.progress(site="C9").sites)

    # Blindness follows the person.

    def test_a_steward_who_codes_learns_nothing_of_that_file(self):
        both = self.add_auditor("both", (s.Grant.STUDY_STEWARD, "s", ""),
                                (s.Grant.SITE_STEWARD, "s", "C1"))
        self.assign(1, auditors=["principals/both"])
        before = self.progress("both")
        self.assertEqual(before.own_open_files, 1)
        (second,) = self.assign(1, double_coded_share=1,
                                auditors=["principals/auditor"]).assignments
        self.assertEqual(self.progress("both"), before)
        self.submit(second)
        self.assertEqual(self.progress("both"), before)
        # Nor can they ask by assigning, moving or cancelling.
        answer = self.assign(1, caller=both, double_coded_share=1)
        self.assertEqual(left_out(answer),
                         {("C1-1", 0): LeftOut.CODED_BY_CALLER})
        self.assertFalse(answer.assignments)
        (unstarted,) = self.assign(
            2, auditors=["principals/both"]).assignments
        (other,) = self.assign(2, double_coded_share=1,
                               auditors=["principals/second"]).assignments
        for method, fields in (
                ("ReassignAssignment", {"auditor": "principals/auditor"}),
                ("CancelAssignment", {"reason": "Given by mistake"})):
            self.refused(CODE.NOT_FOUND, both.Assignment, method,
                         name=other.name, **fields)
        # Their own can only be cancelled, and that opens nothing.
        self.assertEqual(
            self.refused(CODE.FAILED_PRECONDITION, both.Assignment,
                         "ReassignAssignment", name=unstarted.name,
                         auditor="principals/auditor")[1], "OWN_ASSIGNMENT")
        both.Assignment("CancelAssignment", name=unstarted.name,
                        reason="Given by mistake")
        self.assertEqual(left_out(self.assign(2, caller=both)),
                         {("C1-2", 0): LeftOut.CODED_BY_CALLER})
        self.refused(CODE.NOT_FOUND, both.Assignment, "GetAssignment",
                     name=other.name)
        self.assertEqual(self.progress("both"), before)

    def test_a_steward_who_gets_files_sees_none_of_their_other_coders(self):
        both = self.add_auditor("both", (s.Grant.STUDY_STEWARD, "s", ""))
        for check in (True, False):
            answer = self.assign(*range(1, 13), caller=both,
                                 double_coded_share=.5, validate_only=check)
            self.assertTrue(answer.withheld)
            own = {a.record for a in answer.assignments
                   if a.auditor == "principals/both"}
            self.assertTrue(own)
            for a in answer.assignments:
                if a.record in own:
                    self.assertEqual(a.auditor, "principals/both")
        self.assertEqual(len(self.all_assignments()), 18)


if __name__ == "__main__":
    unittest.main(verbosity=2)
