"""The SMTP session scripts of mocks/smtp/scripts against `parcours serve`, on sockets. tests/smtp/scripts_test.cpp says
what their lines mean, and runs them without sockets."""

import contextlib
import pathlib
import re
import socket
import ssl
import unittest

from console_test import Mailpit
from support import ROOT, Case

SCRIPTS = pathlib.Path(ROOT) / "mocks/smtp/scripts"


def sent(text):
    """What a script's text stands for: escapes, and runs such as {x*500}."""
    text = re.sub(rb"\{(.)\*(\d+)\}", lambda found: found[1] * int(found[2]), text)
    return re.sub(rb"\\(x[0-9a-fA-F]{2}|.)", lambda found: {b"r": b"\r", b"n": b"\n"}.get(
        found[1], bytes([int(found[1][1:], 16)]) if len(found[1]) == 3 else found[1]), text)


class Scripts(Case):
    def arguments(self, options):
        tls, made = "none", []
        for option in options:
            name, value = option.split(" ")
            if name == "tls":
                tls = value
            elif name == "user":
                user, password = value.split(":")
                made += ["--smtp-users", self.write("users.yaml", f'"{user}": "{password}"\n')]
            elif name == "lenient":
                made += ["--smtp-lenient"]
            else:
                made += {"max_size": ["--smtp-max-size", value], "max_recipients": ["--smtp-max-recipients", value],
                         "require": ["--smtp-require-auth"], "bare": ["--smtp-bare-line-ends", value]}[name]
        return made + {"none": ["--smtp-no-starttls"], "offered": ["--smtp-starttls"], "required": ["--smtp-require-tls"]}[tls]

    def expect(self, replies, number, kind, wanted):
        reply = replies.readline().rstrip(b"\r\n")
        while kind == b"S+" and reply.startswith(wanted + b"-"):
            reply = replies.readline().rstrip(b"\r\n")
        if kind == b"S+":
            wanted += b" *"
        fits = reply.startswith(wanted[:-1]) if wanted.endswith(b"*") else reply == wanted
        self.assertTrue(fits, f"line {number}: got {reply}, expected {wanted}")

    def talk(self, served, lines):
        mails = []
        with contextlib.ExitStack() as opened:
            peer = opened.enter_context(socket.create_connection(served.smtp, timeout=60))
            replies = peer.makefile("rb")
            for number, line in enumerate(lines, 1):
                kind, rest = line[:2], line[3:]
                if kind in (b"C:", b"C-"):
                    try:
                        peer.sendall(sent(rest) + (b"\r\n" if kind == b"C:" else b""))
                    except OSError:
                        pass  # a session that has ended takes nothing more
                elif kind in (b"S:", b"S+"):
                    self.expect(replies, number, kind, rest)
                elif kind == b"M:":
                    mails.append(sent(rest).strip())
                elif kind == b"T:":
                    trusting = ssl.create_default_context()
                    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
                    peer = opened.enter_context(trusting.wrap_socket(peer))
                    replies = peer.makefile("rb")
            try:
                if isinstance(peer, ssl.SSLSocket):
                    peer.unwrap()  # each side says that it ends
                else:
                    peer.shutdown(socket.SHUT_WR)
                    self.assertEqual(replies.readline(), b"")
            except OSError:
                pass  # it has ended already
        return mails

    def taken(self, inbox):
        for one in reversed(inbox.messages(limit=1000)["messages"]):
            envelope = inbox.ask(f"/message/{one['ID']}/envelope")
            head = " ".join([envelope["From"] or "<>", ">", *envelope["To"], "| "]).encode()
            yield (head + inbox.ask(f"/message/{one['ID']}/raw")).strip()

    def test_all_of_them(self):
        by_options = {}
        for script in sorted(SCRIPTS.rglob("*.txt")):
            lines = script.read_bytes().splitlines()
            options = tuple(line[3:].decode() for line in lines if line.startswith(b"O:"))
            by_options.setdefault(options, []).append((script.relative_to(SCRIPTS), lines))
        self.assertGreaterEqual(sum(map(len, by_options.values())), 160)
        for options, scripts in by_options.items():
            served = self.serve(*self.arguments(options))
            inbox = Mailpit(served.ready["console"]["url"])
            for name, lines in scripts:
                with self.subTest(str(name)):
                    wanted = self.talk(served, lines)
                    found = list(self.taken(inbox))
                    inbox.ask("/messages", "DELETE")
                    self.assertEqual(found, wanted)
            served.stop()


if __name__ == "__main__":
    unittest.main()
