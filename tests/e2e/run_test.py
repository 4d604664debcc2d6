"""`parcours run`: what it says, writes and returns."""

import unittest

from support import FAILING, JOURNEYS, PASSING, Case, run, test_cases

VALID = JOURNEYS / "valid_amo.yaml"


class Verdicts(Case):
    def test_a_bundled_journey_passes_in_both_worlds(self):
        for world in ("local", "sim"):
            with self.subTest(world):
                self.out = self.folder / world
                done = self.run_journeys(VALID, "--world", world)
                self.assertExit(done, 0)
                self.assertIn("1 passed, 0 failed", done.stdout)
                self.assertEqual(self.verdicts(), {
                    ("scenarios.journeys.valid_amo", "Valid AMO number, paid by bank transfer"): "passed"})
                self.assertEqual([item["event"] for item in self.events()], [
                    "run_started", "journey_planned", "journey_started", *["step_finished"] * 8, "journey_finished",
                    "run_finished", "log_closed"])
                self.assertEqual(self.events("run_started")[0]["world"], world)

    def test_a_false_expectation_is_one_failure_with_its_place_and_both_sides(self):
        self.write("wrong.yaml", FAILING)
        done = self.run_journeys("wrong.yaml")
        self.assertExit(done, 1)
        (case,) = test_cases(self.out / "junit.xml").values()
        self.assertEqual([child.tag for child in case], ["failure", "system-out"])
        body = case.find("failure").text
        for part in ("at: wrong.yaml:6:", "expected: payment", "seen: terms"):
            self.assertIn(part, body)
        for part in ("--> wrong.yaml:6:", "expected: payment", "seen: terms", "1 failed"):
            self.assertIn(part, done.stdout)

    def test_what_cannot_be_carried_out_is_an_error_and_no_failure(self):
        # The provider takes 3 s of the portal's time: longer than the attempt may last.
        self.write("slow.yaml", VALID.read_text().replace("steps:", "world: {captcha: {slow: 3s}}\nsteps:", 1))
        done = self.run_journeys("slow.yaml", "--timeout", "1s")
        self.assertExit(done, 4)
        self.assertEqual(list(self.verdicts().values()), ["error"])
        self.write("wrong.yaml", FAILING)
        self.assertExit(self.run_journeys("slow.yaml", "wrong.yaml", "--timeout", "1s"), 1)  # a failure outranks it


class Nothing(Case):
    def test_nothing_to_run_is_told_apart_from_success(self):
        (self.folder / "empty").mkdir()
        self.write("empty/notes.txt", "no journey")
        self.write("empty/shared.steps.yaml", "steps:\n  - open: activation\n")
        for arguments in (["empty"], ["--tag", "no_such_tag"], ["--name", "no such*"], [VALID, "--tag", "not smoke"]):
            with self.subTest(arguments):
                done = self.run_journeys(*arguments)
                self.assertExit(done, 3)
                self.assertIn("nothing to run", done.stderr)
                self.assertFalse(self.out.exists())


class Choices(Case):
    def setUp(self):
        super().setUp()
        self.write("a.yaml", FAILING)
        self.write("b.yaml", PASSING)

    def finished(self):
        return [(item["id"], item.get("attempt", 1), item["verdict"], item.get("last", False))
                for item in self.events("journey_finished")]

    def test_jobs_and_repeats_have_stable_names(self):
        self.assertExit(self.run_journeys("b.yaml", "--repeat", "3", "-j", "2"), 0)
        self.assertEqual(sorted(name for _, name in self.verdicts()), ["First page", "First page #2", "First page #3"])

    def test_retries_are_attempts_in_the_log_and_one_case_in_the_report(self):
        self.assertExit(self.run_journeys("a.yaml", "--retries", "2"), 1)
        self.assertEqual(self.finished(), [("a.yaml", 1, "failed", False), ("a.yaml", 2, "failed", False),
                                           ("a.yaml", 3, "failed", True)])
        self.assertEqual(list(self.verdicts().values()), ["failure"])
        self.assertExit(self.run_journeys("b.yaml", "--retries", "2"), 0)
        self.assertEqual(self.finished(), [("b.yaml", 1, "passed", True)])

    def test_fail_fast_starts_nothing_more(self):
        self.assertExit(self.run_journeys("a.yaml", "b.yaml"), 1)
        self.assertEqual([item[0] for item in self.finished()], ["a.yaml", "b.yaml"])
        self.assertExit(self.run_journeys("a.yaml", "b.yaml", "--fail-fast"), 1)
        self.assertEqual([item[0] for item in self.finished()], ["a.yaml"])

    def test_tags_and_names_choose(self):
        self.assertExit(self.run_journeys("a.yaml", "b.yaml", "--name", "First*"), 0)
        self.assertExit(self.run_journeys("a.yaml", "b.yaml", "--name", "a.y*"), 1)
        self.assertExit(self.run_journeys("b.yaml", VALID, "--tag", "short and not smoke"), 0)
        self.assertEqual([item[0] for item in self.finished()], ["b.yaml"])

    def test_variables(self):
        self.write("c.yaml", PASSING.replace("page: terms", 'page: "${page}"'))
        self.assertExit(self.run_journeys("c.yaml", "--var", "page=terms"), 0)
        self.assertExit(self.run_journeys("c.yaml", "--var", "page=payment"), 1)
        done = self.run_journeys("c.yaml")
        self.assertExit(done, 2)
        self.assertIn("--> c.yaml:6:", done.stderr)

    def test_the_seed_is_printed_and_decides_the_data(self):
        data = []
        for arguments in ([], ["--seed", "1"], ["--seed", "7"]):
            done = self.run_journeys("b.yaml", *arguments)
            self.assertRegex(done.stdout, r"seed %s\b" % (arguments or ["", "1"])[1])
            data.append(self.events("journey_started")[0]["synthetic"])
        self.assertEqual(data[0], data[1])
        self.assertNotEqual(data[0], data[2])

    def test_quiet_verbose_and_colours(self):
        normal, quiet, verbose = (self.run_journeys("a.yaml", "b.yaml", *more).stdout for more in ([], ["-q"], ["-v"]))
        self.assertIn("First page", normal)
        self.assertNotIn("First page", quiet)
        self.assertIn("Wrong page", quiet)
        self.assertIn("1 passed, 1 failed", quiet)
        self.assertIn("1 open", verbose)
        self.assertNotIn("\x1b", normal + quiet + verbose)
        self.assertIn("\x1b[", self.run_journeys("b.yaml", "--color", "always").stdout)
        self.assertNotIn("\x1b", self.run_journeys("b.yaml", "--color", "never", env={"NO_COLOR": ""}).stdout)

    def test_the_report_goes_where_it_is_wanted_in_the_form_that_is_wanted(self):
        wanted = self.folder / "elsewhere/report.xml"
        done = self.run_journeys("b.yaml", "--junit", wanted)
        self.assertExit(done, 4)  # only the run's own folder is made
        self.assertIn(f"there is no folder {wanted.parent}", done.stderr)
        self.assertNotIn("report.xml", done.stdout)
        wanted.parent.mkdir()
        self.assertExit(self.run_journeys("b.yaml", "--junit", wanted, "--junit-profile", "rich"), 0)
        (case,) = test_cases(wanted).values()
        self.assertEqual((case.get("file"), case.get("line")), ("b.yaml", "2"))
        self.assertIsNotNone(case.find("properties"))
        self.assertFalse((self.out / "junit.xml").exists())

    def test_it_can_be_started_in_any_folder(self):
        done = run("run", "--tag", "smoke", cwd=self.folder)  # the bundled journeys, reports in ./out
        self.assertIn("passed", done.stdout)
        self.assertTrue(all(name.startswith("scenarios.journeys.") for name, _ in self.verdicts()))
        self.assertExit(run("run", self.folder / "b.yaml", "--out", self.out, cwd="/"), 0)


class Usage(Case):
    def test_wrong_usage_is_two_and_names_what_is_wrong(self):
        wrong = {"--no-such-option": "--no-such-option", "--timeout=soon": "soon", "--timeout=5": "'5'",
                 "--retries=-1": "--retries", "--repeat=0": "--repeat", "-j0": "--jobs", "--seed=x": "--seed",
                 "--seed=-1": "--seed", "--world=moon": "--world", "--color=maybe": "--color", "--tag=((": "--tag",
                 "--junit-profile=loose": "--junit-profile", "--var=novalue": "novalue", "--var=1x=y": "1x"}
        for argument, named in wrong.items():
            with self.subTest(argument):
                self.out = self.folder / argument
                done = self.run_journeys(VALID, argument)
                self.assertExit(done, 2)
                self.assertIn(named, done.stderr)
                self.assertFalse(self.out.exists())

    def test_no_command_and_an_unknown_one(self):
        for arguments in ([], ["walk"]):
            self.assertExit(run(*arguments), 2)

    def test_a_place_that_cannot_be_written_is_named(self):
        taken = self.write("taken", "a file")
        for arguments in (["--out", taken / "out"], ["--out", self.out, "--junit", taken / "junit.xml"]):
            with self.subTest(arguments):
                done = run("run", VALID, *arguments)
                self.assertExit(done, 4)
                self.assertIn(str(taken), done.stderr)

    def test_the_commands_that_only_print(self):
        self.assertRegex(run("version").stdout, r"^parcours \d+\.\d+\.\d+\n$")
        for what in ("journey", "target"):
            done = run("schema", what)
            self.assertExit(done, 0)
            self.assertIn('"$schema"', done.stdout)
        done = run("fake", "rib", "-n", "3")
        self.assertExit(done, 0)
        self.assertRegex(done.stdout, r"^(\d{24}\n){3}$")
        self.assertExit(run("fake", "nonsense"), 2)
        self.assertExit(run("check"), 0)
        self.assertIn("scenarios/journeys/valid_amo.yaml", run("list").stdout)



class Safety(Case):
    def test_without_a_target_file_only_this_machine_is_contacted(self):
        for address in ("http://192.0.2.1:81/x", "http://portal.invalid/x"):
            journey = self.write("away.yaml", f'journey: Away\nsteps:\n  - goto: "{address}"\n')
            for world in ("local", "sim"):
                done = self.run_journeys(journey, "--world", world)
                self.assertExit(done, 4)
                self.assertIn("error[host-not-allowed]", done.stdout)

    def test_a_retry_that_would_poll_for_ever_ends(self):
        journey = self.write("poll.yaml", """journey: Polls
steps:
  - open: activation
  - retry: {until: {page: code}, every: 1ms, within: 1000d}
""")
        for world in ("local", "sim"):
            done = self.run_journeys(journey, "--world", world)
            self.assertExit(done, 4)
            self.assertIn("polled 10000 times in vain", done.stdout)

    def test_the_verdict_of_a_captcha_is_that_of_the_last_form(self):
        journey = self.write("captcha.yaml", """journey: Captchas
steps:
  - open: activation
  - accept_terms
  - identify: {amo: "${subscriber.amo}"}
  - payment: {rib: "${subscriber.rib}"}
  - request_code: {email: "${subscriber.email}"}
  - submit_code: {code: "999999"}
    expect: {captcha: passed}
  - submit_code: {code: "abc"}
    expect: {captcha: not_checked}
""")
        self.assertExit(self.run_journeys(journey), 0)

    def test_fail_fast_in_simulation_gives_the_same_bytes_whatever_the_jobs(self):
        logs = set()
        failing = self.write("failing.yaml", FAILING)
        for jobs in (1, 4, 4, 4):
            self.run_journeys(failing, JOURNEYS, "--world", "sim", "--fail-fast", "-j", jobs)
            logs.add((self.out / "events.ndjson").read_bytes())
        self.assertEqual(len(logs), 1)

    def test_a_file_named_twice_runs_once(self):
        done = self.run_journeys(JOURNEYS / "valid_amo.yaml", f"{JOURNEYS}/../journeys/valid_amo.yaml")
        self.assertIn("1 journey: 1 passed", done.stdout)


if __name__ == "__main__":
    unittest.main()
