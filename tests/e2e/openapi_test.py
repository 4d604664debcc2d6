"""docs/openapi.json against the console that serves it: what is described is there, and what is there is described so."""

import json
import re
import smtplib
import unittest
import urllib.error
import urllib.parse
import urllib.request
from email.message import EmailMessage

import jsonschema

from support import ROOT, Case, Visitor

DOCUMENT = json.loads((ROOT / "docs/openapi.json").read_text(encoding="utf-8"))
METHODS = ("get", "put", "post", "patch", "delete")

# What a property needs beside it to be taken, and operations whose answer never ends.
BESIDE = {
    ("addSmtpFault", "command"): {"at": "command"},
    ("addSmtpFault", "after_octets"): {"at": "content"},
    ("addPortalFault", "pieces"): {"over": "1s"},
}
WITHOUT = {("addSmtpFault", "after_octets"): ("code",)}
ENDLESS = ("listen",)


def operations():
    for path, item in DOCUMENT["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method], item.get("parameters", []) + item[method].get("parameters", [])


def resolved(node):
    while "$ref" in node:
        target = DOCUMENT
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = target
    return node


def check(value, schema):
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "components": DOCUMENT["components"], **schema}
    jsonschema.Draft202012Validator(whole).validate(value)


def body_schema(operation):
    return resolved(resolved(operation["requestBody"])["content"]["application/json"]["schema"])


class Description(unittest.TestCase):
    def test_every_schema_is_one(self):
        for name, schema in DOCUMENT["components"]["schemas"].items():
            with self.subTest(name):
                jsonschema.Draft202012Validator.check_schema(schema)

    def test_every_reference_leads_somewhere_and_nothing_is_left_over(self):
        references = set(re.findall(r'"\$ref": "#/(components/[^"]+)"', json.dumps(DOCUMENT)))
        there = {f"components/{kind}/{name}" for kind, items in DOCUMENT["components"].items() for name in items}
        self.assertEqual(references, there)

    def test_operations_have_names_of_their_own_and_tags_that_are_explained(self):
        named = [operation["operationId"] for _, _, operation, _ in operations()]
        self.assertEqual(len(named), len(set(named)))
        tags = {tag["name"] for tag in DOCUMENT["tags"]}
        self.assertEqual({tag for _, _, operation, _ in operations() for tag in operation["tags"]}, tags)

    def test_every_name_in_a_path_is_a_parameter(self):
        for path, method, _, parameters in operations():
            with self.subTest(path=path, method=method):
                in_path = {resolved(one)["name"] for one in parameters if resolved(one)["in"] == "path"}
                self.assertEqual(in_path, set(re.findall(r"\{(\w+)\}", path)))

    def test_the_version_is_the_program_s(self):
        project = re.search(r"project\(parcours VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))
        self.assertEqual(DOCUMENT["info"]["version"], project[1])


class Answers(Case):
    def setUp(self):
        super().setUp()
        self.served = self.serve("--seed", "5")
        self.console = self.served.ready["console"]["url"]
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "caisse@cnops.test", "awa@example.com", "Votre code"
        mail.set_content("Votre code secret : 048213")
        mail.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="recu.pdf")
        with smtplib.SMTP(*self.served.smtp, timeout=60) as client:
            client.send_message(mail)
        self.visit()

    def visit(self):
        """Somebody goes through the flow, with a captcha that is verified."""
        who = self.served.subscriber()
        Visitor(self.served.portal).walk(self.served, self, who)

    def code(self):
        return json.loads(self.ask("get", "/api/v1/wait?subject=CNOPS&timeout=60s")[2])["code"]

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.console + path, method=method.upper(), data=data)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.headers, refused.read()

    def address(self, path, parameters):
        query = {}
        for one in map(resolved, parameters):
            if one["in"] == "path":
                path = path.replace("{%s}" % one["name"], urllib.parse.quote(str(one["example"])))
            elif "example" in one:
                query[one["name"]] = one["example"]
        return path + ("?" + urllib.parse.urlencode(query) if query else "")

    def as_described(self, operation, answer):
        status, headers, text = answer
        self.assertIn(str(status), operation["responses"], text)
        content = resolved(operation["responses"][str(status)])["content"]
        kind = headers["Content-Type"].split(";")[0]
        self.assertTrue(kind in content or "*/*" in content, f"{kind} is not described")
        if kind == "application/json":
            check(json.loads(text), content[kind]["schema"])

    def test_the_document_is_served(self):
        self.assertEqual(json.loads(self.ask("get", "/openapi.json")[2]), DOCUMENT)

    def test_every_operation_answers_as_it_is_described(self):
        snapshot = json.loads(self.ask("get", "/api/control/snapshot")[2])
        for path, fault in (("smtp/faults", {"at": "recipient", "address": "nobody@example.test"}),
                            ("portal/faults", {"kind": "close", "path": "/nowhere"}),
                            ("captcha/outcomes", {"outcome": "fail", "site_key": "nobody"})):
            self.assertEqual(self.ask("post", "/api/control/" + path, fault)[0], 200)  # to be taken away
        for path, method, operation, parameters in operations():
            if operation["operationId"] in ENDLESS:
                continue
            with self.subTest(path=path, method=method):
                body = None
                if "requestBody" in operation:
                    content = operation["requestBody"]["content"]["application/json"]
                    body = content.get("example", snapshot)
                    check(body, content["schema"])
                answer = self.ask(method, self.address(path, parameters), body)
                self.as_described(operation, answer)
                self.assertIn(answer[0], (200, 201), answer[2])

    def test_a_body_that_is_no_object_is_refused_as_it_is_described(self):
        for path, method, operation, parameters in operations():
            if "requestBody" in operation:
                with self.subTest(path=path, method=method):
                    answer = self.ask(method, self.address(path, parameters), ["nonsense"])
                    self.assertEqual(answer[0], 400)
                    self.as_described(operation, answer)

    def test_what_is_not_there_is_described(self):
        for path, method, operation, _ in operations():
            if "{" in path:
                with self.subTest(path=path, method=method):
                    answer = self.ask(method, re.sub(r"\{\w+\}", "987654", path))
                    self.assertEqual(answer[0], 404)
                    self.as_described(operation, answer)

    def test_the_methods_of_a_path_are_all_described(self):
        for path, item in DOCUMENT["paths"].items():
            with self.subTest(path):
                status, headers, _ = self.ask("TRACE", re.sub(r"\{\w+\}", "1", path))
                self.assertEqual(status, 405)
                self.assertEqual({one.lower() for one in headers["Allow"].split(", ")}, set(item) & set(METHODS))

    def test_the_limits_of_numbers_are_those_of_the_program(self):
        tried = 0
        for path, method, operation, parameters in operations():
            if "requestBody" not in operation:
                continue
            name = operation["operationId"]
            example = operation["requestBody"]["content"]["application/json"].get("example", {})
            for key, member in body_schema(operation).get("properties", {}).items():
                member = resolved(member)
                for limit, beyond in (("minimum", -1), ("maximum", 1)):
                    if limit not in member:
                        continue
                    body = {**example, **BESIDE.get((name, key), {})}
                    for left_out in WITHOUT.get((name, key), ()):
                        body.pop(left_out)
                    with self.subTest(operation=name, member=key, limit=limit):
                        address = self.address(path, parameters)
                        at_it = self.ask(method, address, {**body, key: member[limit]})
                        self.assertIn(at_it[0], (200, 201), at_it[2])
                        self.as_described(operation, at_it)
                        over = self.ask(method, address, {**body, key: member[limit] + beyond})
                        self.assertEqual(over[0], 400)
                        self.assertIn(key, json.loads(over[2])["Error"])
                        tried += 1
        self.assertGreater(tried, 40)


if __name__ == "__main__":
    unittest.main()
