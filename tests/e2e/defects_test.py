"""The bundled journeys against the mock portal with each of its known defects: one that nobody notices is a hole."""

import re
import unittest

from support import JOURNEYS, ROOT, Case

# "name", "area", "what": the table of the portal's defects.
DEFECTS = re.findall(r"\{\w+,\s*\"([a-z-]+)\",\s*\"(code|captcha|identity|flow|mail)\"", (ROOT / "mocks/portal/defects.cpp").read_text())


def with_defect(text, name):
    """The same journey on a portal that has the defect."""
    if re.search(r"^world:\n", text, re.M):
        return re.sub(r"^world:\n", f"world:\n  defects: [{name}]\n", text, count=1, flags=re.M)
    return re.sub(r"^steps:\n", f"world: {{defects: [{name}]}}\nsteps:\n", text, count=1, flags=re.M)


class Defects(Case):
    def test_every_known_defect_is_noticed(self):
        self.assertGreater(len(DEFECTS), 40)
        for name, _ in DEFECTS:
            with self.subTest(name):
                folder = self.folder / name
                folder.mkdir()
                for journey in JOURNEYS.glob("*.yaml"):
                    (folder / journey.name).write_text(with_defect(journey.read_text(), name))
                done = self.run_journeys(folder, "--world", "sim", "-q")
                self.assertExit(done, 1)


if __name__ == "__main__":
    unittest.main()
