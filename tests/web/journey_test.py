"""Journeys of an auditor through the pages of the web client, in a browser."""

import json
import unittest

import journeys
import service as s


class JourneyTest(journeys.Journeys):
    script = "journey.mjs"

    def prepare(self):
        s.import_demo(self.service)
        self.assignment = s.assign(
            self.service, s.case_files(self.service)["C1-0185"])

    def answer(self, key):
        field, instance = key.split("@")
        auditor = self.service.caller("auditor")
        name = auditor.Assignment("GetAssignment",
                                  name=self.assignment.name).coding
        for answer in auditor.Coding("GetCoding",
                                     name=name).document.answers:
            if (answer.field, answer.instance) == (field, instance):
                return answer
        return None

    def reply(self, what, *arguments):
        if what == "stored":
            return json.dumps(list(self.answer(*arguments).codes))
        if what == "paraphrase":
            return self.answer(*arguments).paraphrase
        return super().reply(what, *arguments)

    def test_a_file_is_coded_by_keys(self):
        self.journey("keys")
        for wanted in s.guided_document().answers:
            if wanted.field.startswith("K."):
                continue
            found = self.answer(f"{wanted.field}@{wanted.instance}")
            self.assertEqual(
                (sorted(found.codes), found.missing, found.grade),
                (sorted(wanted.codes), wanted.missing, wanted.grade),
                wanted.field)

    def test_a_file_is_coded_without_script(self):
        self.has_script = False
        self.journey("forms")

    def test_a_killed_browser_loses_nothing(self):
        self.journey("killed")

    def test_nothing_is_lost(self):
        self.journey("survival")


if __name__ == "__main__":
    unittest.main()
