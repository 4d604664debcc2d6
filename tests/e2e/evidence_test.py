"""The evidence of a run: what it holds, when it is kept, that its files are what their names say."""

import hashlib
import json
import os
import signal
import subprocess
import unittest

from secrets_test import ENVIRONMENT, JOURNEY, PLAIN, SECRET, spellings
from support import FAILING, JOURNEYS, PARCOURS, PASSING, Case, run

EVIDENCE = {"step_started", "http_exchanged", "page_shown", "mail_received", "captcha_checked", "time_moved",
            "evidence_cut"}
# The whole way of the leaflet, and an end that is false.
WALK = (JOURNEYS / "valid_amo.yaml").read_text().replace("page: activated", "page: code")
# It passes with a code that begins with a digit below five: half of its attempts do.
FLAKY = """# A code that begins with a digit below five.
journey: Lucky code
steps:
  - open: activation
  - accept_terms
  - identify: {amo: "${subscriber.amo}"}
  - payment: {rib: "${subscriber.rib}"}
  - request_code: {email: "${subscriber.email}"}
  - read_code: {pattern: '/\\b([0-4][0-9]{5})\\b/'}
"""


class Evidence(Case):
    def evidence(self, out=None):
        """name -> bytes of the files of evidence; each must be what its name says."""
        folder = (out or self.out) / "evidence"
        files = {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}
        for name, content in files.items():
            self.assertEqual(hashlib.sha256(content).hexdigest(), name)
        return files

    def named(self, item=None):
        """The contents that the log names."""
        found = []
        for value in (item if item is not None else self.events()) if isinstance(item, list) or item is None else item.values():
            if isinstance(value, dict) and "sha256" in value and "size" in value:
                found.append(value)
            elif isinstance(value, (dict, list)):
                found += self.named(value)
        return found

    def kinds(self):
        return {item["event"] for item in self.events()} & EVIDENCE

    def test_a_failed_journey_leaves_all_that_happened_in_it(self):
        for world in ("local", "sim"):
            with self.subTest(world):
                self.write("walk.yaml", WALK)
                self.assertExit(self.run_journeys("walk.yaml", "--world", world), 1)
                files = self.evidence()
                self.assertEqual({one["sha256"] for one in self.named()}, set(files))
                for one in self.named():
                    self.assertEqual(one["size"], len(files[one["sha256"]]))
                self.assertEqual(self.kinds(), EVIDENCE - {"time_moved", "evidence_cut"})
                (mail,) = self.events("mail_received")
                self.assertIn(mail["code"].encode(), files[mail["raw"]["sha256"]])
                self.assertIn(b"C: RCPT TO:<" + mail["to"][0].encode(), files[mail["transcript"]["sha256"]])
                (check,) = self.events("captcha_checked")
                self.assertEqual((check["provider"], check["outcome"]), ("recaptcha", "passed"))
                exchanges = self.events("http_exchanged")
                (asked,) = [one for one in exchanges if one["by"] == "portal"]
                self.assertIn(b'"success":true', files[asked["response"]["sha256"]].replace(b" ", b""))
                page = self.events("page_shown")[-1]
                self.assertIn("Votre compte est activé", files[page["text"]["sha256"]].decode())
                self.assertIn(b"<h1>", files[page["source"]["sha256"]])
                code_page = self.events("page_shown")[-2]
                self.assertIn(mail["code"], [field.get("value") for field in code_page["fields"]])

    def test_of_one_that_passes_none_is_kept_unless_all_is_asked_for(self):
        self.write("first.yaml", PASSING)
        self.assertExit(self.run_journeys("first.yaml"), 0)
        self.assertEqual(self.kinds(), set())
        self.assertFalse((self.out / "evidence").exists())
        self.assertExit(self.run_journeys("first.yaml", "--evidence", "all"), 0)
        self.assertGreater(len(self.evidence()), 0)
        self.assertExit(self.run_journeys("first.yaml"), 0)
        self.assertFalse((self.out / "evidence").exists(), "nothing of an earlier run survives")

    def test_none_keeps_none(self):
        self.write("wrong.yaml", FAILING)
        self.assertExit(self.run_journeys("wrong.yaml", "--evidence", "none"), 1)
        self.assertEqual(self.kinds(), set())
        self.assertFalse((self.out / "evidence").exists())
        self.assertExit(self.run_journeys("wrong.yaml", "--evidence", "some"), 2)

    def test_what_repeats_stands_there_once(self):
        self.write("again.yaml", "journey: x\nsteps:\n" + '  - goto: "/fr/nowhere"\n' * 5 + "  - expect: {status: 200}\n")
        self.assertExit(self.run_journeys("again.yaml", "--world", "sim"), 1)
        answers = [item["response"]["sha256"] for item in self.events("http_exchanged")]
        self.assertEqual(len(answers), 5)
        self.assertEqual(len(set(answers)), 1)

    def test_a_retry_is_kept_beside_what_it_was_needed_for(self):
        self.write("lucky.yaml", FLAKY)
        for seed in range(1, 20):
            self.run_journeys("lucky.yaml", "--world", "sim", "--retries", "1", "--seed", seed)
            ends = [item["verdict"] for item in self.events("journey_finished")]
            if ends == ["failed", "passed"]:
                break
        self.assertEqual(ends, ["failed", "passed"])
        attempts = {item.get("attempt", 1) for item in self.events() if item["event"] in EVIDENCE}
        self.assertEqual(attempts, {1, 2})
        self.evidence()

    def test_time_that_moved_is_told(self):
        self.write("late.yaml", PASSING + "  - wait: 11m\n  - expect: {page: payment}\n")
        self.assertExit(self.run_journeys("late.yaml", "--world", "sim"), 1)
        (moved,) = self.events("time_moved")
        self.assertEqual((moved["by_us"], moved["why"], moved["step"]), (11 * 60 * 1_000_000, "wait", 2))

    def test_the_same_seed_gives_the_same_files_and_lines_however_many_run_at_once(self):
        self.write("walk.yaml", WALK)
        self.write("wrong.yaml", FAILING)
        kept = []
        for more in (["-j", "1"], ["-j", "4"], ["-j", "4", "-v"]):
            self.assertExit(self.run_journeys("walk.yaml", "wrong.yaml", "--world", "sim", "--repeat", "20", "--evidence",
                                              "all", *more), 1)
            kept.append(((self.out / "events.ndjson").read_bytes(), self.evidence()))
        self.assertEqual(kept[0], kept[1])
        self.assertEqual(kept[0], kept[2])
        self.assertExit(self.run_journeys("walk.yaml", "wrong.yaml", "--world", "sim", "--repeat", "20", "--fail-fast",
                                          "-j", "4"), 1)
        self.assertEqual({one["sha256"] for one in self.named()}, set(self.evidence()))

    def test_its_limit_holds_and_what_was_cut_is_told(self):
        self.write("walk.yaml", WALK)
        self.assertExit(self.run_journeys("walk.yaml", "--world", "sim", "--evidence-limit", "8K"), 1)
        self.assertLess(sum(map(len, self.evidence().values())), 8 << 10)
        (cut,) = self.events("evidence_cut")
        self.assertEqual(cut["limit"], 8 << 10)
        self.assertGreater(cut["events"], 0)
        self.assertGreater(cut["bytes"], 0)
        for bad in ("0", "1023", "2G", "4X", "-1", "", "K", "99999999999999999999"):
            done = self.run_journeys("walk.yaml", f"--evidence-limit={bad}")
            self.assertExit(done, 2)
            self.assertIn("--evidence-limit", done.stderr)
        for good in ("1K", "1024", "1024 B", "1KiB", "1g", "512kb", "0001M"):
            self.assertExit(self.run_journeys("walk.yaml", "--world", "sim", f"--evidence-limit={good}"), 1)

    def test_only_what_a_run_wrote_is_removed(self):
        self.write("wrong.yaml", FAILING)
        self.assertExit(self.run_journeys("wrong.yaml"), 1)
        earlier = set(self.evidence())
        folder = self.out / "evidence"
        precious = self.write("precious", "precious")
        (folder / "notes.txt").write_text("mine")
        (folder / ("0" * 64 + ".part")).write_text("torn")
        (folder / ("1" * 64)).symlink_to(precious)
        (folder / ("2" * 64)).mkdir()
        (folder / ("2" * 64) / "x").write_text("mine")
        self.write_secrets("secrets.yaml", "it: precious\n")
        self.write("first.yaml", PASSING + '  - expect: {absent: "${secret.it}"}\n')
        self.assertExit(self.run_journeys("first.yaml", "--secrets", "secrets.yaml"), 0)
        self.assertEqual({path.name for path in folder.iterdir()}, {"notes.txt", "1" * 64, "2" * 64})
        self.assertEqual(precious.read_text(), "precious")
        self.assertTrue(earlier.isdisjoint(path.name for path in folder.iterdir()))

    def test_a_folder_that_is_a_link_is_neither_emptied_nor_written(self):
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / ("3" * 64)).write_text("theirs")
        self.out.mkdir()
        (self.out / "evidence").symlink_to(elsewhere)
        self.write("wrong.yaml", FAILING)
        self.write("first.yaml", PASSING)
        done = self.run_journeys("wrong.yaml")
        self.assertExit(done, 1)  # a failure outranks what could not be written
        self.assertIn("error[evidence-write]", done.stderr)
        self.assertEqual([path.name for path in elsewhere.iterdir()], ["3" * 64])
        self.assertEqual(self.named(), [])
        self.assertIn("response", self.events("http_exchanged")[0])
        self.assertExit(self.run_journeys("first.yaml", "--evidence", "all"), 4)
        self.assertExit(self.run_journeys("first.yaml"), 0)

    def test_evidence_that_cannot_be_written_is_told(self):
        self.out.mkdir()
        (self.out / "evidence").write_text("a file")
        self.write("first.yaml", PASSING)
        done = self.run_journeys("first.yaml", "--evidence", "all")
        self.assertExit(done, 4)
        self.assertIn("error[evidence-write]", done.stderr)
        self.assertTrue((self.out / "junit.xml").exists(), "the reports are written all the same")
        self.assertEqual((self.out / "evidence").read_text(), "a file")

    def test_a_killed_run_names_only_what_is_there(self):
        self.write("walk.yaml", WALK)
        for more in ([], ["--world", "sim", "-j", "2"]):
            process = subprocess.Popen([PARCOURS, "run", "walk.yaml", "--repeat", "20000", "--out", self.out, *more],
                                       cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
            self.addCleanup(process.stdout.close)
            seen = 0
            while seen < 5:
                line = process.stdout.readline()
                self.assertTrue(line, "the run ended by itself")
                seen += line.startswith("FAIL")
            process.send_signal(signal.SIGKILL)
            process.wait()
            whole = [json.loads(line) for line in (self.out / "events.ndjson").read_bytes().split(b"\n")[:-1]]
            self.assertGreaterEqual(sum(item["event"] == "journey_finished" for item in whole), 4)
            there = {path.name for path in (self.out / "evidence").iterdir()}
            named = {one["sha256"] for one in self.named(whole)}
            self.assertGreater(len(named), 0)
            self.assertLessEqual(named, there)
            for name in named:
                self.assertEqual(hashlib.sha256((self.out / "evidence" / name).read_bytes()).hexdigest(), name)
            self.assertExit(run("report", "render", self.out / "events.ndjson"), 1)

    def test_reports_are_rendered_with_the_evidence_and_without_it(self):
        self.write("walk.yaml", WALK)
        self.assertExit(self.run_journeys("walk.yaml", "--world", "sim"), 1)
        written = (self.out / "junit.xml").read_bytes()
        for _ in range(2):
            self.assertExit(run("report", "render", self.out / "events.ndjson"), 1)
            self.assertEqual((self.out / "junit.xml").read_bytes(), written)
            for name in self.evidence():
                (self.out / "evidence" / name).unlink()
        self.assertEqual(self.evidence(), {}, "rendering writes none")

    def test_no_spelling_of_a_secret_stands_in_it(self):
        self.write_secrets("secrets.yaml", json.dumps({"phrase": SECRET, "number": PLAIN}))
        self.write("outside.yaml", JOURNEY % ("", ""))
        for world in ("local", "sim"):
            done = self.run_journeys("outside.yaml", "--world", world, "--secrets", "secrets.yaml", "--evidence", "all",
                                     env={"PARCOURS_E2E": ENVIRONMENT})
            self.assertExit(done, 1)
            self.assertGreater(len(self.evidence()), 5)
            self.assertIn(b"[redacted]", b"".join(self.evidence().values()))
            for content in (*self.evidence().values(), (self.out / "events.ndjson").read_bytes()):
                for value in (SECRET, PLAIN, ENVIRONMENT):
                    for spelled in spellings(value):
                        self.assertNotIn(spelled.encode(), content)

    def test_a_secret_that_looks_like_a_checksum_breaks_no_name(self):
        nowhere = "journey: x\nsteps:\n  - goto: /fr/nowhere\n  - expect: {status: 200}\n"
        self.write("nowhere.yaml", nowhere)
        self.assertExit(self.run_journeys("nowhere.yaml", "--world", "sim"), 1)
        checksum = self.events("page_shown")[0]["source"]["sha256"]
        self.write_secrets("secrets.yaml", json.dumps({"part": checksum[:9]}))
        self.write("nowhere.yaml", nowhere + '  - expect: {absent: "${secret.part}"}\n')
        self.assertExit(self.run_journeys("nowhere.yaml", "--world", "sim", "--secrets", "secrets.yaml"), 1)
        self.assertEqual(self.events("page_shown")[0]["source"]["sha256"], checksum)
        self.assertIn(checksum, self.evidence())

    def test_files_are_private_to_whom_the_log_is(self):
        self.write("wrong.yaml", FAILING)
        self.assertExit(self.run_journeys("wrong.yaml"), 1)
        (name, *_) = self.evidence()
        self.assertEqual(os.stat(self.out / "evidence" / name).st_mode, os.stat(self.out / "events.ndjson").st_mode)


if __name__ == "__main__":
    unittest.main()
