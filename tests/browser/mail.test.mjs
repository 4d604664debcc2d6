// The inbox and a mail's own page; and mails that mean harm.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { deliver, launch, openPage, serve } from "./support.mjs";

let world;
let browser;

before(async () => {
  world = await serve();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await world?.stop();
});

const open = (path, more) => openPage(browser, world.console.url + path, more);
const inbox = '[data-part="inbox"]';

const withParts = [
  "Subject: Votre code secret", "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=b", "",
  "--b", "Content-Type: text/html", "", "<p>Votre code secret est : <b>048213</b></p><img id=i src=\"cid:dot@x\" alt=dot>",
  "--b", "Content-Type: image/gif", "Content-ID: <dot@x>", "Content-Disposition: inline", "Content-Transfer-Encoding: base64", "",
  "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
  "--b", "Content-Type: application/pdf; name=recu.pdf", "Content-Disposition: attachment; filename=recu.pdf", "", "%PDF-1.4", "--b--",
].join("\r\n");

test("a mail's code is in reach, its parts are, and the mails beside it", async () => {
  await deliver(world.smtp, "first@example.com", "Subject: first\r\n\r\nfirst");
  await deliver(world.smtp, "parts@example.com", withParts);
  const view = await open("/", { permissions: ["clipboard-read", "clipboard-write"] });
  const row = view.locator(`${inbox} tr`, { hasText: "parts@example.com" });
  assert.match(await row.getAttribute("class"), /unread/);
  assert.match(await row.locator("time").getAttribute("title"), /^\d{4}-\d\d-\d\dT.*Z$/);
  assert.match(await row.locator("time").textContent(), /^\d\d:\d\d:\d\d\.\d{3}$/);
  await row.getByText("1 attached").waitFor();
  await row.getByRole("button", { name: "Copy the code 048213" }).click();
  await view.locator("#said", { hasText: "048213 is copied." }).waitFor();
  assert.equal(await view.evaluate(() => navigator.clipboard.readText()), "048213");

  const mail = await openPage(browser, new URL(await row.getByRole("link").first().getAttribute("href"), world.console.url).href);
  assert.equal(await mail.locator("#code").textContent(), "048213");
  const dot = mail.frameLocator("iframe").locator("#i");
  await dot.waitFor();
  assert.equal(await dot.evaluate((image) => image.naturalWidth), 1);
  const href = await mail.getByRole("link", { name: "recu.pdf" }).getAttribute("href");
  assert.equal(await (await fetch(world.console.url + href)).text(), "%PDF-1.4");

  await mail.getByRole("tab", { name: "HTML" }).focus();
  await mail.keyboard.press("ArrowRight");
  await mail.keyboard.press("ArrowRight");
  await mail.getByRole("tabpanel", { name: "Raw" }).getByText("Content-ID: <dot@x>").waitFor();
  await mail.keyboard.press("ArrowRight");
  await mail.getByRole("tabpanel", { name: "SMTP session" }).getByText("RCPT TO:<parts@example.com>").waitFor();
  await mail.getByText("the newest").waitFor();
  await deliver(world.smtp, "third@example.com", "Subject: third\r\n\r\nthird");
  await mail.getByRole("link", { name: "Newer" }).waitFor();
  await mail.getByRole("link", { name: "Older" }).click();
  await mail.getByRole("heading", { level: 1, name: "first" }).waitFor();
  assert.deepEqual(mail.problems, []);
});

test("a mail that is looked at in one tab is read in all, and one that is deleted says so", async () => {
  await deliver(world.smtp, "looked@example.com", "Subject: looked\r\n\r\nx");
  const view = await open("/");
  const row = view.locator(`${inbox} tr.unread`, { hasText: "looked@example.com" });
  const mail = await view.context().newPage();
  await mail.goto(new URL(await row.getByRole("link").first().getAttribute("href"), world.console.url).href);
  await row.waitFor({ state: "detached" });
  await mail.getByText("live", { exact: true }).waitFor();
  await fetch(`${world.console.url}/api/v1/messages`, { method: "DELETE" });
  await mail.getByText("This mail is no longer kept.").waitFor();
});

test("the inbox is searched, and emptied only after a question", async () => {
  await deliver(world.smtp, "one@example.com", "Subject: apples\r\n\r\nx");
  await deliver(world.smtp, "two@example.com", "Subject: pears\r\n\r\nx");
  const view = await open("/");
  const apples = view.locator(`${inbox} tr`, { hasText: "apples" });
  const pears = view.locator(`${inbox} tr`, { hasText: "pears" });
  await view.getByLabel("Search the inbox").fill("subject:pears");
  await apples.waitFor({ state: "detached" });
  await pears.waitFor();
  await view.getByLabel("Search the inbox").fill("plums");
  await view.getByText("No mail is like that.").waitFor();
  await view.getByLabel("Search the inbox").fill("");
  await apples.waitFor();

  await view.getByRole("button", { name: "Delete all" }).click();
  await view.getByRole("dialog", { name: "Delete all mails?" }).getByRole("button", { name: "Cancel" }).click();
  await view.getByRole("button", { name: "Delete all" }).click();
  await view.keyboard.press("Escape");
  assert.equal((await world.control("GET", "/api/v1/messages")).total, 2);
  await view.getByRole("button", { name: "Delete all" }).click();
  await view.getByRole("dialog").getByRole("button", { name: "Go on" }).click();
  await view.getByText("No mail yet.").waitFor();
  assert.deepEqual(view.problems, []);
});

test("what is in a mail stays inert, and connects to nobody", async () => {
  let connected = 0;
  const stranger = createServer((socket) => {
    connected += 1;
    socket.destroy();
  });
  await new Promise((resolve) => stranger.listen(0, "127.0.0.1", resolve));
  const there = `http://127.0.0.1:${stranger.address().port}`;
  const attacks = [
    `<script>top.hacked = 1</script><img src=x onerror="top.hacked = 2"><a href="javascript:top.hacked = 3">x</a>`,
    `<iframe src="${there}/a"></iframe>`, `<IFRAME/src="${there}/b">`, `<object data="${there}/c"></object>`, `<embed src="${there}/d">`,
    `<svg><foreignObject><iframe src="${there}/e"></iframe></foreignObject><image href="${there}/f"/></svg>`,
    `<meta http-equiv="refresh" content="0;url=${there}/g">`, `<link rel="preconnect" href="${there}"><link rel="prefetch" href="${there}/h">`,
    `<link rel="stylesheet" href="${there}/i"><style>@import url(${there}/j); p { background: url(${there}/k) }</style>`,
    `<img src="${there}/l" srcset="${there}/m 2x"><video src="${there}/n" autoplay poster="${there}/o"></video><audio src="${there}/p" autoplay></audio>`,
    `<base href="${there}/"><img src="q"><form action="${there}/r"><input type="image" src="${there}/s"></form>`,
    `<iframe srcdoc="<iframe src='${there}/t'></iframe>"></iframe><table background="${there}/u"><tr><td></table>`,
  ];
  const heads = { frames: `<html><frameset><frame src="${there}/v"></frameset></html>` };
  for (const [i, attack] of [...attacks, heads.frames].entries()) {
    await deliver(world.smtp, "inert@example.com", `Subject: <img src=x onerror=top.hacked=4> ${i}\r\nContent-Type: text/html\r\n\r\n<p>Bonjour</p>${attack}`);
  }
  const { messages } = await world.control("GET", "/api/v1/messages?limit=50");
  assert.equal(messages.length, attacks.length + 1);
  for (const { ID } of messages) {
    const view = await open(`/mail/${ID}`);
    await view.frameLocator("iframe").locator("body").waitFor({ state: "attached" });
    await view.waitForTimeout(250);
    assert.match(await view.getByRole("heading", { level: 1 }).textContent(), /^<img src=x onerror=top.hacked=4> \d+$/);
    assert.equal(await view.evaluate(() => globalThis.hacked), undefined);
    assert.equal(connected, 0, `mail ${ID} made the browser connect: ${messages.find((one) => one.ID === ID).Subject}`);
    await view.context().close();
  }
  stranger.close();
});
