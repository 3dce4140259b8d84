"""Whether the time of a refusal tells what a release was made of.

Asks two releases, of 42 and of 1361 files, in turn for a table that neither
declares, and prints, as a row of Markdown, Mann and Whitney's p: small if one
of them answers faster. Attack 4 of docs/releases.md wants more than .01. The
same calls with a little work more for one of them are found out, or the
measurement is blind.
"""

import math
import pathlib
import statistics
import sys
import time

import grpc

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "e2e"))
import service as s  # noqa: E402
from release_study import VARIABLES, ReleaseStudy  # noqa: E402

CALLS = 10_000  # of each release
SIZES = (42, 1361)
MORE_WORK_SECONDS = 20e-6


def mann_whitney(first, second):
    """p of two sides that both are of one distribution; n is large."""
    ranked = sorted([(x, 0) for x in first] + [(x, 1) for x in second])
    ranks = sum(rank for rank, (_, side) in enumerate(ranked, 1) if side == 0)
    n, m = len(first), len(second)
    mean = n * (n + m + 1) / 2
    deviation = math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(ranks - mean) / deviation / math.sqrt(2))


def seconds_of_refusal(reader, release):
    begin = time.perf_counter()
    try:
        reader.Release("QueryRelease", name=release.name,
                       dimensions=["deprivation"])
    except grpc.RpcError as error:
        seconds = time.perf_counter() - begin
        assert error.code() == grpc.StatusCode.INVALID_ARGUMENT, error
        return seconds
    raise AssertionError("it was not refused")


def main():
    with ReleaseStudy() as study:
        releases = [study.released([study.site(size, seed)], VARIABLES)
                    for seed, size in enumerate(SIZES)]
        reader = study.service.caller("researcher")
        times = [[], []]
        for call in range(2 * (CALLS + 100)):
            # A, B, B, A: neither always comes after the other.
            which = (call + call // 2) % 2
            seconds = seconds_of_refusal(reader, releases[which])
            if call >= 200:  # the first ones warm up
                times[which].append(seconds)
    p = mann_whitney(*times)
    seen = mann_whitney(times[0], [x + MORE_WORK_SECONDS for x in times[1]])
    medians = ", ".join(f"{1e6 * statistics.median(x):.0f} us" for x in times)
    print(f"| latency of refusals, {CALLS:,} calls each | p = {p:.2f} "
          f"(limit .01) | releases of {SIZES[0]} and {SIZES[1]} files, medians "
          f"{medians}; 20 us more would give p = {seen:.1g} |")


main()
