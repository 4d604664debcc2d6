"""`parcours serve`: curl, swaks and Python's own clients walk the portal and speak to the mail server."""

import html
import re
import signal
import smtplib
import socket
import subprocess
import unittest
import urllib.error
import urllib.request

from support import ROOT, Case, Visitor, run


class Ready(Case):
    def test_the_ready_file_names_every_address(self):
        served = self.serve("--people", "3", "--seed", "5")
        ready = served.ready
        self.assertEqual(set(ready), {"portal", "smtp", "captcha", "console", "subscribers"})
        self.assertEqual(set(ready["smtp"]), {"host", "port"})
        self.assertEqual(ready["captcha"], {"url": served.captcha, "verify_url": served.captcha + "/recaptcha/api/siteverify",
                                            "script_url": served.captcha + "/recaptcha/api.js",
                                            "site_key": "parcours-site-key", "secret": "parcours-secret"})
        self.assertEqual([who["paid_by"] for who in ready["subscribers"]], ["bank_transfer", "e_mandat", "bank_transfer"])
        for who in ready["subscribers"]:
            self.assertRegex(who["rib"], r"^\d{24}$")
            self.assertRegex(who["email"], r"@.*(\.test|example\.com)$")
        for address in (served.portal, served.captcha, "%s:%s" % served.smtp, "seed     5"):
            self.assertIn(address, served.output)
        self.assertEqual(self.serve("--people", "3", "--seed", "5").ready["subscribers"], ready["subscribers"])

    def test_the_ready_file_has_no_secret_of_another_provider(self):
        served = self.serve("--captcha-verify", "http://127.0.0.1:9/siteverify", "--captcha-secret", "of-another")
        self.assertNotIn("secret", served.ready["captcha"])

    def test_both_signals_end_it_well(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            served = self.serve()
            visitor = Visitor(served.portal)
            visitor.get("/mon_compte")
            waiting = socket.create_connection(served.smtp)  # a client in mid-session does not hold it up
            self.addCleanup(waiting.close)
            waiting.recv(100)
            self.assertEqual(served.stop(number), 0, served.output)


class Portal(Case):
    def test_curl_alone_activates_an_account(self):
        inbox = self.inbox()
        served = self.serve("--mail-to", inbox.address)
        who = served.subscriber()

        def curl(url, **form):
            pairs = [f"{name.replace('__', '-')}={value}" for name, value in form.items()]
            fields = [word for pair in pairs for word in ("--data-urlencode", pair)]
            done = subprocess.run(["curl", "-sS", "--fail", "-L", "-c", "jar", "-b", "jar", *fields, url],
                                  cwd=self.folder, text=True, capture_output=True, timeout=60)
            self.assertExit(done, 0)
            return done.stdout

        def send(page, event, **form):
            token = html.unescape(re.search(r'name="csrf_token" value="([^"]+)"', page).group(1))
            action = html.unescape(re.search(r'<form method="post" action="([^"]+)"', page).group(1))
            return curl(served.portal + action, csrf_token=token, form=event, **form)

        page = curl(served.portal + "/fr/confirm_adresse_1?r=2")
        page = send(page, "accept_terms", terms=1)
        page = send(page, "identify_by_amo", amo=who["amo"])
        page = send(page, "pay_by_transfer", rib=who["rib"])
        page = send(page, "request_code", email=who["email"])
        recipients, mail = inbox.mail()
        self.assertEqual(recipients, [who["email"]])
        code = re.search(r"(?<!\d)\d{6}(?!\d)", mail.get_body(("plain",)).get_content()).group()
        self.assertIn(code, mail.get_body(("html",)).get_content())
        page = send(page, "submit_code", code=code, g__recaptcha__response=curl(served.captcha + "/mint?outcome=pass"))
        self.assertIn("<h1>Votre compte est activé</h1>", page)

    def test_a_browser_activates_and_then_recovers(self):
        policy = (ROOT / "mocks/portal/policy.yaml").read_text().replace("resend_after: 60s", "resend_after: 0s")
        inbox = self.inbox()
        served = self.serve("--mail-to", inbox.address, "--policy", self.write("policy.yaml", policy))
        visitor = Visitor(served.portal)
        visitor.walk(served, inbox, served.subscriber())
        self.assertEqual(visitor.heading, "Votre compte est activé")
        visitor.walk(served, inbox, served.subscriber(), flow="1")
        self.assertEqual(visitor.heading, "Votre mot de passe est réinitialisé")

    def test_a_defect_shows(self):
        inbox = self.inbox()
        for defects, heading in (([], "Saisir le code de vérification"),
                                 (["--defect", "captcha-not-verified"], "Votre compte est activé")):
            served = self.serve("--mail-to", inbox.address, *defects)
            served.mint = lambda: "no token of anybody"
            visitor = Visitor(served.portal)
            visitor.walk(served, inbox, served.subscriber())
            self.assertEqual(visitor.heading, heading)

    def test_clients_that_misbehave_disturb_nobody(self):
        served = self.serve()
        portal, captcha = (tuple(url.removeprefix("http://").rsplit(":", 1)) for url in (served.portal, served.captcha))
        post = b"POST /fr/confirm_adresse_1 HTTP/1.1\r\nHost: x\r\n"
        nonsense = (b"\0\xff\xfe garbage\r\n\r\n", b"GET /mon_compte HTTP/9.9\r\n\r\n", b"GET\r\n\r\n", b"\r\n" * 1000,
                    b"GET / HTTP/1.1\r\nX: " + b"x" * 200_000, post + b"Content-Length: -1\r\n\r\n",
                    post + b"Content-Length: 99999999999\r\n\r\nx", post + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                    b"GET /mon_compte HTTP/1.1\r\nHo", b"")
        for address in (portal, captcha, served.smtp):
            for text in nonsense:
                client = socket.create_connection(address, timeout=60)
                self.addCleanup(client.close)  # left open, its request half sent, until the test is over
                try:
                    client.sendall(text)
                except ConnectionError:
                    pass  # it was refused before all was sent
        Visitor(served.portal).get("/mon_compte")
        self.assertTrue(served.mint())
        with smtplib.SMTP(*served.smtp, timeout=60) as client:
            self.assertEqual(client.noop()[0], 250)
        self.assertEqual(served.stop(), 0)

    def test_pages_that_are_not_there(self):
        served = self.serve()
        for path, status in (("/nowhere", 404), ("/fr/confirm_adresse_1?r=3", 404)):
            with self.assertRaises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(served.portal + path, timeout=30)
            self.assertEqual(refused.exception.code, status)
            refused.exception.close()


class Mail(Case):
    def setUp(self):
        super().setUp()
        self.served = self.serve()
        self.server = "%s:%s" % self.served.smtp

    def swaks(self, *arguments):
        return subprocess.run(["swaks", "--server", self.server, "--from", "a@example.com", *arguments],
                              stdin=subprocess.DEVNULL, text=True, capture_output=True, timeout=60)

    def test_swaks_delivers(self):
        self.assertExit(self.swaks("--to", "b@example.com", "--body", ".\nline\n.\n"), 0)
        self.assertExit(self.swaks("--to", "b@example.com,c@example.com", "--protocol", "SMTP"), 0)

    def test_swaks_is_refused_as_the_standard_says(self):
        done = self.swaks("--to", "é@example.com")  # RFC 6531: not without SMTPUTF8
        self.assertExit(done, 24)
        self.assertIn("553 5.6.7", done.stdout)
        done = self.swaks("--to", "x" * 65 + "@example.com")
        self.assertExit(done, 24)
        done = self.swaks("--to", "b@example.com", "--body", "@" + str(self.write("big", (b"x" * 70 + b"\n") * 150_000)))
        self.assertExit(done, 26)
        self.assertIn("552 5.3.4", done.stdout)

    def test_smtplib_delivers_and_is_refused(self):
        with smtplib.SMTP(*self.served.smtp, timeout=60) as client:
            client.sendmail("a@example.com", ["b@example.com"], "Subject: x\r\n\r\n.\r\n..\r\n")
            client.sendmail("é@example.com", ["à@example.com"], "Subject: x\r\n\r\n", mail_options=["SMTPUTF8"])
            limit = int(client.esmtp_features["size"])
            self.assertEqual(client.mail("a@example.com", [f"SIZE={limit}"])[0], 250)
            client.rset()
            self.assertEqual(client.mail("a@example.com", [f"SIZE={limit + 1}"])[0], 552)
            self.assertEqual(client.docmd("DATA")[0], 503)
            client.sendmail("a@example.com", ["b@example.com"], "it goes on\r\n")


class Refused(Case):
    def serve_fails(self, code, *arguments):
        ready = self.folder / "ready.json"
        done = run("serve", "--ready-file", ready, *arguments, cwd=self.folder, timeout=60)
        self.assertExit(done, code)
        self.assertFalse(ready.exists())
        return done.stderr

    def test_a_port_in_use_is_named(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            for option in ("--portal-port", "--smtp-port", "--captcha-port"):
                self.assertIn(f"127.0.0.1:{port}", self.serve_fails(4, option, port))

    def test_mistakes_are_told_before_anything_listens(self):
        self.write("policy.yaml", "code_ttl: 10m\ncode_lenght: 4\n")
        told = self.serve_fails(2, "--policy", "policy.yaml")
        self.assertRegex(told, r"--> policy\.yaml:2:1\n")
        self.assertIn("did you mean 'code_length'?", told)
        self.assertIn("did you mean 'code-reusable'?", self.serve_fails(2, "--defect", "code-reusabel"))
        for arguments in (["--policy", "no_such.yaml"], ["--mail-to", "nowhere"], ["--mail-to", "h:0"], ["--people", "0"],
                          ["--portal-port", "65536"], ["--captcha-verify", "not an address"], ["--no-such-option"]):
            with self.subTest(arguments):
                self.serve_fails(2, *arguments)

    def test_a_ready_file_that_cannot_be_written(self):
        taken = self.write("taken", "")
        done = run("serve", "--ready-file", taken / "ready.json", timeout=60)
        self.assertExit(done, 4)
        self.assertIn(str(taken), done.stderr)


if __name__ == "__main__":
    unittest.main()
