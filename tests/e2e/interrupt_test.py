"""A run that is interrupted or killed: what it had done by then is not lost."""

import json
import signal
import socket
import subprocess
import unittest

from support import JOURNEYS, PARCOURS, Case, run, test_cases, verdict

MANY = 20_000  # more than can finish before the signal
SEEN = 5  # journeys that have been told as finished when the signal is sent


class Interrupted(Case):
    def start(self, *arguments):
        """Runs more journeys than can finish, and returns once some have."""
        process = subprocess.Popen(
            [PARCOURS, "run", JOURNEYS / "valid_amo.yaml", "--repeat", str(MANY), "--out", self.out, *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        lines = 0
        while lines < SEEN:
            line = process.stdout.readline()
            self.assertTrue(line, "the run ended by itself")
            lines += line.startswith("ok ")
        return process

    def interrupt(self, process, number):
        process.send_signal(number)
        out, errors = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 130, errors)
        return out

    def check_reports(self):
        log = self.events()
        self.assertEqual(log[0]["event"], "run_started")
        self.assertEqual([item["event"] for item in log[-2:]], ["run_interrupted", "log_closed"])
        names = {item["id"]: item["name"] for item in log if item["event"] == "journey_started"}
        finished = {names[item["id"]] for item in log if item["event"] == "journey_finished" and item.get("last")}
        self.assertGreaterEqual(len(finished), SEEN)

        cases = {name: case for (_, name), case in test_cases(self.out / "junit.xml").items()}
        self.check_cases(cases, finished, set(names.values()), "the run was interrupted")
        return log

    def check_cases(self, cases, finished, started, why):
        """Everything that was planned is there, with what became of it."""
        self.assertEqual(len(cases), MANY)
        self.assertEqual({name for name, case in cases.items() if verdict(case) == "passed"}, finished)
        for name in started - finished:
            self.assertEqual(cases[name].find("error").get("type"), "interrupted")
        for name in set(cases) - started:
            self.assertEqual(cases[name].find("skipped").get("message"), f"not run: {why}")

    def check_render(self, finished, started):
        """The reports that the killed run could not write."""
        self.assertFalse((self.out / "junit.xml").exists())
        done = run("report", "render", self.out / "events.ndjson")
        self.assertExit(done, 4)  # nobody can tell what it would have been
        self.assertIn("error[log-not-whole]", done.stderr)
        self.assertRegex(done.stdout, rf"{len(started)} of {MANY} journeys: {len(finished)} passed, 0 failed")
        self.assertIn(f"({MANY - len(started)} not run)", done.stdout)
        cases = {name: case for (_, name), case in test_cases(self.out / "junit.xml").items()}
        self.check_cases(cases, finished, started, "the log ends before it")
        (self.out / "junit.xml").unlink()

    def test_a_signal_ends_the_run_with_its_reports(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            for more in ([], ["-j", "2"], ["--world", "sim"], ["--world", "sim", "-j", "2"]):
                with self.subTest(number=number, more=more):
                    out = self.interrupt(self.start(*more), number)
                    self.assertRegex(out, rf"\d+ of {MANY} journeys: \d+ passed, 0 failed")
                    log = self.check_reports()
                    self.assertLess(len(log), 11 * MANY)

    def test_a_journey_that_waits_for_an_answer_is_left(self):
        silent = socket.create_server(("127.0.0.1", 0))  # takes the request and never answers
        self.addCleanup(silent.close)
        silent.settimeout(60)
        self.write("silent.yaml", f"""# It goes where nobody answers.
journey: Silence
steps:
  - goto: "http://127.0.0.1:{silent.getsockname()[1]}/"
""")
        process = subprocess.Popen([PARCOURS, "run", "silent.yaml", "--out", self.out], cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        asked, _ = silent.accept()
        self.addCleanup(asked.close)
        self.assertEqual(asked.recv(4), b"GET ")
        self.interrupt(process, signal.SIGINT)
        (case,) = test_cases(self.out / "junit.xml").values()
        self.assertEqual(case.find("error").get("type"), "interrupted")

    def test_a_killed_run_leaves_its_log(self):
        for more in ([], ["-j", "2"], ["--world", "sim"]):
            with self.subTest(more):
                process = self.start(*more)
                process.kill()
                process.wait()
                lines = (self.out / "events.ndjson").read_bytes().split(b"\n")
                whole = [json.loads(line) for line in lines[:-1]]  # only what follows the last line end may be torn
                self.assertEqual(whole[0]["event"], "run_started")
                self.assertEqual(whole[0]["planned"], MANY)
                # The line on the terminal comes just before the log is flushed: the last one may be missing.
                finished = {item["id"] for item in whole if item["event"] == "journey_finished"}
                self.assertGreaterEqual(len(finished), SEEN - 1)
                names = {item["id"]: item["name"] for item in whole if item["event"] == "journey_started"}
                self.assertLessEqual(finished, set(names))
                self.check_render({names[one] for one in finished}, set(names.values()))


if __name__ == "__main__":
    unittest.main()
