"""Figures of the service over the wire, as one Markdown table.

Runs a real caselensd on a real file, the load client tests/bench/save_load,
Python callers, and a peer of the same endpoint in Python (tests/peers). `./dev bench` sets the environment. Ratios are of measurements
in this run; the machine may be busy with other things.
"""

import concurrent.futures
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "e2e"))
import certificates  # noqa: E402
import service as s  # noqa: E402

CLIENTS = (1, 8, 64)
ROUNDS = 3
SECONDS = 3
BATCHES = {"grouped": 256, "ungrouped": 1}
# Of these, with how many clients each.
KINDS = {"grouped": CLIENTS, "ungrouped": CLIENTS, "Python peer": (8, 64),
         "mTLS": (64,), "texts": (64,), "refused": (64,)}
CPU_LIMITS = {"grouped": 200, "mTLS": 250}  # us a save, 64 clients
CODINGS = 10_000
TICKS = os.sysconf("SC_CLK_TCK")


def machine():
    model = re.search(r"model name\s*: (.*)",
                      pathlib.Path("/proc/cpuinfo").read_text()).group(1)
    kernel = os.uname().release.split("-")[0]
    filesystem = subprocess.run(
        ["stat", "-f", "-c", "%T", "/tmp"], capture_output=True, text=True,
        check=True).stdout.strip()
    return (f"{os.cpu_count()} cores, {model}, Linux {kernel}, {filesystem}; "
            f"load {os.getloadavg()[0]:.1f} at the start")


def cpu_seconds(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text()
    utime, stime = fields.rsplit(")", 1)[1].split()[11:13]
    return (int(utime) + int(stime)) / TICKS


def peak_megabytes(service):
    status = pathlib.Path(f"/proc/{service.process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s*(\d+)", status).group(1)) / 1024


def load(process, address, token, drafts, clients, what, *tls):
    """Saves a second, p50 and p99 in ms, CPU in us a save, number of saves."""
    before = cpu_seconds(process)
    out = subprocess.run(
        [s.BUILD / "bin/save_load", address, token, drafts, str(clients),
         str(SECONDS), what, *tls], stdout=subprocess.PIPE, text=True,
        check=True).stdout
    saves, p50, p99, seconds = (int(x) for x in out.split())
    cpu = cpu_seconds(process) - before
    return saves / seconds, p50 / 1000, p99 / 1000, 1e6 * cpu / saves, saves


class Saves:
    """What saves are measured against, each with drafts of its own."""

    def __init__(self, service, authority):
        self.service = service
        self.authority = authority
        self.server = authority.sign("server", "DNS:localhost")
        self.client = authority.sign("client", "DNS:auditor.council.example")
        self.token = service.folder / "auditor.token"
        self.token.write_text(service.tokens["auditor"])
        self.drafts = {
            what: [s.start_coding(service, file).name for file in files]
            for what, files in zip(("codes", "texts"), self.files())}
        service.stop()

    def files(self):
        files = list(s.case_files(self.service).values())
        return files[:len(files) // 2], files[len(files) // 2:]

    def write_drafts(self, what):
        auditor = self.service.caller("auditor")
        path = self.service.folder / "drafts"
        names = self.drafts["texts" if what == "texts" else "codes"]
        path.write_text("".join(
            f"{name} {auditor.Coding('GetCoding', name=name).etag}\n"
            for name in names))
        return path

    def of_service(self, clients, what, *flags, tls=()):
        self.service.start(*flags)
        drafts = self.write_drafts(what)
        if tls:
            self.service.stop()
            self.service.start(
                *flags, "--tls-certificate", self.server[0], "--tls-key",
                self.server[1], "--tls-client-ca",
                self.authority.certificate, "--tls-client-optional")
        # The certificate is of this name.
        address = self.service.address.replace("127.0.0.1", "localhost")
        *figures, _ = load(self.service.process, address, self.token, drafts,
                           clients, what, *tls)
        self.service.stop()
        changes, commits = map(int, re.findall(
            r'"changes":(\d+),"commits":(\d+)', self.service.said())[-1])
        # Starting writes a few changes of its own, each in a commit of its own.
        return *figures, changes / commits

    def of_peer(self, clients):
        drafts = self.service.folder / "drafts"
        drafts.write_text("".join(f'{name} "1"\n'
                                  for name in self.drafts["codes"]))
        with subprocess.Popen(
                [sys.executable, s.SOURCE / "tests/peers/save_service.py",
                 self.service.folder / f"peer-{time.monotonic_ns()}.db",
                 self.token, drafts], stdout=subprocess.PIPE,
                text=True) as peer:
            try:
                address = peer.stdout.readline().strip()
                *figures, _ = load(peer, address, self.token, drafts, clients,
                                   "codes")
            finally:
                peer.kill()
        return *figures, 1.0

    def measure(self, kind, clients):
        if kind == "Python peer":
            return self.of_peer(clients)
        if kind == "mTLS":
            return self.of_service(clients, "codes", tls=(
                self.authority.certificate, *self.client))
        if kind in ("texts", "refused"):
            return self.of_service(clients, kind)
        return self.of_service(clients, "codes", "--commit-batch",
                               str(BATCHES[kind]))


def bench_saves(rows):
    results = {}
    with s.service_with_study(records=2 * max(CLIENTS)) as service:
        saves = Saves(service, certificates.Authority(service.folder))
        for _ in range(ROUNDS):
            for clients in CLIENTS:
                for kind in (k for k, of in KINDS.items() if clients in of):
                    results.setdefault((kind, clients), []).append(
                        saves.measure(kind, clients))
        service.start()
    medians = {key: [statistics.median(column) for column in zip(*figures)]
               for key, figures in results.items()}
    for (kind, clients), (rate, p50, p99, cpu, per_commit) in medians.items():
        limit = CPU_LIMITS.get(kind) if clients == 64 else None
        what = "saves refused unread" if kind == "refused" else "durable saves"
        rows.append((
            f"{what}, {clients} client{'s' * (clients > 1)}"
            f"{'' if kind == 'refused' else f', {kind}'}",
            f"{rate:,.0f} /s",
            f"p50 {p50:.2f} ms, p99 {p99:.2f} ms, {cpu:.0f} us CPU"
            f"{f' (limit {limit})' if limit else ''}"
            + ("" if kind == "refused"
               else f", {per_commit:.1f} saves per fsync")))
    for other in ("ungrouped", "Python peer"):
        for clients in KINDS[other]:
            ours, theirs = medians["grouped", clients], medians[other, clients]
            rows.append((f"grouped against {other}, {clients}",
                         f"{ours[0] / theirs[0]:.2f} x",
                         f"p50 {ours[1] / theirs[1]:.2f} x, "
                         f"CPU {ours[3] / theirs[3]:.2f} x"))


def rate(call, seconds=2.0):
    count, begin = 0, time.monotonic()
    while time.monotonic() - begin < seconds:
        call()
        count += 1
    return count / (time.monotonic() - begin)


def bench_reads_and_import(rows):
    with s.service_with_study(records=1) as service:
        steward = service.caller("site-steward")
        csv = (s.SOURCE / "clients/demo/c1.csv").read_bytes()
        begin = time.monotonic()
        answer = steward.CaseFile("ImportCaseFiles",
                                  parent="studies/s/sites/C1", csv=csv,
                                  good_rows_only=True)
        seconds = time.monotonic() - begin
        rows.append((f"import of {answer.imported:,} records",
                     f"{answer.imported / seconds:,.0f} rows/s",
                     "checked, mapped, classified, durable with an event each"))
        researcher = service.caller("researcher")
        rows.append(("classify over RPC, one caller", "{:,.0f} /s".format(rate(
            lambda: researcher.ClassModel(
                "Classify", name="studies/s/classModels/c1-published",
                factors=["dv_parent", "parent_other_mh"]))),
            "a Python caller: see the library below"))
        coding = s.submitted_coding(service, s.case_files(service)["C1-1"])
        rows.append(("compare over RPC, one caller", "{:,.0f} /s".format(rate(
            lambda: researcher.Comparison("CompareCoding", name=coding))),
            "a Python caller"))


def bench_memory(rows):
    with s.service_with_study(records=0) as service:
        service.caller("site-steward").CaseFile(
            "ImportCaseFiles", parent="studies/s/sites/C1",
            csv=s.csv(*(s.record(i + 1) for i in range(CODINGS))))
        steward, auditor = service.caller("study-steward"), \
            service.caller("auditor")
        files, token = [], ""
        while True:
            page = service.caller("researcher").CaseFile(
                "ListCaseFiles", parent="studies/s", page_size=1000,
                page_token=token)
            files += page.case_files
            token = page.next_page_token
            if not token:
                break

        def start(file):
            assignment = s.assignment_pb2.Assignment(
                case_file=file.name, auditor="principals/auditor", rank=1,
                wave=2)
            made = steward.Assignment("CreateAssignment", parent="studies/s",
                                      assignment=assignment)
            auditor.Coding("CreateCoding", parent="studies/s",
                           assignment=made.name)

        begin = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            list(pool.map(start, files))
        seconds = time.monotonic() - begin
        rows.append((f"peak memory with {len(files):,} codings",
                     f"{peak_megabytes(service):.0f} MB",
                     f"assigned and started over RPC in {seconds:.0f} s"))


def bench_releases(rows):
    """The default programme from asking for it to its proof."""
    demo = (s.SOURCE / "clients/demo/c3.csv").read_text().splitlines()
    with s.service_with_study(records=0) as service:
        steward = service.caller("study-steward")
        service.caller("researcher").ClassModel(
            "CreateClassModel", parent="studies/s",
            class_model_id="c3-published", published="c3-published")
        for site, records, limit in (("C3", 1361, 60), ("C4", 32, 2)):
            s.create_site(service, site, "SCO", "rdac-15-v1", "c3-published")
            csv = "\n".join(demo[:records + 1]).replace("C3-", f"{site}-")
            service.caller("site-steward").CaseFile(
                "ImportCaseFiles", parent=f"studies/s/sites/{site}",
                csv=csv.encode())
            begin = time.monotonic()
            release = s.finished_release(steward, sites=[site])
            seconds = time.monotonic() - begin
            state = s.release_pb2.Release.State.Name(release.state)
            rows.append((f"release of {records:,} records, default programme",
                         f"{seconds:.1f} s",
                         f"{state} with "
                         f"{len(release.options.programme.tables)} tables; "
                         f"limit {limit} s"))


def main():
    print(machine() + "\n")
    rows = []
    bench_saves(rows)
    bench_reads_and_import(rows)
    bench_memory(rows)
    bench_releases(rows)
    print("| what | figure | beside it |\n| --- | --- | --- |")
    for row in rows:
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
