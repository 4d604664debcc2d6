"""Target files for a portal that a test serves itself, and listeners that see whether anybody came."""

import json
import re
import socket

from support import ROOT, Case, free_port

MOCK = (ROOT / "scenarios/targets/mock.yaml").read_text()
FIELDS = ("given_name", "family_name", "email", "amo", "affiliation", "issuer", "registration", "rib", "iban", "e_mandat")


class Target(Case):
    def target(self, base_url, mail="{prompt: true}", captcha=None, more=""):
        """The mock's target file, for a portal elsewhere."""
        text = re.sub(r'(?m)^base_url: .*$', f"base_url: {base_url}", MOCK)
        text = re.sub(r"(?m)^environment: .*$", "environment: test", text)
        text = re.sub(r"(?m)^mail: .*$", f"mail: {mail}", text)
        text = text.replace("${world.captcha}", captcha or "http://127.0.0.1:9")
        person = "".join(f'  {field}: "${{secret.{field}}}"\n' for field in FIELDS)
        return self.write("target.yaml", f"{text}\nsubscriber:\n{person}limits: {{pause: 1ms}}\n{more}")

    def secrets(self, who):
        return self.write_secrets("secrets.yaml", json.dumps({field: who[field] for field in FIELDS}))

    def foreign(self):
        """A portal that mails to where the run listens; its target's mail and captcha."""
        listens = f"127.0.0.1:{free_port()}"
        served = self.serve("--mail-to", listens)
        self.secrets(served.subscriber())
        return served, {"mail": f"{{smtp: {listens!r}}}", "captcha": served.captcha}

    def drive(self, *arguments, **more):
        return self.run_journeys("--target", "target.yaml", "--secrets", "secrets.yaml", *arguments, **more)

    def somebody(self):
        self.secrets(dict.fromkeys(FIELDS, "somebody"))

    def listener(self):
        """A port where it is seen whether anybody came."""
        watched = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(watched.close)
        watched.setblocking(False)
        return watched

    def assertNobodyCame(self, watched):
        self.assertRaises(BlockingIOError, watched.accept)
