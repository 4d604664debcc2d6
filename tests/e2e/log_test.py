"""The log of a run is the one source of its reports: a log that is not whole, an earlier run's reports and a part of the
plan that was not run are never taken for green."""

import fcntl
import hashlib
import json
import os
import socket
import subprocess
import unittest

from support import FAILING, PARCOURS, PASSING, Case, run, test_cases, verdict


class Whole(Case):
    def setUp(self):
        super().setUp()
        self.write("a.yaml", PASSING)
        self.write("b.yaml", FAILING)

    def lines(self):
        return (self.out / "events.ndjson").read_bytes().splitlines(keepends=True)

    def render(self, lines):
        log = self.write("changed.ndjson", b"".join(lines))
        return run("report", "render", log, "--junit", self.folder / "changed.xml", cwd=self.folder)

    def test_lines_are_numbered_and_the_last_says_how_many_and_their_checksum(self):
        for world in ("local", "sim"):
            self.assertExit(self.run_journeys("a.yaml", "--world", world, "--repeat", "3", "-j", "2"), 0)
            lines = self.lines()
            self.assertEqual([json.loads(line)["n"] for line in lines], list(range(1, len(lines) + 1)))
            last = json.loads(lines[-1])
            self.assertEqual((last["event"], last["lines"]), ("log_closed", len(lines) - 1))
            self.assertEqual(last["sha256"], hashlib.sha256(b"".join(lines[:-1])).hexdigest())

    def test_a_line_that_is_lost_doubled_moved_or_misspelt_is_told_and_the_rest_rendered(self):
        self.assertExit(self.run_journeys("a.yaml", "--world", "sim", "--repeat", "2"), 0)
        whole = self.lines()
        self.assertExit(self.render(whole), 0)
        for at, line in enumerate(whole):
            for changed in (whole[:at] + whole[at + 1:], whole[:at] + [line] + whole[at:],
                            whole[:at] + [line.replace(b'"event":"', b'"event":"x')] + whole[at + 1:],
                            whole[:at - 1] + [line, whole[at - 1]] + whole[at + 1:] if at else whole[1:2] + whole):
                done = self.render(changed)
                self.assertExit(done, 4)
                self.assertIn("error[log-not-whole]", done.stderr)
                self.assertIn("journeys: ", done.stdout)
                self.assertTrue((self.folder / "changed.xml").exists())

    def test_what_failed_outranks_what_is_missing(self):
        self.assertExit(self.run_journeys("a.yaml", "b.yaml"), 1)
        self.assertExit(self.render(self.lines()[:-1]), 1)
        done = self.render(line for line in self.lines() if b'"verdict":"failed"' not in line)
        self.assertExit(done, 4)
        self.assertIn("b.yaml", done.stderr)

    def test_a_log_of_an_earlier_version_is_rendered_and_not_called_whole(self):
        self.assertExit(self.run_journeys("a.yaml"), 0)
        old = [json.loads(line) for line in self.lines()]
        done = self.render(json.dumps({key: value for key, value in item.items() if key != "n"}).encode() + b"\n"
                           for item in old if item["event"] not in ("journey_planned", "log_closed"))
        self.assertExit(done, 4)
        self.assertIn("has no number", done.stderr)
        self.assertIn("1 journey: 1 passed", done.stdout)

    def test_logs_of_shards_may_stand_one_after_another(self):
        self.assertExit(self.run_journeys("a.yaml"), 0)
        one = self.lines()
        self.write("c.yaml", PASSING)
        self.assertExit(self.run_journeys("c.yaml"), 0)
        done = self.render(one + self.lines())
        self.assertExit(done, 0)
        self.assertIn("2 journeys: 2 passed", done.stdout)
        self.assertExit(self.render(one[:-1] + self.lines()), 4)


class NotRun(Case):
    def skipped(self):
        return {name: case.find("skipped").get("message")
                for (_, name), case in test_cases(self.out / "junit.xml").items() if verdict(case) == "skipped"}

    def test_what_fail_fast_leaves_out_is_skipped_with_the_reason(self):
        self.write("a.yaml", FAILING)
        self.write("b.yaml", PASSING)
        self.write("c.yaml", PASSING.replace("First page", "Another"))
        for world in ("local", "sim"):
            done = self.run_journeys("a.yaml", "b.yaml", "c.yaml", "--fail-fast", "--world", world)
            self.assertExit(done, 1)
            why = "not run: --fail-fast, after 'a.yaml' did not pass"
            self.assertEqual(self.skipped(), {"First page": why, "Another": why})
            self.assertIn(f"skip  2 journeys  ({why})", done.stdout)
            self.assertIn("1 of 3 journeys: 0 passed, 1 failed, 0 errors, 2 skipped (2 not run)", done.stdout)
            self.assertEqual(run("report", "render", "-q", self.out / "events.ndjson").returncode, 1)
            self.assertEqual(len(self.skipped()), 2)

    def test_nothing_is_said_when_the_last_journey_fails(self):
        self.write("a.yaml", PASSING)
        self.write("b.yaml", FAILING)
        done = self.run_journeys("a.yaml", "b.yaml", "--fail-fast")
        self.assertIn("2 journeys: 1 passed, 1 failed, 0 errors, 0 skipped in", done.stdout)
        self.assertNotIn("stopped", self.events("run_finished")[0])


class Stale(Case):
    def setUp(self):
        super().setUp()
        self.write("a.yaml", PASSING)
        self.write("broken.yaml", "journey: Broken\nsteps:\n  - identfy\n")

    def old(self, *names):
        """Reports of an earlier run."""
        self.assertExit(self.run_journeys("a.yaml"), 0)
        for name in names:
            self.write(name, "of an earlier run")

    def assertNothingLeft(self):
        self.assertEqual(sorted(path.name for path in self.out.iterdir()), [])

    def test_a_run_that_cannot_begin_leaves_no_report_of_an_earlier_one(self):
        for arguments, code in ((["broken.yaml"], 2), (["nowhere.yaml"], 2), (["a.yaml", "--target", "nowhere.yaml"], 2),
                                (["a.yaml", "--var", "1=2"], 2), (["a.yaml", "--tag", "("], 2), (["a.yaml", "--tag", "x"], 3),
                                (["a.yaml", "--secrets", "nowhere.yaml"], 2), (["a.yaml", "--no-such-option"], 2),
                                (["a.yaml", "--world", "nowhere"], 2), (["a.yaml", "-j", "0"], 2),
                                (["a.yaml", "--world", "sim", "--target", "a.yaml"], 2)):
            with self.subTest(arguments):
                self.old()
                self.assertExit(self.run_journeys(*arguments), code)
                self.assertNothingLeft()

    def test_the_report_that_was_to_be_written_elsewhere_is_removed_too(self):
        self.old("mine.xml")
        self.assertExit(self.run_journeys("broken.yaml", "--junit", "mine.xml"), 2)
        self.assertFalse((self.folder / "mine.xml").exists())
        self.old("mine.xml")
        self.assertExit(self.run_journeys("a.yaml", "--junit=mine.xml", "--no-such-option"), 2)
        self.assertFalse((self.folder / "mine.xml").exists())

    def test_a_run_that_is_killed_leaves_no_report_of_an_earlier_one(self):
        self.old()
        silent = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(silent.close)
        silent.settimeout(60)
        self.write("silent.yaml", f'journey: Silent\nsteps:\n  - goto: "http://127.0.0.1:{silent.getsockname()[1]}/"\n')
        process = subprocess.Popen([PARCOURS, "run", "silent.yaml", "--out", self.out], cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        asked, _ = silent.accept()
        self.addCleanup(asked.close)
        process.kill()
        process.wait()
        self.assertFalse((self.out / "junit.xml").exists())
        self.assertExit(self.run_journeys("a.yaml"), 0)  # the lock of the dead holds nobody up
        self.assertEqual(sorted(path.name for path in self.out.iterdir()), ["events.ndjson", "junit.xml"])

    def test_what_writes_nothing_removes_nothing(self):
        self.old("mine.xml")
        before = {path: path.read_bytes() for path in [*self.out.iterdir(), self.folder / "mine.xml"]}
        for arguments in (["run", "a.yaml", "--dry-run", "--out", self.out, "--junit", "mine.xml"],
                          ["run", "broken.yaml", "--dry-run", "--out", self.out], ["run", "--help", "--out", self.out],
                          ["run", "--dry-run", "--no-such-option", "--out", self.out], ["check", "broken.yaml"],
                          ["list", "broken.yaml"], ["rnu", "--out", self.out], ["run", "a.yaml", "--out"]):
            run(*arguments, cwd=self.folder)
            self.assertEqual({path: path.read_bytes() for path in before}, before, arguments)

    def test_only_regular_files_are_removed(self):
        self.old("target.xml")
        fifo, link = self.folder / "fifo", self.folder / "link"
        os.mkfifo(fifo)
        link.symlink_to(self.folder / "target.xml")
        for place in (fifo, link, self.folder):
            self.assertExit(self.run_journeys("broken.yaml", "--junit", place), 2)
            self.assertTrue(os.path.lexists(place))
        self.assertTrue((self.folder / "target.xml").exists())


class OneAtATime(Case):
    def test_a_second_run_in_the_same_folder_is_refused_with_the_pid_of_the_first(self):
        self.write("a.yaml", PASSING)
        silent = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(silent.close)
        silent.settimeout(60)
        self.write("silent.yaml", f'journey: Silent\nsteps:\n  - goto: "http://127.0.0.1:{silent.getsockname()[1]}/"\n')
        first = subprocess.Popen([PARCOURS, "run", "silent.yaml", "--out", self.out], cwd=self.folder,
                                 stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(first.wait)
        self.addCleanup(first.kill)
        asked, _ = silent.accept()
        self.addCleanup(asked.close)
        before = (self.out / "events.ndjson").read_bytes()
        for arguments in (["a.yaml"], ["nowhere.yaml"]):
            second = self.run_journeys(*arguments)
            self.assertExit(second, 4)
            self.assertIn("error[out-in-use]", second.stderr)
            self.assertIn(f"(process {first.pid})", second.stderr)
        self.assertTrue((self.out / "events.ndjson").read_bytes().startswith(before))
        self.assertExit(self.run_journeys("a.yaml", "--dry-run"), 0)
        self.out = self.folder / "another"
        self.assertExit(self.run_journeys("a.yaml"), 0)

    def test_a_folder_that_somebody_else_has_locked_is_not_touched(self):
        self.write("a.yaml", PASSING)
        self.assertExit(self.run_journeys("a.yaml"), 0)
        before = (self.out / "junit.xml").read_bytes()
        with open(self.out / ".parcours.lock", "w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            self.assertExit(self.run_journeys("a.yaml"), 4)
            self.assertEqual((self.out / "junit.xml").read_bytes(), before)
        self.assertExit(self.run_journeys("a.yaml"), 0)
        self.assertFalse((self.out / ".parcours.lock").exists())


if __name__ == "__main__":
    unittest.main()
