"""The console of `parcours serve`: a client written for Mailpit, and the control API, over real sockets."""

import http.client
import json
import smtplib
import subprocess
import threading
import unittest
import urllib.error
import urllib.parse
import urllib.request
from email.message import EmailMessage

from support import Case, Visitor, run


class Mailpit:
    """What a client for Mailpit's REST API does, as its documentation shows it."""

    def __init__(self, url):
        self.url = url

    def ask(self, path, method="GET", body=None):
        request = urllib.request.Request(self.url + "/api/v1" + path, method=method,
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
            return json.loads(text) if answer.headers["Content-Type"] == "application/json" else text

    def messages(self, **query):
        return self.ask("/messages?" + urllib.parse.urlencode(query))

    def search(self, query):
        return self.ask("/search?" + urllib.parse.urlencode({"query": query}))["messages"]


def message(to="awa@example.com", subject="Votre code", text="Votre code secret : 048213", attach=None):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Caisse <caisse@cnops.test>", to, subject
    mail.set_content(text)
    if attach:
        mail.add_attachment(attach, maintype="application", subtype="pdf", filename="reçu.pdf")
    return mail


class Served(Case):
    def setUp(self):
        super().setUp()
        self.served = self.serve("--seed", "5")
        self.console = self.served.ready["console"]["url"]
        self.mailpit = Mailpit(self.console)

    def send(self, *mails):
        with smtplib.SMTP(*self.served.smtp, timeout=60) as client:
            for mail in mails:
                client.send_message(mail)

    def control(self, method, path, body=None):
        request = urllib.request.Request(self.console + "/api/control" + path, method=method,
                                         data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def refusal(self, call, *arguments):
        with self.assertRaises(urllib.error.HTTPError) as raised:
            call(*arguments)
        with raised.exception as answer:
            return answer.code, json.load(answer)["Error"]


class Inbox(Served):
    def test_a_client_for_mailpit_works_unchanged(self):
        self.send(message(), message(to="zoe@example.com", subject="Été", attach=b"%PDF-\x00\xff"))
        listed = self.mailpit.messages(limit=1)
        self.assertEqual((listed["total"], listed["unread"], listed["count"]), (2, 2, 1))
        newest = listed["messages"][0]
        self.assertEqual((newest["Subject"], newest["Attachments"], newest["Read"]), ("Été", 1, False))
        self.assertEqual(newest["From"], {"Name": "Caisse", "Address": "caisse@cnops.test"})

        (found,) = self.mailpit.search("to:awa@example.com subject:code")
        whole = self.mailpit.ask("/message/" + found["ID"])
        self.assertEqual(whole["Text"].strip(), "Votre code secret : 048213")
        self.assertEqual(whole["To"], [{"Name": "", "Address": "awa@example.com"}])
        self.assertEqual(self.mailpit.ask(f"/message/{found['ID']}/headers")["Subject"], ["Votre code"])

        latest = self.mailpit.ask("/message/latest")
        (part,) = latest["Attachments"]
        self.assertEqual((part["FileName"], part["ContentType"], part["Size"]), ("reçu.pdf", "application/pdf", 7))
        self.assertEqual(self.mailpit.ask(f"/message/{latest['ID']}/part/{part['PartID']}"), b"%PDF-\x00\xff")

        self.assertEqual(self.mailpit.ask("/messages", "PUT", {"IDs": [latest["ID"]], "Read": False}), b"ok")
        self.assertEqual(len(self.mailpit.search("is:unread")), 1)
        self.assertEqual(self.mailpit.ask("/messages", "DELETE", {"IDs": [found["ID"]]}), b"ok")
        self.assertEqual(self.mailpit.ask("/info")["Messages"], 1)
        self.assertEqual(self.refusal(self.mailpit.ask, "/message/" + found["ID"])[0], 404)
        self.assertEqual(self.mailpit.ask("/messages", "DELETE"), b"ok")
        self.assertEqual(self.mailpit.messages()["total"], 0)

    def test_raw_is_what_was_sent_byte_for_byte(self):
        raw = b"Subject: x\r\nX-Odd:  \xc3\xa9\t.\r\n\r\n..\r\n.a\r\n\r\n \r\nend"
        with smtplib.SMTP(*self.served.smtp, timeout=60) as client:
            client.sendmail("a@cnops.test", ["b@example.com", "c@example.com"], raw)
        self.assertEqual(self.mailpit.ask("/message/latest/raw"), raw + b"\r\n")
        envelope = self.mailpit.ask("/message/latest/envelope")
        self.assertEqual({name: envelope[name] for name in ("From", "To")},
                         {"From": "a@cnops.test", "To": ["b@example.com", "c@example.com"]})
        self.assertIn(b"C: rcpt TO:<c@example.com>", self.mailpit.ask("/message/latest/transcript"))

    def test_wait_returns_when_the_mail_comes(self):
        first = self.mailpit.ask("/info")["Messages"]
        self.assertEqual(first, 0)
        answers = []
        waiting = [threading.Thread(target=lambda: answers.append(self.mailpit.ask("/wait?to=awa@example.com&timeout=60s")))
                   for _ in range(3)]
        for thread in waiting:
            thread.start()
        self.send(message(to="other@example.com"),
                  message(text="Dossier 123456 du 31/01/2026.\nVotre code secret : 048213\n"))
        for thread in waiting:
            thread.join()
        self.assertEqual([one["code"] for one in answers], ["048213"] * 3)
        code, error = self.refusal(self.mailpit.ask, f"/wait?after={answers[0]['cursor']}&timeout=50ms")
        self.assertEqual((code, error), (408, "no such mail came within 50ms"))

    def test_the_newest_are_kept(self):
        served = self.serve("--keep", "2")
        with smtplib.SMTP(*served.smtp, timeout=60) as client:
            for number in range(5):
                client.send_message(message(subject=f"mail {number}"))
        kept = Mailpit(served.ready["console"]["url"]).messages()["messages"]
        self.assertEqual([one["Subject"] for one in kept], ["mail 4", "mail 3"])


class Control(Served):
    def walk_to_the_code(self, who):
        visitor = Visitor(self.served.portal)
        visitor.get("/fr/confirm_adresse_1?r=2")
        visitor.submit(terms="1")
        visitor.submit(amo=who["amo"])
        visitor.submit(rib=who["rib"])
        visitor.submit(email=who["email"])
        return visitor, self.mailpit.ask(f"/wait?to={who['email']}")["code"]

    def test_a_code_is_refused_at_its_last_second_without_waiting(self):
        self.control("PUT", "/clock", {"frozen": True})
        people = [who for who in self.served.ready["subscribers"] if who["paid_by"] == "bank_transfer"]
        for who, age, heading in ((people[0], "9m59s999ms", "Votre compte est activé"),
                                  (people[1], "10m", "Saisir le code de vérification")):
            visitor, code = self.walk_to_the_code(who)
            self.control("POST", "/clock/advance", {"by": age})
            visitor.submit(code=code, **{"g-recaptcha-response": self.served.mint()})
            self.assertEqual(visitor.heading, heading)
        active = {who["amo"]: who["active"] for who in self.control("GET", "/subscribers")["subscribers"]}
        self.assertEqual((active[people[0]["amo"]], active[people[1]["amo"]]), (True, False))

    def test_defects_are_switched_while_it_runs(self):
        self.control("PUT", "/defects", {"on": ["code-in-page"]})
        visitor, code = self.walk_to_the_code(self.served.subscriber())
        self.assertIn(code, visitor.text)
        self.control("PUT", "/defects", {"on": []})
        self.assertNotIn(code, visitor.get("/fr/confirm_adresse_5"))

    def test_the_journal_tells_the_way_without_what_was_entered(self):
        who = self.served.subscriber()
        _, code = self.walk_to_the_code(who)
        journal = self.control("GET", "/journal?session=1")
        self.assertEqual([entry["event"] for entry in journal["entries"]][:4],
                         ["open_activation", "accept_terms", "identify_by_amo", "pay_by_transfer"])
        for secret in (code, who["amo"], who["rib"], who["email"]):
            self.assertNotIn(secret, json.dumps(journal))
        last = journal["entries"][-1]["number"]
        self.assertEqual(self.control("GET", f"/journal?after={last}")["count"], 0)

    def test_reset_makes_the_world_as_it_was(self):
        who = self.served.subscriber()
        self.walk_to_the_code(who)
        self.control("PATCH", "/policy", {"code_ttl": "1m"})
        self.control("POST", "/smtp/faults", {"at": "mail", "code": 421})
        self.control("POST", "/reset")
        self.assertEqual(self.mailpit.messages()["total"], 0)
        self.assertEqual(self.control("GET", "/sessions")["sessions"], [])
        self.assertEqual(self.control("GET", "/policy")["code_ttl"], "10m")
        self.walk_to_the_code(who)

    def test_a_stranger_s_page_can_do_nothing(self):
        address = urllib.parse.urlparse(self.console)

        def status(method, path, **headers):
            connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
            self.addCleanup(connection.close)
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            return connection.getresponse().status

        self.assertEqual(status("GET", "/api/v1/messages", Host="rebound.test"), 421)
        self.assertEqual(status("GET", "/api/v1/messages", Host="127.0.0.1.rebound.test"), 421)
        self.assertEqual(status("POST", "/api/control/reset", Origin="http://elsewhere.test"), 403)
        self.assertEqual(status("DELETE", "/api/v1/messages", Sec_Fetch_Site="cross-site"), 403)
        self.assertEqual(status("POST", "/api/control/reset", Origin=self.console), 200)

    def test_metrics_are_what_prometheus_reads(self):
        self.send(message())
        with urllib.request.urlopen(self.console + "/metrics", timeout=60) as answer:
            self.assertIn("version=0.0.4", answer.headers["Content-Type"])
            lines = answer.read().decode().splitlines()
        values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        self.assertEqual(values["parcours_mails"], "1")
        self.assertEqual(values['parcours_sessions{state="done"}'], "0")
        for name in values:
            self.assertIn(f"# TYPE {name.split('{')[0]} ", "\n".join(lines))


class Smtp(Case):
    def test_only_the_users_of_the_file_may_send(self):
        served = self.serve("--smtp-users", self.write("users.yaml", "awa: secret\nzoe: 0123\n"))
        for name, password in (("awa", "secret"), ("zoe", "0123")):
            for method in ("auth_plain", "auth_login", "auth_cram_md5"):
                with self.subTest(name=name, method=method), smtplib.SMTP(*served.smtp, timeout=60) as client:
                    client.ehlo()
                    client.user, client.password = name, password
                    code, _ = client.auth(method[5:].replace("_", "-").upper(), getattr(client, method))
                    self.assertEqual(code, 235)
                    client.send_message(message())
        with smtplib.SMTP(*served.smtp, timeout=60) as client:
            with self.assertRaises(smtplib.SMTPAuthenticationError):
                client.login("awa", "wrong")
            with self.assertRaises(smtplib.SMTPSenderRefused) as refused:
                client.send_message(message())
            self.assertEqual(refused.exception.smtp_code, 530)
        transcript = Mailpit(served.ready["console"]["url"]).ask("/message/latest/transcript")
        self.assertIn(b"C: (masked)", transcript)
        self.assertNotIn(b"0123", transcript)

    def test_swaks_logs_in_and_anyone_may_without_a_file(self):
        served = self.serve()
        for method in ("PLAIN", "LOGIN", "CRAM-MD5"):
            done = subprocess.run(["swaks", "--server", "%s:%d" % served.smtp, "--from", "a@cnops.test", "--to", "b@example.com",
                                   "--auth", method, "--auth-user", "who", "--auth-password", "ever"],
                                  capture_output=True, text=True, timeout=60)
            self.assertExit(done, 0)

    def test_limits_are_options(self):
        served = self.serve("--smtp-max-size", "2000", "--smtp-max-recipients", "2")
        with smtplib.SMTP(*served.smtp, timeout=60) as client:
            client.ehlo()
            self.assertEqual(client.esmtp_features["size"], "2000")
            refused = client.sendmail("a@cnops.test", ["b@x.test", "c@x.test", "d@x.test"], "Subject: x\r\n\r\nx")
            self.assertEqual({to: code for to, (code, _) in refused.items()}, {"d@x.test": 452})
            with self.assertRaises(smtplib.SMTPSenderRefused) as too_large:
                client.sendmail("a@cnops.test", ["b@x.test"], "x" * 3000)
            self.assertEqual(too_large.exception.smtp_code, 552)
        idle = self.serve("--smtp-idle", "200ms")
        with smtplib.SMTP(*idle.smtp, timeout=60) as client:
            self.assertEqual(client.getreply()[0], 421)

    def test_a_users_file_with_a_mistake_is_told(self):
        for text in ("- awa\n", "awa: [x]\n", "awa: a\nawa: b\n", ""):
            with self.subTest(text):
                self.assertExit(run("serve", "--smtp-users", self.write("users.yaml", text)), 2)


class Subscribers(Case):
    def test_they_come_from_a_file(self):
        people = self.write("people.yaml", '- {amo: 012345678, rib: "011519000001205000534921", email: awa@example.com}\n'
                                           "- {amo: 876543210, paid_by: e_mandat, e_mandat: 0123456789, active: true}\n")
        served = self.serve("--subscribers", people)
        with urllib.request.urlopen(served.ready["console"]["url"] + "/api/control/subscribers", timeout=60) as answer:
            known = json.load(answer)["subscribers"]
        self.assertEqual([who["amo"] for who in known], ["012345678", "876543210"])
        self.assertEqual([who["active"] for who in known], [False, True])
        self.assertEqual(known[1]["e_mandat"], "0123456789")

    def test_mistakes_are_told_with_their_places(self):
        people = self.write("people.yaml", "- {amo: 012345678}\n- {amo: 012345678}\n- {rib: 1}\n- {amo: x}\n- {amo: 1, aktive: true}\n")
        done = run("serve", "--subscribers", people)
        self.assertExit(done, 2)
        for told in ("duplicate-subscriber", "the first is on line 1", "people.yaml:2:3", "missing-key", "people.yaml:4:3",
                     "did you mean 'active'?"):
            self.assertIn(told, done.stderr)
        self.assertExit(run("serve", "--subscribers", "nowhere.yaml"), 2)

    def test_a_port_that_is_taken_is_named(self):
        with_port = self.serve()
        port = urllib.parse.urlparse(with_port.ready["console"]["url"]).port
        done = run("serve", "--console-port", str(port))
        self.assertExit(done, 4)
        self.assertIn(f"the console cannot listen on 127.0.0.1:{port}", done.stderr)


if __name__ == "__main__":
    unittest.main()
