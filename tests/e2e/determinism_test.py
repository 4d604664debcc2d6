"""The same seed gives the same bytes in simulation, and the same verdicts on real sockets."""

import unittest

from support import JOURNEYS, Case, events, run, test_cases, verdict


class Determinism(Case):
    def bundled(self, name, *arguments):
        """Runs all bundled journeys; the bytes of the log and of the report."""
        out = self.folder / name
        done = run("run", "--out", out, *arguments)
        self.assertExit(done, 0)
        return (out / "events.ndjson").read_bytes(), (out / "junit.xml").read_bytes()

    def verdicts_of(self, name):
        return {key: verdict(case) for key, case in test_cases(self.folder / name / "junit.xml").items()}

    def data_of(self, name):
        return {item["id"]: item["synthetic"] for item in events(self.folder / name / "events.ndjson")
                if item["event"] == "journey_started"}

    def test_the_same_seed_gives_the_same_bytes(self):
        first = self.bundled("first", "--world", "sim")
        self.assertEqual(first, self.bundled("again", "--world", "sim"))
        self.assertEqual(first, self.bundled("elsewhere/two_at_once", "--world", "sim", "-j", "2"))
        self.assertEqual(first, self.bundled("said", "--world", "sim", "--seed", "1"))
        repeated = self.bundled("repeated", "--world", "sim", "--repeat", "5", "-j", "8")
        self.assertEqual(repeated, self.bundled("repeated_again", "--world", "sim", "--repeat", "5"))

    def test_failures_and_retries_are_as_reproducible(self):
        self.write("wrong.yaml", (JOURNEYS / "valid_amo.yaml").read_text().replace("page: payment", "page: email"))
        kept = []
        for more in ([], ["-j", "2"], ["-v"]):
            self.assertExit(self.run_journeys("wrong.yaml", "--world", "sim", "--retries", "2", "--repeat", "3", *more), 1)
            kept.append(((self.out / "events.ndjson").read_bytes(), (self.out / "junit.xml").read_bytes()))
        self.assertEqual(kept[0], kept[1])
        self.assertEqual(kept[0], kept[2])

    def test_another_seed_gives_other_data_and_the_same_verdicts(self):
        self.bundled("one", "--world", "sim", "--seed", "1")
        self.bundled("two", "--world", "sim", "--seed", "2")
        one, two = self.data_of("one"), self.data_of("two")
        self.assertEqual(one.keys(), two.keys())
        self.assertEqual([name for name in one if one[name] == two[name]], [])
        self.assertEqual(self.verdicts_of("one"), self.verdicts_of("two"))

    def test_a_journey_draws_the_same_whatever_runs_beside_it(self):
        self.bundled("all", "--world", "sim")
        self.bundled("some", "--world", "sim", "--tag", "smoke")
        some = self.data_of("some")
        self.assertGreater(len(some), 1)
        self.assertLessEqual(some.items(), self.data_of("all").items())

    def test_real_sockets_and_simulation_agree_on_every_verdict_and_all_data(self):
        for name, *more in (("local", "-j", "2"), ("sim", "--world", "sim")):
            run("run", "--out", self.folder / name, *more)
        self.assertGreater(len(self.verdicts_of("sim")), 60)
        self.assertEqual(self.verdicts_of("local"), self.verdicts_of("sim"))
        self.assertEqual(self.data_of("local"), self.data_of("sim"))


if __name__ == "__main__":
    unittest.main()
