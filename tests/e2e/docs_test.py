"""Every command of README.md and docs/*.md runs as it is printed.

Blocks marked ```sh are run line by line, and the lines of ```console blocks that begin with "$ "; a line that ends in
"# exit 2" must end with that status, any other with 0. They run in a folder of links to the project's own files, one for
each document, so that what they write is thrown away; `parcours` is the program under test. A line that is `parcours serve`
is ended as Ctrl-C does once it is ready. Lines that begin with script/ build or install: they must name a script that is
there. The ports of PORTS stand for free ones. A block that must not run is marked ```sh no-test, and the line above it says why; the options of `parcours` in it
must exist all the same.
"""

import os
import pathlib
import re
import signal
import subprocess
import unittest

from support import PARCOURS, ROOT, Case, free_port, run

DOCUMENTS = sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").glob("*.md"))
PORTS = ("18025", "11025")  # of servers that a document leaves in the background
NOT_LINKED = {".git", ".cache", "build", "out"}
BLOCK = re.compile(r"^(?P<indent> *)```(?P<mark>(?:sh|console)(?: no-test)?)\n(?P<body>.*?)^(?P=indent)```$", re.M | re.S)


class Command:
    def __init__(self, where, text, tested):
        self.where, self.text, self.tested = where, text, tested
        expected = re.search(r"# exit (\d+)$", text)
        self.code = int(expected.group(1)) if expected else 0


def commands(document):
    text = document.read_text(encoding="utf-8")
    for block in BLOCK.finditer(text):
        line = text.count("\n", 0, block.start("body")) + 1
        body = block["body"].replace("\\\n", "\0")  # a command goes on behind a backslash
        for row in body.split("\n"):
            command = row.replace("\0", "\\\n").removeprefix(block["indent"])
            console = block["mark"].startswith("console")
            if console and command.startswith("$ ") or not console and command.strip() and not command.startswith("#"):
                where = f"{document.relative_to(ROOT)}:{line}"
                yield Command(where, command.removeprefix("$ ").strip(), not block["mark"].endswith("no-test"))
            line += 1 + row.count("\0")


class Documents(Case):
    def setUp(self):
        super().setUp()
        self.groups = []
        self.addCleanup(self.end_what_runs_on)
        self.ports = {port: str(free_port()) for port in PORTS}
        self.program = self.folder / "bin/parcours"
        self.program.parent.mkdir()
        self.program.symlink_to(pathlib.Path(PARCOURS).resolve())

    def end_what_runs_on(self):
        for group in self.groups:
            try:
                os.killpg(group, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def workplace(self, document):
        place = self.folder / document.stem
        place.mkdir()
        for entry in ROOT.iterdir():
            if entry.name not in NOT_LINKED:
                (place / entry.name).symlink_to(entry)
        return place

    def start(self, text, place, output):
        for printed, free in self.ports.items():
            text = text.replace(printed, free)
        process = subprocess.Popen(["sh", "-c", text], cwd=place, stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=subprocess.STDOUT, start_new_session=True, text=True,
                                   env={**os.environ, "PATH": f"{self.program.parent}:{os.environ['PATH']}"})
        self.groups.append(process.pid)
        return process

    def execute(self, command, place):
        """The exit status and what was said; what the command leaves in the background lives until the test's end."""
        log = self.folder / "said"
        with log.open("w") as output:
            code = self.start(command.text, place, output).wait(timeout=120)
        return code, log.read_text()

    def serve(self, command, place):
        """A server runs until it is ready, and is then ended as Ctrl-C does."""
        with self.start(f"exec {command.text}", place, subprocess.PIPE) as process:
            said = ""
            for line in process.stdout:
                said += line
                if line.startswith("ready"):
                    process.send_signal(signal.SIGINT)
            return process.wait(timeout=60), said

    def test_every_command_runs(self):
        for document in DOCUMENTS:
            place = self.workplace(document)
            for command in commands(document):
                if not command.tested or command.text.startswith("script/"):
                    continue
                with self.subTest(command.where):
                    perform = self.serve if re.match(r"parcours serve\b[^&|;#]*(#|$)", command.text) else self.execute
                    code, said = perform(command, place)
                    self.assertEqual(code, command.code, f"\n$ {command.text}\n{said}")

    def test_every_script_is_there(self):
        for document in DOCUMENTS:
            for command in commands(document):
                if command.text.startswith("script/"):
                    self.assertTrue(os.access(ROOT / command.text.split()[0], os.X_OK), f"{command.where}: {command.text}")

    def test_every_option_exists(self):
        helps = {}
        for document in DOCUMENTS:
            for command in commands(document):
                for name, rest in re.findall(r"(?:^|[|;&(] *)parcours ([a-z]+)([^|;&\n#]*)", command.text):
                    if name not in helps:
                        done = run(name, "--help")
                        self.assertExit(done, 0)
                        helps[name] = done.stdout
                    for option in re.findall(r"(?<=\s)--?[a-zA-Z][\w-]*", rest):
                        known = rf"(?m)(?:^|[\s,]){re.escape(option)}\b"
                        self.assertRegex(helps[name], known, f"{command.where}: {command.text}")

    def test_what_is_not_run_has_its_reason_above(self):
        for document in DOCUMENTS:
            text = document.read_text(encoding="utf-8")
            for block in BLOCK.finditer(text):
                if block["mark"].endswith("no-test"):
                    above = text[:block.start()].rstrip().rsplit("\n", 1)[-1].strip()
                    self.assertTrue(above and not above.startswith(("#", "```", "|")),
                                    f"{document.relative_to(ROOT)}: the line above says why it is not run:\n{block['body']}")

    def shown(self, document, mark):
        """What the blocks of a document hold that are marked so."""
        blocks = re.findall(r"^```([^\n]*)\n(.*?)^```$", (ROOT / document).read_text(encoding="utf-8"), re.M | re.S)
        return [text for its_mark, text in blocks if its_mark == mark]

    def test_every_journey_that_is_shown_is_one(self):
        found = [block for document in DOCUMENTS for block in self.shown(document, "yaml")
                 if re.search(r"^journey:", block, re.M)]
        self.assertGreaterEqual(len(found), 2)
        for block in found:
            self.assertExit(run("check", self.write("shown.yaml", block)), 0)

    def test_every_file_that_is_shown_is_taken(self):
        people, policy = self.shown("docs/serve.md", "yaml")
        (table,) = (block for block in self.shown("docs/serve.md", "") if block.startswith("amo;"))
        for name, text, option in (("people.yaml", people, "--subscribers"), ("people.csv", table, "--subscribers"),
                                   ("policy.yaml", policy, "--policy")):
            with self.subTest(name):
                self.serve_once(option, self.write(name, text))

    def serve_once(self, *options):
        served = Case.serve(self, *options)
        self.assertEqual(served.stop(), 0)

    def test_commands_are_found_at_all(self):
        self.assertIn(ROOT / "README.md", DOCUMENTS)
        found = [command for document in DOCUMENTS for command in commands(document)]
        self.assertGreater(sum(command.tested for command in found), 5)


if __name__ == "__main__":
    unittest.main()
