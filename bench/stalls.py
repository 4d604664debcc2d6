"""How long `parcours serve` keeps others waiting while one client asks for something heavy.

Beside each heavy request four clients ask for something small again and again: `/livez` of the console, a page of the
portal, an SMTP NOOP and the newest mail of the list. The longest that one of them waits is what counts. Each case runs several
times, and the smallest of these longest waits is taken: what else the machine does makes a wait longer, never shorter.

Prints a Markdown table for docs/performance.md. Standard library only. Everything listens on loopback.
"""

import argparse
import base64
import contextlib
import http.client
import json
import multiprocessing
import os
import pathlib
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from compare import ROOT

EVERY = 0.003  # seconds between two questions of a probe
REQUEST_TIMEOUT = 600  # seconds that any one request may take
MAIL = "From: sender@example.test\r\nTo: member@example.test\r\n"


def memory_of(pid, name):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) / 1024
    return 0.0


class Server:
    def __init__(self, program, folder, *options):
        ready = folder / "ready.json"
        ready.unlink(missing_ok=True)
        self.process = subprocess.Popen([program, "serve", "--ready-file", str(ready), "--smtp-max-size", "10485760",
                                         *options], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        while not ready.exists() or not ready.read_text().endswith("\n"):
            if self.process.poll() is not None:
                sys.exit("error: serve did not start")
            time.sleep(0.02)
        self.ready = json.loads(ready.read_text())
        where = urllib.parse.urlsplit(self.ready["console"]["url"])
        self.console = (where.hostname, where.port)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def memory(self, name="VmRSS"):
        return memory_of(self.process.pid, name)

    def ask(self, method, path, body=None, headers=None):
        on = http.client.HTTPConnection(*self.console, timeout=REQUEST_TIMEOUT)
        with contextlib.closing(on):
            try:
                on.request(method, path, body, headers or {})
            except (BrokenPipeError, ConnectionResetError):
                pass  # refused before all of it was sent: the answer is there
            answer = on.getresponse()
            return answer.status, answer.read()

    def send(self, mail):
        with smtplib.SMTP(self.ready["smtp"]["host"], self.ready["smtp"]["port"], timeout=REQUEST_TIMEOUT) as to:
            to.sendmail("sender@example.test", ["member@example.test"], mail)


# -- the probes, in a process of their own


def http_probe(url, path):
    where = urllib.parse.urlsplit(url)
    on = http.client.HTTPConnection(where.hostname, where.port, timeout=REQUEST_TIMEOUT)

    def ask():
        on.request("GET", path)
        on.getresponse().read()

    return ask


def smtp_probe(at):
    on = socket.create_connection((at["host"], at["port"]), REQUEST_TIMEOUT)
    on.recv(1000)
    on.sendall(b"EHLO probe\r\n")
    on.recv(4000)

    def ask():
        on.sendall(b"NOOP\r\n")
        on.recv(1000)

    return ask


def probe_all(ready, pipe):
    """Starts when it is told, stops when it is told, and says how long each probe waited at most, in ms."""
    console = ready["console"]["url"]
    probes = {"livez": http_probe(console, "/livez"), "page": http_probe(ready["portal"]["url"], "/mon_compte"),
              "noop": smtp_probe(ready["smtp"]), "list": http_probe(console, "/api/v1/messages?limit=1")}
    worst = dict.fromkeys(probes, 0.0)
    stop = threading.Event()

    def repeat(name, ask):
        while not stop.is_set():
            began = time.perf_counter()
            ask()
            worst[name] = max(worst[name], (time.perf_counter() - began) * 1000)
            time.sleep(EVERY)

    threads = [threading.Thread(target=repeat, args=pair) for pair in probes.items()]
    for one in threads:
        one.start()
    pipe.send("ready")
    pipe.recv()
    stop.set()
    for one in threads:
        one.join()
    pipe.send(worst)


def beside(server, work):
    """What `work` gives, how long it took and how long the probes waited."""
    ours, theirs = multiprocessing.Pipe()
    prober = multiprocessing.Process(target=probe_all, args=(server.ready, theirs), daemon=True)
    prober.start()
    ours.recv()
    time.sleep(0.05)
    began = time.perf_counter()
    made = work()
    took = (time.perf_counter() - began) * 1000
    time.sleep(0.05)
    ours.send("stop")
    worst = ours.recv()
    prober.join()
    return made, took, worst


# -- what is heavy


def plain_mail(size, words="Bonjour, votre dossier 2026 est en cours.\r\n"):
    return MAIL + "Subject: large\r\n\r\n" + (words * (size // len(words) + 1))[:size - 2] + "\r\n"


def attached_mail(size):
    lines = base64.encodebytes(os.urandom(size * 54 // 78)).decode().replace("\n", "\r\n")
    return (MAIL + "Subject: attached\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
            + "<p>Votre code secret : <b>048213</b></p>\r\n" * (size // 450)
            + "--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n"
            "Content-Disposition: attachment\r\n\r\n" + lines + "--b--\r\n")


def html_mail(size):
    row = "<tr style=\"color:#333\"><td class=a>Votre code secret :</td><td>&nbsp;<b>048</b><i>213</i></td></tr>\r\n"
    return MAIL + "Subject: html\r\nContent-Type: text/html\r\n\r\n<table>" + row * (size // len(row)) + "</table>\r\n"


def many_parts(count):
    return MAIL + "Subject: parts\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\n\r\n" * count


def nested_parts(count):
    made = [MAIL, "Subject: nested\r\n"]
    for i in range(count):
        made.append(f'Content-Type: multipart/mixed; boundary="{i}"\r\n\r\n--{i}\r\n')
    return "".join(made) + "\r\nx\r\n"


def many_fields(count):
    return MAIL + "X-Y: z\r\n" * count + "\r\nx\r\n"


def many_addresses(count):
    return MAIL + "Cc: " + ",\r\n ".join(f"a{i}@b.test" for i in range(count)) + "\r\n\r\nx\r\n"


def one_line(size):
    return MAIL + "Subject: code\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + "=31 2=\r\n" * (size // 8)


READINGS = ("/api/v1/message/latest", "/api/v1/message/latest/headers", "/api/v1/message/latest/raw",
            "/api/v1/message/latest/part/2", "/api/v1/message/latest/part/1", "/view/latest.html", "/view/latest.txt",
            "/mail/{ID}", "/mail/{ID}/html", "/api/v1/search?query=nothing", "/api/v1/search?query=%22un%20dossier%20de%22",
            "/api/v1/wait?to=member@example.test&after={BEFORE}",
            "/api/v1/wait?to=member@example.test&after={BEFORE}&length=6&pattern=(%5Cd%2B)x",
            "/api/v1/wait?to=member@example.test&after={BEFORE}&pattern=(a*)*b", "/?query=dossier")

MAILS = {
    "9 MB of text": lambda of: plain_mail(9 * of),
    "9 MB with an attachment": lambda of: attached_mail(9 * of),
    "9 MB of HTML": lambda of: html_mail(9 * of),
    "9 MB of numbers": lambda of: plain_mail(9 * of, "123456 code 654321 \r\n"),
    "5 MB of encoded lines": lambda of: one_line(5 * of),
    "5 MB in one line": lambda of: MAIL + "Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(
        b"un code 123456, " * (of * 5 // 22)).decode().replace("\n", "\r\n"),
    "500,000 parts": lambda of: many_parts(of // 2),
    "50,000 nested parts": lambda of: nested_parts(of // 20),
    "500,000 header fields": lambda of: many_fields(of // 2),
    "200,000 addresses": lambda of: many_addresses(of // 5),
}


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.slow = []

    def server(self, *more):
        return Server(self.options.parcours, self.folder, *more)

    def report(self, what, results):
        """The round whose worst wait is the shortest."""
        status, took, worst, memory = min(results, key=lambda one: max(one[2].values()))
        longest = max(worst.values())
        if longest > self.options.limit:
            self.slow.append((what, longest))
        cells = " | ".join(f"{worst[name]:.0f}" for name in worst)
        print(f"| {what} | {cells} | {took:.0f} | {status} | {memory:.0f} |", flush=True)

    def measure(self, what, server, work, rounds=None):
        results = []
        for _ in range(rounds or self.options.rounds):
            made, took, worst = beside(server, work)
            status = made[0] if isinstance(made, tuple) else ""
            results.append((status, took, worst, server.memory()))
            if max(worst.values()) < self.options.limit / 2:
                break
        self.report(what, results)

    def header(self, what):
        print(f"\n| {what} | livez | page | NOOP | list | took | status | memory |")
        print("|---|---:|---:|---:|---:|---:|---:|---:|", flush=True)

    def mails(self):
        self.header("a large mail")
        for name, make in MAILS.items():
            if self.options.match not in name:
                continue
            mail = make(self.options.unit)
            with self.server() as server:
                self.measure(f"{name}: sent", server, lambda: server.send(mail))
                newest = json.loads(server.ask("GET", "/api/v1/messages?limit=1")[1])["messages"][0]["ID"]
                for path in READINGS:
                    path = path.replace("{ID}", newest).replace("{BEFORE}", str(int(newest) - 1))
                    self.measure(f"{name}: GET {path.split('after=')[0]}", server, lambda: server.ask("GET", path))
                self.measure(f"{name}: all deleted", server, lambda: server.ask("DELETE", "/api/v1/messages"))

    def mailbox(self):
        mails = max(1, self.options.unit // 1000)
        size = 256 * 1024
        self.header(f"{mails} mails of 256 KiB")
        kinds = {"text": plain_mail(size), "other text": plain_mail(size, "l'ete; un cafe. dossier -- en cours: 12,5 x\r\n"),
                 "HTML": html_mail(size)}
        for name, mail in kinds.items():
            if self.options.match not in name:
                continue
            with self.server() as server:
                def fill():
                    with smtplib.SMTP(server.ready["smtp"]["host"], server.ready["smtp"]["port"], timeout=REQUEST_TIMEOUT) as to:
                        for _ in range(mails):
                            to.sendmail("sender@example.test", ["member@example.test"], mail)

                self.measure(f"{name}: sent", server, fill, 1)
                self.measure(f"{name}: first search", server, lambda: server.ask("GET", "/api/v1/search?query=nothing"), 1)
                words = "%20".join(f"w{i}" for i in range(150))
                nots = "%20".join(f"-w{i}" for i in range(150))
                phrases = "%20".join(f"-%22un%20nul{i}%22" for i in range(50))
                for query in ("nothing", "%22un%20dossier%20nul%22", words, nots, phrases, "-subject:%22a%20b%22%20-to:%22a%20b%22"):
                    self.measure(f"{name}: search {query[:30]}", server,
                                 lambda: server.ask("GET", "/api/v1/search?query=" + query))
                self.measure(f"{name}: list of 1,000", server, lambda: server.ask("GET", "/api/v1/messages?limit=0"))
                self.measure(f"{name}: page, searched", server, lambda: server.ask("GET", "/console/parts?names=inbox&query=" + phrases))
                self.measure(f"{name}: latest of a search", server, lambda: server.ask("GET", "/api/v1/message/latest?query=" + phrases))
                self.measure(f"{name}: PUT by a search", server, lambda: server.ask(
                    "PUT", "/api/v1/messages", json.dumps({"Search": urllib.parse.unquote(phrases), "Read": True})))
                self.measure(f"{name}: GET snapshot", server, lambda: server.ask("GET", "/api/control/snapshot"))
                self.measure(f"{name}: wait by a subject", server, lambda: server.ask("GET", "/api/v1/wait?subject=none&timeout=0s"))
                self.measure(f"{name}: DELETE by a search", server, lambda: server.ask("DELETE", "/api/v1/search?query=" + phrases), 1)

    def snapshots(self):
        unit = self.options.unit
        self.header("a snapshot of up to 60 MB")
        with self.server() as server:
            for _ in range(6):
                server.send(plain_mail(9 * unit))
            self.measure("mails: GET", server, lambda: server.ask("GET", "/api/control/snapshot"))
            world = server.ask("GET", "/api/control/snapshot")[1]
        with self.server("--people", str(max(1, unit // 10))) as server:
            self.measure("100,000 people: GET", server, lambda: server.ask("GET", "/api/control/snapshot"))
            people = server.ask("GET", "/api/control/snapshot")[1]
        size = 60 * unit
        bodies = {"mails": world, "people": people, "lists": b"[" * size, "numbers": b"[" + b"0," * (size // 2),
                  "texts": b"[" + b'"",' * (size // 3), "a text": b'{"a":"' + b"x" * size + b'"}',
                  "escapes": b'{"a":"' + b"\\u0041" * (size // 6) + b'"}',
                  "members": b"{" + b",".join(b'"%x":0' % i for i in range(size // 12)) + b"}",
                  "blanks": b" " * size, "nested": (b"[" * 30 + b"]" * 30 + b",") * (size // 61),
                  "spoilt world": people[:-20] + b"}" * 20, "too large": b" " * (70 * unit)}
        with self.server("--people", str(max(1, unit // 10))) as server:
            for name, body in bodies.items():
                if self.options.match in name:
                    self.measure(f"{name}: PUT {len(body) / 1e6:.0f} MB", server,
                                 lambda: server.ask("PUT", "/api/control/snapshot", body))

    def people(self):
        unit = self.options.unit
        self.header("100,000 people")
        with self.server("--people", str(max(1, unit // 10))) as server:
            for path in ("/api/control/subscribers", "/metrics", "/", "/console/parts?names=people", "/console/parts?names=inbox",
                         "/api/control/sessions", "/api/control/policy"):
                self.measure(f"GET {path}", server, lambda: server.ask("GET", path))
            self.measure("PATCH policy", server, lambda: server.ask("PATCH", "/api/control/policy", '{"code_ttl": "5m"}'))

            def add():
                for i in range(200):
                    made = server.ask("POST", "/api/control/subscribers", json.dumps({"amo": f"{900000000 + i}"}))
                return made

            self.measure("200 added", server, add, 1)
            self.measure("remove one", server, lambda: server.ask("DELETE", "/api/control/subscribers/900000000"), 1)
            self.measure("POST reset", server, lambda: server.ask("POST", "/api/control/reset"))

    def bodies(self):
        unit = self.options.unit
        self.header("a body of 1 MB")
        ids = json.dumps({"IDs": [str(i) for i in range(unit // 10)]})
        tags = json.dumps({"Tags": ["a"], "IDs": [str(i % 500) for i in range(unit // 10)]})
        cases = {
            "PUT messages": ("PUT", "/api/v1/messages", ids), "DELETE messages": ("DELETE", "/api/v1/messages", ids),
            "PUT tags": ("PUT", "/api/v1/tags", tags),
            "POST send": ("POST", "/api/v1/send", json.dumps({"From": {"Email": "a@b.test"}, "To": [{"Email": "a@b.test"}], "Text": "code 123 " * (unit // 10)})),
            "members of a policy": ("PATCH", "/api/control/policy", "{" + ",".join(f'"k{i}":0' for i in range(unit // 12)) + "}"),
            "same member": ("PATCH", "/api/control/policy", "{" + ",".join('"k":0' for i in range(unit // 7)) + "}"),
            "lines": ("PATCH", "/api/control/policy", "{" + "\n" * (unit - 10) + "}"),
            "list of a policy": ("PATCH", "/api/control/policy", "[" + ",".join("0" for i in range(unit // 2 - 10)) + "]"),
            "defects": ("PUT", "/api/control/defects", json.dumps({"on": ["nope"] * (unit // 10)})),
            "subscriber": ("POST", "/api/control/subscribers", json.dumps({"amo": "1" * (unit - 100)})),
            "portal fault": ("POST", "/api/control/portal/faults", json.dumps({"kind": "status", "path": "*a" * (unit // 3)})),
        }
        with self.server() as server:
            for i in range(500):
                server.send(MAIL + f"Subject: {i}\r\n\r\nx\r\n")
            for name, (method, path, body) in cases.items():
                self.measure(name, server, lambda: server.ask(method, path, body))
            portal, captcha = (urllib.parse.urlsplit(server.ready[one]["url"]) for one in ("portal", "captcha"))

            def ask(where, method, path, body, kind):
                on = http.client.HTTPConnection(where.hostname, where.port, timeout=REQUEST_TIMEOUT)
                with contextlib.closing(on):
                    on.request(method, path, body, {"Content-Type": kind})
                    answer = on.getresponse()
                    return answer.status, answer.read()

            form = "application/x-www-form-urlencoded"
            fields = "&".join(f"f{i}=%41" for i in range(unit // 12))
            for path in ("/fr/confirm_adresse_1", "/mon_compte"):
                self.measure(f"portal {path}: fields", server, lambda: ask(portal, "POST", path, fields, form))
            for name, body, kind in (
                    ("form", fields, form), ("JSON", "{" + ",".join(f'"k{i}":"v"' for i in range(unit // 12)) + "}", "application/json"),
                    ("multipart", "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n" * (unit // 60) + "--b--", "multipart/form-data; boundary=b"),
                    ("multipart, no end", "--b\r\n" * (unit // 6), "multipart/form-data; boundary=b")):
                self.measure(f"captcha: {name}", server, lambda: ask(captcha, "POST", "/recaptcha/api/siteverify", body, kind))
            path = "/api/v1/search?query=" + "%41" * 5000
            self.measure("search: long query", server, lambda: server.ask("GET", path))
            self.measure("SMTP: 1 MB of commands", server, lambda: self.pour(server, b"NOOP x\r\n" * (unit // 8)))
            self.measure("SMTP: 100,000 recipients", server, lambda: self.pour(
                server, b"EHLO x\r\nMAIL FROM:<a@b.test>\r\n" + b"RCPT TO:<a@xn--bcher-kva.test>\r\n" * (unit // 10)))
            self.measure("SMTP: a line of 9 MB", server, lambda: self.pour(server, b"EHLO x\r\nMAIL FROM:<a@b.test>\r\n" + b"x" * 9 * unit))

    @staticmethod
    def pour(server, octets):
        with contextlib.suppress(OSError), socket.create_connection((server.ready["smtp"]["host"], server.ready["smtp"]["port"]), REQUEST_TIMEOUT) as on:
            reader = threading.Thread(target=lambda: [None for _ in iter(lambda: Bench.take(on), b"")])
            reader.start()
            with contextlib.suppress(OSError):
                on.sendall(octets + b"QUIT\r\n")
            on.shutdown(socket.SHUT_WR)
            reader.join()

    @staticmethod
    def take(on):
        with contextlib.suppress(OSError):
            return on.recv(65536)
        return b""

    def idle(self):
        self.header("nothing")
        with self.server() as server:
            self.measure("nothing, for 2 s", server, lambda: time.sleep(2))


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parcours", default=os.environ.get("PARCOURS", str(ROOT / "build/release/parcours")))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--unit", type=int, default=1_000_000, help="what is a million here, for a small form")
    parser.add_argument("--limit", type=float, default=100, help="ms that others may wait")
    parser.add_argument("--only", action="append", choices=("idle", "mails", "mailbox", "snapshots", "people", "bodies"))
    parser.add_argument("--match", default="", help="only cases whose name has this")
    options = parser.parse_args()
    if not shutil.which(options.parcours):
        parser.error(f"there is no program {options.parcours}: build it with script/run, or name it with --parcours")
    return options


def main():
    options = parse()
    with tempfile.TemporaryDirectory(prefix="parcours-bench-") as folder:
        bench = Bench(options, pathlib.Path(folder))
        for part in options.only or ("idle", "mails", "mailbox", "snapshots", "people", "bodies"):
            getattr(bench, part)()
    for what, longest in bench.slow:
        print(f"over {options.limit:.0f} ms: {what}: {longest:.0f} ms")


if __name__ == "__main__":
    main()
