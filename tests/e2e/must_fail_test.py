"""Journeys that must fail, each for its own reason: what the runner checks is checked itself.

Beside each scenarios/must_fail/NAME.yaml, NAME.txt says how it fails. PARCOURS_UPDATE_GOLDEN=1 writes those files anew;
look at the difference before keeping it.
"""

import json
import os
import re
import unittest

from support import ROOT, Case

FOLDER = ROOT / "scenarios/must_fail"
SCHEMA = json.loads((ROOT / "docs/journey.schema.json").read_text())["definitions"]
# The mock sends neither field, so that `null` cannot fail here.
NOT_SENT = {"expect_mail_cc_none", "expect_mail_reply_to_none"}


def kinds_of(value):
    """The kinds of value that a key of the schema takes, as names of journeys end with them."""
    text = json.dumps(value)
    kinds = []
    if "/pattern" in text:
        kinds += ["text", "regex"]
    if "pattern_or_none" in text or '"null"' in text or "header_fields" in text:
        kinds += ["none"]
    if "header_fields" in text:
        kinds += ["text", "regex"]
    if '"enum": ["Strict"' in text:
        kinds = ["text", "none"]
    return kinds


def needed():
    for key, value in SCHEMA["expect"]["properties"].items():
        name = "expect_" + key
        if key in ("mail", "cookie"):
            for part, what in SCHEMA[key]["properties"].items():
                if part != "name":
                    yield from (f"{name}_{part}_{kind}".rstrip("_") for kind in kinds_of(what) or [""])
        elif key == "field_error":
            yield from (f"{name}_{kind}" for kind in ("text", "regex", "labelled_text", "labelled_regex"))
        else:
            yield from (f"{name}_{kind}".rstrip("_") for kind in kinds_of(value) or [""])
    yield from (f"outcome_{key}" for key in SCHEMA["outcome"]["properties"])
    yield from (f"retry_{key}" for key in SCHEMA["retry"]["properties"])


# What is drawn, dated or numbered anew: the people, their codes and sessions, the ports.
DRAWN = ((r"http://127\.0\.0\.1:\d+", "http://PORTAL"), (r"\b[a-z]+\.[a-z]+\d*@[\w.-]+\w", "SUBSCRIBER"),
         (r"\b[0-9a-f]{32}\b", "SESSION"), (r"\b\d\d/\d\d/\d{4}\b", "DATE"), (r"\b\d{6,7}\b", "NUMBER"))


def told(event):
    """How a journey ended, for a person to read."""
    why = event.get("problem", {})
    lines = []
    for each in [why, *why.get("further", [])]:
        place = each.get("where", {})
        lines += [f"{event['verdict']}: {each.get('message', '')}", f"at {place.get('line')}:{place.get('column')}",
                  f"expected: {each.get('expected', '')}", f"seen: {each.get('seen', '')}"]
    text = "\n".join(lines).rstrip() + "\n"
    for drawn, name in DRAWN:
        text = re.sub(drawn, name, text)
    return text


class MustFail(Case):
    maxDiff = None

    def run_all(self, world):
        done = self.run_journeys(FOLDER, "--world", world, "-q")
        self.assertExit(done, 1)
        files = {start["id"]: start["file"] for start in self.events("journey_started")}
        return {files[end["id"]].rsplit("/", 1)[-1].removesuffix(".yaml"): told(end)
                for end in self.events("journey_finished")}

    def test_each_fails_as_it_says(self):
        for world in ("sim", "local"):
            ended = self.run_all(world)
            self.assertEqual(set(ended), {path.stem for path in FOLDER.glob("*.yaml")})
            for name, how in sorted(ended.items()):
                golden = FOLDER / f"{name}.txt"
                if os.environ.get("PARCOURS_UPDATE_GOLDEN"):
                    golden.write_text(how)
                with self.subTest(name, world=world):
                    self.assertTrue(how.startswith("failed: "), how)
                    self.assertEqual(how, golden.read_text())

    def test_every_key_and_kind_of_value_has_one(self):
        names = {path.stem for path in FOLDER.glob("*.yaml")}
        asked = set(needed())
        self.assertGreater(len(asked), 60)
        for name in sorted(asked - NOT_SENT):
            with self.subTest(name):
                self.assertTrue(any(there.startswith(name) for there in names), f"no journey {name}")

    def test_each_tells_what_it_is_for(self):
        self.assertEqual({path.stem for path in FOLDER.glob("*.txt")}, {path.stem for path in FOLDER.glob("*.yaml")})
        for path in FOLDER.glob("*.yaml"):
            self.assertTrue(path.read_text().startswith("# Must fail: "), path.name)


if __name__ == "__main__":
    unittest.main()
