"""How long a service with years of use takes from its start to its first
answer, as rows of Markdown, beside one with nothing in it. SIGKILL ends it
before each start, so that it has a write-ahead log to take in, too.
"""

import pathlib
import re
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "e2e"))
import service as s  # noqa: E402

CODINGS = 100_000
EVENTS = 6_000_000
STARTS = 5
LIMIT_SECONDS = 3


def seconds_to_answer(service):
    """Starts the service, asks something of the store, kills it."""
    begin = time.monotonic()
    service.start()
    service.caller("administrator").Access("GetCaller")
    seconds = time.monotonic() - begin
    status = pathlib.Path(f"/proc/{service.process.pid}/status").read_text()
    megabytes = int(re.search(r"VmRSS:\s*(\d+)", status).group(1)) / 1024
    service.kill()
    return seconds, megabytes


def starts(service):
    return [statistics.median(column) for column in zip(
        *(seconds_to_answer(service) for _ in range(STARTS)))]


def main():
    empty = s.Service()
    full = s.Service()
    try:
        begin = time.monotonic()
        subprocess.run([s.BUILD / "bin/fill_data_folder", full.data,
                        str(CODINGS), str(EVENTS)], check=True)
        filled = time.monotonic() - begin
        gigabytes = sum(f.stat().st_size for f in full.data.iterdir()) / 1e9
        without, megabytes_without = starts(empty)
        seconds, megabytes = starts(full)
        print("| what | figure | beside it |\n| --- | --- | --- |")
        print(f"| start to first answer, {CODINGS:,} codings and {EVENTS:,} "
              f"events | {seconds:.2f} s | limit {LIMIT_SECONDS} s; with "
              f"nothing in it {without:.2f} s; {megabytes:.0f} MB against "
              f"{megabytes_without:.0f} MB; {gigabytes:.1f} GB of data, "
              f"written in {filled:.0f} s |")
    finally:
        for service in (empty, full):
            service.close()


if __name__ == "__main__":
    main()
