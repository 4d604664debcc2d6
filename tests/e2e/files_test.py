"""Where reports go, what stands on closed descriptors and full disks, and the names under which files are known."""

import os
import pathlib
import shutil
import subprocess
import threading
import unittest
import xml.etree.ElementTree

from support import FAILING, JOURNEYS, PARCOURS, PASSING, ROOT, Case, events, run, test_cases


class Reports(Case):
    def setUp(self):
        super().setUp()
        self.write("a.yaml", PASSING)

    def test_a_fifo_is_written_into(self):
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        got = []
        reader = threading.Thread(target=lambda: got.append(fifo.read_text()), daemon=True)
        reader.start()
        self.assertExit(self.run_journeys("a.yaml", "--junit", fifo), 0)
        reader.join(60)
        self.assertEqual(xml.etree.ElementTree.fromstring(got[0]).get("tests"), "1")
        self.assertTrue(fifo.is_fifo())

    def test_what_a_link_leads_to_is_written_into(self):
        for there in ("there.xml", "new.xml"):
            target, link = self.folder / there, self.folder / "link.xml"
            if there == "there.xml":
                target.write_text("old")
            link.unlink(missing_ok=True)
            link.symlink_to(target)
            self.assertExit(self.run_journeys("a.yaml", "--junit", link), 0)
            self.assertTrue(link.is_symlink())
            self.assertEqual(len(test_cases(target)), 1)

    def test_a_dash_is_standard_output_and_the_rest_goes_to_standard_error(self):
        done = self.run_journeys("a.yaml", "--junit", "-")
        self.assertExit(done, 0)
        self.assertEqual(xml.etree.ElementTree.fromstring(done.stdout).get("tests"), "1")
        self.assertIn("1 journey: 1 passed", done.stderr)
        again = run("report", "render", self.out / "events.ndjson", "--junit", "-", cwd=self.folder)
        self.assertEqual(again.stdout, done.stdout)
        self.assertFalse((self.folder / "-").exists())
        self.assertEqual([path.name for path in self.out.iterdir()], ["events.ndjson"])

    def test_a_folder_below_that_of_the_run_is_made(self):
        self.assertExit(self.run_journeys("a.yaml", "--junit", self.out / "deep/er/report.xml"), 0)
        self.assertEqual(len(test_cases(self.out / "deep/er/report.xml")), 1)


class Descriptors(Case):
    def shell(self, command):
        return subprocess.run(["sh", "-c", command], cwd=self.folder, env={**os.environ, "P": PARCOURS}, text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=120)

    def test_closed_descriptors_put_nothing_into_the_log(self):
        self.write("a.yaml", FAILING)
        for closed in (">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"):
            with self.subTest(closed):
                self.assertExit(self.shell(f'"$P" run a.yaml -v {closed}'), 1)
                log = events(self.folder / "out/events.ndjson")
                self.assertEqual(log[-1]["event"], "log_closed")
                self.assertEqual(len(test_cases(self.folder / "out/junit.xml")), 1)

    def test_what_only_prints_ends_with_four_when_it_cannot(self):
        self.write("a.yaml", PASSING)
        for command in ("fake rib -n 10000", "list a.yaml", "schema", "version", "--version", "--help", "run --help"):
            for full in (">/dev/full", ">&-"):
                with self.subTest(command=command, full=full):
                    done = self.shell(f'"$P" {command} {full}')
                    self.assertExit(done, 4)
                    self.assertIn("error[output]", done.stderr)
        done = self.shell('"$P" run a.yaml --junit - >/dev/full')
        self.assertExit(done, 4)
        self.assertIn("error[report-write]", done.stderr)


class Names(Case):
    def ids(self, *arguments, cwd, program=None):
        out = self.folder / "names"
        command = [program or PARCOURS, "run", "--world", "sim", "-q", "--out", out, *arguments]
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return (out / "events.ndjson").read_bytes(), [e["id"] for e in events(out / "events.ndjson")
                                                      if e["event"] == "journey_started"]

    def test_bundled_journeys_are_the_same_from_any_folder(self):
        first, ids = self.ids(JOURNEYS / "valid_amo.yaml", cwd=ROOT)
        self.assertEqual(ids, ["scenarios/journeys/valid_amo.yaml"])
        for cwd, path in ((ROOT, "scenarios/journeys/valid_amo.yaml"), (ROOT / "scenarios", "journeys/valid_amo.yaml"),
                          (JOURNEYS, "valid_amo.yaml"), ("/", JOURNEYS / "valid_amo.yaml"),
                          (self.folder, JOURNEYS / "valid_amo.yaml")):
            self.assertEqual(self.ids(path, cwd=cwd)[0], first, cwd)
        everything = self.ids(cwd=ROOT)[0]
        for cwd in (JOURNEYS, self.folder):
            self.assertEqual(self.ids(cwd=cwd)[0], everything, cwd)

    def test_an_installed_program_names_them_so_too(self):
        program = self.folder / "prefix/bin/parcours"
        program.parent.mkdir(parents=True)
        shutil.copy(PARCOURS, program)
        shutil.copytree(ROOT / "scenarios", self.folder / "prefix/share/parcours/scenarios")
        self.assertEqual(self.ids("--tag", "smoke", cwd=self.folder, program=program)[0],
                         self.ids("--tag", "smoke", cwd=ROOT)[0])

    def test_other_files_count_from_the_folder_that_is_given(self):
        self.write("mine/a.yaml", PASSING)
        self.write("mine/deep/b.yaml", PASSING)
        self.write("other/mine/a.yaml", PASSING)
        self.write("far/note.txt", "")
        mine = self.folder / "mine"
        for cwd, path in ((self.folder, "mine"), (self.folder, "./mine/"), (self.folder / "far", "../mine"), ("/", mine),
                          (self.folder / "far", f"{mine}/")):
            self.assertEqual(self.ids(path, cwd=cwd)[1], ["mine/a.yaml", "mine/deep/b.yaml"], (cwd, path))
        self.assertEqual(self.ids(mine / "a.yaml", cwd="/")[1], ["mine/a.yaml"])
        self.assertEqual(self.ids("other/mine", cwd=self.folder)[1], ["other/mine/a.yaml"])
        self.assertEqual(self.ids(".", cwd=mine)[1], ["a.yaml", "deep/b.yaml"])

    def test_two_given_paths_never_give_one_name(self):
        one, two = self.write("one/mine/a.yaml", PASSING), self.write("two/mine/a.yaml", PASSING)
        self.assertEqual(self.ids(one, two, cwd="/")[1], [str(one), str(two)])
        pathlib.Path(two).write_text(PASSING.replace("short", "long"))
        self.assertEqual(self.ids(one, two, "--tag", "short", cwd="/")[1], [str(one)])  # whichever of them is run


if __name__ == "__main__":
    unittest.main()
