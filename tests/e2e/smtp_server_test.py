"""The mail server of `parcours serve`: what it keeps of a session, and the portal behind a server that is strict."""

import base64
import json
import smtplib
import subprocess
import unittest
import urllib.error
import urllib.request

from support import Case, Visitor

MAIL = b"Subject: Bonjour\r\n\r\nVotre code secret : 048213\r\n"


class Console(Case):
    def ask(self, served, path):
        with urllib.request.urlopen(served.ready["console"]["url"] + path, timeout=90) as answer:
            text = answer.read()
            return json.loads(text) if answer.headers["Content-Type"] == "application/json" else text.decode()


class Sessions(Console):
    def test_a_session_without_a_mail_can_be_looked_at_too(self):
        served = self.serve("--smtp-users", self.write("users.yaml", "awa: pass/word\n"))
        with smtplib.SMTP(*served.smtp, timeout=60) as client:
            with self.assertRaises(smtplib.SMTPAuthenticationError):
                client.login("awa", "wrong-one")
            self.assertEqual(client.mail("a@example.com")[0], 530)
        with smtplib.SMTP(*served.smtp, timeout=60) as client:
            client.login("awa", "pass/word")
            client.sendmail("a@example.com", ["b@example.com"], MAIL)
        known = self.ask(served, "/api/control/smtp/sessions")["sessions"]
        self.assertEqual([(one["number"], one["mails"], one["encrypted"]) for one in known], [(1, 0, False), (2, 1, False)])
        refused = self.ask(served, "/api/control/smtp/sessions/1")
        self.assertIn("S: 535 5.7.8 ", refused)
        self.assertIn("C: mail FROM:<a@example.com>\nS: 530 5.7.0 ", refused)
        taken = self.ask(served, "/api/control/smtp/sessions/2")
        self.assertIn("(1 mail before)", taken)
        for secret in ("wrong-one", "pass/word"):
            for form in (secret, base64.b64encode(secret.encode()).decode(), base64.b64encode(b"\0awa\0" + secret.encode()).decode()):
                self.assertNotIn(form, refused + taken)
        with self.assertRaises(urllib.error.HTTPError) as none:
            self.ask(served, "/api/control/smtp/sessions/3")
        self.assertEqual(none.exception.code, 404)
        none.exception.close()

    def test_the_newest_200_are_kept(self):
        served = self.serve()
        for _ in range(205):
            smtplib.SMTP(*served.smtp, timeout=60).quit()
        numbers = [one["number"] for one in self.ask(served, "/api/control/smtp/sessions")["sessions"]]
        self.assertEqual(numbers, list(range(6, 206)))

    def test_a_mail_tells_who_logged_in(self):
        served = self.serve()
        mail = self.write("mail.eml", MAIL)
        done = subprocess.run(["curl", "-sS", "--url", "smtp://%s:%s" % served.smtp, "--user", "awa:secret", "--mail-auth", "<>",
                               "--mail-from", "a@example.com", "--mail-rcpt", "b@example.com", "-T", mail],
                              capture_output=True, text=True, timeout=60)
        self.assertExit(done, 0)
        self.assertEqual(self.ask(served, "/api/v1/messages")["messages"][0]["Username"], "awa")
        self.assertEqual(self.ask(served, "/api/v1/message/latest")["Username"], "awa")
        envelope = self.ask(served, "/api/v1/message/latest/envelope")
        self.assertEqual((envelope["Username"], envelope["Submitter"]), ("awa", "<>"))


class Strict(Console):
    def code(self):
        return self.ask(self.served, "/api/v1/wait?subject=CNOPS&timeout=60s")["code"]

    def test_the_portal_s_own_mail_comes_in_where_others_must_encrypt_or_log_in(self):
        users = self.write("users.yaml", "awa: secret\n")
        for options in (["--smtp-require-tls"], ["--smtp-require-auth"], ["--smtp-users", users]):
            with self.subTest(options[0]):
                self.served = self.serve(*options)
                with smtplib.SMTP(*self.served.smtp, timeout=60) as client:
                    client.ehlo()
                    self.assertEqual(client.mail("a@example.com")[0], 530)
                visitor = Visitor(self.served.portal)
                visitor.walk(self.served, self, self.served.subscriber())
                self.assertEqual(visitor.heading, "Votre compte est activé")
                self.served.stop()


class Limits(Console):
    def test_a_mail_beyond_the_limits_is_read_in_part_and_kept_whole(self):
        served = self.serve("--mail-max-parts", "2", "--mail-max-depth", "3", "--mail-max-fields", "4")
        parts = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 3
        with smtplib.SMTP(*served.smtp, timeout=60) as client:
            client.sendmail("a@example.com", ["b@example.com"], parts)
            client.sendmail("a@example.com", ["b@example.com"], b"Subject: x\r\n" + b"X: y\r\n" * 4 + b"\r\nbody")
        self.assertEqual(self.ask(served, "/api/v1/message/1")["LeftOut"], ["parts beyond the first 2"])
        self.assertEqual(self.ask(served, "/api/v1/message/1/raw").encode(), parts)
        second = self.ask(served, "/api/v1/message/2")
        self.assertEqual((second["Text"].strip(), second["LeftOut"]), ("body", ["header fields beyond the first 4"]))

    def test_half_a_million_parts_are_read_beside_the_servers(self):
        """What they are given to read is bounded; how long it takes is measured, not tested."""
        served = self.serve()
        parts = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 500_000
        with smtplib.SMTP(*served.smtp, timeout=60) as client:
            client.sendmail("a@example.com", ["b@example.com"], parts)
        self.assertEqual(self.ask(served, "/api/v1/message/latest")["LeftOut"], ["parts beyond the first 1000"])

    def test_a_snapshot_has_the_size_that_the_option_says(self):
        served = self.serve("--snapshot-max-size", "2000000")
        for size, status in ((2_000_000, 400), (2_000_001, 413)):
            request = urllib.request.Request(served.ready["console"]["url"] + "/api/control/snapshot", method="PUT",
                                             data=b" " * size)
            with self.assertRaises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(request, timeout=60)
            refused.exception.close()
            self.assertEqual(refused.exception.code, status)

    def test_what_postfix_takes_is_taken_where_it_is_asked_for(self):
        for options, code in (([], 501), (["--smtp-lenient"], 250)):
            served = self.serve(*options)
            with smtplib.SMTP(*served.smtp, timeout=60) as client:
                client.ehlo()
                self.assertEqual(client.docmd("MAIL FROM: <a@example.com>")[0], code)
            served.stop()


if __name__ == "__main__":
    unittest.main()
