"""Pages as they come over the wire: content codings are undone, texts are read in their charset and forms sent in it.
What cannot be read is an error, whatever the journey expects."""

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
    """A portal that answers each path as its table says: (content coding, body) or (None, body, Content-Type)."""

    def __init__(self, pages):
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                site.posted.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.do_GET()

            def do_GET(self):
                site.accepted.append(self.headers.get("Accept-Encoding"))
                site.asked.append(self.path)
                coding, body, *more = pages[self.path.partition("?")[0]]
                self.send_response(302 if "Location" in more else 200)
                fields = {"Content-Length": str(len(body))}
                if not more:
                    fields["Content-Type"] = "text/html; charset=utf-8"
                elif more[0]:
                    fields.update(zip(("Content-Type", *more[1::2]), (more[0], *more[2::2])))
                if coding:
                    fields["Content-Encoding"] = coding
                for name, value in fields.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.accepted, self.asked, self.posted = [], [], []
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Sited(Target):
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

    def assertEnds(self, pages, expected, verdict_, kind=None):
        ends = self.ends(pages, expected)
        for path in pages:
            with self.subTest(path, expected=expected):
                self.assertEqual(ends[path][0], verdict_, ends[path])
                if kind:
                    self.assertEqual(ends[path][1], kind)
        return ends


class Coded(Sited):
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


class Charsets(Sited):
    LATIN1 = f"<h1>{SAID}</h1>".encode("latin-1")
    READABLE = {
        "/latin1": (None, LATIN1, "text/html; charset=ISO-8859-1"),
        "/latin9": (None, f"<h1>{SAID}</h1>".encode("iso-8859-15"), "text/html; charset=latin9"),
        "/utf-16": (None, f"<h1>{SAID}</h1>".encode("utf-16"), "text/html"),
        "/utf-16be": (None, f"<h1>{SAID}</h1>".encode("utf-16-be"), "text/html; charset=utf-16be"),
        "/marked": (None, b"\xef\xbb\xbf" + f"<h1>{SAID}</h1>".encode(), "text/html; charset=latin1"),
        "/meta": (None, b"<meta charset=iso-8859-1>" + LATIN1, "text/html"),
        "/pragma": (None, b"<meta http-equiv=Content-Type content='text/html; charset=latin1'>" + LATIN1, "text/html"),
        "/unknown": (None, b"<meta charset=latin1>" + LATIN1, "text/html; charset=no-such-charset"),
        "/undeclared": (None, LATIN1, "text/html"),
        "/undeclared-utf-8": (None, f"<h1>{SAID}</h1>".encode(), "text/html"),
        "/untyped": (None, LATIN1, None),
        "/plain": (None, SAID.encode("latin-1"), "text/plain; charset=latin1"),
        "/latin1-in-gzip": ("gzip", gzip.compress(LATIN1), "text/html; charset=latin1")}
    ARABIC = "تم تفعيل حسابكم"
    UNREADABLE = {
        "/image": (None, b"\x89PNG\r\n\x1a\n\0", "image/png"), "/pdf": (None, b"%PDF-1.7\n", "application/pdf"),
        "/binary": (None, b"GIF89a\0\1", None)}
    REFUSED = {"/iso-2022-kr": (None, LATIN1, "text/html; charset=iso-2022-kr"),
               "/hz": (None, b"<meta charset=hz-gb-2312>" + LATIN1, "text/html")}

    def test_a_page_says_what_it_says_in_any_charset(self):
        self.assertEnds(self.READABLE, f"{{message: {SAID!r}}}", "passed")
        self.assertEnds(self.READABLE, f"{{absent: {SAID!r}}}", "failure")
        self.assertEnds(self.READABLE, "{absent: Votre compte est désactivé}", "passed")

    def test_arabic_pages_too(self):
        pages = {"/1256": (None, f"<p>{self.ARABIC}</p>".encode("cp1256"), "text/html; charset=windows-1256"),
                 "/8859-6": (None, f"<p>{self.ARABIC}</p>".encode("iso-8859-6"), "text/html; charset=iso-8859-6"),
                 "/meta": (None, f"<meta charset=cp1256><p>{self.ARABIC}</p>".encode("cp1256"), "text/html")}
        self.assertEnds(pages, f"{{message: {self.ARABIC}}}", "passed")
        self.assertEnds(pages, f"{{absent: {self.ARABIC}}}", "failure")

    def test_no_expectation_of_a_text_passes_on_what_is_no_text(self):
        for expected in (f"{{absent: {SAID!r}}}", f"{{message: {SAID!r}}}", "{absent: /./}", "{message: /^$/}",
                         "{page: landing}", "{field_error: x}", "{status: 200, absent: x}"):
            self.assertEnds(self.UNREADABLE, expected, "error", "not-text")
            self.assertEnds(self.REFUSED, expected, "error", "undecodable-text")
        self.assertEnds(self.UNREADABLE, "{status: 200, url: /./}", "passed")  # what can be told of it

    def test_what_may_be_there_unread_is_not_absent(self):
        malformed = {"/mislabelled": (None, self.LATIN1, "text/html; charset=utf-8"),
                     "/torn": (None, "<h1>activé".encode()[:-1], "text/html; charset=utf-8")}
        self.assertEnds(malformed, f"{{absent: {SAID!r}}}", "error", "undecodable-text")
        self.assertEnds({"/mislabelled": malformed["/mislabelled"]}, "{message: Votre compte est activ}", "passed")
        undeclared = {"/arabic": (None, f"<p>{self.ARABIC}</p>".encode("cp1256"), "text/html")}
        self.assertEnds(undeclared, f"{{absent: {self.ARABIC}}}", "error", "undeclared-charset")
        # On the way to a page, too.
        hidden = {"/from": (None, self.LATIN1, "text/html; charset=latin1", "Location", "/to"), "/to": ("", b"<p>x")}
        self.assertEqual(self.ends(hidden, f"{{absent: {SAID!r}}}")["/from"][0], "failure")

    def test_nothing_is_said_before_a_page_is_open(self):
        self.somebody()
        self.target("http://127.0.0.1:9")
        journey = self.write("none.yaml", "journey: None\nsteps:\n  - expect: {absent: x}\n")
        self.assertExit(self.drive(journey), 4)
        (case,) = test_cases(self.out / "junit.xml").values()
        self.assertEqual(case.find("error").get("type"), "no-page")

    def test_nothing_is_captured_from_what_is_no_text(self):
        site = Site(self.UNREADABLE)
        self.addCleanup(site.stop)
        self.somebody()
        self.target(site.url)
        journey = self.write("pdf.yaml", "journey: PDF\nsteps:\n  - goto: /pdf\n  - capture: {a: {regex: '.*'}}\n")
        self.assertExit(self.drive(journey), 4)
        journey = self.write("pdf.yaml", "journey: PDF\nsteps:\n  - goto: /pdf\n  - capture: {a: {header: Content-Type}}\n")
        self.assertExit(self.drive(journey), 0)

    def test_forms_are_sent_in_the_charset_of_their_page_or_their_own(self):
        form = "<form method=post action='/heard?q=é'{}><label>Nom <input name=né></label><button>Go</button></form>"
        pages = {"/latin1": (None, form.format("").encode("latin-1"), "text/html; charset=latin1"),
                 "/1256": (None, form.format("").encode("cp1256"), "text/html; charset=windows-1256"),
                 "/utf-16": (None, form.format("").encode("utf-16"), "text/html"),
                 "/accept": (None, form.format(" accept-charset='x-unknown iso-8859-6'").encode(), "text/html; charset=utf-8"),
                 "/heard": ("", b"<h1>heard")}
        site = Site(pages)
        self.addCleanup(site.stop)
        self.somebody()
        self.target(site.url)
        for path, sent, query in (("/latin1", "n%E9=%E9%80%26%231605%3B", "%E9"), ("/1256", "n%E9=%E9%80%E3", "%E9"),
                                  ("/utf-16", "n%C3%A9=%C3%A9%E2%82%AC%D9%85", "%C3%A9"),
                                  ("/accept", "n%26%23233%3B=%26%23233%3B%26%238364%3B%E5", "%C3%A9")):
            journey = self.write("form.yaml", f"journey: Form\nsteps:\n  - goto: {path}\n  - fill: {{Nom: é€م}}\n  - click: Go\n"
                                              "    expect: {message: heard}\n")
            self.assertExit(self.drive(journey), 0)
            self.assertEqual(site.posted[-1], sent, path)
            self.assertEqual(site.asked[-1], f"/heard?q={query}", path)


if __name__ == "__main__":
    unittest.main()
