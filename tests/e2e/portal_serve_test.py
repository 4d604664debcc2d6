"""The portal of `parcours serve` as people who do not read French, and clients of other makes, meet it."""

import unittest
import urllib.request

from support import Case, Visitor


class Languages(Case):
    def test_a_person_activates_in_arabic(self):
        inbox = self.inbox()
        served = self.serve("--mail-to", inbox.address)
        visitor = Visitor(served.portal)
        visitor.get("/mon_compte?lang=ar")
        self.assertIn('<html lang="ar" dir="rtl">', visitor.text)
        who = served.subscriber()
        visitor.get("/fr/confirm_adresse_1?r=2")
        visitor.submit(terms="1")
        visitor.submit(amo=who["amo"])
        visitor.submit(rib=who["rib"])
        visitor.submit(email=who["email"])
        recipients, mail = inbox.mail()
        self.assertEqual(recipients, [who["email"]])
        self.assertRegex(mail["Subject"], "رمزكم السري")
        text = mail.get_body(("plain",)).get_content()
        visitor.submit(code=text.split("رمزكم السري هو:")[1].split()[0], **{"g-recaptcha-response": served.mint()})
        self.assertEqual(visitor.heading, "تم تفعيل حسابكم")

    def test_a_browser_that_prefers_arabic_is_not_asked(self):
        served = self.serve()
        asking = urllib.request.Request(served.portal + "/mon_compte", headers={"Accept-Language": "ar"})
        with urllib.request.urlopen(asking, timeout=60) as answer:
            self.assertIn('<html lang="fr" dir="ltr">', answer.read().decode())


if __name__ == "__main__":
    unittest.main()
