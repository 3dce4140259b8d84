"""A study from which releases are made, site by site.

Records are drawn with replacement from the demo's site C3.
"""

import random

import service as s

Release = s.release_pb2.Release
VARIABLES = ["gender", "age", "pathway", "recorded.parental_alcohol"]
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


class ReleaseStudy:
    """A context: a service of its own, stopped at the end."""

    def __enter__(self):
        self._context = s.service_with_study(records=0)
        self.service = self._context.__enter__()
        self.service.principal("co-steward", (s.Grant.STUDY_STEWARD, "s", ""))
        self.service.caller("researcher").ClassModel(
            "CreateClassModel", parent="studies/s",
            class_model_id="c3-published", published="c3-published")
        self._sites = 0
        return self

    def __exit__(self, *error):
        return self._context.__exit__(*error)

    def site(self, size, seed):
        """A new site with this many records."""
        # A number of two digits: longer ones look like somebody's.
        letter, number = divmod(self._sites, 90)
        site = f"{'DEFGH'[letter]}{number + 1}"
        self._sites += 1
        s.create_site(self.service, site, "SCO", "rdac-15-v1",
                      "c3-published")
        if size:
            self.add(site, 1, size, seed)
        return site

    def add(self, site, first, count, seed):
        self.import_files(site, records(site, first, count, seed))

    def import_files(self, site, csv):
        answer = self.service.caller("site-steward").CaseFile(
            "ImportCaseFiles", parent=f"studies/s/sites/{site}", csv=csv)
        assert not answer.errors, answer.errors[0]

    def create(self, sites, variables):
        """A release that was proved or refused; the coarser one that is
        offered, if there is one."""
        steward = self.service.caller("study-steward")
        release = s.finished_release(
            steward, sites=sites,
            programme=s.release_pb2.ReleaseProgramme(variables=variables))
        if release.refusal.HasField("coarser"):
            release = s.finished_release(steward, sites=sites,
                                         programme=release.refusal.coarser)
        return release

    def released(self, sites, variables):
        release = self.create(sites, variables)
        assert release.state == Release.PROVED, release.refusal
        for name in ("co-steward", "site-steward"):
            release = self.service.caller(name).Release("ApproveRelease",
                                                        name=release.name)
        assert release.state == Release.APPROVED, release.waits_for
        return release
