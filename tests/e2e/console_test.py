"""The console of `parcours serve`: a client written for Mailpit, and the control API, over real sockets."""

import http.client
import json
import os
import pathlib
import re
import smtplib
import socket
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

    def test_a_body_that_names_mails_never_means_all(self):
        self.send(message(), message(), message())
        for body in ({"id": ["2"]}, {"IDs": ["2"], "All": True}, ["2"]):
            for method in ("PUT", "DELETE"):
                self.assertEqual(self.refusal(self.mailpit.ask, "/messages", method, body)[0], 400)
        self.assertEqual(self.mailpit.messages()["unread"], 3)
        self.mailpit.ask("/messages", "PUT", {"ids": ["2"], "read": True})  # as testcontainers' client writes it
        self.mailpit.ask("/messages", "DELETE", {"ids": ["2"]})
        left = self.mailpit.messages()
        self.assertEqual(([one["ID"] for one in left["messages"]], left["unread"]), (["3", "1"], 2))

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


class Snapshot(Served):
    def test_an_hour_later_and_elsewhere_the_code_is_as_old_as_it_was(self):
        self.control("PUT", "/clock", {"frozen": True})
        people = [who for who in self.served.ready["subscribers"] if who["paid_by"] == "bank_transfer"]
        visitor, code = Control.walk_to_the_code(self, people[0])
        self.control("POST", "/clock/advance", {"by": "9m59s"})
        taken = self.control("GET", "/snapshot")
        self.control("POST", "/clock/advance", {"by": "1h"})
        elsewhere = self.serve("--seed", "6")  # other people, until the world is put there
        for served in (self.served, elsewhere):
            self.console = served.ready["console"]["url"]
            self.control("POST", "/reset")
            for wait, heading in ((0, "Votre compte est activé"), (1, "Saisir le code de vérification")):
                self.assertEqual(self.control("PUT", "/snapshot", taken), {"restored": True})
                visitor.get(served.portal + "/fr/confirm_adresse_5")  # cookies know no ports
                self.control("POST", "/clock/advance", {"by": f"{wait}s"})
                visitor.submit(code=code, **{"g-recaptcha-response": served.mint()})
                self.assertEqual(visitor.heading, heading)

    def test_of_something_else_is_refused(self):
        code, told = self.refusal(self.control, "PUT", "/snapshot", {"parcours_snapshot": 1, "policy": {}, "world": []})
        self.assertEqual((code, told), (400, "not a snapshot: world must be an object"))


class Chaos(Served):
    def test_as_mailpit_has_it(self):
        off = {"ErrorCode": 451, "Probability": 0}
        self.assertEqual(self.mailpit.ask("/chaos"), {"Sender": off, "Recipient": off, "Authentication": off})
        wanted = {"Sender": {"ErrorCode": 550, "Probability": 100}}
        self.assertEqual(self.mailpit.ask("/chaos", "PUT", wanted), {**wanted, "Recipient": off, "Authentication": off})
        with self.assertRaises(smtplib.SMTPSenderRefused) as refused:
            self.send(message())
        self.assertEqual(refused.exception.smtp_code, 550)
        self.mailpit.ask("/chaos", "PUT", {"Recipient": {"ErrorCode": 452, "Probability": 100}})
        with self.assertRaises(smtplib.SMTPRecipientsRefused) as refused:
            self.send(message(to="zoe@example.com"))
        self.assertEqual(refused.exception.recipients["zoe@example.com"][0], 452)
        self.mailpit.ask("/chaos", "PUT", {"Authentication": {"ErrorCode": 535, "Probability": 100}})
        with smtplib.SMTP(*self.served.smtp, timeout=60) as client, self.assertRaises(smtplib.SMTPAuthenticationError):
            client.login("awa", "x")
        self.mailpit.ask("/chaos", "PUT", {})
        self.send(message())
        self.assertEqual(self.mailpit.messages()["total"], 1)
        for wrong in ({"Sender": {"ErrorCode": 399, "Probability": 1}}, {"Sender": {"ErrorCode": 600, "Probability": 1}},
                      {"Sender": {"ErrorCode": 400, "Probability": 101}}, {"Sender": {}}, {"Sendr": {}}, []):
            with self.subTest(wrong):
                self.assertEqual(self.refusal(self.mailpit.ask, "/chaos", "PUT", wrong)[0], 400)

    def test_half_of_the_mails_fail_and_a_reset_ends_it(self):
        self.mailpit.ask("/chaos", "PUT", {"Recipient": {"ErrorCode": 451, "Probability": 50}})
        refused = 0
        with smtplib.SMTP(*self.served.smtp, timeout=60) as client:
            for _ in range(100):
                try:
                    client.send_message(message())
                except smtplib.SMTPRecipientsRefused:
                    refused += 1
        self.assertTrue(25 <= refused <= 75, refused)  # the seed is given: always the same number
        self.control("POST", "/reset")
        self.send(message())


class Log(Case):
    def walk(self, *options):
        served = self.serve("--captcha-secret", "top-secret-key", "--smtp-users", self.write("users.yaml", "awa: pass/word\n"), *options)
        console = served.ready["console"]["url"]
        urllib.request.urlopen(f"{served.portal}/fr/confirm_adresse_1?token=top-secret-key", timeout=60).close()
        for path in ("top-secret-key", "top%2Dsecret%2Dkey", "pass%2Fword", "%ff%00%22"):
            with self.assertRaises(urllib.error.HTTPError) as raised:
                urllib.request.urlopen(f"{served.portal}/{path}", timeout=60)
            raised.exception.close()
        with smtplib.SMTP(*served.smtp, timeout=60) as client:
            client.login("awa", "pass/word")
            client.send_message(message())
        urllib.request.urlopen(f"{console}/api/v1/messages", timeout=60).close()
        served.stop()
        return served

    def test_each_line_tells_one_thing_and_no_secret(self):
        path = self.folder / "serve.log"
        self.walk("--log", str(path))
        text = path.read_text()
        lines = [json.loads(line) for line in text.splitlines()]
        self.assertEqual([(one["component"], one["event"]) for one in lines if one["component"] != "console"],
                         [("portal", "request")] * 5 + [("smtp", "mail"), ("smtp", "session")])
        self.assertEqual({**lines[0], "time": ""}, {"time": "", "component": "portal", "event": "request", "method": "GET",
                                                    "path": "/fr/confirm_adresse_1", "status": 200, "session": 1, "fault": ""})
        self.assertRegex(lines[0]["time"], r"^\d{4}-\d\d-\d\dT[\d:.]+Z$")
        self.assertEqual([one["path"] for one in lines[1:5]], ["(unknown)"] * 4)
        for secret in ("top-secret-key", "top%2D", "pass%2F", "pass/word", "048213", "awa@example.com"):
            self.assertNotIn(secret, text)

    def test_no_line_names_a_person_and_what_is_refused_has_one(self):
        path = self.folder / "serve.log"
        inbox = self.inbox()
        served = self.serve("--log", path, "--log-format", "text", "--mail-to", inbox.address)
        who = served.subscriber()
        console = urllib.parse.urlparse(served.ready["console"]["url"])
        for method, target, headers in (("DELETE", f"/api/control/subscribers/{who['amo']}", {}), ("GET", f"/{who['amo']}", {}),
                                        ("GET", "/api/v1/messages", {"Host": "rebound.test"}),
                                        ("GET", "/api/v1/messages", {"Sec-Fetch-Site": "cross-site"}),
                                        ("POST", "/api/control/reset", {"Origin": "http://elsewhere.test"})):
            connection = http.client.HTTPConnection(console.hostname, console.port, timeout=60)
            self.addCleanup(connection.close)
            connection.request(method, target, headers=headers)
            connection.getresponse().read()
        for target in (f"/fr/{who['amo']}", f"/fr/confirm_adresse_1/{who['amo']}"):
            with self.assertRaises(urllib.error.HTTPError) as raised:
                urllib.request.urlopen(served.portal + target, timeout=60)
            raised.exception.close()
        served.stop()
        text = path.read_text()
        self.assertNotIn(who["amo"], text)
        told = re.findall(r"(?m) console: request method=(\S+) path=(\S+) status=(\d+)$", text)
        self.assertEqual(told, [("DELETE", "/api/control/subscribers/{amo}", "200"), ("GET", "(unknown)", "404"),
                                ("GET", "/api/v1/messages", "421"), ("GET", "/api/v1/messages", "403"),
                                ("POST", "/api/control/reset", "403")])

    def test_as_text_on_standard_error(self):
        served = self.walk("--log", "-", "--log-format", "text")
        self.assertRegex(served.output, r"(?m)^\S+Z portal: request method=GET path=/fr/confirm_adresse_1 status=200 session=1$")
        self.assertRegex(served.output, r"(?m)^\S+Z smtp: mail bytes=\d+ recipients=1 session=0$")
        self.assertNotIn("top-secret-key", served.output)

    def test_that_cannot_be_written_is_told(self):
        done = run("serve", "--log", self.folder)
        self.assertExit(done, 4)
        self.assertIn(f"error[log-file]: cannot write the log '{self.folder}'", done.stderr)


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

    def test_they_come_from_a_table(self):
        for name, text in (("people.csv", 'amo,name,rib,paid_by,e_mandat,active\r\n012345678,"Alaoui, ""Awa""",011519000001205000534921,,,true\r\n'
                            "876543210,,,e_mandat,0123456789,\r\n"),
                           ("people.CSV", '\ufeffamo;name;rib;paid_by;e_mandat;active\n'
                            '012345678;"Alaoui, ""Awa""";011519000001205000534921;;;true\n876543210;;;e_mandat;0123456789;')):
            with self.subTest(name):
                served = self.serve("--subscribers", self.write(name, text))
                with urllib.request.urlopen(served.ready["console"]["url"] + "/api/control/subscribers", timeout=60) as answer:
                    first, second = json.load(answer)["subscribers"]
                self.assertEqual((first["amo"], first["name"], first["rib"], first["paid_by"], first["active"]),
                                 ("012345678", 'Alaoui, "Awa"', "011519000001205000534921", "bank_transfer", True))
                self.assertEqual((second["amo"], second["paid_by"], second["active"]), ("876543210", "e_mandat", False))

    def test_mistakes_of_a_table_are_told_with_their_places(self):
        for text, place, told in (("amo,rib\n1,2,3\n", "people.csv:2:1", "the line has 3 cells, and the first line 2"),
                                  ("amo,ribb\n1,2\n2,3\n", "people.csv:1:5", "did you mean 'rib'?"),
                                  ("amo,amo\n1,2\n", "people.csv:1:5", "two columns are named 'amo'"),
                                  ('amo,rib\n1,"2\n', "people.csv:2:3", "a quote"),
                                  ('amo,rib\n1,2"2\n', "people.csv:2:4", "a quote"),
                                  ("amo,active\n012345678,\nx,true\n", "people.csv:3:1", "'amo' must have 9 digits"),
                                  ("amo\n012345678\n876543210\n012345678\n", "people.csv:4:1", "the first is on line 2"),
                                  ("amo,active\n012345678,oui\n", "people.csv:2:11", "true or false"),
                                  ("", "people.csv", "empty")):
            with self.subTest(text):
                done = run("serve", "--subscribers", self.write("people.csv", text))
                self.assertExit(done, 2)
                self.assertIn(place, done.stderr)
                self.assertIn(told, done.stderr)
                self.assertEqual(done.stderr.count("error["), 1, done.stderr)
        latin = pathlib.Path(self.write("people.csv", ""))
        latin.write_bytes(b"amo,name\n1,Sana\xe2\n")
        done = run("serve", "--subscribers", latin)
        self.assertExit(done, 2)
        self.assertIn("people.csv:2:7", done.stderr)

    def test_mistakes_are_told_with_their_places(self):
        people = self.write("people.yaml", "- {amo: 012345678}\n- {amo: 012345678}\n- {rib: 1}\n- {amo: x}\n- {amo: 1, aktive: true}\n")
        done = run("serve", "--subscribers", people)
        self.assertExit(done, 2)
        for told in ("duplicate-subscriber", "the first is on line 1", "people.yaml:2:3", "missing-key", "people.yaml:4:9",
                     "did you mean 'active'?"):
            self.assertIn(told, done.stderr)
        self.assertExit(run("serve", "--subscribers", "nowhere.yaml"), 2)

    def test_a_port_that_is_taken_is_named(self):
        with_port = self.serve()
        port = urllib.parse.urlparse(with_port.ready["console"]["url"]).port
        done = run("serve", "--console-port", str(port))
        self.assertExit(done, 4)
        self.assertIn(f"the console cannot listen on 127.0.0.1:{port}", done.stderr)
        self.assertIn(f"process {with_port.process.pid} (parcours) has it", done.stderr)
        with socket.create_server(("127.0.0.1", 0)) as other:
            done = run("serve", "--smtp-port", str(other.getsockname()[1]))
            self.assertExit(done, 4)
            self.assertIn(f"process {os.getpid()} (", done.stderr)


if __name__ == "__main__":
    unittest.main()
