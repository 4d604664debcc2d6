// The console's page as the world goes on: what moves, and what is left alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { deliver, launch, openPage, serve, until, visitor } from "./support.mjs";

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

async function openLive(path = "/", more = {}) {
  const view = await openPage(browser, world.console.url + path, more);
  await view.getByText("live", { exact: true }).waitFor();
  return view;
}

// Notes which animations move something from elsewhere.
const noteMoves = (view) => view.evaluate(() => {
  globalThis.moves = [];
  const { animate } = Element.prototype;
  Element.prototype.animate = function noted(steps, how) {
    moves.push([this.dataset.token, steps[0].transform]);
    return animate.call(this, steps, how);
  };
});

test("a session is seen to go from step to step, by way of the mail server", async () => {
  const view = await openLive();
  await noteMoves(view);
  const still = await openLive("/", { reducedMotion: "reduce" });
  await noteMoves(still);
  const who = world.subscribers[0];
  const visit = visitor(world.portal.url);
  await visit.toEmail(who);
  await view.locator('[data-state="email"] a[data-token="1"]').waitFor();
  await world.control("POST", "/api/control/smtp/faults", { at: "end_of_data", delay: "2s", times: 1 });
  const sent = visit.send("request_code", { email: who.email });
  await view.locator('[data-service="mail"] a[data-token="1"]').waitFor();
  await sent;
  await view.locator('[data-state="code"] a[data-token="1"]').waitFor();
  await still.locator('[data-state="code"] a[data-token="1"]').waitFor();
  const moves = await view.evaluate(() => moves);
  assert.ok(moves.some(([token, from]) => token === "1" && /^translate\(-\d/.test(from)), JSON.stringify(moves));
  assert.deepEqual(await still.evaluate(() => moves), []);
  assert.deepEqual([...view.problems, ...still.problems], []);
});

test("what was refused, what waits and what has expired can be told apart", async () => {
  const view = await openLive();
  const visit = visitor(world.portal.url);
  await visit.go("/fr/confirm_adresse_1?r=1");
  const token = view.locator('a[data-token="2"]');
  await view.locator('[data-state="terms"] a[data-token="2"].recovery').waitFor();
  await visit.send("accept_terms");
  await token.getByText("terms-required").waitFor();
  assert.match(await token.getAttribute("class"), /refused/);
  const loop = view.locator('[data-service="mail"]');
  assert.match(await loop.textContent(), /mail failed: back to email/);
  await world.control("POST", "/api/control/clock/advance", { by: "31m" });
  await token.getByText("expired").waitFor();
  const page = await openLive("/session/2");
  await page.getByText("Recovery of a password").waitFor();
  await page.locator('[aria-current="step"]', { hasText: "terms" }).waitFor();
  await page.locator("h1").getByText("expired").waitFor();
});

test("a session that is over keeps its kind, and its page goes on with it while it is not", async () => {
  const visit = visitor(world.portal.url);
  await visit.go("/fr/confirm_adresse_1?r=1");
  const [{ session }] = (await world.control("GET", "/api/control/sessions")).sessions.slice(-1);
  const page = await openLive(`/session/${session}`);
  await page.locator('[aria-current="step"]', { hasText: "terms" }).waitFor();
  await visit.send("accept_terms", { terms: 1 });
  await page.locator('[aria-current="step"]', { hasText: "identify" }).waitFor();
  await page.locator('[data-part="journal"]').getByText("accept_terms").waitFor();
  await visit.go("/fr/confirm_adresse_1?r=2"); // begins anew
  await page.locator("h1").getByText("over").waitFor();
  await page.getByText("Recovery of a password").waitFor();
  const gone = await openPage(browser, `${world.console.url}/session/9999`);
  await gone.getByRole("heading", { name: "Not found" }).waitFor();
});

test("the focus, a selection and what has not changed are left alone", async () => {
  const view = await openLive();
  await deliver(world.smtp, "kept@example.com", "Subject: kept\r\n\r\nx");
  const link = view.locator('[data-part="inbox"] a', { hasText: "kept" });
  await link.waitFor();
  const changes = await view.evaluateHandle(() => {
    const seen = [];
    new MutationObserver((all) => seen.push(...all)).observe(document.querySelector('[data-part="people"]'),
      { subtree: true, childList: true, characterData: true, attributes: true });
    return seen;
  });
  await view.evaluate(() => getSelection().selectAllChildren(document.querySelector('[data-part="inbox"] .to')));
  for (const focused of [link, view.locator("#area-mail"), view.locator("#frozen"), view.locator('a[data-token="1"]')]) {
    await focused.focus();
    const before = await view.evaluate(() => document.activeElement.outerHTML);
    await world.control("PUT", "/api/control/defects", { on: before.includes("area-mail") ? ["mail-not-sent"] : [] });
    await deliver(world.smtp, "more@example.com", "Subject: more\r\n\r\nx");
    await view.waitForTimeout(500);
    const now = await view.evaluate(() => document.activeElement.id || document.activeElement.getAttribute("href"));
    assert.ok(now && before.includes(now), `${before} has lost the focus to ${now}`);
  }
  assert.match(await view.evaluate(() => String(getSelection())), /kept@example.com$/);
  assert.equal(await changes.evaluate((seen) => seen.length), 0);
});

test("where what had the focus is gone, its panel's heading has it", async () => {
  await world.control("POST", "/api/control/smtp/faults", { at: "mail", code: 451, times: 0 });
  const view = await openLive();
  await view.getByRole("button", { name: "Clear all of the mail server" }).press("Enter");
  await view.locator('[data-part="smtp_faults"]').getByText("Nothing is planned.").waitFor();
  await until(view, () => document.activeElement.id === "smtp-faults-heading");
  await view.locator("#said", { hasText: "Done." }).waitFor();
});
