"""What `check` warns of, --strict, and what the paths of a command line stand for."""

import os
import pathlib
import re
import subprocess
import threading
import unittest

from support import JOURNEYS, PARCOURS, PASSING, ROOT, Case, run

SILENT = PASSING.replace("    expect: {page: terms}\n", "").replace("First page", "Silent")
MOCK = ROOT / "scenarios/targets/mock.yaml"


class Checked(Case):
    def check(self, *arguments, **more):
        return run("check", *arguments, **{"cwd": self.folder, **more})


class Warnings(Checked):
    def test_a_journey_that_expects_nothing(self):
        self.write("silent.yaml", SILENT)
        self.write("business.yaml", SILENT + "  - read_code\n")
        for name in ("silent.yaml", "business.yaml"):
            told = self.check(name)
            self.assertExit(told, 0)
            self.assertIn("warning[expects-nothing]: 'Silent' expects nothing", told.stderr)
            self.assertRegex(told.stderr, rf"--> {name}:2:10\n")
            self.assertIn("no mistake, 1 warning\n", told.stdout)

    def test_what_counts_as_an_expectation(self):
        for name, text in {"expect": PASSING, "outcome": SILENT + "outcome: {mails: 0}\n",
                           "retry": SILENT + "    retry: {until: {page: terms}}\n"}.items():
            with self.subTest(name):
                self.write("one.yaml", text)
                told = self.check("one.yaml", "--strict")
                self.assertExit(told, 0)
                self.assertEqual(told.stderr, "")

    def test_a_target_that_expects_for_the_journey(self):
        self.write("silent.yaml", SILENT)
        goto = "      - goto: /fr/confirm_adresse_1?r=2\n"
        self.write("target.yaml", MOCK.read_text().replace(goto, goto + "        expect: {status: 200}\n"))
        told = self.check("silent.yaml", "--target", "target.yaml", "--strict")
        self.assertExit(told, 0)
        self.assertEqual(told.stderr, "")

    def test_strict_makes_warnings_errors(self):
        self.write("silent.yaml", SILENT)
        for command in ("check", "run"):
            with self.subTest(command):
                told = run(command, "silent.yaml", "--strict", cwd=self.folder)
                self.assertExit(told, 2)
                self.assertIn("warning[expects-nothing]", told.stderr)
                self.assertIn("1 warning, which --strict does not let pass; nothing was run\n", told.stderr)
                self.assertFalse(self.out.exists())

    def test_a_run_tells_warnings_and_goes_on(self):
        self.write("silent.yaml", SILENT)
        told = self.run_journeys("silent.yaml", "--world", "sim")
        self.assertExit(told, 0)
        self.assertIn("warning[expects-nothing]", told.stderr)

    def test_two_journeys_of_one_name(self):
        self.write("a/one.yaml", PASSING)
        self.write("a/two.yaml", PASSING)
        told = self.check("a")
        self.assertExit(told, 0)
        self.assertRegex(told.stderr, r"warning\[duplicate-name\]: [^\n]*'First page'[^\n]*\n *--> a/two\.yaml:2:10\n")
        self.assertIn("the first one is at a/one.yaml:2:10", told.stderr)
        self.assertNotIn("duplicate-name", self.check("a/one.yaml").stderr)

    def test_the_bundled_journeys_have_no_warning(self):
        told = run("check", "--strict")
        self.assertExit(told, 0)
        self.assertEqual(told.stderr, "")


class Paths(Checked):
    def test_a_folder_without_journeys_beside_a_good_one(self):
        self.write("good/one.yaml", PASSING)
        self.write("other/shared.steps.yaml", "steps:\n  - open: activation\n")
        (self.folder / "good/empty").mkdir()
        told = self.check("good", "other")
        self.assertExit(told, 0)
        self.assertIn("the folder 'other' holds no journey", told.stderr)
        self.assertIn("the folder 'good/empty' is empty", told.stderr)
        self.assertExit(self.check("good", "other", "--strict"), 2)

    def test_links_that_lead_nowhere_or_to_folders(self):
        self.write("good/one.yaml", PASSING)
        self.write("elsewhere/two.yaml", PASSING.replace("First", "Second"))
        (self.folder / "good/gone.yaml").symlink_to("nowhere.yaml")
        (self.folder / "good/linked").symlink_to("../elsewhere")
        told = self.check("good")
        self.assertExit(told, 0)
        self.assertIn("warning[dangling-link]: 'good/gone.yaml' is a link to 'nowhere.yaml', which is not there",
                      told.stderr)
        self.assertIn("warning[link-not-followed]: 'good/linked'", told.stderr)
        self.assertIn("1 journey, 1 cases", told.stdout)

    def test_a_dangling_link_that_was_named(self):
        (self.folder / "gone.yaml").symlink_to("nowhere.yaml")
        told = self.check("gone.yaml")
        self.assertExit(told, 2)
        self.assertIn("error[dangling-link]", told.stderr)

    def test_hidden_folders_are_passed_over(self):
        self.write("good/one.yaml", PASSING)
        self.write("good/.hidden/broken.yaml", "[")
        (self.folder / "good/.git/refs").mkdir(parents=True)
        told = self.check("good", "--strict")
        self.assertExit(told, 0)

    def test_standard_input(self):
        told = self.run_journeys("-", "--world", "sim", stdin=PASSING)
        self.assertExit(told, 0)
        self.assertIn("First page", self.verdicts_by_name())
        told = self.check("-", stdin=PASSING.replace("page: terms", "page: nowhere"))
        self.assertExit(told, 2)
        self.assertRegex(told.stderr, r"error\[unknown-page\][^\n]+\n *--> stdin:6:20\n")

    def verdicts_by_name(self):
        return {name for _, name in self.verdicts()}

    def test_a_fifo(self):
        fifo = self.folder / "journey.yaml"
        os.mkfifo(fifo)
        feeder = threading.Thread(target=fifo.write_text, args=(PASSING,))
        feeder.start()
        told = self.run_journeys("journey.yaml", "--world", "sim")
        feeder.join()
        self.assertExit(told, 0)
        self.assertIn("First page", self.verdicts_by_name())


class Chosen(Checked):
    CASES = ("# The first page.\njourney: Pages\nmatrix:\n  where: [activation, recovery]\nsteps:\n"
             "  - open: \"${where}\"\n    expect: {page: terms}\n")

    def listed(self, *arguments):
        told = run("list", *arguments, cwd=self.folder)
        return len(told.stdout.splitlines())

    def test_what_reports_print_is_a_name(self):
        self.write("my/pages.yaml", self.CASES)
        self.assertExit(self.run_journeys("my", "--world", "sim", "--repeat", "2"), 0)
        names = set()
        for classname, name in self.verdicts():
            names |= {name, f"{classname}.{name}"}
        names |= {event["id"] for event in self.events("journey_started")}
        self.assertEqual(len(names), 12)
        for name in names:
            with self.subTest(name):
                self.assertEqual(self.listed("my", "--name", name), 1)

    def test_names_of_the_whole_file_and_globs(self):
        self.write("my/pages.yaml", self.CASES)
        for name in ("Pages", "my/pages.yaml", "my.pages", "*ages", "my.pages.Pages"):
            with self.subTest(name):
                self.assertEqual(self.listed("my", "--name", name), 2)
        self.assertEqual(self.listed("my", "--name", "*recovery*"), 1)

    def test_a_case_alone_has_the_data_that_it_has_among_others(self):
        self.write("my/pages.yaml", self.CASES)
        everything = self.run_journeys("my", "--dry-run").stdout
        alone = self.run_journeys("my", "--dry-run", "--name", "my/pages.yaml#[where=recovery]").stdout
        self.assertIn(alone.split("\n", 1)[1], everything)

    def test_nothing_that_fits_is_explained(self):
        told = run("list", "--tag", "smok")
        self.assertExit(told, 3)
        self.assertIn("no journey has the tag 'smok'; did you mean 'smoke'?", told.stderr)
        told = run("list", "--name", "Valid AMO numbr, paid by bank transfer")
        self.assertExit(told, 3)
        self.assertIn("did you mean 'Valid AMO number", told.stderr)

    def test_tags_that_other_tools_would_join(self):
        for tags, hint in {"smoke,amo": "join tags with 'and' or 'or'", "smoke&&amo": "join tags", "@smoke": "write 'smoke'",
                           "!smoke": "write 'not'"}.items():
            with self.subTest(tags):
                told = run("list", "--tag", tags)
                self.assertExit(told, 2)
                self.assertIn("error[bad-tag-expression]", told.stderr)
                self.assertIn(hint, told.stderr)


class DryRun(Checked):
    JOURNEY = ("# Values.\njourney: Values\nsteps:\n  - open: activation\n  - accept_terms\n"
               "  - identify: {amo: \"${subscriber.amo}\"}\n    expect: {page: payment, message: \"${greeting}\"}\n"
               "  - fill: {Secret: \"${env.PARCOURS_TEST_SECRET}\"}\n"
               "  - submit_code: {code: \"${fake.digits(6)}\", captcha: fail}\n"
               "outcome: {account: inactive, mails: 0}\n")

    def test_in_which_browser(self):
        self.write("two.yaml", "# Two.\njourney: Two\nsteps:\n  - open: activation\n  - open: landing\n    in: phone\n"
                               "  - in: phone\n    expect: {page: landing}\n")
        told = self.run_journeys("two.yaml", "--dry-run")
        self.assertExit(told, 0)
        for title in ("    open (two.yaml:4:5)", "    open in phone (two.yaml:5:5)", "    expect in phone (two.yaml:8:5)"):
            self.assertIn(title, told.stdout)

    def test_what_would_be_sent_and_expected(self):
        self.write("values.yaml", self.JOURNEY)
        told = self.run_journeys("values.yaml", "--dry-run", "--var", "greeting=Bonjour",
                                 env={"PARCOURS_TEST_SECRET": "not-to-be-seen"})
        self.assertExit(told, 0)
        self.assertFalse(self.out.exists())
        self.assertRegex(told.stdout, r"Numéro d'immatriculation[^\n]* with \d{9}\n")
        self.assertIn("expect page: payment, message: Bonjour\n", told.stdout)
        self.assertRegex(told.stdout, r"fill «Code secret» with \d{6}\n")
        self.assertIn("captcha: fail\n", told.stdout)
        self.assertRegex(told.stdout, r"outcome account: inactive, mails: 0\n|outcome mails: 0, account: inactive\n")
        self.assertNotIn("not-to-be-seen", told.stdout)

    def test_they_are_those_of_the_run(self):
        journey = JOURNEYS / "valid_amo.yaml"
        planned = self.run_journeys(journey, "--dry-run", "--seed", "7").stdout
        self.assertExit(self.run_journeys(journey, "--seed", "7", "--world", "sim"), 0)
        people = self.events("journey_started")[0]["synthetic"]
        amo = people.split("AMO ")[1].split(",")[0]
        self.assertIn(f"with {amo}\n", planned)

    def test_what_a_target_refuses_is_told(self):
        self.write("target.yaml", MOCK.read_text().replace("${world.portal}", "http://127.0.0.1:9")
                   .replace("${world.captcha}", "http://127.0.0.1:9").replace("{bundled: true}", "{prompt: true}"))
        self.write("world.yaml", PASSING + "world: {policy: {code_ttl: 30s}}\n")
        told = self.run_journeys("world.yaml", "--dry-run", "--target", "target.yaml")
        self.assertExit(told, 0)
        self.assertIn("(skipped)\n    needs the bundled mocks", told.stdout)


class Targets(Checked):
    def test_a_copy_of_the_mocks_target_runs_the_mocks(self):
        self.write("mine.yaml", MOCK.read_text().replace("Bundled mock portal", "Mine"))
        for world in ("local", "sim"):
            with self.subTest(world):
                told = self.run_journeys(JOURNEYS / "valid_amo.yaml", "--target", "mine.yaml", "--world", world)
                self.assertExit(told, 0)
                self.assertEqual(self.events("run_started")[0]["world"], world)

    def test_a_copy_that_is_wrong_is_not_used_half(self):
        self.write("mine.yaml", MOCK.read_text().replace("Envoyer le code secret", "Envoyer"))
        told = self.run_journeys(JOURNEYS / "valid_amo.yaml", "--target", "mine.yaml", "--world", "sim")
        self.assertExit(told, 4 if "error" in self.verdicts().values() else 1)

    def test_what_to_put_in_place_of_the_world(self):
        self.write("mine.yaml", MOCK.read_text().replace("${world.portal}", "http://127.0.0.1:8080"))
        told = self.check("--target", "mine.yaml", JOURNEYS / "valid_amo.yaml")
        self.assertExit(told, 2)
        self.assertIn("nothing defines '${world.captcha}'", told.stderr)
        self.assertIn("write the address itself, as `parcours serve --ready-file` tells it", told.stderr)
        self.assertIn("write smtp: HOST:PORT, where the portal sends its mail, or prompt: true", told.stderr)


class Usage(unittest.TestCase):
    def refused(self, *arguments):
        told = run(*arguments)
        self.assertEqual(told.returncode, 2, told.stderr)
        self.assertEqual(told.stdout, "")
        return told.stderr

    def test_unknown_commands_list_those_there_are(self):
        told = self.refused("rnu")
        self.assertIn("'rnu' is no command of parcours; did you mean 'run'?", told)
        self.assertIn("commands: run, check, list, serve, report", told)
        self.assertIn("'parcours run journey.yaml'", self.refused("journey.yaml"))
        self.assertIn("a command is missing: run, check", self.refused())
        self.assertIn("did you mean 'render'?", self.refused("report", "rendr"))
        self.assertIn("a command is missing: render", self.refused("report"))

    def test_misspelt_options_get_a_suggestion(self):
        for words, meant in {("run", "--sed", "5"): "--seed", ("run", "--seeed=5"): "--seed", ("run", "--fail"): "--fail-fast",
                             ("run", "--grep", "x"): "--name", ("run", "--workers", "2"): "--jobs",
                             ("serve", "--consol-port", "1"): "--console-port", ("list", "--tags", "x"): "--tag",
                             ("report", "render", "--jnuit", "x"): "--junit"}.items():
            with self.subTest(words):
                told = self.refused(*words)
                self.assertIn("error[unknown-option]", told)
                self.assertIn(f"did you mean '{meant}'?", told)

    def test_values_that_are_none(self):
        for words, told in {("run", "--world", "loca"): "'loca' is not one of local, sim; did you mean 'local'?",
                            ("run", "-j", "0"): "'0' is not a whole number from 1 to 256",
                            ("run", "-j"): "--jobs needs a value",
                            ("serve", "--portal-port", "70000"): "'70000' is not a whole number from 0 to 65535",
                            ("fake",): "kind is required"}.items():
            with self.subTest(words):
                self.assertIn(told, self.refused(*words))

    def test_seeds(self):
        most = 2**64 - 1
        for seed in ("-1", str(most + 1), "1e3", "0x10", "5 ", "seed", "1" * 400):
            for words in (("run", "--dry-run"), ("fake", "amo"), ("serve",)):
                with self.subTest((words, seed)):
                    self.assertIn("is not a whole number", self.refused(*words, f"--seed={seed}"))
        self.assertEqual(run("fake", "amo", f"--seed={most}").returncode, 0)

    def test_fake_lists_the_kinds(self):
        told = self.refused("fake", "nope")
        self.assertIn("'nope' is no kind of synthetic data", told)
        self.assertRegex(told, r"kinds: [^\n]*\bamo, [^\n]*\brib\b")

    def test_helps_have_examples_plain_types_and_the_address_of_the_manual(self):
        for words in (("run",), ("check",), ("list",), ("serve",), ("report", "render"), ("fake",), ("schema",)):
            with self.subTest(words):
                told = run(*words, "--help")
                self.assertEqual((told.returncode, told.stderr), (0, ""))
                self.assertIn("Examples:\n  parcours " + " ".join(words), told.stdout)
                self.assertNotRegex(told.stdout, r"\b(UINT|INT|TEXT|NONNEGATIVE|FLOAT)\b|\bin \[")
                folder = told.stdout.rsplit("Documentation: ", 1)[1].strip()
                self.assertTrue((pathlib.Path(folder) / "journeys.md").is_file(), folder)



class Examples(Case):
    def test_those_of_the_helps_run(self):
        tagged = PASSING.replace("[short]", "[smoke, amo]")
        self.write("my.yaml", tagged)
        self.write("my/journeys/one.yaml", tagged)
        self.write("staging.yaml", MOCK.read_text())
        self.write("bin/parcours", "").unlink()
        (self.folder / "bin/parcours").symlink_to(pathlib.Path(PARCOURS).resolve())
        for words in (("run",), ("report", "render"), ("check",), ("list",), ("fake",), ("schema",)):
            for line in run(*words, "--help").stdout.split("Examples:\n")[1].split("\n\n")[0].splitlines():
                command = re.split(r" {3,}", line.strip())[0].replace("other/events", "out/events")
                with self.subTest(command):
                    told = subprocess.run(f"PATH={self.folder}/bin:$PATH; {command}", shell=True, cwd=self.folder, text=True,
                                          capture_output=True, timeout=300, stdin=subprocess.DEVNULL)
                    self.assertExit(told, 0)


if __name__ == "__main__":
    unittest.main()
