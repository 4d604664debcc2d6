#!/usr/bin/env python3
"""The bundled journeys against the mock portal's flow: what it can say to a person, a journey expects."""

import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "mocks" / "portal"


def plain(text):
    """As journeys compare: one blank, typewriter's apostrophes and hyphens."""
    return re.sub(r"\s+", " ", text.replace("’", "'").replace("‑", "-"))


def messages():
    """Ids of what a refusal or a notice says, by the flow's tables."""
    return {one.replace("_", "-") for one in re.findall(r"message_id::(\w+)", (PORTAL / "flow.cpp").read_text())}


class Journeys(unittest.TestCase):
    def test_every_message_of_the_flow_is_expected_by_a_journey(self):
        texts = dict(re.findall(r'^([a-z0-9-]+): "?(.*?)"?$', (PORTAL / "texts_fr.yaml").read_text(), re.M))
        said = plain("\n".join(one.read_text() for one in (ROOT / "scenarios" / "journeys").glob("*.yaml")))
        ids = messages()
        self.assertGreater(len(ids), 25)
        for one in sorted(ids):
            with self.subTest(one):
                wanted = r"\d+".join(re.escape(part) for part in re.split(r"\{\{\w+\}\}", plain(texts[one])))
                self.assertRegex(said, wanted)

    def test_no_two_journeys_have_one_name(self):
        names = re.findall(r"^journey: (.*)$", "\n".join(one.read_text() for one in (ROOT / "scenarios" / "journeys").glob("*.yaml")), re.M)
        self.assertEqual(len(names), len(set(names)))


if __name__ == "__main__":
    unittest.main()
