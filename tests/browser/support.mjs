// What the tests in the browser share: a served world, a browser, a look at accessibility.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function serve(...options) {
  const folder = mkdtempSync(join(tmpdir(), "parcours-"));
  const ready = join(folder, "ready.json");
  const process_ = spawn(process.env.PARCOURS, ["serve", "--seed", "5", "--ready-file", ready, ...options],
                         { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve, reject) => {
    let said = "";
    process_.stdout.on("data", (bytes) => {
      said += bytes;
      if (said.includes("\nready")) resolve();
    });
    process_.on("exit", (code) => reject(new Error(`serve ended with ${code}: ${said}`)));
  });
  const world = JSON.parse(readFileSync(ready, "utf8"));
  return {
    ...world,
    control: async (method, path, body) => {
      const answer = await fetch(world.console.url + path, { method, body: body && JSON.stringify(body) });
      return answer.json();
    },
    stop: () => process_.exitCode !== null || new Promise((resolve) => {
      process_.removeAllListeners("exit");
      process_.on("exit", () => {
        rmSync(folder, { recursive: true });
        resolve();
      });
      process_.kill("SIGTERM");
    }),
  };
}

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/// A page in a browser of its own, with what went wrong in it: page.problems.
export async function openPage(browser, url, more = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...more });
  return openTab(context, url);
}
export async function openTab(context, url) {
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && page.problems.push(message.text()));
  await page.goto(url);
  return page;
}

/// The same, by its size.
export const visit = (browser, url, size) => openPage(browser, url, size && { viewport: size });

/// Waits until `holds`, called in the page, is true. Playwright's own waitForFunction needs a page that allows eval().
export async function until(page, holds, argument) {
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    if (await page.evaluate(holds, argument)) return;
    await page.waitForTimeout(50);
  }
  throw new Error(`it never was so: ${holds}`);
}

/// One request, redirects not followed. Not fetch(): Node.js 18 cannot list its Set-Cookie fields one by one.
function exchange(url, cookie, form) {
  const headers = { Cookie: cookie, ...(form && { "Content-Type": "application/x-www-form-urlencoded" }) };
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: form ? "POST" : "GET", headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part) => { text += part; });
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text }));
    });
    asked.on("error", reject);
    asked.end(form?.toString());
  });
}

/// A visit to the portal without a browser: go("/fr/…"), then send("accept_terms", { terms: 1 }) and so on.
export function visitor(portal) {
  const cookies = new Map();
  let page = "";
  let at = "";
  const ask = async (path, form) => {
    const answer = await exchange(portal + path, [...cookies].map((pair) => pair.join("=")).join("; "), form);
    for (const cookie of answer.headers["set-cookie"] ?? []) cookies.set(...cookie.split(";")[0].split("="));
    page = answer.text;
    at = path;
    if (answer.status === 303) await ask(answer.headers.location);
  };
  const send = (form, fields = {}) =>
    ask(at, new URLSearchParams({ csrf_token: /name="csrf_token" value="([^"]+)"/.exec(page)[1], form, ...fields }));
  return {
    go: (path) => ask(path),
    send,
    toEmail: async (who, flow = 2) => {
      await ask(`/fr/confirm_adresse_1?r=${flow}`);
      await send("accept_terms", { terms: 1 });
      await send("identify_by_amo", { amo: who.amo });
      await (who.paid_by === "bank_transfer" ? send("pay_by_transfer", { rib: who.rib }) : send("pay_by_e_mandat", { e_mandat: who.e_mandat }));
    },
  };
}

/// A site of one's own: it serves what is put there, and keeps what forms post to it.
export async function site() {
  const pages = new Map();
  const posted = [];
  const server = createServer((request, answer) => {
    const path = request.url.split("?")[0];
    const { html, headers } = pages.get(path) ?? { html: "<title>none</title>", headers: {} };
    let body = "";
    request.on("data", (bytes) => { body += bytes; });
    request.on("end", () => {
      if (request.method === "POST") posted.push(Object.fromEntries(new URLSearchParams(body)));
      answer.writeHead(200, { "Content-Type": "text/html; charset=utf-8", ...headers });
      answer.end(html);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  let count = 0;
  return {
    posted,
    /// The address of a page with that in its head and its body.
    put({ head = "", body = "", lang = "fr", headers = {} }) {
      const path = `/${(count += 1)}`;
      pages.set(path, { html: `<!doctype html><html lang="${lang}"><head><title>Essai</title>${head}</head>` +
                              `<body><main><h1>Essai</h1>${body}</main></body></html>`, headers });
      return `http://127.0.0.1:${server.address().port}${path}`;
    },
    stop: () => server.close(),
  };
}

/// What axe-core finds wrong with a page, by the rules of WCAG 2.2 A and AA and its own best practices; `more` are rules
/// that it leaves out unless asked, such as target-size. The page's own policy lets no script in from elsewhere; what the
/// browser's debugger evaluates is not asked.
export async function problems(page, ...more) {
  await page.evaluate(axe);
  const rules = Object.fromEntries(more.map((name) => [name, { enabled: true }]));
  const { violations } = await page.evaluate((asked) => globalThis.axe.run({ rules: asked }), rules);
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
}

/// Hands a mail to the mail server, byte for byte.
export function deliver({ host, port }, to, message) {
  const lines = ["EHLO here", "MAIL FROM:<a@example.com>", `RCPT TO:<${to}>`, "DATA", `${message}\r\n.`, "QUIT"];
  return new Promise((resolve, reject) => {
    const socket = connect(port, host);
    let said = "";
    socket.on("data", (bytes) => {
      said += bytes;
      if (!/^\d{3} .*\r\n$/m.test(said) || !said.endsWith("\r\n")) return;
      said = "";
      if (lines.length > 0) socket.write(`${lines.shift()}\r\n`);
    });
    socket.on("close", resolve);
    socket.on("error", reject);
  });
}
