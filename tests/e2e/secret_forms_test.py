"""What a portal makes of a secret (trimmed, folded, in lines, composed otherwise) leaks as little as the secret itself; files
of secrets are read only where nobody else can, and quoted by no message; what was written is looked through once more."""

import html
import json
import os
import re
import socket
import unicodedata
import unittest
import urllib.request

from secrets_test import spellings
from support import Case, run

# Each value goes into an address, a field where it is taken, and an expected text; the journey fails and tells all of it.
JOURNEY = """# Values that a portal trims, folds or splits.
journey: Secrets in many forms
steps:
  - open: activation
  - accept_terms
  - fill: {"Numéro d'immatriculation à l'assurance maladie obligatoire": "${secret.v}"}
  - capture: {seen: {field: "Numéro d'immatriculation à l'assurance maladie obligatoire"}}
  - goto: "/fr/nowhere?q=${secret.v}"
  - expect: {message: "${seen} ${secret.v}"}
"""
EXPECTING = """journey: Only expected
steps:
  - open: activation
    expect: {message: "%s"}
"""
VALUES = {
    "a line break behind": "918273645\n",
    "CRLF behind": "918273645\r\n",
    "white space around": "  Jean.Rabat@Example.COM ",
    "a tab": "Tab\tSep-55",
    "lines": "Ligne-Une-77\nLigne-Deux-88",
    "lines of CRLF": "Ligne-Une-77\r\nx\r\nLigne-Deux-88\r\n",
    "runs of blanks": "deux   blancs\u00a0 77",
    "a composed accent": "Caf\u00e9-d\u2019\u00e9t\u00e9-7",
    "an accent apart": "Cafe\u0301-ete\u0301-7",
    "Arabic": "\u0643\u0644\u0645\u0629-\u0633\u0631",
    "quotes": "it's \"quoted\" `77`",
    "backslashes": "C:\\new\\u0041\\x77",
    "percent signs": "100%25%41off",
    "ampersands": "a&b&amp;c<d>&#65;",
    "plus and underscore": "a+b_c d=41",
    "like base64": "QUJDREVGR0g=",
    "a control character": "bell\x07-77",
    "an emoji": "clef-\U0001F511-77",
}


def forms(value):
    """What may stand for the value anywhere: itself, trimmed, folded, each line, composed and apart."""
    lines = [line.strip() for line in re.split(r"[\r\n]+", value) if len(line.strip()) >= 4]
    for form in (value, value.strip(), " ".join(value.split()), *lines):
        for normal in ("NFC", "NFD"):
            yield unicodedata.normalize(normal, form)


class SecretForms(Case):
    def found(self, done, value):
        written = {str(path): path.read_text(errors="replace") for path in self.out.rglob("*") if path.is_file()}
        written |= {"stdout": done.stdout, "stderr": done.stderr}
        # a report escapes what it holds, once more
        readable = {place: (text, html.unescape(text), text.replace("\\\\", "\\").replace('\\"', '"'))
                    for place, text in written.items()}
        return {(place, found) for form in forms(value) for found in spellings(form)
                for place, texts in readable.items() if any(found in text for text in texts)}

    def run_with(self, journey, values, *more, **how):
        self.write("leak.yaml", journey)
        secrets = self.write_secrets("secrets.yaml", json.dumps(values, ensure_ascii=False))
        return self.run_journeys("leak.yaml", "--secrets", secrets, *more, **how)

    def test_nothing_that_a_portal_makes_of_a_value_is_written(self):
        for what, value in VALUES.items():
            for world, more in (("local", []), ("sim", ["-v", "--junit-profile", "rich"])):
                with self.subTest(what, world=world):
                    done = self.run_with(JOURNEY, {"v": value},
                                         "--world", world, *more)
                    self.assertExit(done, 1)
                    self.assertEqual(self.found(done, value), set())
                    self.assertIn("[redacted]", (self.out / "junit.xml").read_text())

    def test_the_environment_is_no_different(self):
        value = "Ligne-Une-77\nLigne-Deux-88\n"
        self.write("leak.yaml", JOURNEY.replace("secret.v", "env.V"))
        done = self.run_journeys("leak.yaml", env={"V": value})
        self.assertExit(done, 1)
        self.assertEqual(self.found(done, value), set())

    def test_a_very_long_value_and_very_many(self):
        longest = "-".join(str(i * 7919) for i in range(9000))
        self.assertGreater(len(longest), 64 << 10)
        done = self.run_with(EXPECTING % "${secret.v}", {"v": longest}, "--world", "sim")
        self.assertExit(done, 1)
        self.assertEqual([place for place, _ in self.found(done, longest)], [])
        many = {f"n{i}": f"value-{i * 7919 + 100000}" for i in range(1000)}
        done = self.run_with(EXPECTING % " ".join(f"${{secret.{name}}}" for name in many), many, "--world", "sim")
        self.assertExit(done, 1)
        text = "".join(path.read_text(errors="replace") for path in self.out.rglob("*") if path.is_file()) + done.stdout + done.stderr
        self.assertEqual([value for value in many.values() if value in text], [])

    def test_backslashes_do_not_stall_the_run(self):
        text = "journey: Backslashes\nsteps:\n  - goto: /mon_compte\n    expect: {message: '%s', absent: '${secret.v}'}\n"
        done = self.run_with(text % ("\\" * 80), {"v": "\\" * 36 + "z"})
        self.assertExit(done, 1)

    def test_a_value_that_the_journey_spells_is_not_quoted_from_there(self):
        done = self.run_with(EXPECTING % "plain-text-secret-1 ${secret.v}", {"v": "plain-text-secret-1"})
        self.assertExit(done, 1)
        self.assertEqual(self.found(done, "plain-text-secret-1"), set())

    def test_a_header_field_as_it_was_sent_gives_nothing_away(self):
        journey = "\n".join(["journey: Subject", "steps:", "  - open: activation", "  - accept_terms",
                             "  - identify: {amo: '${subscriber.amo}'}", "  - payment: {rib: '${subscriber.rib}'}",
                             "  - request_code: {email: '${subscriber.email}'}", "  - read_code",
                             "  - expect: {mail: {header: {Subject: '${secret.v}'}}}", ""])
        done = self.run_with(journey, {"v": "secret CNOPS à usage unique"}, "--world", "sim")
        self.assertExit(done, 1)
        text = "".join(path.read_text(errors="replace") for path in self.out.rglob("*") if path.is_file()) + done.stdout + done.stderr
        self.assertIn("seen: Votre code [redacted]", text)
        self.assertNotRegex(text, "(?i)secret CNOPS|=\\?utf-8|usage unique")

    def test_a_long_line_is_cut_behind_the_secret_only(self):
        value = "x" * 30 + "-end-of-it"
        done = self.run_with(EXPECTING % ("t" * 100 + " " + value + " ${secret.v}"), {"v": value})
        self.assertExit(done, 1)
        self.assertNotIn("x" * 20, done.stdout + done.stderr)


class SecretFiles(Case):
    SECRET = "918273645"

    def setUp(self):
        super().setUp()
        self.write("journeys/one.yaml", "journey: One\nsteps:\n  - open: activation\n    expect: {absent: '${secret.v}'}\n")

    def use(self, secrets, *more):
        done = self.run_journeys("journeys", "--secrets", secrets, *more)
        self.assertNotIn(self.SECRET, done.stdout + done.stderr)
        return done

    def test_a_file_that_others_can_read_is_refused(self):
        secrets = self.write("secrets.yaml", f"v: '{self.SECRET}'\n")
        for mode in (0o644, 0o640, 0o604, 0o620, 0o602, 0o666):
            with self.subTest(oct(mode)):
                secrets.chmod(mode)
                done = self.use(secrets)
                self.assertExit(done, 2)
                self.assertIn(f"{mode:04o}", done.stderr)
                self.assertIn(f"chmod 600 {secrets}", done.stderr)
                self.assertFalse(self.out.exists())
        for mode in (0o600, 0o400):
            secrets.chmod(mode)
            self.assertExit(self.use(secrets), 0)
        link = self.folder / "link.yaml"
        link.symlink_to(secrets)
        self.assertExit(self.use(link), 0)
        secrets.chmod(0o644)
        self.assertExit(self.use(link), 2)

    def test_what_is_no_file_of_ours_is_refused(self):
        os.mkfifo(self.folder / "pipe", 0o600)
        for name in ("pipe", "journeys", "missing"):
            self.assertExit(self.use(self.folder / name), 2)
        if os.geteuid() == 0:
            secrets = self.write_secrets("secrets.yaml", f"v: '{self.SECRET}'\n")
            os.chown(secrets, 12345, 12345)
            done = self.use(secrets)
            self.assertExit(done, 2)
            self.assertIn("uid 12345", done.stderr)

    def test_among_the_journeys_it_is_told_and_not_quoted(self):
        broken = ("v: '918273645'\n", "v: [918273645\n", "'918273645\n", "918273645\n", "journey: 918273645\nsteps: 918273645\n",
                  "- 918273645\n", "v: 918273645\nv: 918273645\n", "v: &918273645 *nope\n", "steps:\n  - 918273645: x\n",
                  "journey: x\nsteps:\n  - goto: {918273645: 918273645}\n", "\t918273645\n", "v: \"\\q918273645\"\n")
        for text in broken:
            with self.subTest(text):
                secrets = self.write_secrets("journeys/secrets.yaml", text)
                done = self.use(secrets)
                self.assertExit(done, 2)
                self.assertIn("secrets.yaml", done.stderr)
                self.assertExit(self.use(os.path.join("journeys", "..", "journeys", "secrets.yaml")), 2)

    def test_it_is_no_target_and_no_shared_steps_either(self):
        secrets = self.write_secrets("journeys/secret.steps.yaml", f"v: {self.SECRET}\n")
        done = self.use(secrets, "--target", secrets)
        self.assertExit(done, 2)
        self.write("journeys/two.yaml", "journey: Two\nsteps:\n  - use: secret.steps.yaml\n")
        done = self.use(secrets)
        self.assertExit(done, 2)
        self.assertIn("two.yaml:3", done.stderr)

    def test_check_and_list_quote_no_private_file_that_is_no_journey(self):
        for text in (f"v: '{self.SECRET}'\n", f"v: [{self.SECRET}\n", f"{self.SECRET}\n", f"{self.SECRET}: x\n"):
            self.write_secrets("journeys/secrets.yaml", text)
            for command in ("check", "list"):
                with self.subTest(text, command=command):
                    done = run(command, self.folder / "journeys", cwd=self.folder)
                    self.assertExit(done, 2)
                    self.assertIn("secrets.yaml", done.stderr)
                    self.assertNotIn(self.SECRET, done.stdout + done.stderr)

    def test_a_mistake_in_a_private_journey_is_shown(self):
        self.write_secrets("journeys/two.yaml", "journey: Two\nsteps:\n  - opne: activation\n")
        done = run("check", self.folder / "journeys", cwd=self.folder)
        self.assertIn("opne: activation", done.stderr)

    def test_the_users_of_the_mail_server_are_not_quoted(self):
        for text in (f"a: [{self.SECRET}]\n", f"a: '{self.SECRET}\n", f"{self.SECRET}\n", f"a: '{self.SECRET}'\na: x\n"):
            with self.subTest(text):
                users = self.write("users.yaml", text)
                done = run("serve", "--smtp-users", users)
                self.assertExit(done, 2)
                self.assertIn("users.yaml", done.stderr)
                self.assertNotIn(self.SECRET, done.stdout + done.stderr)


class Audit(Case):
    """A secret that the form of an artefact spells cannot be kept out of it: the audit sees it as it would see a leak."""

    PLAIN = "journey: Plain\nsteps:\n  - open: activation\n    expect: {absent: 'zz${secret.v}zz'}\n"

    def run_hiding(self, value, *more):
        self.write("plain.yaml", self.PLAIN)
        return self.run_journeys("plain.yaml", "--secrets", self.write_secrets("secrets.yaml", json.dumps({"v": value})),
                                 *more)

    def test_an_artefact_that_holds_a_secret_is_removed_and_told(self):
        for value, gone, kept in (('encoding="UTF-8"', "junit.xml", "events.ndjson"),
                                  ('{"event":"run_started"', "events.ndjson", "junit.xml")):
            with self.subTest(value):
                done = self.run_hiding(value)
                self.assertExit(done, 4)
                self.assertFalse((self.out / gone).exists())
                self.assertTrue((self.out / kept).exists())
                self.assertIn(gone, done.stderr)
                self.assertIn("secret.v", done.stderr)
                self.assertNotIn(value, done.stdout + done.stderr)

    def test_a_report_elsewhere_is_looked_through_too(self):
        done = self.run_hiding('encoding="UTF-8"', "--junit", self.folder / "other.xml")
        self.assertExit(done, 4)
        self.assertFalse((self.folder / "other.xml").exists())

    def test_a_report_on_standard_output_is_looked_through_before(self):
        done = self.run_hiding('encoding="UTF-8"', "--junit", "-")
        self.assertExit(done, 4)
        self.assertEqual(done.stdout, "")
        self.assertIn("a text to be shown holds the value of secret.v and was held back", done.stderr)
        self.assertNotIn('encoding="UTF-8"', done.stderr)

    def test_the_log_of_serve_on_standard_error_is_looked_through_line_by_line(self):
        users = self.write_secrets("users.yaml", json.dumps({"me": '","component":"'}))
        served = self.serve("--smtp-users", users, "--log", "-")
        with socket.create_connection(served.smtp) as peer:
            peer.sendall(b"QUIT\r\n")
            while peer.recv(100):
                pass
        self.assertEqual(served.stop(), 4)
        self.assertNotIn('","component":"', served.output)

    def test_words_and_numbers_of_the_artefacts_are_no_leak(self):
        for value in ("passed", "testcase", "took_us", "2026", "1234", "name", "parcours", "time", "0.0"):
            with self.subTest(value):
                self.assertExit(self.run_hiding(value), 0)
                self.assertTrue((self.out / "junit.xml").exists())

    def test_the_log_of_serve_is_looked_through_at_its_end(self):
        for value, code in (('","component":"', 4), ("quiet-password", 0)):
            with self.subTest(value):
                log = self.folder / f"serve{code}.log"
                users = self.write_secrets("users.yaml", json.dumps({"me": value}))
                served = self.serve("--smtp-users", users, "--log", log)
                with socket.create_connection(served.smtp) as peer:
                    peer.sendall(b"QUIT\r\n")
                    while peer.recv(100):
                        pass
                urllib.request.urlopen(served.ready["console"]["url"] + "/livez", timeout=60).close()
                served.process.terminate()
                output, _ = served.process.communicate()
                self.assertEqual(served.process.returncode, code, output)
                self.assertEqual(log.exists(), code == 0)
                self.assertNotIn(value, output)


if __name__ == "__main__":
    unittest.main()
