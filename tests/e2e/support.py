"""What the end-to-end tests share: the program, its reports, a served set of mocks, an inbox, a person with a browser."""

import asyncio
import email
import email.policy
import html.parser
import http.cookiejar
import json
import os
import pathlib
import queue
import re
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import unittest
import urllib.parse
import urllib.request
import xml.etree.ElementTree

import aiosmtpd.smtp

ROOT = pathlib.Path(__file__).resolve().parents[2]
PARCOURS = os.environ.get("PARCOURS", str(ROOT / "build/test/parcours"))
JOURNEYS = ROOT / "scenarios/journeys"
GIBIBYTE = 1 << 30
# Sanitizers reserve terabytes of address space: a program built with one cannot be limited by it.
SANITIZED = re.search(rb"__[at]san_init", pathlib.Path(PARCOURS).read_bytes()) is not None

# A journey that passes, and one whose expectation is false.
PASSING = """# The first page is the terms.
journey: First page
tags: [short]
steps:
  - open: activation
    expect: {page: terms}
"""
FAILING = PASSING.replace("First page", "Wrong page").replace("page: terms", "page: payment")


def run(*arguments, cwd=ROOT, stdin=None, env=None, timeout=300, memory=None):
    """Runs the program to its end; stdin defaults to none. `memory`: bytes of address space that it may take."""
    limit = (lambda: resource.setrlimit(resource.RLIMIT_AS, (memory, memory))) if memory else None
    return subprocess.run([PARCOURS, *map(str, arguments)], cwd=cwd, input=stdin, text=True, capture_output=True,
                          timeout=timeout, env={**os.environ, "NO_COLOR": "1", **(env or {})}, preexec_fn=limit,
                          **({} if stdin is not None else {"stdin": subprocess.DEVNULL}))


def events(path):
    """The lines of a run's log; every one must be whole."""
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n"), f"{path} ends in a torn line"
    return [json.loads(line) for line in text.splitlines()]


def test_cases(path):
    """(classname, name) -> its testcase element."""
    return {(case.get("classname"), case.get("name")): case
            for case in xml.etree.ElementTree.parse(path).iter("testcase")}


def verdict(case):
    return next((child.tag for child in case if child.tag in ("failure", "error", "skipped")), "passed")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="parcours-"))
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.out = self.folder / "out"

    def skipTest(self, reason):
        print(f"skipped: {reason}")  # for the last line of script/test
        super().skipTest(reason)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def write_secrets(self, name, text, mode=0o600):
        path = self.write(name, text)
        path.chmod(mode)
        return path

    def run_journeys(self, *arguments, **more):
        return run("run", "--out", self.out, *arguments, **{"cwd": self.folder, **more})

    def events(self, kind=None):
        return [item for item in events(self.out / "events.ndjson") if kind in (None, item["event"])]

    def verdicts(self):
        return {name: verdict(case) for name, case in test_cases(self.out / "junit.xml").items()}

    def assertExit(self, done, code):
        self.assertEqual(done.returncode, code, f"\n--- stdout\n{done.stdout}\n--- stderr\n{done.stderr}")

    def serve(self, *arguments):
        served = Served(self.folder / "ready.json", *arguments)
        self.addCleanup(served.stop)
        return served

    def inbox(self, port=0):
        inbox = Inbox(port)
        self.addCleanup(inbox.stop)
        return inbox


class Served:
    """`parcours serve` in the background, ready."""

    def __init__(self, ready_file, *arguments):
        self.process = subprocess.Popen([PARCOURS, "serve", "--ready-file", str(ready_file), *map(str, arguments)],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        text=True)
        self.output = ""
        for line in self.process.stdout:
            self.output += line
            if line.startswith("ready"):  # the last line that it says before it waits
                break
        else:
            self.process.communicate()
            raise AssertionError(f"serve ended with {self.process.returncode}:\n{self.output}")
        self.ready = json.loads(ready_file.read_text())

    @property
    def portal(self):
        return self.ready["portal"]["url"]

    @property
    def captcha(self):
        return self.ready["captcha"]["url"]

    @property
    def smtp(self):
        return self.ready["smtp"]["host"], self.ready["smtp"]["port"]

    def subscriber(self, paid_by="bank_transfer"):
        return next(who for who in self.ready["subscribers"] if who["paid_by"] == paid_by)

    def mint(self, outcome="pass"):
        with urllib.request.urlopen(f"{self.captcha}/mint?outcome={outcome}", timeout=30) as answer:
            return answer.read().decode().strip()

    def stop(self, signum=signal.SIGTERM):
        if self.process.returncode is None:
            self.process.send_signal(signum)
            self.output += self.process.communicate(timeout=60)[0]
        return self.process.returncode


class Inbox:
    """An SMTP server of another make, where the portal's mails arrive."""

    def __init__(self, port=0):
        self._mails = queue.Queue()
        self._loop = asyncio.new_event_loop()
        listening = socket.create_server(("127.0.0.1", port))
        self.address = "127.0.0.1:%d" % listening.getsockname()[1]

        async def listen():
            return await self._loop.create_server(lambda: aiosmtpd.smtp.SMTP(self, loop=self._loop), sock=listening)

        self._server = self._loop.run_until_complete(listen())
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    async def handle_DATA(self, _server, _session, envelope):
        self._mails.put((envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 2.0.0 taken"

    def mail(self):
        """The next one, as (recipients, message); waits until it is there."""
        return self._mails.get(timeout=60)

    def code(self):
        return re.search(r"(?<!\d)\d{6}(?!\d)", self.mail()[1].get_body(("plain",)).get_content()).group()

    def stop(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._server.close()
        self._loop.close()


class _Forms(html.parser.HTMLParser):
    """The forms of a page: for each its action and its fields as the server filled them."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.heading, self._in_h1 = [], "", False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self._in_h1 = tag == "h1"
        if tag == "form":
            self.forms.append({"action": attributes.get("action", ""), "fields": {}})
        elif tag in ("input", "select", "textarea") and attributes.get("name") and self.forms:
            self.forms[-1]["fields"][attributes["name"]] = attributes.get("value", "")

    def handle_data(self, data):
        if self._in_h1:
            self.heading += data

    def handle_endtag(self, tag):
        self._in_h1 = self._in_h1 and tag != "h1"


class Visitor:
    """A person on the portal, with nothing of ours in the way: Python's own HTTP client."""

    def __init__(self, portal):
        self.url = portal
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def _load(self, target, data=None):
        with self.opener.open(urllib.parse.urljoin(self.url, target), data, timeout=30) as answer:
            self.url, self.text = answer.url, answer.read().decode()
        parsed = _Forms(self.text)
        self.forms, self.heading = parsed.forms, parsed.heading.strip()
        return self.text

    def get(self, target):
        return self._load(target)

    def submit(self, form=0, **fields):
        chosen = self.forms[form]
        return self._load(chosen["action"] or self.url, urllib.parse.urlencode({**chosen["fields"], **fields}).encode())

    def walk(self, served, inbox, who, flow="2"):
        """The leaflet's five steps; r=2 is the activation, r=1 the recovery."""
        self.get(f"/fr/confirm_adresse_1?r={flow}")
        self.submit(terms="1")
        self.submit(amo=who["amo"])
        self.submit(rib=who["rib"])
        self.submit(email=who["email"])
        self.submit(code=inbox.code(), **{"g-recaptcha-response": served.mint()})
        if flow == "1":
            self.submit(password="un mot de passe", password_again="un mot de passe")
