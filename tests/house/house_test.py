"""The rules of the house that a compiler cannot check: layers, ports, sizes. docs/architecture.md gives the reasons."""

import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = sorted(p for top in ("harness", "mocks", "reports") for p in (ROOT / top).rglob("*.[ch]pp"))

# What only the two implementations of the ports may touch, and what to use in its place.
BANNED = [
    (r"\bstd::chrono::(system|steady|high_resolution)_clock::now", "ports::clock"),
    (r"\bgettimeofday|\bclock_gettime|\bstd::time\(", "ports::clock"),
    (r"\bstd::(random_device|mt19937|uniform_\w+_distribution|rand)\b", "random_source of harness/base"),
    (r"\bstd::(j?thread|async)\b", "net::run_workers"),
    (r"\bsleep_(for|until)\(\s*std::|\bthis_thread::sleep|\busleep\(|\bnanosleep\(", "ports::sleep_for"),
    (r"\b(steady|system|high_resolution|basic_waitable)_timer\b", "ports::clock::start_timer"),
    (r"\basio::ip::tcp::(socket|acceptor|resolver)\b|\btcp::(socket|acceptor|resolver)\b", "ports::network"),
    (r"#include <sys/socket\.h>|\b::socket\(", "ports::network"),
]
PORT_IMPLEMENTATIONS = ("harness/net/", "harness/sim/")

# Files over 400 lines need a reason that stands here.
LONG_FILES = {}


def without_comments(text):
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.S)


def libraries():
    """folder -> (layer, the folders that it uses), as CMakeLists.txt has them."""
    layer, found = None, {}
    for statement in re.finditer(r"^# -- (\d+)|^parcours_(?:library|program)\(([^)]*)\)", (ROOT / "CMakeLists.txt").read_text(), re.M):
        if statement.group(1):
            layer = int(statement.group(1))
            continue
        words = statement.group(2).split()
        uses = set()
        if "USES" in words:
            for word in words[words.index("USES") + 1:]:
                if word.isupper():
                    break
                uses.add(word)
        found[words[0]] = (layer, uses)
    names = {folder.replace("/", "_"): folder for folder in found}
    return {folder: (layer, {names[use] for use in uses if use in names}) for folder, (layer, uses) in found.items()}


EVERYWHERE = "harness/base"  # its arrows are not drawn


def includes(path):
    """The folders of the libraries that a file uses."""
    return {str(pathlib.PurePosixPath(name).parent)
            for name in re.findall(r'^#include "((?:harness|mocks|reports)/[^"]+)"', path.read_text(), re.M)}


def is_of_the_library(path):
    return not path.stem.endswith(("_test", "_bench", "_fuzz")) and path.name != "testing.hpp"


class Layers(unittest.TestCase):
    graph = libraries()

    def test_a_library_uses_only_what_stands_in_a_row_above(self):
        self.assertGreater(len(self.graph), 15)
        for folder, (layer, uses) in self.graph.items():
            for use in uses:
                self.assertLess(self.graph[use][0], layer, f"{folder} (layer {layer}) uses {use}")

    def test_every_include_is_an_arrow_and_every_arrow_an_include(self):
        used = {folder: set() for folder in self.graph}
        for path in SOURCES:
            here = path.parent.relative_to(ROOT).as_posix()
            self.assertIn(here, self.graph, f"{path}: this folder is no library of CMakeLists.txt")
            if is_of_the_library(path):
                used[here] |= includes(path) - {here}
        for folder, (_, uses) in self.graph.items():
            self.assertEqual(used[folder] - uses, set(), f"{folder} includes what CMakeLists.txt does not say it uses")
            self.assertEqual(uses - used[folder] - {EVERYWHERE}, set(), f"{folder} includes nothing of these")


class Architecture(unittest.TestCase):
    """docs/architecture.md draws what CMakeLists.txt says."""
    graph = libraries()
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")

    def test_the_table_has_the_layers(self):
        rows = re.findall(r"^\| (\d+) \| (`[^|]+`) \|", self.page, re.M)
        told = {folder: int(layer) for layer, folders in rows for folder in re.findall(r"`([^`]+)`", folders)}
        self.assertEqual(told, {folder: layer for folder, (layer, _) in self.graph.items()})

    def test_the_diagram_has_the_arrows(self):
        drawing = re.search(r"^```mermaid\ngraph TD\n(.*?)^```", self.page, re.S | re.M).group(1)
        folders = dict(re.findall(r"(\w+)\[([^\]]+)\]", drawing))
        drawn = set()
        for line in re.sub(r"\[[^\]]+\]", "", drawing).splitlines():
            users, used = ([folders[name.strip()] for name in side.split("&")] for side in line.split("-->"))
            drawn |= {(user, use) for user in users for use in used}
        self.assertEqual(drawn, {(folder, use) for folder, (_, uses) in self.graph.items() for use in uses - {EVERYWHERE}})


class Ports(unittest.TestCase):
    def test_time_randomness_bytes_and_threads_enter_only_through_the_ports(self):
        for path in SOURCES:
            name = path.relative_to(ROOT).as_posix()
            if name.startswith(PORT_IMPLEMENTATIONS):
                continue
            text = without_comments(path.read_text())
            for pattern, instead in BANNED:
                self.assertIsNone(re.search(pattern, text), f"{name}: {pattern} is banned here, use {instead}")


class Files(unittest.TestCase):
    def test_no_file_is_longer_than_its_reason(self):
        for path in SOURCES:
            name = path.relative_to(ROOT).as_posix()
            lines = path.read_text().count("\n")
            self.assertLessEqual(lines, LONG_FILES.get(name, 400), f"{name} has {lines} lines: split it along a real seam")

    def test_a_file_begins_by_saying_what_it_is_for_unless_its_header_does(self):
        for path in SOURCES:
            if path.suffix == ".hpp" or (is_of_the_library(path) and not path.with_suffix(".hpp").exists()):
                self.assertTrue(path.read_text().startswith("// "), path)

    def test_every_header_is_used(self):
        used = set()
        for path in SOURCES + sorted((ROOT / "tests").rglob("*.[ch]pp")):
            used |= set(re.findall(r'^#include "([^"]+)"', path.read_text(), re.M))
        for path in SOURCES:
            if path.suffix == ".hpp":
                self.assertIn(path.relative_to(ROOT).as_posix(), used, f"{path}: nothing uses it")

    # A template is named by a source (a page of the portal by its state), what a browser loads by a page or a script.
    def test_every_page_and_script_of_the_mocks_is_used(self):
        for path in sorted((ROOT / "mocks").rglob("pages/*")):
            users = [p for p in path.parent.parent.rglob("*") if p.is_file() and p != path]
            text = "\n".join(p.read_text() for p in users)
            id = re.sub(r"[.-]", "_", path.name)
            named = f"embedded::{id}" in text or (path.suffix != ".mustache" and path.name in text)
            state = re.search(r"CLASS\(state, [^)]*\b" + path.stem + r"\b", text)
            self.assertTrue(named or (path.suffix == ".mustache" and state), f"{path}: nothing uses it")

    def test_a_bundled_journey_begins_by_saying_what_it_protects(self):
        journeys = sorted((ROOT / "scenarios/journeys").glob("*.yaml"))
        self.assertGreaterEqual(len(journeys), 24)
        for path in journeys:
            self.assertRegex(path.read_text().splitlines()[0], r"^# \S.{20,}", path)

    def test_nothing_is_left_to_do_in_the_sources(self):
        for path in SOURCES:
            self.assertIsNone(re.search(r"\b(TODO|FIXME|XXX|HACK)\b", path.read_text()), path)

    def test_scripts_are_posix_sh(self):
        for name in ("run", "test", "setup.sh"):
            subprocess.run(["sh", "-n", ROOT / "script" / name], check=True)


if __name__ == "__main__":
    unittest.main()
