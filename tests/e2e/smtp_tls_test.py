"""The mail server over TLS, as curl and Python's own client use it."""

import smtplib
import socket
import ssl
import subprocess
import unittest
import urllib.request

from support import Case, run

MAIL = b"Subject: Bonjour\r\n\r\nVotre code secret : 048213\r\n"


def unverified():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Tls(Case):
    def count(self, served):
        with urllib.request.urlopen(served.ready["console"]["url"] + "/metrics", timeout=60) as answer:
            return int(answer.read().decode().split("\nparcours_mails ")[1].split()[0])

    def test_starttls_and_login(self):
        served = self.serve("--smtp-require-tls", "--smtp-require-auth")
        with smtplib.SMTP(*served.smtp, timeout=60) as client:
            client.ehlo()
            self.assertNotIn("auth", client.esmtp_features)
            self.assertEqual(client.mail("a@example.com")[0], 530)
            client.starttls(context=unverified())
            client.ehlo()
            self.assertNotIn("starttls", client.esmtp_features)
            client.login("awa", "any")
            client.sendmail("a@example.com", ["b@example.com"], MAIL, ["RET=HDRS", "ENVID=x1"],
                            ["NOTIFY=SUCCESS", "ORCPT=rfc822;b@example.com"])
        self.assertEqual(self.count(served), 1)

    def test_tls_from_the_beginning(self):
        served = self.serve("--smtp-tls-port", "0")
        port = served.ready["smtp"]["tls_port"]
        mail = self.write("mail.eml", MAIL)
        sent = subprocess.run(["curl", "-sS", "-k", f"smtps://127.0.0.1:{port}", "--mail-from", "a@example.com",
                               "--mail-rcpt", "b@example.com", "-T", mail], capture_output=True, text=True, timeout=60)
        self.assertEqual(sent.returncode, 0, sent.stderr)
        with smtplib.SMTP_SSL("127.0.0.1", port, context=unverified(), timeout=60) as client:
            client.sendmail("a@example.com", ["b@example.com"], MAIL)
        self.assertEqual(self.count(served), 2)

    def test_the_end_is_announced(self):
        """Python's ssl raises SSLEOFError at the end of a connection that nobody has announced (RFC 8446 section 6.1)."""
        served = self.serve("--smtp-tls-port", "0")
        with socket.create_connection(("127.0.0.1", served.ready["smtp"]["tls_port"]), timeout=60) as plain:
            with unverified().wrap_socket(plain, suppress_ragged_eofs=False) as secret:
                secret.sendall(b"QUIT\r\n")
                said = b""
                while part := secret.recv(1000):
                    said += part
        self.assertRegex(said, rb"\r\n221 .*\r\n$")

    def test_a_certificate_of_ones_own_is_verified(self):
        key, certificate = self.folder / "key.pem", self.folder / "cert.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        served = self.serve("--smtp-cert", certificate, "--smtp-key", key)
        with smtplib.SMTP(*served.smtp, timeout=60) as client:
            client.starttls(context=ssl.create_default_context(cafile=str(certificate)))
            client.sendmail("a@example.com", ["b@example.com"], MAIL)
        self.assertEqual(self.count(served), 1)

    def test_starttls_is_offered_where_a_certificate_is_given_or_an_option_asks(self):
        """Many clients encrypt of their own accord where it is offered, and fail on a certificate that nobody signed."""
        key, certificate = self.folder / "key.pem", self.folder / "cert.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost"], check=True,
                       capture_output=True)
        given = ["--smtp-cert", certificate, "--smtp-key", key]
        for options, offered in (([], False), (["--smtp-tls-port", "0"], False), (["--smtp-starttls"], True),
                                 (given, True), ([*given, "--smtp-no-starttls"], False), (["--smtp-require-tls"], True)):
            with self.subTest(options):
                served = self.serve(*options)
                with smtplib.SMTP(*served.smtp, timeout=60) as client:
                    client.ehlo()
                    self.assertEqual(client.has_extn("starttls"), offered)
                served.stop()
        self.assertExit(run("serve", "--smtp-starttls", "--smtp-no-starttls"), 2)

    def test_what_was_injected_behind_starttls_is_thrown_away(self):
        served = self.serve("--smtp-starttls")
        with socket.create_connection(served.smtp, timeout=60) as plain:
            plain.recv(1000)
            plain.sendall(b"EHLO x\r\n")
            plain.recv(1000)
            plain.sendall(b"STARTTLS\r\nMAIL FROM:<evil@example.com>\r\n")
            self.assertTrue(plain.recv(1000).startswith(b"220 "))
            with unverified().wrap_socket(plain) as secret:
                secret.sendall(b"RCPT TO:<b@example.com>\r\nQUIT\r\n")
                self.assertTrue(secret.recv(1000).startswith(b"503 "))

    def test_files_that_do_not_fit_are_told(self):
        nothing = self.write("nothing.pem", "nothing")
        for options in (["--smtp-cert", nothing], ["--smtp-cert", nothing, "--smtp-key", nothing],
                        ["--smtp-no-starttls", "--smtp-cert", nothing, "--smtp-key", nothing],
                        ["--smtp-cert", self.folder / "absent.pem", "--smtp-key", nothing]):
            done = run("serve", *options)
            self.assertExit(done, 2)
            self.assertIn("tls-certificate", done.stderr)

    def test_a_client_that_speaks_no_tls_is_let_go(self):
        served = self.serve("--smtp-tls-port", "0")
        with socket.create_connection(("127.0.0.1", served.ready["smtp"]["tls_port"]), timeout=60) as plain:
            plain.sendall(b"EHLO x\r\n" * 100)
            while plain.recv(1000):
                pass
        with smtplib.SMTP(*served.smtp, timeout=60) as client:
            self.assertEqual(client.noop()[0], 250)

    def test_a_client_that_says_nothing_in_the_handshake_is_let_go_like_any_other_that_is_idle(self):
        served = self.serve("--smtp-tls-port", "0", "--smtp-starttls", "--smtp-idle", "1s")
        with socket.create_connection(("127.0.0.1", served.ready["smtp"]["tls_port"]), timeout=20) as silent:
            self.assertEqual(silent.recv(100), b"")
        with socket.create_connection(served.smtp, timeout=20) as silent:
            silent.recv(1000)
            silent.sendall(b"STARTTLS\r\n")
            self.assertTrue(silent.recv(1000).startswith(b"220 "))
            self.assertEqual(silent.recv(100), b"")

    def test_the_port_is_told(self):
        served = self.serve("--smtp-tls-port", "0")
        self.assertIn(f", with TLS 127.0.0.1:{served.ready['smtp']['tls_port']}\n", served.output)

    def test_swaks_speaks_tls(self):
        served = self.serve("--smtp-tls-port", "0", "--smtp-require-tls", "--smtp-require-auth")
        host, port = served.smtp
        for how in (["--server", f"{host}:{port}", "--tls"],
                    ["--server", f"{host}:{served.ready['smtp']['tls_port']}", "--tls-on-connect"]):
            done = subprocess.run(["swaks", *how, "--from", "a@cnops.test", "--to", "b@example.com", "--auth", "PLAIN",
                                   "--auth-user", "who", "--auth-password", "ever"], capture_output=True, text=True, timeout=60)
            self.assertExit(done, 0)
        self.assertEqual(self.count(served), 2)

    def test_a_client_too_many_is_let_go_before_the_handshake(self):
        served = self.serve("--smtp-tls-port", "0", "--smtp-connections", "1")
        where = ("127.0.0.1", served.ready["smtp"]["tls_port"])
        with smtplib.SMTP_SSL(*where, context=unverified(), timeout=60):
            with socket.create_connection(where, timeout=60) as second:
                self.assertEqual(second.recv(100), b"")

    def test_a_thousand_idle_clients_are_in_nobodys_way(self):
        served = self.serve()
        idle = [socket.create_connection(served.smtp, timeout=60) for _ in range(1000)]
        with smtplib.SMTP(*served.smtp, timeout=60) as client:
            client.sendmail("a@example.com", ["b@example.com"], MAIL)
        self.assertEqual(self.count(served), 1)
        for one in idle:
            one.close()


if __name__ == "__main__":
    unittest.main()
