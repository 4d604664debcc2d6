"""The step `read_code` with `pattern` and `length`, and a target file's `mail: {code: /…/}`, against the bundled mocks."""

import unittest

from support import ROOT, Case

TO_THE_CODE = """journey: A code
flow: activation
subscriber: {{paid_by: bank_transfer}}
world: {{policy: {{code_length: {length}}}}}
steps:
  - open: activation
  - accept_terms
  - identify: {{amo: "${{subscriber.amo}}"}}
  - payment: {{rib: "${{subscriber.rib}}"}}
  - request_code: {{email: "${{subscriber.email}}"}}
  - read_code: {read}
"""
ENTERED = """  - submit_code: {code: "${code}"}
    expect: {page: activated}
outcome: {account: active}
"""


class ReadCode(Case):
    def read(self, how, *arguments, world, length=6, then=ENTERED):
        journey = self.write("journey.yaml", TO_THE_CODE.format(read=how, length=length) + then)
        return self.run_journeys(journey, "--world", world, *arguments)

    def failing(self, how, **more):
        done = self.read(how, **more)
        self.assertExit(done, 1)
        (ended,) = self.events("journey_finished")
        return ended["problem"], done.stdout

    def test_a_pattern_and_a_length_find_the_code(self):
        for world in ("local", "sim"):
            for how, length in (("{pattern: '/code secret.*: *([0-9]+)/'}", 6), ("{pattern: 'secret.*?([0-9]{8})'}", 8),
                                ("{length: 8}", 8), ("{pattern: '/: ([0-9]+)$/', length: 8, within: 5s}", 8)):
                with self.subTest(how, world=world):
                    self.assertExit(self.read(how, world=world, length=length), 0)

    def test_a_pattern_that_finds_nothing_fails_and_shows_the_mail(self):
        for world in ("local", "sim"):
            with self.subTest(world=world):
                why, said = self.failing("{pattern: '/Ihr Code: ([0-9]+)/'}", world=world)
                self.assertEqual(why["message"], "the mail holds no code: the pattern finds nothing")
                self.assertEqual(why["expected"], "a code")
                self.assertIn("code secret", why["seen"])
                self.assertEqual(why["where"]["line"], 11)
                self.assertIn("the mail holds no code: the pattern finds nothing", said)

    def test_another_length_fails_and_says_why_for_each_candidate(self):
        for world in ("local", "sim"):
            with self.subTest(world=world):
                why, said = self.failing("{length: 8}", world=world)
                self.assertEqual(why["message"], "the mail holds no code: no code of 8 characters is announced")
                self.assertEqual(why["expected"], "a code of 8 characters")
                self.assertRegex(why["seen"], r"^'\d{6}' \((text|html), line \d+\): .*; but it has another length\n")
                self.assertRegex(said, r"'\d{6}' \(\w+, line \d+\): .*; but it has another length")
                why, _ = self.failing("{pattern: '/: ([0-9]+)$/', length: 8}", world=world)
                self.assertRegex(why["seen"], r"^'\d{6}' \(text, line \d+\): the pattern finds it; but it has another length\n")

    def test_the_target_file_s_pattern_goes_first_and_the_step_s_before_it(self):
        mock = (ROOT / "scenarios/targets/mock.yaml").read_text(encoding="utf-8")
        self.assertIn("mail: {bundled: true}", mock)
        for world in ("local", "sim"):
            target = self.write("target.yaml", mock.replace("mail: {bundled: true}", "mail: {bundled: true, code: /Ihr Code (x)/}"))
            with self.subTest(world=world):
                done = self.read("{}", "--target", target, world=world)
                self.assertExit(done, 1)
                self.assertIn("the pattern finds nothing", done.stdout)
                self.assertExit(self.read("{pattern: '/: *([0-9]{6})/'}", "--target", target, world=world), 0)


if __name__ == "__main__":
    unittest.main()
