"""`parcours report render`: the reports of a run from its log alone, whenever and wherever the log is read."""

import json
import unittest

from support import FAILING, PASSING, Case, run, test_cases, verdict


class Render(Case):
    def log_of(self, text, *arguments):
        self.write("journey.yaml", text)
        done = self.run_journeys("journey.yaml", "--world", "sim", *arguments)
        return self.out / "events.ndjson", done

    def render(self, *arguments):
        return run("report", "render", *arguments, cwd=self.folder)

    def test_it_writes_what_the_run_wrote(self):
        for text, code in ((PASSING, 0), (FAILING, 1)):
            for profile in ("strict", "rich"):
                with self.subTest(code=code, profile=profile):
                    log, done = self.log_of(text, "--junit-profile", profile)
                    self.assertExit(done, code)
                    written = (self.out / "junit.xml").read_bytes()
                    rendered = self.render(log, "--junit", "again.xml", "--junit-profile", profile)
                    self.assertExit(rendered, code)
                    self.assertEqual((self.folder / "again.xml").read_bytes(), written)

    def test_it_shows_what_the_run_showed(self):
        log, done = self.log_of(FAILING)
        shown = self.render(log)
        # All but the last line, which has the time that the user waited.
        self.assertEqual(shown.stdout.splitlines()[:-1], done.stdout.splitlines()[:-1])
        self.assertIn("expect: {page: payment}", shown.stdout)
        (self.folder / "journey.yaml").unlink()
        self.assertIn("seen: terms", self.render(log).stdout)

    def test_the_log_of_a_run_is_the_default(self):
        self.log_of(PASSING)
        (self.out / "junit.xml").unlink()
        self.assertExit(self.render(), 0)
        self.assertTrue((self.out / "junit.xml").exists())

    def test_every_beginning_of_a_log_can_be_rendered(self):
        log, _ = self.log_of(PASSING, "--repeat", "2")
        whole = log.read_bytes()
        lines = whole.splitlines(keepends=True)
        for cut in range(1, len(lines) + 1):
            for torn in (b"", lines[cut][:7] if cut < len(lines) else b""):
                with self.subTest(cut=cut, torn=torn):
                    beginning = self.write("killed.ndjson", b"".join(lines[:cut]) + torn)
                    done = self.render(beginning, "-q")
                    self.assertExit(done, 0 if cut == len(lines) else 4)
                    self.assertEqual("error[log-not-whole]" in done.stderr, cut < len(lines))
                    ended = sum(b'"journey_finished"' in line for line in lines[:cut])
                    cases = {name: verdict(case)
                             for (_, name), case in test_cases(self.folder / "junit.xml").items()}
                    planned = 2 * any(b'"journey_planned"' in line for line in lines[:cut])
                    self.assertEqual(len(cases), planned)
                    self.assertEqual(list(cases.values()).count("passed"), ended)

    def test_what_is_no_log_is_told(self):
        self.write("empty.ndjson", "")
        self.write("other.ndjson", "one line\nanother line\n")
        for given, code in (("nowhere.ndjson", "unreadable-log"), (".", "unreadable-log"), ("empty.ndjson", "bad-log"),
                            ("other.ndjson", "bad-log")):
            with self.subTest(given):
                done = self.render(given)
                self.assertExit(done, 2)
                self.assertIn(f"error[{code}]", done.stderr)
                self.assertIn(given, done.stderr)
                self.assertFalse((self.folder / "junit.xml").exists())

    def test_a_report_that_cannot_be_written_is_told(self):
        log, _ = self.log_of(PASSING)
        done = self.render(log, "--junit", "journey.yaml/junit.xml")
        self.assertExit(done, 4)
        self.assertIn("error[report-write]", done.stderr)

    def test_what_to_do_with_a_report_must_be_said(self):
        self.assertExit(run("report"), 2)
        self.assertExit(run("report", "rendr"), 2)


if __name__ == "__main__":
    unittest.main()
