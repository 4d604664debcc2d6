"""What the program tells of expectations that do not hold."""

import unittest

from support import ROOT, Case


class Expectations(Case):
    def failing(self, text, world):
        done = self.run_journeys(self.write("journey.yaml", text), "--world", world)
        self.assertExit(done, 1)
        return done.stdout

    def test_every_key_in_use_holds(self):
        for world in ("local", "sim"):
            self.assertExit(self.run_journeys(ROOT / "docs/examples/expectations.yaml", "--world", world), 0)

    def test_a_regular_expression_is_never_taken_literally(self):
        for key, seen in (('absent: "/condit/"', "on the page"), ('absent: "/csrf_t.ken/"', "in the source of the page"),
                          ('absent: "/no-st.re/"', "in the header Cache-Control"), ('absent: "/r=2$/"', "in the address"),
                          ('message: "/^activé$/"', "no message"), ('url: "/_[2-9]$/"', "confirm_adresse_1")):
            for world in ("local", "sim"):
                with self.subTest(key, world=world):
                    said = self.failing(f"journey: x\nsteps:\n  - open: activation\n    expect: {{{key}}}\n", world)
                    self.assertIn("seen: " + seen if key.startswith("absent") else seen, said)

    def test_absent_sees_the_redirects_of_the_step(self):
        said = self.failing("journey: x\nsteps:\n  - open: activation\n  - accept_terms:\n"
                            "    expect: {absent: /Location.*adresse_2/}\n", "sim")
        self.assertIn("seen: in the header Location of the answer 303", said)

    def test_all_that_fail_are_told_each_with_its_mark(self):
        said = self.failing("journey: x\nsteps:\n  - open: activation\n    expect:\n      status: 404\n      page: terms\n"
                            "      url: nowhere\n      mails: 0\n      account: active\n", "sim")
        for marks in (" 5 |       status: 404\n   |       ^^^^^^", " 7 |       url: nowhere\n   |       ^^^",
                      " 9 |       account: active\n   |       ^^^^^^^"):
            self.assertIn(marks, said)
        self.assertEqual(said.count("error[expectation]"), 3)


if __name__ == "__main__":
    unittest.main()
