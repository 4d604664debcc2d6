"""The bundled journeys against the mock portal with each of its known defects: which turn red, and for what reason.

defects.txt names, for each defect, the journeys that fail and what they tell: any other red, and a red for another
reason, fails the test. PARCOURS_UPDATE_GOLDEN=1 writes the file anew; look at the difference before keeping it.
"""

import os
import pathlib
import re
import unittest

from support import JOURNEYS, ROOT, Case

# "name", "area", "what": the table of the portal's defects.
DEFECTS = re.findall(r"\{\w+,\s*\"([a-z-]+)\",\s*\"(code|captcha|identity|flow|mail)\"", (ROOT / "mocks/portal/defects.cpp").read_text())
GOLDEN = pathlib.Path(__file__).with_suffix("").with_name("defects.txt")
# What is drawn or numbered anew.
DRAWN = ((r"http://[\d.]+:\d+", "http://PORTAL"), (r"\b[a-z]+\.[a-z]+\d*@[\w.-]+\w", "SUBSCRIBER"), (r"\b\d{4,10}\b", "NUMBER"),
         (r"\b[0-9a-f]{32}\b", "SESSION"))


def with_defect(text, name):
    """The same journey on a portal that has the defect."""
    if re.search(r"^world:\n", text, re.M):
        return re.sub(r"^world:\n", f"world:\n  defects: [{name}]\n", text, count=1, flags=re.M)
    return re.sub(r"^steps:\n", f"world: {{defects: [{name}]}}\nsteps:\n", text, count=1, flags=re.M)


def in_short(text):
    line = text.partition("\n")[0]
    for drawn, name in DRAWN:
        line = re.sub(drawn, name, line)
    return line


class Defects(Case):
    maxDiff = None

    def reds(self, name):
        """The journeys that fail with the defect, case by case: '  file.yaml [case]: message (expected …, seen …)'."""
        folder = self.folder / name
        folder.mkdir()
        for journey in JOURNEYS.glob("*.yaml"):
            (folder / journey.name).write_text(with_defect(journey.read_text(), name))
        done = self.run_journeys(folder, "--world", "sim", "-q")
        self.assertExit(done, 1)
        lines = []
        for end in self.events("journey_finished"):
            if end["verdict"] == "passed":
                continue
            why = end["problem"]
            file, _, case = end["id"].rsplit("/", 1)[-1].partition("#")
            told = f"{why['message']} (expected {in_short(why.get('expected', ''))}, seen {in_short(why.get('seen', ''))})"
            lines.append(f"  {file}{' ' if case else ''}{case}: {end['verdict']}: {in_short(told)}\n")
        return "".join(sorted(lines))

    def test_every_known_defect_is_noticed_for_its_own_reason(self):
        self.assertGreater(len(DEFECTS), 40)
        seen = {name: self.reds(name) for name, _ in DEFECTS}
        if os.environ.get("PARCOURS_UPDATE_GOLDEN"):
            GOLDEN.write_text("".join(f"{name}\n{reds}" for name, reds in seen.items()))
        listed = re.findall(r"^([a-z-]+)\n((?:  .*\n)+)", GOLDEN.read_text(), re.M)
        self.assertEqual([name for name, _ in listed], [name for name, _ in DEFECTS])
        for name, reds in listed:
            with self.subTest(name):
                self.assertMultiLineEqual(seen[name], reds)

    def test_no_defect_is_an_error_of_the_run(self):
        self.assertNotIn(": error: ", GOLDEN.read_text())


if __name__ == "__main__":
    unittest.main()
