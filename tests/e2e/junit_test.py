"""The JUnit report as its readers need it: totals that add up, one verdict a case, unique names, well-formed UTF-8."""

import collections
import datetime
import decimal
import json
import subprocess
import unittest
import xml.etree.ElementTree

from support import FAILING, JOURNEYS, PASSING, free_port, run, verdict
from targets import Target

# Everything that is hard on XML, a terminal or a parser of names.
ODD = "Ünïcödé – عربي 👩‍👩‍👧 <b>&amp; \"quotes\" ']]>' a.b/c"
CASES = f"""# Its rows differ in nothing but what they expect.
journey: {json.dumps(ODD, ensure_ascii=False)}
cases:
  - {{name: "right & <wrong>", page: terms}}
  - {{name: "]]>", page: payment}}
  - {{page: email}}
steps:
  - open: activation
    expect: {{page: "${{page}}"}}
"""


class Structure(Target):
    def check(self, path, rich=False):
        """Holds for every report; returns its verdicts by (classname, name)."""
        raw = path.read_bytes()
        self.assertTrue(raw.startswith(b'<?xml version="1.0" encoding="UTF-8"?>'))
        raw.decode("utf-8")
        done = subprocess.run(["xmllint", "--noout", path], text=True, capture_output=True)
        self.assertExit(done, 0)

        root = xml.etree.ElementTree.fromstring(raw)
        self.assertEqual(root.tag, "testsuites")
        self.assertGreater(len(root), 0)
        for suite in root:
            self.check_suite(suite, rich)
        self.check_totals(root, list(root.iter("testcase")))
        self.assertEqual(decimal.Decimal(root.get("time")), sum(decimal.Decimal(suite.get("time")) for suite in root))
        names = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
        self.assertEqual([name for name, times in collections.Counter(names).items() if times > 1], [])
        return dict(zip(names, map(verdict, root.iter("testcase"))))

    def check_suite(self, suite, rich):
        self.assertEqual(suite.tag, "testsuite")
        self.assertTrue(suite.get("name"))
        datetime.datetime.strptime(suite.get("timestamp"), "%Y-%m-%dT%H:%M:%S")
        cases = suite.findall("testcase")
        self.assertGreater(len(cases), 0)
        self.check_totals(suite, cases)
        self.assertEqual(suite.get("skipped"), str(sum(verdict(case) == "skipped" for case in cases)))
        self.assertEqual(decimal.Decimal(suite.get("time")), sum(decimal.Decimal(case.get("time")) for case in cases))
        for case in cases:
            self.check_case(case, rich)

    def check_totals(self, element, cases):
        verdicts = [verdict(case) for case in cases]
        self.assertEqual(element.get("tests"), str(len(cases)))
        self.assertEqual(element.get("failures"), str(verdicts.count("failure")))
        self.assertEqual(element.get("errors"), str(verdicts.count("error")))

    def check_case(self, case, rich):
        self.assertTrue(case.get("classname") and case.get("name"))
        self.assertRegex(case.get("time"), r"^\d+\.\d{3}$")
        children = collections.Counter(child.tag for child in case)
        self.assertLessEqual(children["failure"] + children["error"] + children["skipped"], 1)
        self.assertLessEqual(children["system-out"], 1)
        for outcome in (child for child in case if child.tag in ("failure", "error", "skipped")):
            self.assertTrue(outcome.get("message") and outcome.get("type"))
            self.assertTrue(outcome.text.startswith(outcome.get("message")), outcome.text)
        if not rich:
            self.assertLessEqual(set(case.attrib), {"classname", "name", "time"})
            self.assertLessEqual(set(children), {"failure", "error", "skipped", "system-out", "flakyFailure", "flakyError",
                                                 "rerunFailure", "rerunError"})

    def test_the_bundled_journeys_in_both_profiles(self):
        found = []
        for profile in ("strict", "rich"):
            report = self.folder / f"{profile}.xml"
            run("run", "--out", self.out, "--junit", report, "--junit-profile", profile, "--retries", "1")
            found.append(self.check(report, rich=profile == "rich"))
        self.assertEqual(found[0], found[1])
        self.assertGreater(len(found[0]), 60)

    def test_odd_names_rows_repeats_and_retries(self):
        self.write("a.b/c d/<odd> & é.yaml", CASES)
        self.write("failing.yaml", FAILING)
        for profile in ("strict", "rich"):
            with self.subTest(profile):
                done = self.run_journeys("a.b", "failing.yaml", "--repeat", "2", "--retries", "1",
                                         "--junit-profile", profile)
                self.assertExit(done, 1)
                found = self.check(self.out / "junit.xml", rich=profile == "rich")
                self.assertEqual(collections.Counter(found.values()), {"passed": 2, "failure": 6})
                self.assertTrue(any(name.startswith(ODD) for _, name in found))

    def test_a_locale_changes_nothing(self):
        self.write("odd.yaml", CASES)
        for locale in ("C", "fr_FR.UTF-8", "ar_MA.UTF-8"):
            with self.subTest(locale):
                self.assertExit(self.run_journeys("odd.yaml", env={"LC_ALL": locale, "LANG": locale}), 1)
                self.check(self.out / "junit.xml")

    def test_a_page_with_characters_that_xml_forbids(self):
        self.write("controls.yaml", PASSING + r'''
  - goto: "/\x01\x1b\uFFFE<&>"
    expect: {message: "\x08\u0085"}
''')
        done = self.run_journeys("controls.yaml")
        self.assertIn(done.returncode, (1, 4), done.stderr)
        self.check(self.out / "junit.xml")

    def test_errors_and_skipped_journeys(self):
        self.target(f"http://127.0.0.1:{free_port()}")
        self.somebody()
        self.assertExit(self.drive(JOURNEYS / "mail_delayed.yaml", JOURNEYS / "terms_refused.yaml"), 4)
        found = self.check(self.out / "junit.xml")
        self.assertEqual(sorted(found.values()), ["error", "skipped"])


if __name__ == "__main__":
    unittest.main()
