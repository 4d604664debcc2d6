// People with a real browser: the portal and the console side by side.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { deliver, launch, problems, serve, visit } from "./support.mjs";

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

const open = (url, size) => visit(browser, url, size);

test("a person activates an account, and the console shows it as it happens", async () => {
  const who = world.subscribers.find((one) => one.paid_by === "bank_transfer");
  const view = await open(world.console.url);
  await view.getByText("live", { exact: true }).waitFor();
  const portal = await open(`${world.portal.url}/mon_compte`);
  const send = (field) => portal.locator("form", { has: portal.locator(`[name="${field}"]`) }).first().getByRole("button").click();
  await send("r"); // the first of two: the activation
  await view.locator('[data-state="terms"] a').waitFor();
  await portal.getByRole("checkbox").check();
  await send("terms");
  await view.locator('[data-state="identify"] a').waitFor();
  await portal.locator("[name=amo]").fill(who.amo);
  await send("amo");
  await portal.locator("[name=rib]").fill(who.rib);
  await send("rib");
  await portal.locator("[name=email]").fill(who.email);
  await send("email");

  const inbox = view.locator('[data-part="inbox"]');
  await inbox.getByText(who.email).waitFor();
  await inbox.getByRole("link").first().click();
  const code = await view.locator("#code").textContent();
  assert.match(code, /^\d{6}$/);
  await view.frameLocator("iframe").getByText(code).waitFor();
  assert.deepEqual(await problems(view), []);
  await view.goBack();

  await portal.locator("[name=code]").fill(code);
  await portal.getByRole("checkbox", { name: "Je ne suis pas un robot" }).check();
  await portal.getByRole("status").getByText("Vérifié").waitFor();
  await send("code");
  await portal.getByRole("heading", { level: 1, name: /activé/ }).waitFor();
  await view.locator('[data-state="done"] a').waitFor();
  await view.locator('[data-part="captcha"]').getByText("passed").waitFor();
  await view.locator('[data-part="people"] tr', { hasText: who.amo }).getByText("active").waitFor();
  await view.locator('[data-state="done"] a').click();
  await view.getByRole("heading", { level: 1, name: "Visit 1" }).waitFor();
  assert.deepEqual(await problems(view), []);
  assert.deepEqual([...view.problems, ...portal.problems], []);
});

test("the console turns the world, and says what it cannot", async () => {
  const view = await open(world.console.url);
  await view.getByLabel("Frozen").check();
  await view.waitForFunction(() => fetch("/api/control/clock").then((answer) => answer.json()).then((now) => now.frozen));
  await view.getByLabel("Advance by").fill("10m");
  await view.getByRole("button", { name: "Advance" }).click();
  await view.locator('[data-part="clock"]').getByText(/10m.* ahead|ahead/).waitFor();
  await view.getByLabel("Advance by").fill("soon");
  await view.getByRole("button", { name: "Advance" }).click();
  await view.locator("output.problem", { hasText: "soon" }).waitFor();
  await view.getByLabel("Frozen").uncheck();

  await view.locator("summary", { hasText: "captcha" }).click();
  await view.locator("#defect-captcha-fails-open").check();
  await view.locator("summary", { hasText: "captcha (1 on)" }).waitFor();
  assert.deepEqual((await world.control("GET", "/api/control/defects")).on, ["captcha-fails-open"]);
  await view.locator("#defect-captcha-fails-open").uncheck();
  await view.locator("summary", { hasText: /^captcha$/ }).waitFor();

  const faults = view.locator("section", { has: view.getByRole("heading", { name: "Faults" }) });
  const outcome = faults.locator('[data-path="/api/control/captcha/outcomes"][data-method="POST"]');
  await outcome.getByLabel("Next verdict").selectOption("as_is");
  for (const [label, value] of [["Score", "0.3"], ["Delay", "2s"], ["HTTP status", "503"], ["Site key", "k"], ["Visit", "7"]]) {
    await outcome.getByLabel(label).fill(value);
  }
  await outcome.getByLabel("Close without an answer").check();
  await outcome.getByRole("button", { name: "Plan" }).click();
  await outcome.getByText("Done.").waitFor();
  const { outcomes } = await world.control("GET", "/api/control/captcha/outcomes");
  assert.deepEqual(outcomes, [{ outcome: "as_is", delay: "2s", status: 503, drop: true, site_key: "k", session: 7, times: 1,
                                score: 0.3 }]);
  await world.control("DELETE", "/api/control/captcha/outcomes");
  await faults.getByLabel("Kind").selectOption("late");
  await faults.locator('[data-path="/api/control/portal/faults"][data-method="POST"]').getByLabel("Delay").fill("2s");
  await faults.locator('[data-path="/api/control/portal/faults"]').getByRole("button", { name: "Add" }).click();
  await view.locator('[data-part="faults"]').getByText("portal:").waitFor();
  await faults.getByRole("button", { name: "Clear those of the portal" }).click();
  await view.locator('[data-part="faults"]').getByText("None is waiting").waitFor();
  assert.deepEqual(await problems(view), []);
});

test("what is in a mail stays inert", async () => {
  let asked = 0;
  const tracker = createServer((_, answer) => {
    asked += 1;
    answer.end();
  });
  await new Promise((resolve) => tracker.listen(0, "127.0.0.1", resolve));
  const attack = '<script>top.hacked = 1</script><img src=x onerror="top.hacked = 2"><a href="javascript:top.hacked = 3">x</a>';
  await deliver(world.smtp, "inert@example.com",
                `Subject: <img src=x onerror=top.hacked=4>\r\nContent-Type: text/html\r\n\r\n<p>Bonjour</p>` +
                  `${attack}<img src="http://127.0.0.1:${tracker.address().port}/pixel">`);
  const view = await open(world.console.url);
  await view.locator('[data-part="inbox"] tr', { hasText: "inert@example.com" }).getByRole("link").first().click();
  await view.frameLocator("iframe").getByText("Bonjour").waitFor();
  assert.equal(await view.getByRole("heading", { level: 1 }).textContent(), "<img src=x onerror=top.hacked=4>");
  assert.equal(await view.evaluate(() => globalThis.hacked), undefined);
  tracker.close();
  assert.equal(asked, 0);
});

test("the portal and the console are usable at 360 pixels, and by everybody", async () => {
  const narrow = { width: 360, height: 740 };
  for (const url of [`${world.portal.url}/mon_compte`, `${world.portal.url}/mon_compte?lang=ar`,
                     `${world.portal.url}/fr/confirm_adresse_1?r=2`, world.console.url]) {
    const page = await open(url, narrow);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= narrow.width, `${url} is ${wide} pixels wide`);
    assert.deepEqual(await problems(page), [], url);
  }
});
