"""What stands on a terminal: widths, heights, progress, and what a terminal that obeys no controls is sent."""

import codecs
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import threading
import unicodedata
import unittest

from support import FAILING, PARCOURS, PASSING, ROOT, Case, run

CONTROLS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def width_of(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


class Terminal:
    """A terminal of some size on which the program runs; `until` waits for a text on it."""

    def __init__(self, *arguments, columns=80, lines=24, cwd=ROOT, **env):
        self.seen, self.changed = "", threading.Condition()
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR", "TERM")}
        self.process = subprocess.Popen([PARCOURS, *map(str, arguments)], cwd=cwd, stdin=theirs, stdout=theirs, stderr=theirs,
                                        env={**kept, "TERM": "xterm", **env}, start_new_session=True)
        os.close(theirs)
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        try:
            while some := os.read(self.ours, 65536):
                with self.changed:
                    self.seen += decoder.decode(some)
                    self.changed.notify_all()
        except OSError:  # nobody has the other side any more
            pass

    def until(self, pattern):
        with self.changed:
            if not self.changed.wait_for(lambda: re.search(pattern, self.seen), 300):
                raise AssertionError(f"{pattern} is not in {self.seen!r}")

    def ended(self):
        code = self.process.wait(300)
        self.reader.join()
        os.close(self.ours)
        return code

    def rows(self):
        """What is left to be read, controls carried out: a line that is erased is gone."""
        return [CONTROLS.sub("", line.rsplit("\r", 1)[-1] if "\x1b[K" in line or "\x1b[2K" in line else line)
                for line in self.seen.replace("\r\n", "\n").split("\n")][:-1]


def height_of(rows, columns=80):
    return sum(max(1, -(-width_of(row) // columns)) for row in rows)


class Lists(Case):
    def test_a_list_is_aligned_and_no_wider_than_the_terminal(self):
        for columns in (200, 80, 40, 10):
            with self.subTest(columns):
                terminal = Terminal("list", columns=columns)
                self.assertEqual(terminal.ended(), 0)
                rows = terminal.rows()
                self.assertEqual(rows[0], "scenarios/journeys/" if columns > 19 else "scenarios…")
                self.assertLessEqual(max(map(width_of, rows)), columns)
                if columns == 200:
                    self.assertEqual(len({row.rindex("  [") for row in rows[1:]}), 1, "tags stand below each other")
                if columns == 80:
                    self.assertIn("Code that differs in one digit [digit 1]", terminal.seen)

    def test_columns_of_the_environment_go_first(self):
        for given, wide in {"50": 50, "": 60, "0": 60, "many": 60, "-3": 60, "50x": 60}.items():
            with self.subTest(given):
                terminal = Terminal("list", columns=60, COLUMNS=given)
                self.assertEqual(terminal.ended(), 0)
                self.assertEqual(max(map(width_of, terminal.rows())), wide)

    def test_what_is_piped_is_whole_and_aligned(self):
        rows = run("list", env={"COLUMNS": "20"}).stdout.splitlines()
        self.assertEqual(len({row.rindex("  [") for row in rows}), 1)
        self.assertTrue(all(row.startswith("scenarios/journeys/") for row in rows))
        self.assertFalse([row for row in rows if "…" in row])

    def test_names_cannot_steer_the_terminal(self):
        self.write("evil.yaml", PASSING.replace("First page", '"\\e]0;x\\aFirst"'))
        terminal = Terminal("list", "evil.yaml", cwd=self.folder)
        self.assertEqual(terminal.ended(), 0)
        self.assertNotIn("\x1b]", terminal.seen)


class Failures(Case):
    def test_each_way_to_fail_fits_a_small_terminal(self):
        for journey in sorted((ROOT / "scenarios/must_fail").glob("*.yaml")):
            with self.subTest(journey.name):
                terminal = Terminal("run", journey.relative_to(ROOT), "--world", "sim", "--out", self.folder / "out")
                self.assertEqual(terminal.ended(), 1)
                rows = terminal.rows()
                self.assertLessEqual(height_of(rows), 24, "\n".join(rows))

    def test_of_the_page_the_form_is_shown_and_not_the_way_to_it(self):
        self.write("wrong.yaml", PASSING + """  - accept_terms
  - identify: {amo: "12"}
    expect: {page: payment}
""")
        terminal = Terminal("run", "wrong.yaml", cwd=self.folder)
        self.assertEqual(terminal.ended(), 1)
        seen = "\n".join(terminal.rows())
        self.assertIn("! Le formulaire n'a pas été accepté", seen)
        self.assertNotIn("Conditions\n", seen)
        self.assertRegex(seen, "again: parcours run wrong.yaml .*--seed 1 --name wrong.yaml\n")

    def test_the_steps_of_a_verbose_run_do_not_repeat_its_name(self):
        self.write("first.yaml", PASSING)
        terminal = Terminal("run", "first.yaml", "-v", cwd=self.folder)
        self.assertEqual(terminal.ended(), 0)
        self.assertEqual(sum("First page" in row for row in terminal.rows()), 1)


class Progress(Case):
    def test_a_long_run_says_how_long_it_will_take_and_is_erased_when_interrupted(self):
        self.write("first.yaml", PASSING)
        terminal = Terminal("run", "first.yaml", "--repeat", "40000", cwd=self.folder)
        terminal.until(r"\[\d+/40000\] \d+\.\d s, [^ ]+ (s|min \d+ s) left")
        terminal.process.send_signal(signal.SIGINT)
        self.assertEqual(terminal.ended(), 130)
        rows = terminal.rows()
        self.assertFalse([row for row in rows if row.startswith("[")], "the line of progress is gone")
        self.assertRegex(rows[-1], r"^Interrupted\. \d+ of 40000 journeys: ")
        self.assertNotIn("left", "".join(rows))

    def test_a_dumb_terminal_is_sent_text_alone(self):
        self.write("first.yaml", PASSING)
        self.write("wrong.yaml", FAILING)
        terminal = Terminal("run", "first.yaml", "wrong.yaml", cwd=self.folder, TERM="dumb")
        self.assertEqual(terminal.ended(), 1)
        self.assertNotIn("\x1b", terminal.seen)
        self.assertNotIn("\r", terminal.seen.replace("\r\n", ""))

    def test_a_terminal_that_can_is_sent_colours_unless_they_are_unwanted(self):
        self.write("first.yaml", PASSING)
        for env, coloured in (({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True)):
            terminal = Terminal("run", "first.yaml", cwd=self.folder, **env)
            self.assertEqual(terminal.ended(), 0)
            self.assertEqual("\x1b[32m" in terminal.seen, coloured, env)


if __name__ == "__main__":
    unittest.main()
