"""Parcours and its peers side by side: the same happy journey against the same mock portal, in one run.

Prints a Markdown table for docs/performance.md. A peer that is not installed is named and left out. Standard library
only; docs/performance.md says how to install the peers.
"""

import argparse
import contextlib
import dataclasses
import json
import os
import pathlib
import platform
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
PEERS = ROOT / "bench/peers"
JOURNEY = ROOT / "scenarios/journeys/valid_amo.yaml"
LIMIT = 600  # seconds that any one measurement may take


@dataclasses.dataclass
class Measured:
    seconds: float
    cpu: float = 0.0  # seconds too
    peak_kb: int = 0
    failed: str = ""  # why it does not count


def peak_of(pid):
    """The process's high-water mark in KB, while it lives. (ru_maxrss would count this interpreter's own memory too.)"""
    with contextlib.suppress(OSError):
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def cpu_of_children():
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def settle():
    """Waits until closed connections of what ran before are forgotten (TIME_WAIT, a minute): a kernel that has few ports
    left searches long for one, and who comes next would pay."""
    for _ in range(90):
        waiting = re.search(r"^TCP: .*\btw (\d+)", pathlib.Path("/proc/net/sockstat").read_text(), re.M)
        if not waiting or int(waiting.group(1)) < 5000:
            return
        time.sleep(1)


def measure(command, env=None):
    """Runs a whole process, its output thrown away; its peak memory is looked at while it lives."""
    with tempfile.TemporaryFile() as said:
        used = cpu_of_children()
        began = time.perf_counter()
        process = subprocess.Popen([*map(str, command)], stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT,
                                   cwd=ROOT, env={**os.environ, "NO_COLOR": "1", **(env or {})})
        peak, ended = [0], threading.Event()

        def watch():
            pause = 0.001
            while not ended.wait(pause):
                peak[0] = max(peak[0], peak_of(process.pid))
                pause = min(0.05, pause * 1.5)

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            code = process.wait(LIMIT)
            seconds = time.perf_counter() - began
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return Measured(LIMIT, failed=f"longer than {LIMIT} s")
        finally:
            ended.set()
            watcher.join()
        said.seek(0)
        last = said.read().decode(errors="replace").strip().splitlines()[-1:]
    return Measured(seconds, cpu_of_children() - used, peak[0], f"exit {code}: {' '.join(last)}" if code else "")


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.missing, self.failures = [], []

    # -- the tools

    def parcours(self, world, *arguments):
        return lambda: measure([self.options.parcours, "run", "-q", "--world", world, "--out", self.folder / "out", *arguments])

    @contextlib.contextmanager
    def served(self, journeys):
        """A fresh portal for each measurement of a peer, not counted in its time; every second person has a RIB."""
        ready = self.folder / "ready.json"
        ready.unlink(missing_ok=True)
        process = subprocess.Popen([self.options.parcours, "serve", "--people", str(2 * journeys), "--seed", "1",
                                    "--defect", "code-in-page", "--ready-file", ready],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        try:
            if not any(line.startswith("ready") for line in process.stdout):
                sys.exit("error: parcours serve did not start")
            yield ready
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=60)

    def pytest(self, journeys):
        def run():
            with self.served(journeys) as ready:
                return measure([self.options.python, "-m", "pytest", "-q", "-p", "no:cacheprovider",
                                f"--junit-xml={self.folder / 'pytest.xml'}", PEERS / "test_activation.py"],
                               {"PARCOURS_READY": str(ready), "PARCOURS_JOURNEYS": str(journeys),
                                "PYTHONDONTWRITEBYTECODE": "1"})
        return run

    def newman(self, journeys):
        def run():
            with self.served(journeys) as ready:
                told = json.loads(ready.read_text())
                people = self.folder / "people.json"
                people.write_text(json.dumps([who for who in told["subscribers"] if who["paid_by"] == "bank_transfer"]))
                return measure([self.options.newman, "run", PEERS / "activation.postman_collection.json", "-n", journeys,
                                "--iteration-data", people, "--bail", "--timeout", LIMIT * 1000,
                                "--env-var", f"portal={told['portal']['url']}",
                                "--env-var", f"captcha={told['captcha']['url']}",
                                "-r", "junit", "--reporter-junit-export", self.folder / "newman.xml"])
        return run

    # -- the table

    def rows(self, title, contestants, rounds, journeys):
        """Measures in turn, so that a noisy minute hits all alike. The first contestant is what the others are set against."""
        runs = {name: [] for name in contestants}
        for number in range(rounds):
            for name, run in contestants.items():
                print(f"  {title}: {name}, round {number + 1} of {rounds}", file=sys.stderr, flush=True)
                settle()
                runs[name].append(run())
        first = None
        for name, measured in runs.items():
            wrong = next((one.failed for one in measured if one.failed), "")
            if wrong:
                self.failures.append(f"{title}, {name}: {wrong}")
                print(f"| {title} | {name} | failed | | | | |")
                continue
            # Those whose count differs from the first one's are compared by the journey.
            each = statistics.median(one.seconds for one in measured) / journeys[name]
            first = first or each
            cpu = statistics.median(one.cpu for one in measured) / journeys[name]
            peak = statistics.median(one.peak_kb for one in measured)
            print(f"| {title} | {name} | {spell(each * journeys[name])} | {1 / each:,.0f} | {each / first:.2f} × "
                  f"| {cpu * 1000:.2f} ms | {peak / 1024:.0f} MB |", flush=True)

    def available_peers(self):
        made = {}
        answered = shutil.which(self.options.python) and subprocess.run(
            [self.options.python, "-c", "import pytest, requests"], capture_output=True, timeout=60).returncode == 0
        if answered:
            made["pytest + requests"] = self.pytest
        else:
            self.missing.append("pytest + requests (Debian: python3-pytest python3-requests)")
        if shutil.which(self.options.newman):
            made["newman"] = self.newman
        else:
            self.missing.append("newman (npm)")
        return made

    def compare(self):
        chosen, peers = self.options, self.available_peers()
        print("| what | tool | median | journeys/s | time, against the first | CPU a journey | peak memory |")
        print("|---|---|---:|---:|---:|---:|---:|")
        one = {"parcours, local": self.parcours("local", JOURNEY), "parcours, sim": self.parcours("sim", JOURNEY),
               **{name: make(1) for name, make in peers.items()}}
        self.rows("cold start, one journey", one, chosen.rounds, dict.fromkeys(one, 1))

        few = min(chosen.journeys, chosen.newman_journeys)
        many, journeys = {}, {}
        for jobs in (1, 2):
            name = f"parcours, local, -j {jobs}"
            many[name], journeys[name] = self.parcours("local", "-j", jobs, "--repeat", chosen.journeys, JOURNEY), chosen.journeys
        for name, make in peers.items():
            count = few if name == "newman" else chosen.journeys
            many[name if count == chosen.journeys else f"{name} ({count})"] = make(count)
            journeys[name if count == chosen.journeys else f"{name} ({count})"] = count
        self.rows(f"{chosen.journeys:,} journeys", many, chosen.load_rounds, journeys)

        sim = {f"parcours, sim, -j {jobs}": self.parcours("sim", "-j", jobs, "--repeat", chosen.sim_journeys, JOURNEY)
               for jobs in (1, 2)}
        self.rows(f"{chosen.sim_journeys:,} journeys", sim, chosen.load_rounds, dict.fromkeys(sim, chosen.sim_journeys))

        cases = subprocess.run([chosen.parcours, "list"], capture_output=True, text=True, timeout=60).stdout.count("\n")
        suite = {f"parcours, {world}": self.parcours(world) for world in ("local", "sim")}
        self.rows(f"all {cases} bundled journeys", suite, chosen.rounds, dict.fromkeys(suite, max(1, cases)))


def spell(seconds):
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def versions(options):
    def first_line(*command):
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=60)
            return (done.stdout + done.stderr).strip().splitlines()[0] if done.returncode == 0 else "missing"
        return "missing"

    load = os.getloadavg()[0]
    print(f"Load average at the start: {load:.1f} on {os.cpu_count()} cores"
          f"{' (a noisy machine: do not publish these figures)' if load > 0.5 else ''}.", file=sys.stderr)
    print(f"{first_line(options.parcours, 'version')} · newman {first_line(options.newman, '--version')} · "
          f"{first_line(options.python, '-m', 'pytest', '--version')} · "
          f"requests {first_line(options.python, '-c', 'import requests; print(requests.__version__)')} · "
          f"Python {platform.python_version()} · {os.cpu_count()} cores\n")


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parcours", default=os.environ.get("PARCOURS", str(ROOT / "build/release/parcours")))
    parser.add_argument("--newman", default="newman", help="the program, by name or path")
    parser.add_argument("--python", default="/usr/bin/python3", help="the interpreter that has pytest and requests")
    parser.add_argument("--rounds", type=int, default=5, help="of short measurements")
    parser.add_argument("--load-rounds", type=int, default=3, help="of those with many journeys")
    parser.add_argument("--journeys", type=int, default=1000)
    parser.add_argument("--newman-journeys", type=int, default=100, help="newman's share, compared by the journey")
    parser.add_argument("--sim-journeys", type=int, default=10_000)
    options = parser.parse_args()
    for name, most in (("rounds", 50), ("load_rounds", 50), ("journeys", 50_000), ("newman_journeys", 50_000),
                       ("sim_journeys", 100_000)):
        if not 1 <= getattr(options, name) <= most:
            parser.error(f"--{name.replace('_', '-')} must be from 1 to {most:,}")
    if not shutil.which(options.parcours):
        parser.error(f"there is no program {options.parcours}: build it with script/run, or name it with --parcours")
    return options


def main():
    options = parse()
    versions(options)
    with tempfile.TemporaryDirectory(prefix="parcours-bench-") as folder:
        bench = Bench(options, pathlib.Path(folder))
        bench.compare()
    for one in bench.missing:
        print(f"\nNot measured, since it is not installed: {one}")
    for one in bench.failures:
        print(f"error: {one}", file=sys.stderr)
    return 1 if bench.failures else 0


if __name__ == "__main__":
    sys.exit(main())
