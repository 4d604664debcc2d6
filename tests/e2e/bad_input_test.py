"""Broken files of every kind: told with their place, nothing is run, nothing is written, nothing crashes."""

import unittest

from support import GIBIBYTE, JOURNEYS, PASSING, SANITIZED, Case

MEMORY = None if SANITIZED else GIBIBYTE

STEPS = "steps:\n  - open: activation\n"
ALIASES = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))

# name -> the file, the error's name, and the place of the first error
MISTAKES = {
    "syntax": ("journey: x\nsteps:\n  - open: [activation\n", "yaml-syntax", r"\d+:\d+"),
    "unknown_key": ("journey: x\nflaw: y\n" + STEPS, "unknown-key", "2:1"),
    "unknown_step": ("journey: x\nsteps:\n  - identfy: {amo: '1'}\n", "unknown-step", "3:5"),
    "unknown_variable": ("journey: x\n" + STEPS + "  - identify: {amo: '${subscriber.ammo}'}\n", "unknown-variable", "4:22"),
    "unknown_fake": ("journey: x\n" + STEPS + "  - identify: {amo: '${fake.nonsense}'}\n", "unknown-variable", "4:22"),
    "unknown_policy": ("journey: x\nworld: {policy: {code_lenght: 4}}\n" + STEPS, "unknown-key", "2:18"),
    "unknown_defect": ("journey: x\nworld: {defects: [nonsense]}\n" + STEPS, "unknown-defect", "2:19"),
    "unknown_page": ("journey: x\n" + STEPS + "    expect: {page: nowhere}\n", "unknown-page", "4:20"),
    "list_for_text": ("journey: [x]\n" + STEPS, "wrong-type", "1:10"),
    "mapping_for_list": ("journey: x\nsteps: {open: activation}\n", "wrong-type", "2:8"),
    "number_for_length": ("journey: x\n" + STEPS + "  - wait: 5\n", "bad-duration", "4:11"),
    "duplicate_key": ("journey: x\njourney: y\n" + STEPS, "duplicate-key", "2:1"),
    "no_steps": ("journey: x\n", "missing-key", "1:1"),
    "two_documents": ("journey: x\n" + STEPS + "---\njourney: y\n", "too-many-documents", r"\d+:\d+"),
    "control_character": ("journey: a\0b\n" + STEPS, "bad-character", "1:11"),
    "not_utf8": (b"journey: \xff\xfe\n" + STEPS.encode(), "not-utf8", "1:10"),
    "utf16": (("journey: x\n" + STEPS).encode("utf-16"), "not-utf8", r"\d+:\d+"),
    "deep_flow": ("journey: " + "[" * 100 + "]" * 100 + "\n", "too-deep", r"1:\d+"),
    "deep_block": ("journey: x\nsteps:\n" + "- " * 5000 + "\n", "too-deep", r"3:\d+"),
    "aliases": ("a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + ALIASES, "too-many-nodes", r"\d+:\d+"),
    "recursive_alias": ("journey: &a [*a]\n" + STEPS, "recursive-alias", r"1:\d+"),
    "no_such_fragment": ("journey: x\nsteps:\n  - use: nowhere.steps.yaml\n", "file-not-found", "3:10"),
}


class Files(Case):
    def refused(self, *arguments):
        done = self.run_journeys(*arguments, memory=MEMORY, timeout=60)
        self.assertExit(done, 2)
        self.assertEqual(done.stdout, "")
        self.assertRegex(done.stderr, r"(?m)^error\[[a-z0-9-]+\]: \S")
        self.assertLess(len(done.stderr), 20_000)
        self.assertFalse(self.out.exists())
        return done.stderr

    def test_each_mistake_has_its_name_and_its_place(self):
        for name, (text, code, place) in MISTAKES.items():
            with self.subTest(name):
                self.write(f"{name}.yaml", text)
                told = self.refused(f"{name}.yaml")
                self.assertRegex(told, rf"error\[{code}\]: [^\n]+\n *--> {name}\.yaml:{place}\n")

    def test_one_mistake_is_told_once(self):
        for name, (text, _, _) in MISTAKES.items():
            with self.subTest(name):
                self.write(f"{name}.yaml", text)
                self.assertIn("\n1 error; nothing was run\n", self.refused(f"{name}.yaml"))

    def test_mistakes_of_all_files_are_told_in_one_pass(self):
        for name, (text, _, _) in MISTAKES.items():
            self.write(f"all/{name}.yaml", text)
        self.write("all/good.yaml", PASSING)
        told = self.refused("all", "no_such.yaml", JOURNEYS / "valid_amo.yaml")
        for name, (_, code, _) in MISTAKES.items():
            self.assertIn(f"error[{code}]", told)
            self.assertIn(f"--> all/{name}.yaml", told)
        self.assertIn("no_such.yaml", told)

    def test_what_suggests_itself_is_suggested(self):
        for name, meant in {"unknown_key": "flow", "unknown_step": "identify", "unknown_variable": "subscriber.amo",
                            "unknown_policy": "code_length"}.items():
            self.write(f"{name}.yaml", MISTAKES[name][0])
            self.assertIn(f"did you mean '{meant}'?", self.refused(f"{name}.yaml"))

    def test_fragments_that_insert_each_other(self):
        self.write("loop.yaml", "journey: x\nsteps:\n  - use: a.steps.yaml\n")
        self.write("a.steps.yaml", "steps:\n  - open: activation\n  - use: b.steps.yaml\n")
        self.write("b.steps.yaml", "steps:\n  - use: a.steps.yaml\n")
        told = self.refused("loop.yaml")
        self.assertRegex(told, r"error\[include-loop\][^\n]+\n *--> b\.steps\.yaml:2:10\n")

    def test_a_fragment_with_a_mistake_is_named_itself(self):
        self.write("user.yaml", "journey: x\nsteps:\n  - use: shared/wrong.steps.yaml\n")
        self.write("shared/wrong.steps.yaml", "steps:\n  - opne: activation\n")
        self.assertRegex(self.refused("user.yaml"), r"--> shared/wrong\.steps\.yaml:2:5\n")

    def test_paths_that_are_no_readable_files(self):
        self.write("a_file", "text")
        for path in ("no_such.yaml", "no_such/", "a_file/below.yaml", "a_file/"):
            with self.subTest(path):
                self.assertIn(path, self.refused(path))

    def test_an_empty_file_and_an_empty_name(self):
        for name, text in {"empty.yaml": "", "blank.yaml": "\n\n", "comment.yaml": "# nothing\n"}.items():
            self.write(name, text)
            self.assertIn(name, self.refused(name))
        self.refused("")

    def test_huge_files_are_refused_in_bounded_memory(self):
        self.write("long.yaml", "journey: x\nsteps:\n" + "  - open: activation\n" * 500_000)
        self.write("line.yaml", b"journey: " + b"x" * 10_000_000)
        self.write("brackets.yaml", "journey: " + "[" * 1_000_000)
        self.write("braces.yaml", "journey: " + "{a: " * 250_000)
        self.write("scalars.yaml", "journey: " + "&a " * 300_000)
        for name in ("long", "line", "brackets", "braces", "scalars"):
            with self.subTest(name):
                self.assertIn(f"{name}.yaml", self.refused(f"{name}.yaml"))
        self.assertExit(self.run_journeys("/dev/zero", memory=MEMORY, timeout=60), 2)

    def test_target_files_are_read_as_strictly(self):
        journey = JOURNEYS / "valid_amo.yaml"
        self.assertIn("directory", self.refused(journey, "--target", self.folder))
        self.assertIn("no_such.yaml", self.refused(journey, "--target", "no_such.yaml"))
        for name in ("syntax", "aliases", "control_character", "not_utf8", "deep_block", "duplicate_key"):
            with self.subTest(name):
                self.write("target.yaml", MISTAKES[name][0])
                self.assertRegex(self.refused(journey, "--target", "target.yaml"), r"--> target\.yaml:\d+:\d+")

    def test_a_target_and_a_simulation_exclude_each_other(self):
        self.refused(JOURNEYS / "valid_amo.yaml", "--world", "sim", "--target", "target.yaml")


if __name__ == "__main__":
    unittest.main()
