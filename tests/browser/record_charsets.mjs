// Asks Chromium how it reads and sends text, and writes down what it says: the data of charset_test.cpp in harness/html
// and in tests/drivers. No test: run it by hand, `node record_charsets.mjs`, and look at the
// difference. In the files a byte that is not printable ASCII is \xHH, and \s{N} is N blanks.

import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { launch } from "./support.mjs";

const root = new URL("../../", import.meta.url).pathname;

// -- what the encodings are

const singleByte = ["IBM866", "ISO-8859-2", "ISO-8859-3", "ISO-8859-4", "ISO-8859-5", "ISO-8859-6", "ISO-8859-7", "ISO-8859-8",
  "ISO-8859-8-I", "ISO-8859-10", "ISO-8859-13", "ISO-8859-14", "ISO-8859-15", "ISO-8859-16", "KOI8-R", "KOI8-U", "macintosh",
  "windows-874", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256",
  "windows-1257", "windows-1258", "x-mac-cyrillic", "x-user-defined"];

// -- pages: the Content-Type field, and the body in the notation of the files

const arabic = "\\xE3\\xD1\\xCD\\xC8\\xC7";  // "مرحبا" in windows-1256
const said = "<p>activ\\xE9</p>";
const utf8 = "<p>activ\\xC3\\xA9</p>";
const utf16le = (text) => [...text].map((c) => `${c}\\x00`).join("");
const utf16be = (text) => [...text].map((c) => `\\x00${c}`).join("");
const pages = [
  // the field
  ["text/html; charset=iso-8859-1", said], ["text/html; charset=ascii", "<p>\\x93activ\\xE9\\x94</p>"],
  ["text/html; charset=ISO-8859-15", "<p>\\xA4</p>"], ["text/html;charset=\"macintosh\"", `<p>activ\\x8E</p>`],
  ["text/html; charset='macintosh'", `<p>activ\\x8E</p>`], ["text/html; CHARSET=X-Mac-Roman ", `<p>activ\\x8E</p>`],
  ["text/html; charset=windows-1256", `<p>${arabic}</p>`], ["text/html", `<meta charset=windows-1256><p>${arabic}</p>`],
  ["text/html; charset=macintosh; charset=utf-8", `<p>activ\\x8E</p>`], ["text/html; charset=; charset=macintosh", `<p>activ\\x8E</p>`],
  ["text/html; charset = macintosh", `<p>activ\\x8E</p>`], ["text/html; a=b; charset=macintosh", `<p>activ\\x8E</p>`],
  ["text/html; a=\"x; charset=utf-8\"; charset=macintosh", `<p>activ\\x8E</p>`],
  ["text/html charset=macintosh", `<p>activ\\x8E</p>`], ["text/html; charset=\"macin\\x5Ctosh\"", `<p>activ\\x8E</p>`],
  ["text/html; charset=iso-8859-6", "<p>\\xE5\\xD1\\xCD\\xC8\\xC7</p>"], ["text/html; charset=unknown", `<meta charset=macintosh><p>activ\\x8E</p>`],
  ["text/html; charset=utf-8", `<meta charset=macintosh>${said}`], ["text/html; charset=utf8", utf8],
  ["text/html; charset=x-user-defined", said], ["text/html; charset=iso-2022-kr", utf8], ["text/html; charset=hz-gb-2312", "<p>abc</p>"],
  ["text/html; charset=replacement", "<p>abc</p>"], ["text/html; charset=utf-7", "<p>+AOk-</p>"],
  ["text/html; charset=shift_jis", "<p>\\x83R\\x81[\\x83h</p>"], ["text/html; charset=euc-kr", "<p>\\xC4\\xDA\\xB5\\xE5</p>"],
  ["text/html; charset=gb2312", "<p>\\xB4\\xFA\\xC2\\xEB</p>"], ["text/html; charset=big5", "<p>\\xA5N\\xBDX</p>"],
  ["text/html; charset=euc-jp", "<p>\\xA5\\xB3\\xA1\\xBC\\xA5\\xC9</p>"], ["text/html; charset=iso-2022-jp", "<p>\\x1B$B%3!<%I\\x1B(B</p>"],
  ["text/html; charset=koi8-r", "<p>\\xCB\\xCF\\xC4</p>"], ["text/html; charset=gb18030", "<p>\\x811\\x869</p>"],
  // byte order marks
  ["text/html; charset=iso-8859-1", "\\xEF\\xBB\\xBF" + utf8], ["text/html; charset=utf-8", "\\xFF\\xFE" + utf16le("<p>activ") + "\\xE9\\x00" + utf16le("</p>")],
  ["text/html", "\\xFE\\xFF" + utf16be("<p>activ") + "\\x00\\xE9" + utf16be("</p>")],
  ["text/html; charset=utf-16", utf16le("<p>activ") + "\\xE9\\x00"], ["text/html; charset=utf-16be", utf16be("<p>activ") + "\\x00\\xE9"],
  ["text/html; charset=utf-16le", "\\xFE\\xFF" + utf16be("<p>a") + "\\x00\\xE9"],
  ["text/html", utf16le("<?xml version='1.0'?><p>a") + "\\xE9\\x00"],
  ["text/html", utf16be("<?xml version='1.0'?><p>a") + "\\x00\\xE9"], ["text/html", " \\xEF\\xBB\\xBF" + said],
  // <meta>
  ["text/html", `<meta charset=macintosh><p>activ\\x8E</p>`], ["text/html", `<META CHARSET = ' macintosh '><p>activ\\x8E</p>`],
  ["text/html", `<meta charset="mac"/><p>activ\\x8E</p>`], ["text/html", `<meta/charset=mac><p>activ\\x8E</p>`],
  ["text/html", `<meta http-equiv=content-type content="text/html; charset=macintosh"><p>activ\\x8E</p>`],
  ["text/html", `<meta content='text/html; charset="macintosh"' http-equiv=Content-Type><p>activ\\x8E</p>`],
  ["text/html", `<meta content='charset=macintosh;x' http-equiv=Content-Type><p>activ\\x8E</p>`],
  ["text/html", `<meta content='text/html; charset ; charset = macintosh' http-equiv=Content-Type><p>activ\\x8E</p>`],
  ["text/html", `<meta content='text/html; charset="macintosh' http-equiv=Content-Type><p>activ\\x8E</p>`],
  ["text/html", `<meta content='text/html; charset=macintosh'><p>activ\\x8E</p>`], ["text/html", `<meta http-equiv=refresh content='9;charset=macintosh'><p>activ\\x8E</p>`],
  ["text/html", `<meta name=x charset=macintosh><p>activ\\x8E</p>`], ["text/html", `<meta charset=unknown><meta charset=macintosh><p>activ\\x8E</p>`],
  ["text/html", `<meta charset=macintosh><meta charset=utf-8><p>activ\\x8E</p>`],
  ["text/html", `<!-- <meta charset=utf-8> --><meta charset=macintosh><p>activ\\x8E</p>`], ["text/html", `<!--><meta charset=macintosh><p>activ\\x8E</p>`],
  ["text/html", `<!-- --!><meta charset=macintosh><!-- --><p>activ\\x8E</p>`],
  ["text/html", `<a title='<meta charset=utf-8>'></a><meta charset=macintosh><p>activ\\x8E</p>`],
  ["text/html", `</a title='<meta charset=utf-8>'><meta charset=macintosh><p>activ\\x8E</p>`], ["text/html", `<!a '<meta charset=macintosh><p>activ\\x8E</p>`],
  ["text/html", `<script>'<meta charset=utf-8>'</script><meta charset=macintosh><p>activ\\x8E</p>`],
  ["text/html", `<title><meta charset=utf-8></title><meta charset=macintosh><p>activ\\x8E</p>`],
  ["text/html", `<metal charset=utf-8></metal><meta charset=macintosh><p>activ\\x8E</p>`],
  ["text/html", `<meta charset=utf-16><p>\\xC3\\xA9</p>`], ["text/html", `<meta charset=utf-16be><p>\\xC3\\xA9</p>`], ["text/html", "<meta charset=x-user-defined><p>\\xE9</p>"],
  ["text/html", `<meta charset=iso-2022-kr>${said}`], ["text/html", `<meta charset=><meta charset=macintosh><p>activ\\x8E</p>`],
  ["text/html", `<meta charset><meta charset=macintosh><p>activ\\x8E</p>`], ["text/html", `<meta charset=macintosh <p>activ\\x8E</p>`],
  ["text/html", `<head>\\s{900}<meta charset=macintosh></head><p>activ\\x8E</p>`], ["text/html", `<head>\\s{1010}<meta charset=macintosh></head><p>activ\\x8E</p>`],
  ["text/html", `<head><title>x\\s{2000}</title><meta charset=macintosh></head><p>activ\\x8E</p>`],
  ["text/html", `<head><script>\\s{2000}</script><meta charset=macintosh></head><p>activ\\x8E</p>`],
  ["text/html", `<head><style>\\s{2000}</style><meta charset=macintosh></head><p>activ\\x8E</p>`],
  ["text/html", `<body>\\s{2000}<meta charset=macintosh><p>activ\\x8E</p>`], ["text/html", `<p>a<meta charset=macintosh><p>activ\\x8E</p>`],
  ["text/html", `<p>a\\s{2000}</p><meta charset=macintosh><p>activ\\x8E</p>`],
  ["text/html", `<noscript><meta charset=macintosh></noscript><p>activ\\x8E</p>`], ["text/html", `<textarea><meta charset=macintosh></textarea><p>activ\\x8E</p>`],
  // XML's declaration
  ["text/html", `<?xml version="1.0" encoding="macintosh"?><p>activ\\x8E</p>`], ["text/html", `<?xml encoding='macintosh'?><meta charset=utf-8>${utf8}`],
  ["text/html", `<?xml version="1.0" encoding="utf-16"?>${utf8}`], ["text/html", `<?xml version="1.0"?>${said}`], ["text/html", ` <?xml encoding="macintosh"?>${said}`],
  ["application/xhtml+xml", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>activ\\xE9</p></body></html>"],
  ["application/xhtml+xml", "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><meta charset=\"macintosh\"/></head><body><p>activ\\xC3\\xA9</p></body></html>"],
  ["application/xhtml+xml; charset=iso-8859-1", "<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>activ\\xE9</p></body></html>"],
  // nothing says it
  ["text/html", said], ["text/html", utf8], ["text/html", "<p>active</p>"], ["text/html", `<p>${arabic}</p>`],
  ["text/plain", "activ\\xE9"], ["text/plain", "activ\\xC3\\xA9"], ["text/plain; charset=macintosh", "activ\\x8E"], ["application/json; charset=iso-8859-1", "\"activ\\xE9\""],
  ["application/json", "\"activ\\xC3\\xA9\""], ["text/plain", "<meta charset=macintosh>activ\\x8E"],
  // what is malformed
  ...["a\\xC3", "\\xE2\\x82b", "\\xF0\\x9F\\x92b", "\\xF0\\x9F\\x92", "\\xC0\\xAFb", "\\xED\\xA0\\x80b", "\\xF8\\x88\\x80\\x80\\x80b", "\\xF4\\x90\\x80\\x80b", "\\x80\\xBFb",
    "\\xE2\\x82\\xE2\\x82\\xACb"].map((body) => ["text/html; charset=utf-8", `<p>${body}`]),
  ["text/html; charset=utf-16le", utf16le("<p>a") + "\\x3D\\xD8b\\x00"], ["text/html; charset=utf-16le", utf16le("<p>a") + "\\x00\\xDCb\\x00"],
  
  ["text/html; charset=shift_jis", "<p>\\x83<b>\\xFF</p>"], 
  ["text/html; charset=gbk", "<p>\\x80\\xFFb\\x81</p>"], ["text/html; charset=gb18030", "<p>\\x810b\\x810\\x81b</p>"], ["text/html; charset=euc-kr", "<p>\\xA1b\\xFEc</p>"],
  ["text/html; charset=windows-1253", "<p>\\xAA\\xD2\\xFF</p>"], ["text/html; charset=iso-8859-6", "<p>\\xA1\\xE5</p>"],
];

// -- forms and links: charset of the page, accept-charset, what is typed in

const typed = "é€ م😀'\"~*";
const forms = [
  ...["utf-8", "iso-8859-1", "windows-1256", "iso-8859-6", "utf-16le", "utf-16be", "shift_jis", "gbk", "gb18030", "euc-kr", "big5", "euc-jp", "iso-2022-jp",
    "koi8-r", "koi8-u", "macintosh", "windows-1258", "x-user-defined", "iso-8859-8-i", "iso-8859-15"].map((charset) => [charset, null, typed]),
  ["windows-1252", "utf-8", typed], ["windows-1252", "unknown windows-1256 utf-8", typed], ["windows-1252", "unknown", typed], ["windows-1252", "", typed],
  ["utf-8", "ISO-8859-1", typed], ["utf-8", "utf-16", typed], ["utf-8", "utf-8,iso-8859-1", typed], 
  ["utf-8", "shift_jis", "コード¥‾\\−〜～"], ["utf-8", "iso-2022-jp", "コード a ｶﾅ¥"], ["utf-8", "euc-jp", "コード¥−"], ["utf-8", "gbk", "代码€"], ["utf-8", "gb18030", "代码\uE5E5€é"],
  ["utf-8", "big5", "代碼兀嗀"], ["utf-8", "euc-kr", "코드"], ["utf-8", "windows-1252", "\u0081\u0152\u2019"],
];
const links = [...["utf-8", "windows-1252", "windows-1256", "utf-16le", "shift_jis"].map((charset) => [charset, "/l/é?a=é€م&b='\"<>#é"]), ["windows-1252", "/l?a=é#é?é"]];

// -- the server

const bytesOf = (notation) => Buffer.from(notation.replace(/\\s\{(\d+)\}/g, (_, n) => " ".repeat(n))
  .replace(/\\x([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), "latin1");
const notationOf = (bytes) => [...bytes].map((b) => (b >= 32 && b < 127 && b !== 92 ? String.fromCharCode(b) : `\\x${b.toString(16).toUpperCase().padStart(2, "0")}`)).join("");
const encodedAs = (charset, html) => (charset.startsWith("utf-16") ? Buffer.from(charset === "utf-16be" ? Buffer.from("\uFEFF" + html, "utf16le").swap16() : "\uFEFF" + html, "utf16le")
  : Buffer.from(html, "latin1"));
const asReferences = (text) => [...text].map((c) => (c.codePointAt(0) < 127 && !"\"<>&".includes(c) ? c : `&#${c.codePointAt(0)};`)).join("");

let answer = null;
let heard = "";
const server = createServer((asked, reply) => {
  const parts = [];
  asked.on("data", (part) => parts.push(part));
  asked.on("end", () => {
    if (asked.url.startsWith("/heard") || asked.url.startsWith("/l")) heard = `${asked.url}\t${Buffer.concat(parts).toString("latin1")}`;
    const [type, body] = asked.url === "/page" ? answer : ["text/html", Buffer.from("heard")];
    reply.writeHead(200, { "Content-Type": type, "Content-Length": body.length });
    reply.end(body);
  });
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${server.address().port}`;
const browser = await launch();
const tab = await (await browser.newContext({ locale: "fr-FR" })).newPage();
const line = (...cells) => `${cells.join("\t")}\n`;

await tab.goto("about:blank");
const rows = [...readFileSync(`${root}harness/html/encodings.cpp`, "utf8").matchAll(/\{"([^"]+)", "[^"]*", (?:true|false),\s*((?:"[^"]*"\s*)+)\}/g)];
let out = "";
for (const [, , labels] of rows) {
  for (const label of labels.replace(/"\s*"|"/g, "").trim().split(/\s+/)) {
    out += line(label, await tab.evaluate((it) => { try { return new TextDecoder(it).encoding; } catch { return "replacement"; } }, label));
  }
}
writeFileSync(`${root}harness/html/charsets/labels.tsv`, out);

out = "";
for (const name of singleByte) {
  const points = await tab.evaluate((label) => Array.from({ length: 128 }, (_, i) =>
    new TextDecoder(label).decode(new Uint8Array([i + 128])).codePointAt(0).toString(16)), name);
  out += line(name, points.join(" "));
}
writeFileSync(`${root}harness/html/charsets/bytes.tsv`, out);

out = "";
for (const [type, body] of pages) {
  answer = [type.replace(/\\x5C/g, "\\"), bytesOf(body)];
  await tab.goto("about:blank");
  await tab.goto(`${url}/page`).catch(() => {});
  const [charset, text] = await tab.evaluate(() => [document.characterSet, (document.body ?? document.documentElement).innerText.replace(/\s+/g, " ").trim()]);
  out += line(type, body, charset, notationOf(Buffer.from(text, "utf8")));
}
writeFileSync(`${root}harness/html/charsets/pages.tsv`, out);

out = "";
for (const [charset, accepted, value] of forms) {
  const attribute = accepted === null ? "" : ` accept-charset="${accepted}"`;
  const html = `<form action=/heard${attribute}><input type=hidden name=_charset_><input id=v name=&#233;><input type=submit></form>`;
  answer = [`text/html; charset=${charset}`, encodedAs(charset, html)];
  const sent = [];
  for (const method of ["get", "post"]) {
    await tab.goto(`${url}/page`);
    await tab.evaluate(([text, how]) => { document.getElementById("v").value = text; document.forms[0].method = how; }, [value, method]);
    await Promise.all([tab.waitForURL(/heard/), tab.evaluate(() => document.forms[0].submit())]);
    sent.push(heard.replace(/^\/heard\??/, "").replace("\t", ""));
  }
  if (sent[0] !== sent[1]) throw new Error(`GET and POST differ: ${sent}`);
  out += line(charset, accepted === null ? "-" : notationOf(Buffer.from(accepted)), notationOf(Buffer.from(value, "utf8")), sent[0]);
}
writeFileSync(`${root}tests/drivers/charsets/submissions.tsv`, out);

out = "";
for (const [charset, href] of links) {
  answer = [`text/html; charset=${charset}`, encodedAs(charset, `<a href="${asReferences(href)}">x</a>`)];
  await tab.goto(`${url}/page`);
  heard = "";
  await tab.click("a");
  await tab.waitForLoadState();
  out += line(charset, notationOf(Buffer.from(href, "utf8")), heard.replace("\t", ""));
}
writeFileSync(`${root}tests/drivers/charsets/links.tsv`, out);
await browser.close();
server.close();
