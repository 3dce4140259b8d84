"""Which folder may include which: one direction, and clients the contract
only. Reads every #include of the tree."""

import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)

# A folder may include itself and what is named here, by the longest prefix.
# Headers of libraries, of the contract (caselens/) and of the build do not
# matter; "caselens/" stands in the table for who may see the contract.
MAY_INCLUDE = {
    "typology": ["typology"],
    "storage": ["storage", "typology/base"],
    "audit_service": ["audit_service", "caselens", "storage", "typology"],
    "clients/cli": ["clients/cli", "caselens"],
    "clients/web": ["clients/web", "clients/cli", "caselens"],
    "clients/local": ["clients/local", "clients/cli", "caselens",
                      "typology/agreement", "typology/transparency"],
    "clients/lca": ["clients/lca", "typology/base", "typology/latent_class"],
}
# The program is put together here.
EXCEPT = {("clients/cli/main.cc", "clients/local/commands.h")}

OURS = ("typology/", "storage/", "audit_service/", "clients/", "caselens/")


def sources():
    for top in ("typology", "storage", "audit_service", "clients"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix in (".cc", ".h"):
                yield path.relative_to(ROOT).as_posix(), path.read_text()


def includes():
    for path, text in sources():
        for included in INCLUDE.findall(text):
            if included.startswith(OURS) and (path, included) not in EXCEPT:
                yield path, included


def within(path, folder):
    return path.startswith(folder + "/")


class LayersTest(unittest.TestCase):
    def test_a_folder_includes_only_what_it_may(self):
        wrong = []
        for path, included in includes():
            layer = max((f for f in MAY_INCLUDE if within(path, f)), key=len)
            if not any(within(included, f) for f in MAY_INCLUDE[layer]):
                wrong.append(f"{path} includes {included}")
        self.assertEqual(wrong, [])

    def test_no_folder_includes_one_that_leads_back_to_it(self):
        """Folders of the service and of typology form no circle."""
        needs = {}
        for path, included in includes():
            here, there = path.rsplit("/", 1)[0], included.rsplit("/", 1)[0]
            if here != there and not there.startswith("caselens"):
                needs.setdefault(here, set()).add(there)
        circles, done = [], set()

        def visit(folder, way):
            if folder in way:
                circles.append(" -> ".join(way[way.index(folder):] + [folder]))
            elif folder not in done:
                for other in sorted(needs.get(folder, ())):
                    visit(other, way + [folder])
                done.add(folder)

        # Files that lie directly in these folders are seen from below them:
        # limits.h, call.h.
        for folder in ("audit_service", "clients/cli"):
            needs.pop(folder, None)
        for folder in sorted(needs):
            visit(folder, [])
        self.assertEqual(circles, [])


if __name__ == "__main__":
    sys.exit(unittest.main())
