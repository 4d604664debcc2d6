"""`run --policy` and `--defect`: laid over the world of every journey."""

import unittest

from support import JOURNEYS, PASSING, ROOT, Case, run, test_cases, verdict
from targets import Target

EXPIRED = JOURNEYS / "expired_code.yaml"


class Defects(Case):
    def test_a_defect_is_noticed_by_the_journeys_that_protect_from_it(self):
        done = self.run_journeys(EXPIRED, JOURNEYS / "valid_amo.yaml", "--world", "sim", "--defect", "code-accepts-expired")
        self.assertExit(done, 1)
        verdicts = {name: verdict(case) for (_, name), case in test_cases(self.out / "junit.xml").items()}
        self.assertEqual({name.rsplit(" ", 1)[-1] for name, end in verdicts.items() if end == "failure"},
                         {"[TTL]", "[TTL+1ms]"})
        self.assertIn("passed", verdicts.values())
        self.assertIn("--defect code-accepts-expired", done.stdout)

    def test_they_stand_beside_those_of_the_journey(self):
        self.write("a.yaml", """# A late code is taken, since the journey's world has that defect.
journey: A
world: {defects: [code-accepts-expired]}
steps:
  - open: activation
  - accept_terms
  - identify: {amo: "${subscriber.amo}"}
  - payment: {rib: "${subscriber.rib}"}
  - request_code: {email: "${subscriber.email}"}
  - read_code
  - expect: {absent: "${code}"}
  - wait: 11m
  - submit_code: {code: "${code}"}
    expect: {page: activated}
""")
        self.assertExit(self.run_journeys("a.yaml", "--world", "sim"), 0)
        done = self.run_journeys("a.yaml", "--world", "sim", "--defect", "code-in-page", "--defect", "code-reusable")
        self.assertExit(done, 1)
        self.assertIn("a.yaml:11", done.stdout)

    def test_an_unknown_one_is_told_with_what_was_meant(self):
        done = self.run_journeys(EXPIRED, "--defect", "code-accept-expired")
        self.assertExit(done, 2)
        self.assertIn("'code-accept-expired' is no known defect; did you mean 'code-accepts-expired'?", done.stderr)


class Policies(Case):
    def policy(self, text):
        return self.write("policy.yaml", text)

    def test_it_is_laid_over_the_journeys_own(self):
        self.write("a.yaml", """# The code has as many digits as the policy says.
journey: A
world:
  policy: {code_length: 6, code_ttl: 20m}
steps:
  - open: activation
  - accept_terms
  - identify: {amo: "${subscriber.amo}"}
  - payment: {rib: "${subscriber.rib}"}
  - request_code: {email: "${subscriber.email}"}
  - read_code: {length: 8}
  - wait: 15m
  - submit_code: {code: "${code}"}
    expect: {page: activated}
""")
        self.assertExit(self.run_journeys("a.yaml", "--world", "sim"), 1)
        over = self.policy("code_length: 8\n")
        done = self.run_journeys("a.yaml", "--world", "sim", "--policy", over)
        self.assertExit(done, 0)  # and its own code_ttl holds
        short = self.policy("code_length: 8\ncode_ttl: 10m\n")
        self.assertExit(self.run_journeys("a.yaml", "--world", "sim", "--policy", short), 1)

    def test_its_mistakes_have_their_places(self):
        done = self.run_journeys(EXPIRED, "--policy", self.policy("code_ttl: 5m\ncode_length: 99\n"))
        self.assertExit(done, 2)
        self.assertRegex(done.stderr, r"'code_length' must be from 4 to 10\n  --> .*policy.yaml:2:14")
        self.assertExit(self.run_journeys(EXPIRED, "--policy", self.folder / "none.yaml"), 2)

    def test_what_does_not_fit_a_journeys_own_is_told_before_the_run(self):
        self.write("a.yaml", "journey: A\nworld: {policy: {first_code: '123456'}}\nsteps:\n  - open: activation\n"
                             "    expect: {page: terms}\n")
        done = self.run_journeys("a.yaml", "--policy", self.policy("code_length: 8\n"))
        self.assertExit(done, 2)
        self.assertIn("laid over the world of a.yaml:1", done.stderr)

    def test_a_dry_run_draws_people_by_it(self):
        done = run("run", EXPIRED, "--dry-run", "--policy", self.policy("amo_length: 12\n"), cwd=ROOT)
        self.assertExit(done, 0)
        self.assertRegex(done.stdout, r"with \d{12}\b")


class Targets(Target):
    def test_another_portal_is_as_it_is(self):
        target = self.target("http://127.0.0.1:1")
        self.write("a.yaml", PASSING)
        for more in (("--defect", "code-in-page"), ("--policy", self.write("p.yaml", "code_ttl: 5m\n"))):
            done = self.run_journeys("a.yaml", "--target", target, *more)
            self.assertExit(done, 2)
            self.assertIn("change the bundled mocks", done.stderr)


if __name__ == "__main__":
    unittest.main()
