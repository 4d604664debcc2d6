"""What a portal did to its pages on the way: content codings are undone, and what cannot be undone is an error whatever
the journey expects."""

import base64
import gzip
import http.server
import threading
import unittest
import zlib

from support import test_cases, verdict
from targets import Target

SAID = "Votre compte est activé"
PAGE = f"<!DOCTYPE html><meta charset=utf-8><h1>{SAID}</h1>".encode()
# By brotli's own encoder: the page, and 5 MiB of one letter.
PAGE_IN_BROTLI = base64.b64decode("G0MAmByHsdvk3FJ07c3sbDEJmtbtTGOcGr7kTx8eqwJpS2Im6Sg32WkGAEA7jiGmVBcHvDYBy1Hpvx4=")
BOMB_IN_BROTLI = base64.b64decode("m///T/gl8OKxQCD3/gk=")


def bare(data):
    coder = zlib.compressobj(wbits=-15)
    return coder.compress(data) + coder.flush()


class Site:
    """A portal that answers each path as its table says: (content coding, body)."""

    def __init__(self, pages):
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                site.accepted.append(self.headers.get("Accept-Encoding"))
                coding, body = pages[self.path]
                self.send_response(200)
                fields = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
                if coding:
                    fields["Content-Encoding"] = coding
                for name, value in fields.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.accepted = []
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Coded(Target):
    def ends(self, pages, expected):
        """How a journey to each page ends: path -> (verdict, kind, message)."""
        site = Site(pages)
        self.addCleanup(site.stop)
        self.somebody()
        self.target(site.url)
        files = [self.write(f"{path[1:]}.yaml", f"journey: {path[1:]}\nsteps:\n  - goto: {path}\n    expect: {expected}\n")
                 for path in pages]
        self.done = self.drive(*files)
        self.site = site
        ends = {}
        for (_, name), case in test_cases(self.out / "junit.xml").items():
            problem = next(iter(case), None)
            ends["/" + name] = (verdict(case), problem is not None and problem.get("type"),
                                "" if problem is None else problem.get("message"))
        return ends

    READABLE = {"/plain": ("", PAGE), "/identity": ("identity", PAGE), "/gzip": ("gzip", gzip.compress(PAGE)),
                "/x-gzip": ("x-gzip", gzip.compress(PAGE)), "/deflate": ("deflate", zlib.compress(PAGE)),
                "/bare": ("deflate", bare(PAGE)), "/br": ("br", PAGE_IN_BROTLI),
                "/twice": ("br, gzip", gzip.compress(PAGE_IN_BROTLI)),
                "/members": ("gzip", gzip.compress(PAGE[:40]) + gzip.compress(PAGE[40:]))}
    UNREADABLE = {
        "/zstd": (("zstd", b"\x28\xb5\x2f\xfd" + PAGE), "unknown-content-coding", "'zstd'"),
        "/foo": (("foo", PAGE), "unknown-content-coding", "'foo'"),
        "/foo-in-gzip": (("foo, gzip", gzip.compress(PAGE)), "unknown-content-coding", "'foo'"),
        "/torn": (("gzip", gzip.compress(PAGE)[:-9]), "bad-content-coding", "gzip: it is cut short"),
        "/torn-br": (("br", PAGE_IN_BROTLI[:-1]), "bad-content-coding", "br: it is cut short"),
        "/corrupt": (("gzip", gzip.compress(PAGE)[:-8] + bytes(8)), "bad-content-coding", "gzip: incorrect data check"),
        "/uncoded": (("gzip", PAGE), "bad-content-coding", "gzip: incorrect header check"),
        "/trailing": (("deflate", zlib.compress(PAGE) + b"more"), "bad-content-coding", "deflate: 4 bytes follow its end"),
    }

    def test_a_page_says_what_it_says_however_it_was_coded(self):
        for expected, wanted in ((f"{{message: {SAID!r}}}", "passed"), (f"{{absent: {SAID!r}}}", "failure")):
            ends = self.ends(self.READABLE, expected)
            self.assertEqual({path: end[0] for path, end in ends.items()}, dict.fromkeys(self.READABLE, wanted))
            self.assertEqual(set(self.site.accepted), {"gzip, deflate, br"})

    def test_no_expectation_passes_on_what_cannot_be_decoded(self):
        for expected in (f"{{absent: {SAID!r}}}", f"{{message: {SAID!r}}}", "{status: 200}",
                         "{header: {Content-Type: /html/}}", "{url: /./}", "{cookie: {name: a, value: null}}"):
            ends = self.ends({path: case[0] for path, case in self.UNREADABLE.items()}, expected)
            self.assertExit(self.done, 4)
            for path, (_, kind, words) in self.UNREADABLE.items():
                with self.subTest(path, expected=expected):
                    self.assertEqual(ends[path][:2], ("error", kind))
                    self.assertIn(words, ends[path][2])

    def test_a_bomb_is_an_error_that_names_the_limit(self):
        bombs = {"/bomb": ("gzip", gzip.compress(bytes((4 << 20) + 1))),
                 "/bomb-in-bomb": ("gzip, gzip", gzip.compress(gzip.compress(bytes(64 << 20)))),
                 "/bomb-br": ("br", BOMB_IN_BROTLI)}
        for end in self.ends(bombs, f"{{absent: {SAID!r}}}").values():
            self.assertNotEqual(end[0], "passed")
            self.assertIn("more than 4194304 bytes once", end[2])
        self.assertEqual(self.ends({"/edge": ("gzip", gzip.compress(b"x" * (4 << 20)))}, f"{{absent: {SAID!r}}}")
                         ["/edge"][0], "passed")


if __name__ == "__main__":
    unittest.main()
