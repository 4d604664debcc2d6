"""Values from outside, ${env.NAME} and ${secret.NAME}: they reach the portal and nothing that is written."""

import base64
import html
import json
import quopri
import unittest
import urllib.parse

from support import JOURNEYS, Case, test_cases

SECRET = 'S3cr&t é<"\'>+/=?'
PLAIN = "731904586"  # as a registration number: nine digits
ENVIRONMENT = "env value/ü+&<c>"

# Each value goes wherever a value can go: a field, an address, an expected text; then the journey fails, so that all of it
# is told. The two encodings in the last line stand for a page that repeats a value in another form.
JOURNEY = """# Values that nobody may read in a report.
journey: Outside values
steps:
  - open: activation
  - accept_terms
  - identify: {amo: "${secret.number}"}
  - payment: {rib: "${secret.phrase}"}
  - fill: {RIB (24 chiffres): "${secret.number} ${env.PARCOURS_E2E}"}
  - goto: "/fr/nowhere?q=${secret.number}"
  - expect: {message: "${secret.phrase} ${env.PARCOURS_E2E} %s %s"}
"""


def spellings(value):
    raw = value.encode()
    yield value
    for padding in range(3):  # base64 of a text that contains it, at each of the three alignments, without its ends
        yield base64.b64encode(b"x" * padding + raw).decode().rstrip("=")[4 if padding else 0:-2]
    yield base64.urlsafe_b64encode(raw).decode().rstrip("=")
    yield from (urllib.parse.quote(value), urllib.parse.quote(value, safe=""), urllib.parse.quote_plus(value))
    yield from (html.escape(value), html.escape(value, quote=False))
    yield from (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1])
    yield quopri.encodestring(raw).decode().strip()
    yield raw.hex()


class Secrets(Case):
    def setUp(self):
        super().setUp()
        self.write_secrets("secrets.yaml", json.dumps({"phrase": SECRET, "number": PLAIN}))
        encoded = (base64.b64encode(SECRET.encode()).decode(), urllib.parse.quote_plus(SECRET))
        self.write("outside.yaml", JOURNEY % encoded)

    def leaks(self, done):
        written = {path.name: path.read_bytes() for path in self.out.rglob("*") if path.is_file()}
        self.assertGreaterEqual(set(written), {"events.ndjson", "junit.xml"})
        written |= {"stdout": done.stdout.encode(), "stderr": done.stderr.encode()}
        return [(place, value, found) for value in (SECRET, PLAIN, ENVIRONMENT) for found in spellings(value)
                for place, text in written.items() if found.encode() in text]

    def test_no_spelling_of_a_value_is_written_anywhere(self):
        for world in ("local", "sim"):
            for more in ([], ["-v", "--junit-profile", "rich", "--retries", "1"]):
                with self.subTest(world=world, more=more):
                    done = self.run_journeys("outside.yaml", "--world", world, "--secrets", "secrets.yaml", *more,
                                             env={"PARCOURS_E2E": ENVIRONMENT})
                    self.assertExit(done, 1)
                    self.assertEqual(self.leaks(done), [])
                    (case,) = test_cases(self.out / "junit.xml").values()
                    self.assertIn("outside.yaml:10:", case.find("failure").text)
                    self.assertIn("[redacted]", case.find("failure").text)

    def test_what_is_not_secret_is_found_by_the_same_search(self):
        self.write("open.yaml", JOURNEY.replace("secret.", "").replace("env.", "") % ("", ""))
        done = self.run_journeys("open.yaml", "--var", f"number={PLAIN}", "--var", f"phrase={SECRET}",
                                 "--var", f"PARCOURS_E2E={ENVIRONMENT}")
        self.assertExit(done, 1)
        leaks = self.leaks(done)
        self.assertEqual({value for _, value, _ in leaks}, {SECRET, PLAIN, ENVIRONMENT})
        places = {"evidence" if len(place) == 64 else place for place, _, _ in leaks}
        self.assertEqual(places, {"events.ndjson", "junit.xml", "stdout", "evidence"})

    def test_the_value_itself_reaches_the_portal(self):
        text = (JOURNEYS / "valid_amo.yaml").read_text().replace("${subscriber.email}", "${secret.mail}@example.com")
        self.write("reach.yaml", text)
        self.write_secrets("mail.yaml", "mail: somebody.unlikely\n")
        done = self.run_journeys("reach.yaml", "--secrets", "mail.yaml", "-v")
        self.assertExit(done, 0)  # the mail that was sent there was read
        for path in self.out.iterdir():
            self.assertNotIn("somebody.unlikely", path.read_text())
        self.assertNotIn("somebody.unlikely", done.stdout + done.stderr)

    def test_a_dry_run_shows_no_value(self):
        done = self.run_journeys("outside.yaml", "--dry-run", "--secrets", "secrets.yaml", env={"PARCOURS_E2E": ENVIRONMENT})
        self.assertExit(done, 0)
        self.assertIn("with [redacted]", done.stdout)
        for value in (SECRET, PLAIN, ENVIRONMENT):
            self.assertNotIn(value, done.stdout + done.stderr)

    def test_what_is_missing_is_told_with_every_place(self):
        done = self.run_journeys("outside.yaml")
        self.assertExit(done, 2)
        for part in ("${secret.number}", "--> outside.yaml:6:", "${secret.phrase}", "--> outside.yaml:7:",
                     "${env.PARCOURS_E2E}", "--> outside.yaml:8:"):
            self.assertIn(part, done.stderr)
        self.assertFalse(self.out.exists())

    def test_a_secrets_file_is_read_as_strictly_as_any(self):
        wrong = {"list.yaml": "- a\n", "nested.yaml": "phrase: {a: b}\nnumber: '123456789'\n", "twice.yaml": "a: b\na: c\n",
                 "torn.yaml": "phrase: 'x\n", "short.yaml": "phrase: abcd\nnumber: 'ab'\n"}
        for name, text in wrong.items():
            with self.subTest(name):
                self.write_secrets(name, text)
                done = self.run_journeys("outside.yaml", "--secrets", name, env={"PARCOURS_E2E": ENVIRONMENT})
                self.assertExit(done, 2)
                self.assertRegex(done.stderr, r"--> \w+\.yaml:\d+:\d+")
                self.assertFalse(self.out.exists())
        self.assertExit(self.run_journeys("outside.yaml", "--secrets", "no_such.yaml"), 2)


    def test_a_mistake_in_the_secrets_file_shows_its_place_and_none_of_its_lines(self):
        for text in ('phrase: [987654321]\n', 'phrase: "987654321"\nphrase: "987654322"\n', 'phrase: [987654321\n'):
            with self.subTest(text):
                secrets = self.write_secrets("secrets.yaml", text)
                done = self.run_journeys(self.folder / "outside.yaml", "--secrets", secrets,
                                         env={"PARCOURS_E2E": ENVIRONMENT})
                self.assertExit(done, 2)
                self.assertRegex(done.stderr, r"secrets\.yaml:\d+:\d+")
                self.assertNotIn("98765432", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
