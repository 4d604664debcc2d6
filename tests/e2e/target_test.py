"""`parcours run --target`: a portal that is not the run's own, here a second program that serves one."""

import http.server
import socket
import ssl
import subprocess
import threading
import unittest

from support import JOURNEYS, free_port, test_cases
from targets import FIELDS, Target


class Tunnel:
    """HTTPS in front of a plain server, byte by byte."""

    def __init__(self, context, to):
        self._context, self._to = context, to
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        with client:
            try:
                with self._context.wrap_socket(client, server_side=True) as secure, \
                        socket.create_connection(self._to) as plain:
                    back = threading.Thread(target=self._pump, args=(plain, secure), daemon=True)
                    back.start()
                    self._pump(secure, plain)
                    back.join()
            except OSError:
                pass  # a client that does not trust the certificate hangs up

    @staticmethod
    def _pump(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def stop(self):
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()


class Driven(Target):
    def test_the_same_journey_activates_an_account_on_a_foreign_portal(self):
        served, where = self.foreign()
        self.target(served.portal, **where)
        journey = JOURNEYS / "valid_amo.yaml"
        done = self.drive(journey, "-v")
        self.assertExit(done, 0)
        self.assertEqual(list(self.verdicts().values()), ["passed"])
        self.assertEqual(self.events("run_started")[0]["world"], "target")
        written = done.stdout + done.stderr + "".join(path.read_text() for path in self.out.rglob("*") if path.is_file())
        for field in ("amo", "rib", "email"):
            self.assertNotIn(served.subscriber()[field], written)
        self.assertExit(self.drive(journey), 1)  # the account is active now: the portal remembers

    def test_https_with_a_certificate_that_the_target_file_trusts(self):
        certificate, key = self.folder / "cert.pem", self.folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                        "-keyout", key, "-out", certificate], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        served, where = self.foreign()
        tunnel = Tunnel(context, served.portal.removeprefix("http://").split(":"))
        self.addCleanup(tunnel.stop)
        journey = JOURNEYS / "valid_amo.yaml"

        for host, trusted in (("localhost", ""), ("127.0.0.1", f"ca_file: {certificate}\n")):  # the name counts too
            self.target(f"https://{host}:{tunnel.port}", **where, more=trusted)
            done = self.drive(journey)
            self.assertExit(done, 4)
            (case,) = test_cases(self.out / "junit.xml").values()
            self.assertEqual(case.find("error").get("type"), "tls-failed")

        self.target(f"https://localhost:{tunnel.port}", **where, more=f"ca_file: {certificate}\n")
        self.assertExit(self.drive(journey), 0)

    def test_what_only_the_mocks_can_do_is_skipped_with_the_reason(self):
        watched = self.listener()
        self.target(f"http://127.0.0.1:{watched.getsockname()[1]}")
        self.somebody()
        for journey, reason in (("mail_delayed", "world:"), ("code_of_another_person", "others:"), ("recovery", "active")):
            with self.subTest(journey):
                self.assertExit(self.drive(JOURNEYS / f"{journey}.yaml"), 3)  # nothing was left to run
                (case,) = test_cases(self.out / "junit.xml").values()
                self.assertIn(reason, case.find("skipped").get("message"))
        self.assertNobodyCame(watched)

    def test_a_portal_that_is_not_there_is_an_error(self):
        self.target(f"http://127.0.0.1:{free_port()}")
        self.somebody()
        self.assertExit(self.drive(JOURNEYS / "terms_refused.yaml"), 4)
        self.assertEqual(list(self.verdicts().values()), ["error"])


class Careful(Target):
    def test_a_host_that_is_not_this_machine_needs_leave(self):
        watched = self.listener()
        port = watched.getsockname()[1]
        journey = JOURNEYS / "terms_refused.yaml"
        self.somebody()
        # No loopback address, and yet one that would lead to our listener: 0.0.0.0.
        for base_url, more, said in ((f"http://0.0.0.0:{port}", "", ["--yes-i-am-authorised"]),
                                     (f"http://0.0.0.0:{port}", "authorised_by: The tester\n", []),
                                     ("https://portal.example.com", "", ["--yes-i-am-authorised"]),
                                     ("https://portal.example.com", "authorised_by: The tester\n", [])):
            with self.subTest(base_url=base_url, more=more, said=said):
                self.target(base_url, more=more)
                done = self.drive(journey, *said)
                self.assertExit(done, 2)
                self.assertIn("not-authorised", done.stderr)
                self.assertFalse(self.out.exists())
        self.assertNobodyCame(watched)

        served = self.serve()
        self.target(served.portal.replace("127.0.0.1", "0.0.0.0"), more="authorised_by: The tester\n")
        self.assertExit(self.drive(journey, "--yes-i-am-authorised"), 0)  # with leave it is driven

    def test_a_dry_run_prints_what_would_be_sent_and_contacts_nobody(self):
        watched = self.listener()
        self.target(f"http://127.0.0.1:{watched.getsockname()[1]}")
        self.secrets(dict.fromkeys(FIELDS, "unprinted"))
        done = self.drive(JOURNEYS / "valid_amo.yaml", "--dry-run")
        self.assertExit(done, 0)
        for part in ("nothing is contacted", "/fr/confirm_adresse_1?r=2", "with [redacted]", "Envoyer le code secret"):
            self.assertIn(part, done.stdout)
        self.assertNotIn("unprinted", done.stdout)
        self.assertFalse(self.out.exists())
        self.assertNobodyCame(watched)

    def test_a_secret_that_the_excerpt_of_a_page_cuts_is_not_written_in_part(self):
        secret = "98765432101234567890" * 2
        self.secrets({**dict.fromkeys(FIELDS, "somebody"), "amo": secret})
        journey = self.write("cut.yaml", 'journey: Cut\nsteps:\n  - goto: "/?${subscriber.amo}"\n  - expect: {page: code}\n')
        for before in range(540, 610, 10):  # the excerpt ends in the middle of the page's text
            base_url, _ = self.portal_that_answers(200, body=f"<p>{'x' * before} {secret}</p>")
            self.target(base_url)
            self.assertExit(self.drive(journey), 1)
            for written in (path for path in self.out.rglob("*") if path.is_file()):
                self.assertNotIn(b"98765432", written.read_bytes(), before)

    def portal_that_answers(self, status, body="", **headers):
        """A portal with one answer to everything; the paths that were asked for."""
        asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), "Connection": "close", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        self.addCleanup(server.server_close)
        self.addCleanup(thread.join)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_port}", asked

    def test_it_stops_at_the_first_sign_that_the_portal_wants_it_to(self):
        self.somebody()
        for status in (403, 429, 500, 503):
            with self.subTest(status):
                base_url, asked = self.portal_that_answers(status)
                self.target(base_url)
                done = self.drive(JOURNEYS / "terms_refused.yaml", JOURNEYS / "malformed_amo.yaml",
                                  "--retries", "3", "-j", "4")
                self.assertIn(done.returncode, (1, 4), done.stdout)
                self.assertEqual(len(asked), 1, asked)

    def test_what_it_did_not_come_to_is_skipped_with_the_reason(self):
        self.somebody()
        base_url, _ = self.portal_that_answers(429)
        self.target(base_url)
        for name in ("a", "b", "c"):
            self.write(f"{name}.yaml", f"journey: {name}\nsteps:\n  - goto: /\n    expect: {{status: 429}}\n")
        self.assertExit(self.drive("a.yaml", "b.yaml", "c.yaml"), 4)  # nothing failed, and not all was carried out
        cases = {name: case.find("skipped") for (_, name), case in test_cases(self.out / "junit.xml").items()}
        self.assertIsNone(cases["a"])
        for name in ("b", "c"):
            self.assertEqual(cases[name].get("message"),
                             "not run: the portal answered 429: nothing more is sent to it in this run")

    def test_it_does_not_follow_to_another_host(self):
        self.somebody()
        base_url, asked = self.portal_that_answers(302, Location="https://portal.example.com/")
        self.target(base_url)
        done = self.drive(JOURNEYS / "terms_refused.yaml")
        self.assertExit(done, 4)
        self.assertIn("portal.example.com", done.stdout)
        self.assertEqual(len(asked), 1)

    def test_the_budget_of_requests_is_kept(self):
        self.somebody()
        served = self.serve()
        path = self.target(served.portal)
        path.write_text(path.read_text().replace("{pause: 1ms}", "{pause: 1ms, requests: 2}"))
        done = self.drive(JOURNEYS / "malformed_amo.yaml")
        self.assertExit(done, 4)
        self.assertIn("budget of 2 requests", done.stdout)


if __name__ == "__main__":
    unittest.main()
