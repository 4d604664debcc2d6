"""What the machine may refuse: descriptors, threads, memory. Each is named with its remedy, and no portal is blamed."""

import resource
import signal
import subprocess
import unittest

from support import JOURNEYS, PARCOURS, PASSING, ROOT, SANITIZED, Case, events, run

STANDARD = 3   # descriptors that a program has at its start
OF_A_RUN = 2  # its log and its folder's lock


def with_descriptors(limit, *arguments, cwd=ROOT):
    lower = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    return subprocess.run([PARCOURS, *map(str, arguments)], cwd=cwd, text=True, capture_output=True, timeout=300,
                          stdin=subprocess.DEVNULL, preexec_fn=lower)


class Descriptors(Case):
    def refused(self, done, limit, needed, taken=STANDARD):
        self.assertExit(done, 4)
        self.assertRegex(done.stderr, rf"^error\[out-of-descriptors\]: {needed} descriptors .* are needed, and "
                                      rf"{limit - taken} are free \(`ulimit -n` allows {limit}\)")
        self.assertIn("--jobs", done.stderr)

    def test_a_run_has_enough_for_all_of_its_worlds_or_does_not_begin(self):
        of_worlds = STANDARD + OF_A_RUN
        for world, jobs, taken, needed in (("sim", 1, STANDARD, 8), ("sim", 8, STANDARD, 8), ("local", 1, of_worlds, 20),
                                           ("local", 3, of_worlds, 52)):
            least = taken + needed
            command = ("run", "--world", world, "-j", jobs, "-q", "--out", self.out)
            with self.subTest(world=world, jobs=jobs):
                self.assertExit(with_descriptors(least, *command), 0)
                self.refused(with_descriptors(least - 1, *command), least - 1, needed, taken)
                self.assertFalse((self.out / "junit.xml").exists(), "the report of the run before")

    def test_no_limit_fails_a_journey(self):
        self.write("a.yaml", PASSING)
        for world in ("sim", "local"):
            for limit in range(6, 40):
                done = with_descriptors(limit, "run", "a.yaml", "--world", world, cwd=self.folder)
                self.assertIn(done.returncode, (0, 4), (limit, done.stderr))
                if done.returncode == 4:
                    self.assertIn("error[out-of-descriptors]", done.stderr)

    def test_more_jobs_than_journeys_need_no_more(self):
        self.write("a.yaml", PASSING)
        done = with_descriptors(STANDARD + OF_A_RUN + 20, "run", "a.yaml", "--world", "local", "-j", 64, cwd=self.folder)
        self.assertExit(done, 0)

    def test_the_other_commands_name_it_too(self):
        for command in (("check",), ("list",), ("run", "--dry-run"), ("report", "render", self.out / "events.ndjson")):
            with self.subTest(command):
                self.refused(with_descriptors(10, *command), 10, 8)
        ready = self.folder / "ready.json"
        ready.write_text("of another")
        self.refused(with_descriptors(34, "serve", "--ready-file", ready), 34, 32)
        self.assertFalse(ready.exists())


class Threads(Case):
    @unittest.skipIf(SANITIZED, "a sanitizer needs more address space than can be limited")
    def test_where_the_machine_starts_none_nothing_is_run(self):
        done = run("run", "--world", "sim", "-j", "64", "--out", self.out, memory=160 << 20)
        self.assertExit(done, 4)
        self.assertRegex(done.stderr, r"error\[out-of-threads\]: .*`ulimit -v` allows 163840 kB.*--jobs")
        log = events(self.out / "events.ndjson")
        self.assertNotIn("journey_started", [line["event"] for line in log])


class Memory(Case):
    def test_a_library_that_ends_the_program_is_told_of(self):
        served = self.serve()
        self.assertEqual(served.stop(signal.SIGABRT), 4)
        self.assertIn("error[aborted]: a library ended the program", served.output)

    @unittest.skipIf(SANITIZED, "a sanitizer needs more address space than can be limited")
    def test_whatever_the_limit_nothing_is_blamed_on_the_portal(self):
        for megabytes in (120, 170, 220, 300, 400):
            for world in ("sim", "local"):
                done = run("run", "--world", world, "-j", "8", "-q", "--out", self.out, JOURNEYS, memory=megabytes << 20)
                self.assertIn(done.returncode, (0, 4), (megabytes, world, done.stderr))
                if done.returncode == 4:
                    self.assertRegex(done.stderr, r"error\[(out-of-\w+|aborted)\]: .*ulimit -v.*--jobs")


if __name__ == "__main__":
    unittest.main()
