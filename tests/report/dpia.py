"""Fills docs/dpia.md with the thresholds in force and the results of tests.

  dpia.py BUILD > dpia.md

The thresholds are read from the headers that the service is built from, the
tests are run by ctest in BUILD.
"""

import datetime
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree

SOURCE = pathlib.Path(__file__).resolve().parents[2]

# What a threshold means, the header that has it, and its name there.
THRESHOLDS = [
    ("fewest files behind a number that is shown", "disclosure/rounding.h",
     "kFewestFilesShown"),
    ("fewest families behind it", "disclosure/rounding.h", "kFewestFamilies"),
    ("numbers are to the nearest", "disclosure/rounding.h", "kRoundingBase"),
    ("largest count that a report hides", "disclosure/rounding.h",
     "kLargestSmallCount"),
    ("values that a hidden count must leave open", "disclosure/gate.h",
     "kFewestPossibleCounts"),
    ("fewest files for two-way tables", "disclosure/programme.h",
     "kFewestRecordsForTwoWay"),
    ("most two-way tables of a release", "disclosure/programme.h",
     "kMostTwoWayTables"),
    ("most three-way tables of a release", "disclosure/programme.h",
     "kMostThreeWayTables"),
    ("largest share of files left out of a report", "disclosure/redaction.h",
     "kLargestRedactedShare"),
    ("fewest files for a mean", "disclosure/percent.h", "kFewestFilesForMean"),
    ("rules of disclosure", "disclosure/release.h", "kDisclosureRules"),
    ("version of the detectors of identifiers", "anonymity/guard.h",
     "kDetectorsVersion"),
]

# What is shown, and the tests that show it.
TESTS = [
    ("the attack suite against releases", "_attack_test$"),
    ("rules of disclosure",
     "^disclosure_.*(programme|rounding|redaction|percent|visibility|gate|"
     "release|pack|utility)_test$"),
    ("detectors of identifiers, on a held-out corpus", "^anonymity_"),
    ("identifiers reach no file, log or answer", "e2e_canary_test"),
    ("every method as every role, own and other sites",
     "e2e_access_matrix_test"),
    ("coders are blind to each other", "e2e_blindness_test"),
    ("certificates, tokens and single sign-on",
     "e2e_(tls|token|sign_on|limits)_test"),
    ("reads are recorded; logs hold no content", "e2e_operations_test"),
    ("the history shows every alteration", "^(history|transparency|e2e_history)_test$"),
    ("nothing acknowledged is lost",
     "^(commit_queue|disk_faults|power_cuts|e2e_kill|e2e_disk_full)_test$"),
    ("a backup is a beginning of the true history", "^e2e_backup_test$"),
    ("what is erased is nowhere, and no key opens an old backup",
     "^e2e_erasure_test$"),
]


def threshold(header, name):
    text = (SOURCE / "typology" / header).read_text()
    found = re.search(rf"{name}(?:\[\])? = ([^;]+);", text)
    assert found, f"there is no {name} in {header}"
    return found[1].strip('"')


def run(build, pattern):
    """(passed, all) of the tests whose names match."""
    report = build / "dpia.xml"
    report.unlink(missing_ok=True)
    subprocess.run(["ctest", "--test-dir", build, "-R", pattern,
                    "--output-junit", report], stdout=subprocess.DEVNULL,
                   check=False)
    suite = xml.etree.ElementTree.parse(report).getroot()
    count = int(suite.get("tests"))
    return count - sum(int(suite.get(how)) for how in (
        "failures", "disabled", "skipped")), count


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    thresholds = ["| threshold | value |", "| --- | --- |"] + [
        f"| {what} | {threshold(header, name)} |"
        for what, header, name in THRESHOLDS]
    results = [(what, *run(build, pattern)) for what, pattern in TESTS]
    tests = ["| what | passed |", "| --- | --- |"] + [
        f"| {what} | {passed} of {count} |" for what, passed, count in results]
    is_good = all(count and passed == count for _, passed, count in results)
    commit = subprocess.run(
        ["git", "-C", SOURCE, "rev-parse", "--short", "HEAD"],
        capture_output=True, text=True, check=False).stdout.strip()
    status = (f"Filled in on {datetime.date.today()} from revision {commit}: "
              + ("all tests passed." if is_good
                 else "**not all tests passed: do not rely on this page.**"))
    text = (SOURCE / "docs/dpia.md").read_text()
    for name, lines in (("status", [status]), ("thresholds", thresholds),
                        ("tests", tests)):
        text = text.replace("{{" + name + "}}", "\n".join(lines))
    print(text, end="")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
