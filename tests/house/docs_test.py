"""What the documentation says in lists must be what the program and the scripts have."""

import os
import pathlib
import re
import subprocess
import unittest
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
PARCOURS = os.environ.get("PARCOURS", str(ROOT / "build/test/parcours"))
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def options_of(command):
    """The long and short options that `parcours COMMAND --help` lists, -h left out."""
    done = subprocess.run([PARCOURS, command, "--help"], capture_output=True, text=True, check=True, timeout=60)
    names = re.findall(r"^\s{2}((?:-\w,)?--[\w-]+|-\w)", done.stdout, re.M)
    return {name for group in names for name in group.split(",")} - {"-h", "--help"}


def anchors(page):
    """The anchors of a page's headings, as GitHub and GitLab make them."""
    prose = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.S | re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", prose, re.M)}


class Lists(unittest.TestCase):
    def test_every_package_has_its_reason(self):
        packages = re.findall(r"^(?:run|test|ci)\s+(\S+)$", text("script/packages"), re.M)
        self.assertGreater(len(packages), 20)
        page = text("docs/dependencies.md")
        for name in packages:
            self.assertIn(f"`{name}`", page, f"docs/dependencies.md does not say why {name} is needed")

    def test_every_option_is_explained(self):
        for command, page in (("run", "docs/ci.md"), ("serve", "docs/serve.md")):
            options = options_of(command)
            self.assertGreater(len(options), 10)
            table = "\n".join(line for line in text(page).splitlines() if line.startswith("| `"))
            for name in options:
                self.assertRegex(table, rf"`{re.escape(name)}[ `]", f"{page} does not explain {name} of parcours {command}")

    def test_every_option_that_is_explained_is_there(self):
        for command, page in (("run", "docs/ci.md"), ("serve", "docs/serve.md")):
            explained = {name for line in text(page).splitlines() if line.startswith("| `-")
                         for name in re.findall(r"`(--?[\w-]+)", line.split(" | ")[0])}
            self.assertEqual(explained - options_of(command), set(), page)

    def test_the_defects_are_those_of_the_mock(self):
        known = re.findall(r'\{\w+,\s*"([a-z-]+)",\s*"(\w+)",\s*"([^"]+)"\}', text("mocks/portal/defects.cpp"))
        told = re.findall(r"^\| (\w+) \| `([a-z-]+)` \| (.+) \|$", text("docs/serve.md").split("## Known defects")[1], re.M)
        self.assertGreater(len(known), 40)
        self.assertEqual([(area, name, what) for name, area, what in known], told)

    def test_the_exit_codes_are_those_of_the_program(self):
        codes = {int(code) for code in re.findall(r"^\s+\w+ = (\d+),", text("harness/cli/options.hpp"), re.M)}
        self.assertEqual(codes, {int(code) for code in re.findall(r"^\| (\d+) \|", text("docs/ci.md"), re.M)})


class Links(unittest.TestCase):
    def test_every_link_within_the_project_leads_somewhere(self):
        for page in PAGES:
            for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
                if urllib.parse.urlparse(target).scheme:
                    continue
                path, _, anchor = target.partition("#")
                other = page.parent / path if path else page
                self.assertTrue(other.exists(), f"{page.name}: {target}")
                if anchor:
                    self.assertIn(anchor, anchors(other), f"{page.name}: {target}")


if __name__ == "__main__":
    unittest.main()
