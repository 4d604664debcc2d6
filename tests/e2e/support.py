"""What the end-to-end tests share: the program, temporary folders, a served set of mocks, and a person with a browser."""

import html.parser
import http.cookiejar
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PARCOURS = os.environ.get("PARCOURS", str(ROOT / "build/test/parcours"))
JOURNEYS = ROOT / "scenarios/journeys"


def run(*arguments, cwd=ROOT, stdin=None, env=None, timeout=300):
    """Runs the program to its end; stdin defaults to none."""
    return subprocess.run([PARCOURS, *map(str, arguments)], cwd=cwd, input=stdin, text=True, capture_output=True,
                          timeout=timeout, env={**os.environ, "NO_COLOR": "1", **(env or {})},
                          **({} if stdin is not None else {"stdin": subprocess.DEVNULL}))


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="parcours-"))
        self.addCleanup(shutil.rmtree, self.folder, True)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(text, encoding="utf-8")
        return path

    def run_journeys(self, *arguments, **more):
        return run("run", "--out", self.folder / "out", *arguments, **more)

    def assertExit(self, done, code):
        self.assertEqual(done.returncode, code, f"\n--- stdout\n{done.stdout}\n--- stderr\n{done.stderr}")

    def serve(self, *arguments):
        served = Served(self.folder / "ready.json", *arguments)
        self.addCleanup(served.stop)
        return served


class Served:
    """`parcours serve` in the background, ready."""

    def __init__(self, ready_file, *arguments):
        self.process = subprocess.Popen([PARCOURS, "serve", "--ready-file", str(ready_file), *map(str, arguments)],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.output = ""
        for line in self.process.stdout:  # the last line that it says before it waits
            self.output += line
            if line.startswith("ready"):
                break
        else:
            raise AssertionError(f"serve ended:\n{self.output}")
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

    def stop(self, signum=signal.SIGTERM):
        if self.process.returncode is None:
            self.process.send_signal(signum)
            self.output += self.process.communicate(timeout=60)[0]
        return self.process.returncode


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
