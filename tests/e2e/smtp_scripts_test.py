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


def unescaped(text):
    return re.sub(rb"\\(x[0-9a-fA-F]{2}|.)", lambda found: {b"r": b"\r", b"n": b"\n"}.get(
        found[1], bytes([int(found[1][1:], 16)]) if len(found[1]) == 3 else found[1]), text)


class Scripts(Case):
    def arguments(self, lines):
        tls, made = "none", []
        for line in lines:
            if not line.startswith(b"O:"):
                continue
            name, value = line[3:].decode().split(" ")
            if name == "tls":
                tls = value
            elif name == "user":
                user, password = value.split(":")
                made += ["--smtp-users", self.write("users.yaml", f'"{user}": "{password}"\n')]
            else:
                made += {"max_size": ["--smtp-max-size", value], "max_recipients": ["--smtp-max-recipients", value],
                         "require": ["--smtp-require-auth"], "bare": ["--smtp-bare-line-ends", value]}[name]
        return made + {"none": ["--smtp-no-starttls"], "offered": [], "required": ["--smtp-require-tls"]}[tls]

    def talk(self, served, lines):
        mails = []
        with contextlib.ExitStack() as opened:
            peer = opened.enter_context(socket.create_connection(served.smtp, timeout=60))
            replies = peer.makefile("rb")
            for number, line in enumerate(lines, 1):
                kind, rest = line[:2], line[3:]
                if kind in (b"C:", b"C-"):
                    try:
                        peer.sendall(unescaped(rest) + (b"\r\n" if kind == b"C:" else b""))
                    except OSError:
                        pass  # a session that has ended takes nothing more
                elif kind == b"S:":
                    reply = replies.readline().rstrip(b"\r\n").replace(b"localhost", b"mail.test")
                    fits = reply.startswith(rest[:-1]) if rest.endswith(b"*") else reply == rest
                    self.assertTrue(fits, f"line {number}: got {reply}, expected {rest}")
                elif kind == b"M:":
                    mails.append(unescaped(rest).strip())
                elif kind == b"T:":
                    trusting = ssl.create_default_context()
                    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
                    peer = opened.enter_context(trusting.wrap_socket(peer))
                    replies = peer.makefile("rb")
            try:
                peer.shutdown(socket.SHUT_WR)
                self.assertEqual(replies.readline(), b"")
            except OSError:
                pass  # it has ended already
        return mails

    def test_all_of_them(self):
        scripts = sorted(SCRIPTS.glob("*.txt"))
        self.assertGreaterEqual(len(scripts), 13)
        for script in scripts:
            lines = script.read_bytes().splitlines()
            with self.subTest(script.stem):
                served = self.serve(*self.arguments(lines))
                wanted = self.talk(served, lines)
                inbox = Mailpit(served.ready["console"]["url"])
                found = []
                for one in reversed(inbox.messages(limit=1000)["messages"]):
                    envelope = inbox.ask(f"/message/{one['ID']}/envelope")
                    head = " ".join([envelope["From"] or "<>", ">", *envelope["To"], "| "]).encode()
                    found.append((head + inbox.ask(f"/message/{one['ID']}/raw")).strip())
                self.assertEqual(found, wanted)
                served.stop()


if __name__ == "__main__":
    unittest.main()
