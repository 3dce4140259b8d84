"""Template revisions: drafts, publishing, differences, moving a study, Welsh."""

import contextlib
import json
import pathlib
import subprocess
import tempfile
import unittest

import grpc
from google.protobuf import json_format

import service as s

TEMPLATE = "templates/rdac-2026"
FIRST, SECOND = f"{TEMPLATE}/revisions/1", f"{TEMPLATE}/revisions/2"
Template = s.template_pb2.Template
Change = s.template_pb2.RevisionChange
INVALID = grpc.StatusCode.INVALID_ARGUMENT
PRECONDITION = grpc.StatusCode.FAILED_PRECONDITION
DENIED = grpc.StatusCode.PERMISSION_DENIED
NOT_FOUND = grpc.StatusCode.NOT_FOUND


def field_of(template, name):
    for section in template.sections:
        for field in section.fields:
            if field.id == name:
                return field
    raise AssertionError(f"no field {name}")


def drop_code(field, code):
    kept = [one for one in field.codes if one.code != code]
    assert len(kept) == len(field.codes) - 1
    del field.codes[:]
    field.codes.extend(kept)


class TemplateTest(unittest.TestCase):
    def setUp(self):
        exits = contextlib.ExitStack()
        self.addCleanup(exits.close)
        self.service = exits.enter_context(s.service_with_study())
        self.steward = self.service.caller("study-steward")
        self.auditor = self.service.caller("auditor")

    def refused(self, code, call, *arguments, **fields):
        with self.assertRaises(grpc.RpcError) as caught:
            call(*arguments, **fields)
        self.assertEqual(caught.exception.code(), code,
                         caught.exception.details())
        return s.details(caught.exception)

    def get(self, name, caller=None, **fields):
        return (caller or self.steward).Template("GetTemplate", name=name,
                                                 **fields)

    def drafted(self, edit, **fields):
        """A draft of the next revision that holds the first after `edit`."""
        content = self.get(FIRST)
        edit(content)
        return self.steward.Template("CreateDraft", parent=TEMPLATE,
                                     content=content, **fields)

    def published(self, edit):
        draft = self.drafted(edit)
        self.assertFalse(draft.problems, draft.problems)
        return self.steward.Template("PublishRevision", name=draft.name,
                                     etag=draft.etag)

    def migrate(self, caller=None, **fields):
        return (caller or self.steward).Template(
            "MigrateDrafts", **{"parent": "studies/s", "from": FIRST,
                                "to": SECOND, "reason": "a code was wrong",
                                **fields})

    def drop_interview(self, template):
        drop_code(field_of(template, "A.access_mode"), "DIRECT")

    def draft_of(self, record, auditor="auditor"):
        """A coding that holds the guided file, still a draft."""
        coding = s.start_coding(self.service,
                                s.case_files(self.service)[record], auditor,
                                rank=1 if auditor == "auditor" else 2)
        self.service.caller(auditor).Coding(
            "SaveAnswers", name=coding.name, etag=coding.etag,
            changes=s.guided_document())
        return coding.name

    def test_a_draft_changes_until_it_is_published_and_never_after(self):
        draft = self.steward.Template("CreateDraft", parent=TEMPLATE)
        self.assertEqual((draft.name, draft.state), (SECOND, Template.DRAFT))
        self.assertFalse(draft.problems)
        content = self.get(SECOND)
        self.assertEqual(content.sections, self.get(FIRST).sections)
        # A draft is there for those who manage the template, and in no use.
        self.refused(NOT_FOUND, self.get, SECOND, self.auditor)
        self.assertEqual(self.get(TEMPLATE).name, FIRST)
        _, reason = self.refused(
            PRECONDITION, self.service.caller("administrator").Study,
            "CreateStudy", study_id="t", study=s.study_pb2.Study(
                display_name="T", template=SECOND))
        self.assertEqual(reason, "REVISION_STATE")
        field_of(content, "A.site").label = "Local authority"
        updated = self.steward.Template("UpdateDraft", revision=content)
        _, reason = self.refused(
            grpc.StatusCode.ABORTED, self.steward.Template, "UpdateDraft",
            revision=content)
        self.assertEqual(reason, "ETAG_MISMATCH")
        published = self.steward.Template(
            "PublishRevision", name=SECOND, etag=updated.etag)
        self.assertEqual(published.state, Template.PUBLISHED)
        self.assertTrue(published.HasField("publish_time"))
        self.assertEqual(self.get(TEMPLATE, self.auditor).name, SECOND)
        before = self.get(SECOND).SerializeToString(deterministic=True)
        content.etag = published.etag
        for call in (("UpdateDraft", {"revision": content}),
                     ("PublishRevision", {"name": SECOND,
                                          "etag": published.etag})):
            _, reason = self.refused(PRECONDITION, self.steward.Template,
                                     call[0], **call[1])
            self.assertEqual(reason, "REVISION_STATE")
        self.assertEqual(
            self.get(SECOND).SerializeToString(deterministic=True), before)

    def test_what_is_wrong_with_a_draft_is_said_at_once_and_by_path(self):
        def spoil(template):
            field = field_of(template, "A.access_mode")
            field.definition = ""
            field.grid = "A.none"
            field_of(template, "C.gender").extension = "none"
        draft = self.drafted(spoil)
        self.assertEqual(
            [(p.field, p.description) for p in draft.problems],
            [("fields[A.access_mode]", "want a label and a definition"),
             ("fields[A.access_mode]", "no grid A.none in the section"),
             ("fields[C.gender]", "no extension none")])
        fields, _ = self.refused(INVALID, self.steward.Template,
                                 "PublishRevision", name=draft.name,
                                 etag=draft.etag)
        self.assertEqual(len(fields), 3)
        self.assertEqual(fields[0][0], "fields[A.access_mode]")

    def test_the_id_of_a_field_never_changes_its_meaning(self):
        draft = self.drafted(lambda t: setattr(
            field_of(t, "A.duration_band"), "kind", s.template_pb2.Field.MANY))
        fields, _ = self.refused(INVALID, self.steward.Template,
                                 "PublishRevision", name=draft.name,
                                 etag=draft.etag)
        self.assertEqual(fields[0][0], "fields[A.duration_band].kind")
        self.assertIn("want a new id", fields[0][1])

    def test_texts_of_a_template_pass_the_guard(self):
        def say(text):
            return lambda t: setattr(field_of(t, "A.site"), "definition", text)
        with self.assertRaises(grpc.RpcError) as caught:
            self.drafted(say("As in the file of NHS 943 476 5919."))
        fields, reason = s.details(caught.exception)
        self.assertEqual(reason, "IDENTIFIER_FOUND")
        self.assertIn("content.sections[0].fields[0].definition", fields[0][0])
        self.assertNotIn("943", caught.exception.details())
        self.assertFalse(self.drafted(
            say("The council that holds the file. Domestic violence and "
                "abuse, coercive control and section 47 are meant here.")
        ).problems)

    def test_a_difference_says_whether_answers_carry_over(self):
        def edit(template):
            self.drop_interview(template)
            field_of(template, "A.site").label = "Local authority"
            added = field_of(template, "A.nation")
            section = next(x for x in template.sections if x.id == "A")
            new = section.fields.add()
            new.CopyFrom(added)
            new.id, new.label, new.prefilled = "A.border", "Border", False
        self.published(edit)
        diff = self.auditor.Template("DiffRevisions", **{"from": FIRST,
                                                         "to": SECOND})
        seen = {change.path: change.verdict for change in diff.changes}
        self.assertEqual(seen["fields[A.access_mode].codes[DIRECT]"],
                         Change.LOST)
        self.assertEqual(seen["fields[A.site].label"], Change.CARRIES_OVER)
        self.assertEqual(seen["fields[A.border]"], Change.TO_BE_ANSWERED)
        self.assertEqual((diff.carries_over, diff.to_be_answered, diff.lost),
                         (1, 1, 1))
        self.assertFalse(self.auditor.Template(
            "DiffRevisions", **{"from": FIRST, "to": FIRST}).changes)
        inline = self.auditor.Template(
            "DiffRevisions", from_content=self.get(FIRST),
            to_content=self.get(SECOND))
        self.assertEqual(inline.changes, diff.changes)

    def test_a_study_and_its_drafts_move_and_submitted_codings_stay(self):
        draft = self.draft_of("C1-1")
        submitted = s.submitted_coding(self.service,
                                       s.case_files(self.service)["C1-2"])
        self.published(self.drop_interview)
        # A coding is pinned to its revision.
        self.assertEqual(self.auditor.Coding("GetCoding", name=draft).template,
                         FIRST)
        checked = self.migrate(validate_only=True)
        self.assertEqual((checked.drafts, checked.lost_answers), (1, 1))
        lost = checked.migrations[0].lost[0]
        self.assertEqual((checked.migrations[0].coding, lost.field,
                          list(lost.codes), lost.part),
                         (draft, "A.access_mode", ["DIRECT"], False))
        self.assertEqual(self.steward.Study(
            "GetStudy", name="studies/s").template, FIRST)
        fields, _ = self.refused(INVALID, self.migrate)
        self.assertEqual(fields[0][0], "etag")
        _, reason = self.refused(grpc.StatusCode.ABORTED, self.migrate,
                                 etag="0" * 64)
        self.assertEqual(reason, "ETAG_MISMATCH")
        before = self.auditor.Coding("GetCoding", name=draft)
        moved = self.migrate(etag=checked.etag)
        self.assertEqual(moved, checked)
        after = self.auditor.Coding("GetCoding", name=draft)
        self.assertEqual(after.template, SECOND)
        self.assertNotEqual(after.etag, before.etag)
        self.assertEqual(
            [a for a in before.document.answers
             if a.field != "A.access_mode"], list(after.document.answers))
        self.assertEqual(after.next_field, "A.access_mode")
        # It is held against the revision it is pinned to now.
        fields, _ = self.refused(
            INVALID, self.auditor.Coding, "SaveAnswers", name=draft,
            etag=after.etag, changes=s.document_pb2.Document(answers=[
                s.document_pb2.Answer(field="A.access_mode",
                                      codes=["DIRECT"])]))
        self.assertIn("A.access_mode", fields[0][0])
        # The submitted coding holds on to its own.
        kept = self.auditor.Coding("GetCoding", name=submitted)
        self.assertEqual(kept.template, FIRST)
        self.assertTrue(any(a.codes == ["DIRECT"]
                            for a in kept.document.answers))
        self.auditor.Coding("RevealCoding", name=submitted)
        study = self.steward.Study("GetStudy", name="studies/s")
        self.assertEqual(study.template, SECOND)
        self.assertEqual(
            [(m.to, m.reason) for m in study.revision_moves],
            [(SECOND, "a code was wrong")])
        started = s.start_coding(self.service,
                                 s.case_files(self.service)["C1-3"])
        self.assertEqual(started.template, SECOND)
        events = self.service.caller("governance").History(
            "ListEvents", parent="studies/s", page_size=1000).events
        moves = [e for e in events
                 if e.action == "TemplateService.MigrateDrafts"]
        self.assertEqual([e.resource for e in moves], [draft, "studies/s"])
        self.assertTrue(moves[0].commitment_before
                        and moves[0].commitment_after
                        and moves[0].commitment_reason)

    def test_losses_that_were_not_shown_are_not_taken(self):
        draft = self.draft_of("C1-1")
        self.published(self.drop_interview)
        checked = self.migrate(validate_only=True)
        coding = self.auditor.Coding("GetCoding", name=draft)
        # What does not change the losses does not matter.
        saved = self.auditor.Coding(
            "SaveAnswers", name=draft, etag=coding.etag,
            changes=s.document_pb2.Document(answers=[s.document_pb2.Answer(
                field="C.gender", instance="P1", codes=["M"])]))
        self.assertEqual(self.migrate(validate_only=True).etag, checked.etag)
        self.auditor.Coding(
            "SaveAnswers", name=draft, etag=saved.etag,
            changes=s.document_pb2.Document(answers=[s.document_pb2.Answer(
                field="A.access_mode", codes=["HYBRID"])]))
        self.refused(grpc.StatusCode.ABORTED, self.migrate, etag=checked.etag)
        self.assertEqual(self.migrate(validate_only=True).lost_answers, 0)

    def test_words_that_go_are_never_repeated_and_kept_no_longer(self):
        file = s.case_files(self.service)["C1-1"]
        coding = s.start_coding(self.service, file)
        self.auditor.Coding(
            "SaveAnswers", name=coding.name, etag=coding.etag,
            changes=s.document_pb2.Document(answers=[s.document_pb2.Answer(
                field="A.access_mode", codes=["DIRECT"],
                paraphrase="Spoke of Marrakesh.")]),
            keeps=[s.anonymity_pb2.Keep(
                field="document.answers[A.access_mode].paraphrase", start=9,
                end=18, reason=3)])
        self.published(self.drop_interview)
        checked = self.migrate(validate_only=True)
        self.assertTrue(checked.migrations[0].lost[0].words)
        self.assertNotIn("Marrakesh", str(checked))
        self.migrate(etag=checked.etag)
        self.assertFalse(self.steward.Anonymity(
            "ListKeptSpans", parent="studies/s").kept_spans)

    def test_who_codes_a_file_learns_nothing_of_the_other_draft(self):
        self.published(self.drop_interview)
        mine = s.start_coding(self.service,
                              s.case_files(self.service)["C1-1"])
        others = self.draft_of("C1-1", "second")
        far = self.draft_of("C1-2")
        self.service.caller("administrator").Access(
            "GrantRole", name="principals/second",
            grant=s.Grant(role=s.Grant.STUDY_STEWARD, study="studies/s"))
        second = self.service.caller("second")
        seen = self.migrate(second, validate_only=True)
        self.assertTrue(seen.withheld)
        self.assertEqual({m.coding for m in seen.migrations}, {others, far})
        self.assertNotIn(mine.name, str(seen))
        self.migrate(second, etag=seen.etag)
        self.assertEqual(
            self.auditor.Coding("GetCoding", name=mine.name).template, SECOND)
        self.assertFalse(self.migrate(
            **{"from": FIRST, "to": SECOND, "validate_only": True}).withheld)

    def test_nothing_starts_under_a_retired_revision(self):
        draft = self.draft_of("C1-1")
        self.published(self.drop_interview)
        retired = self.steward.Template("RetireRevision", name=FIRST,
                                        reason="revision 2 is in use")
        self.assertEqual((retired.state, retired.retirement.reason),
                         (Template.RETIRED, "revision 2 is in use"))
        assignment = s.assign(self.service,
                              s.case_files(self.service)["C1-2"])
        _, reason = self.refused(PRECONDITION, self.auditor.Coding,
                                 "CreateCoding", parent="studies/s",
                                 assignment=assignment.name)
        self.assertEqual(reason, "REVISION_STATE")
        # Codings go on, and may still be read against it.
        coding = self.auditor.Coding("GetCoding", name=draft)
        self.auditor.Coding("SubmitCoding", name=draft, etag=coding.etag)
        self.assertEqual(self.get(FIRST, self.auditor).state, Template.RETIRED)
        self.assertEqual(self.get(TEMPLATE).name, SECOND)
        _, reason = self.refused(
            PRECONDITION, self.steward.Template, "RetireRevision", name=FIRST,
            reason="again")
        self.assertEqual(reason, "REVISION_STATE")
        checked = self.migrate(validate_only=True)
        self.migrate(etag=checked.etag)
        self.auditor.Coding("CreateCoding", parent="studies/s",
                            assignment=assignment.name)
        _, reason = self.refused(PRECONDITION, self.migrate,
                                 **{"from": SECOND, "to": FIRST})
        self.assertEqual(reason, "REVISION_STATE")

    def test_a_draft_is_given_up_by_retiring_it(self):
        draft = self.steward.Template("CreateDraft", parent=TEMPLATE)
        self.steward.Template("RetireRevision", name=draft.name,
                              reason="not needed")
        self.refused(PRECONDITION, self.steward.Template, "PublishRevision",
                     name=draft.name, etag=draft.etag)
        self.refused(NOT_FOUND, self.get, draft.name, self.auditor)
        self.assertEqual([r.name for r in self.steward.Template(
            "ListRevisions", parent=TEMPLATE).revisions], [FIRST, SECOND])
        self.assertEqual([r.name for r in self.auditor.Template(
            "ListRevisions", parent=TEMPLATE).revisions], [FIRST])
        third = self.steward.Template("CreateDraft", parent=TEMPLATE,
                                      source=FIRST)
        self.assertEqual(third.name, f"{TEMPLATE}/revisions/3")

    def test_welsh_falls_back_text_by_text_and_says_so(self):
        welsh = self.get(FIRST, language_code="cy")
        self.assertEqual(welsh.language_code, "cy")
        labels = {label.missing: label for label in welsh.missing_labels}
        silent = labels[s.document_pb2.Answer.NR]
        self.assertEqual(silent.label, "Heb ei gofnodi")
        self.assertIn("The file is silent", silent.definition)
        self.assertNotIn("missing_labels[NR].label", welsh.untranslated)
        self.assertIn("missing_labels[NR].definition", welsh.untranslated)
        self.assertEqual(welsh.texts - len(welsh.untranslated), 18)
        self.assertFalse(welsh.translations)
        english = self.get(FIRST, language_code="en")
        self.assertFalse(english.untranslated or english.translations)
        self.assertEqual(english.sections, self.get(FIRST).sections)
        one = self.get(FIRST, language_code="cy", sections=["A"])
        self.assertLess(len(one.untranslated), len(welsh.untranslated))
        fields, _ = self.refused(INVALID, self.get, FIRST, language_code="fr")
        self.assertEqual(fields[0], ("language_code", "want en or cy"))

        def translate(template):
            template.translations[0].texts.add(
                path="fields[A.site].label", text="Safle")
        self.published(translate)
        self.assertEqual(field_of(self.get(SECOND, language_code="cy"),
                                  "A.site").label, "Safle")
        diff = self.steward.Template("DiffRevisions", **{"from": FIRST,
                                                         "to": SECOND})
        self.assertEqual([c.path for c in diff.changes],
                         ["translations[cy].fields[A.site].label"])

    def test_templates_are_managed_by_who_is_to(self):
        admin = self.service.caller("administrator")
        admin.Study("CreateStudy", study_id="other", study=s.study_pb2.Study(
            display_name="Other", template=FIRST))
        local = self.service.principal("local",
                                       (s.Grant.STUDY_STEWARD, "s", "C1"))
        for caller in (local, self.auditor,
                       self.service.caller("site-steward")):
            self.refused(DENIED, caller.Template, "CreateDraft",
                         parent=TEMPLATE)
        self.refused(DENIED, self.migrate, local, validate_only=True)
        # Two studies are pinned to it, and one steward is not enough.
        self.refused(DENIED, self.steward.Template, "RetireRevision",
                     name=FIRST, reason="no longer wanted")
        admin.Template("CreateDraft", parent=TEMPLATE)
        self.assertEqual(self.get(SECOND).state, Template.DRAFT)
        admin.Template("RetireRevision", name=FIRST, reason="no longer wanted")

    def test_what_a_move_needs_is_said_by_field(self):
        self.published(self.drop_interview)
        for fields, named in (({"to": FIRST}, "to"), ({"reason": ""}, "reason"),
                              ({"from": "rdac-2026"}, "from"),
                              ({"from": f"{TEMPLATE}/revisions/9"}, "from")):
            with self.subTest(**fields):
                violations, _ = self.refused(INVALID, self.migrate,
                                             validate_only=True, **fields)
                self.assertEqual(violations[0][0], named)
        self.refused(NOT_FOUND, self.migrate, validate_only=True,
                     to=f"{TEMPLATE}/revisions/9")


class CommandLineTest(unittest.TestCase):
    def test_the_whole_way_from_a_shell(self):
        with s.service_with_study() as service, \
                tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            token = folder / "token"
            token.write_text(service.tokens["study-steward"])
            token.chmod(0o600)

            def run(*arguments, code=0):
                done = subprocess.run(
                    [s.BUILD / "bin/caselens", "--server", service.address,
                     "--token-file", token, *arguments], text=True,
                    capture_output=True)
                self.assertEqual(done.returncode, code,
                                 done.stdout + done.stderr)
                return done.stdout + done.stderr

            s.start_coding(service, s.case_files(service)["C1-1"])
            text = run("template", "show", "rdac-2026/1", "--format", "json")
            (folder / "one.json").write_text(text)
            form = json.loads(text)
            drop_code(field_of(json_format.ParseDict(
                form, s.template_pb2.Template()), "A.site"), "C1")
            edited = json_format.ParseDict(form, s.template_pb2.Template())
            drop_code(field_of(edited, "A.site"), "C1")
            edited.ClearField("etag")
            (folder / "two.json").write_text(json_format.MessageToJson(
                edited, preserving_proto_field_name=True))
            self.assertIn("LOST", run("template", "diff",
                                      str(folder / "one.json"),
                                      str(folder / "two.json")))
            self.assertIn("DRAFT", run("template", "draft", "rdac-2026"))
            self.assertIn("DRAFT", run("template", "draft", "rdac-2026/2",
                                       "--file", str(folder / "two.json")))
            self.assertIn("PUBLISHED", run("template", "publish",
                                           "rdac-2026/2"))
            self.assertIn("fields[A.site].codes[C1]", run(
                "template", "diff", "rdac-2026/1", "rdac-2026/2", "--format",
                "csv"))
            move = ("template", "migrate", "--study", "s", "--from",
                    "rdac-2026/1", "--to", "rdac-2026/2", "--reason", "wrong")
            said = run(*move)
            self.assertIn("A.site", said)
            self.assertIn("1 answers would be lost", said)
            digest = said.split("--accept ")[1].strip()
            self.assertIn("Moved 1 drafts", run(*move, "--accept", digest))
            self.assertIn("RETIRED", run("template", "retire", "rdac-2026/1",
                                         "--reason", "revision 2 is in use"))
            listed = run("template", "revisions", "rdac-2026")
            self.assertIn("revision 2 is in use", listed)
            self.assertIn("Heb ei gofnodi", run(
                "template", "show", "rdac-2026", "--language", "cy",
                "--format", "json"))
            self.assertIn("fields[A.site].label", run(
                "template", "show", "rdac-2026", "--untranslated"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
