"""`parcours serve` under load: many clients at all four servers at once, bounded, on loopback. Nothing is timed; every
answer must be right and the program must end in order, which under ThreadSanitizer means without a race."""

import concurrent.futures
import json
import smtplib
import unittest
import urllib.request

from support import Case, Visitor

CLIENTS = 8
ROUNDS = 15


class Load(Case):
    def test_every_client_is_served(self):
        served = self.serve()
        console = served.ready["console"]["url"]

        def ask(url):
            with urllib.request.urlopen(url, timeout=60) as answer:
                return answer.read()

        def client(number):
            address = f"client{number}@example.test"
            for turn in range(ROUNDS):
                self.assertIn("terms", Visitor(served.portal).get("/fr/confirm_adresse_1?r=2"))
                self.assertTrue(served.mint())
                with smtplib.SMTP(*served.smtp, timeout=60) as mail:
                    mail.sendmail("load@example.test", [address], f"To: {address}\r\nSubject: {turn}\r\n\r\nturn {turn}\r\n")
                self.assertTrue(ask(console + "/api/v1/messages?limit=5"))
                self.assertTrue(ask(console + "/metrics"))
            return json.loads(ask(f"{console}/api/v1/search?query=to:{address}"))["messages_count"]

        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            counts = list(pool.map(client, range(CLIENTS)))
        self.assertEqual(counts, [ROUNDS] * CLIENTS)
        self.assertEqual(served.stop(), 0)


if __name__ == "__main__":
    unittest.main()
