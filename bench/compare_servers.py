"""The servers of `parcours serve` and their peers side by side, in one run: mails that are taken, pages that are sent, and
how soon a full mailbox answers.

Prints Markdown tables for docs/performance.md. A peer that is not installed is named and left out. Standard library
only; docs/performance.md says how to install the peers. Everything listens on loopback, and every load is bounded.
"""

import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

from compare import ROOT, peak_of, settle

LIMIT = 300  # seconds that any one measurement may take
PAGE = "/fr/confirm_adresse_1"  # the terms


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def family(pid):
    """A process and all that it has started: a server's work may be done by its children."""
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            for task in pathlib.Path(f"/proc/{one}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


class Server:
    """A server for one measurement; `peak` is the sum of its processes' high-water marks, in MB."""

    def __init__(self, command, port, log):
        self.port, self.peak = port, 0
        with open(log, "wb") as out:
            self.process = subprocess.Popen([*map(str, command)], stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                            start_new_session=True)
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        sys.exit(f"error: {command[0]} did not start: {pathlib.Path(log).read_text()[-500:]}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        everyone = family(self.process.pid)
        self.peak = sum(peak_of(one) for one in everyone) / 1024
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        for one in everyone:
            with contextlib.suppress(OSError):
                os.kill(one, signal.SIGKILL)
        self.process.wait()


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder, self.missing = options, folder, []

    def parcours(self, *extra):
        port, ready = free_port(), self.folder / "ready.json"
        ready.unlink(missing_ok=True)
        name = "smtp" if "--smtp" in extra else "portal"
        extra = [one for one in extra if one != "--smtp"]
        server = Server([self.options.parcours, "serve", f"--{name}-port", port, "--ready-file", ready, *extra], port,
                        self.folder / "log")
        while not ready.exists() or not ready.read_text().endswith("\n"):
            time.sleep(0.01)
        server.ready = json.loads(ready.read_text())
        return server

    def installed(self, program, where):
        if shutil.which(program):
            return True
        self.missing.append(f"{program} ({where})")
        return False

    # -- mails

    def smtp_sink(self):
        port = free_port()
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        return Server(["smtp-sink", *user, f"127.0.0.1:{port}", "1000"], port, self.folder / "log")

    def maildev(self):
        port = free_port()
        return Server([self.options.maildev, "--ip", "127.0.0.1", "--smtp", port, "--disable-web"], port,
                      self.folder / "log")

    @staticmethod
    def send(port, count, reused, size=4096):
        settle()
        began = time.perf_counter()
        subprocess.run(["smtp-source", *(["-d"] if reused else []), "-s", "10", "-l", str(size), "-m", str(count),
                        "-f", "sender@example.test", "-t", "member@example.test", f"127.0.0.1:{port}"],
                       check=True, timeout=LIMIT)
        return count / (time.perf_counter() - began)

    def mails(self):
        if not self.installed("smtp-source", "Debian: postfix"):
            return
        tools = {"parcours serve (stores)": (lambda: self.parcours("--smtp"), 1)}
        if self.installed("smtp-sink", "Debian: postfix"):
            tools["smtp-sink (discards)"] = (self.smtp_sink, 1)
        if self.installed(self.options.maildev, "npm"):
            tools["maildev (stores)"] = (self.maildev, 0.05)
        print("| mails of 4 KiB, 10 at a time | tool | mails/s | Parcours, against it | peak memory |")
        print("|---|---|---:|---:|---:|")
        for reused, count in ((False, self.options.mails), (True, 4 * self.options.mails)):
            rates, peaks = {name: [] for name in tools}, dict.fromkeys(tools, 0)
            for _ in range(self.options.rounds):
                for name, (start, share) in tools.items():
                    with start() as server:
                        self.send(server.port, max(10, int(count * share / 10)), reused)  # to warm up
                        rates[name].append(self.send(server.port, max(10, int(count * share)), reused))
                    peaks[name] = max(peaks[name], server.peak)
            ours = statistics.median(next(iter(rates.values())))
            for name, all_rates in rates.items():
                rate = statistics.median(all_rates)
                print(f"| {'one connection, many mails' if reused else 'a connection for each'} | {name} | {rate:,.0f} "
                      f"| {ours / rate:.2f} × | {peaks[name]:.0f} MB |", flush=True)

    # -- pages

    def nginx(self, page):
        port, root = free_port(), self.folder / "nginx"
        (root / "html").mkdir(parents=True, exist_ok=True)
        (root / "html/page.html").write_bytes(page)
        root.chmod(0o755)
        self.folder.chmod(0o755)
        (root / "nginx.conf").write_text(
            f"daemon off; worker_processes auto; pid {root}/pid; error_log {root}/error;\n"
            "events { worker_connections 1024; }\n"
            f"http {{ access_log {root}/access; default_type text/html; server {{ listen 127.0.0.1:{port}; "
            f"root {root}/html; location / {{ try_files /page.html =404; }} }} }}\n")
        return Server(["nginx", "-p", root, "-c", root / "nginx.conf", "-e", root / "error"], port, self.folder / "log")

    def wiremock(self, page):
        port, root = free_port(), self.folder / "wiremock"
        (root / "mappings").mkdir(parents=True, exist_ok=True)
        (root / "mappings/page.json").write_text(json.dumps(
            {"request": {"method": "GET", "url": PAGE},
             "response": {"status": 200, "body": page.decode(), "headers": {"Content-Type": "text/html"}}}))
        return Server([self.options.wiremock, "--port", port, "--bind-address", "127.0.0.1", "--root-dir", root], port,
                      self.folder / "log")

    def wrk(self, url, seconds, cookie):
        said = subprocess.run(["wrk", "-t1", "-c32", f"-d{seconds}s", "--latency",
                               *(["-H", f"Cookie: {cookie}"] if cookie else []), url],
                              check=True, capture_output=True, text=True, timeout=LIMIT).stdout
        if "Non-2xx" in said:
            sys.exit(f"error: {url} answered something else: {said}")
        value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))
        return rate, float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]

    def pages(self):
        if not self.installed("wrk", "Debian: wrk"):
            return
        with self.parcours() as server, self.open_terms(server) as answer:
            page = answer.read()
        tools = {"parcours serve": self.parcours}
        if self.installed("nginx", "Debian: nginx-core"):
            tools["nginx (a file, access log)"] = lambda: self.nginx(page)
        if self.installed(self.options.wiremock, "npm, and Debian: default-jre-headless"):
            tools["WireMock (a stub, journal)"] = lambda: self.wiremock(page)
        results, peaks = {name: [] for name in tools}, dict.fromkeys(tools, 0)
        for _ in range(self.options.rounds):
            for name, start in tools.items():
                settle()
                with start() as server:
                    cookie = ""
                    if name == "parcours serve":
                        with self.open_terms(server) as answer:
                            cookie = answer.headers["Set-Cookie"].split(";")[0]
                    url = f"http://127.0.0.1:{server.port}{PAGE}"
                    self.wrk(url, max(1, self.options.seconds // 3), cookie)  # to warm up
                    results[name].append(self.wrk(url, self.options.seconds, cookie))
                peaks[name] = max(peaks[name], server.peak)
        print(f"\n| the terms page, {len(page):,} bytes | pages/s | Parcours, against it | p99 | peak memory |")
        print("|---|---:|---:|---:|---:|")
        ours = statistics.median(rate for rate, _ in next(iter(results.values())))
        for name, all_results in results.items():
            rate = statistics.median(rate for rate, _ in all_results)
            late = statistics.median(late for _, late in all_results)
            print(f"| {name} | {rate:,.0f} | {ours / rate:.2f} × | {late:.2f} ms | {peaks[name]:.0f} MB |", flush=True)

    @staticmethod
    def open_terms(server):
        return urllib.request.urlopen(f"http://127.0.0.1:{server.port}{PAGE}", timeout=10)

    # -- a full mailbox

    def mailbox(self):
        if not shutil.which("smtp-source"):
            return
        kept = self.options.kept
        with self.parcours("--smtp", "--keep", kept) as server:
            self.send(server.port, kept, True, 1024)
            full = peak_of(server.process.pid) / 1024
            self.send(server.port, kept // 2, True, 1024)  # as many old ones go
            base = server.ready["console"]["url"] + "/api/v1/"

            def ask(path):
                began = time.perf_counter()
                with urllib.request.urlopen(base + path, timeout=60) as answer:
                    told = json.load(answer)
                return (time.perf_counter() - began) * 1000, told["total"]

            began, last = time.perf_counter(), 1e9
            while last > 200 and time.perf_counter() - began < 60:  # read once, each mail is known
                time.sleep(0.5)
                last, total = ask("search?query=nobody")
            if total != kept:
                sys.exit(f"error: {total} mails are kept, not {kept}")
            asked = {"the newest 50": "messages", "50 from the middle": f"messages?start={kept // 2}",
                     "search, all fit": "search?query=member", "search, none fits": "search?query=nowhere",
                     "search by field, none fits": "search?query=subject:nowhere%20to:nobody"}
            print(f"\n| {kept:,} mails of 1 KiB | median | slowest of 20 |")
            print("|---|---:|---:|")
            for name, path in asked.items():
                times = [ask(path)[0] for _ in range(20)]
                print(f"| {name} | {statistics.median(times):.1f} ms | {max(times):.1f} ms |", flush=True)
        print(f"\nPeak memory: {full:.0f} MB with {kept:,} mails, {server.peak:.0f} MB after {kept // 2:,} more and these "
              "questions.")


def versions(options):
    def told(*command):
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=60)
            lines = (done.stdout + done.stderr).strip().splitlines()
            return lines[0].strip() if lines else "missing"
        return "missing"

    load = os.getloadavg()[0]
    print(f"Load average at the start: {load:.1f} on {os.cpu_count()} cores"
          f"{' (a noisy machine: do not publish these figures)' if load > 0.5 else ''}.", file=sys.stderr)
    print(f"{told(options.parcours, 'version')} · postfix {told('postconf', '-h', 'mail_version')} · maildev "
          f"{told(options.maildev, '--version')} · {told('nginx', '-v')} · WireMock {told(options.wiremock, '--version')} · "
          f"{' '.join(told('wrk', '-v').split()[:2])} · {os.cpu_count()} cores\n")


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parcours", default=os.environ.get("PARCOURS", str(ROOT / "build/release/parcours")))
    parser.add_argument("--maildev", default="maildev", help="the program, by name or path")
    parser.add_argument("--wiremock", default="wiremock", help="the program, by name or path")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mails", type=int, default=5000, help="with a connection for each; four times as many without")
    parser.add_argument("--seconds", type=int, default=10, help="that wrk asks for pages")
    parser.add_argument("--kept", type=int, default=100_000, help="mails in the full mailbox")
    parser.add_argument("--only", choices=("mails", "pages", "mailbox"))
    options = parser.parse_args()
    for name, most in (("rounds", 50), ("mails", 50_000), ("seconds", 60), ("kept", 200_000)):
        if not 1 <= getattr(options, name) <= most:
            parser.error(f"--{name} must be from 1 to {most:,}")
    if not shutil.which(options.parcours):
        parser.error(f"there is no program {options.parcours}: build it with script/run, or name it with --parcours")
    return options


def main():
    options = parse()
    versions(options)
    with tempfile.TemporaryDirectory(prefix="parcours-bench-") as folder:
        bench = Bench(options, pathlib.Path(folder))
        for part in ("mails", "pages", "mailbox"):
            if options.only in (None, part):
                getattr(bench, part)()
    for one in bench.missing:
        print(f"\nNot measured, since it is not installed: {one}")


if __name__ == "__main__":
    main()
