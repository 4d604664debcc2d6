// The console in many tabs, and without its server.

import assert from "node:assert/strict";
import { get } from "node:http";
import { after, before, test } from "node:test";
import { launch, openPage, openTab, serve, until } from "./support.mjs";

let browser;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const isLive = (page) => page.getByText("live", { exact: true }).waitFor();

test("seven tabs share one stream, and none is left behind when its reader goes", async (t) => {
  const world = await serve();
  t.after(world.stop);
  const context = await browser.newContext();
  const tabs = [];
  for (let i = 0; i < 7; ++i) {
    tabs.push(await openTab(context, world.console.url));
    await isLive(tabs.at(-1));
  }
  const frozen = (page, yes) => until(page, (wanted) => document.getElementById("frozen").checked === wanted, yes);
  await world.control("PUT", "/api/control/clock", { frozen: true });
  for (const page of tabs) await frozen(page, true);
  await (await openTab(context, `${world.console.url}/session/1`)).getByText("Not found").first().waitFor();

  await tabs.shift().close(); // it was the first, and so the one that reads
  await world.control("PUT", "/api/control/clock", { frozen: false });
  for (const page of tabs) await frozen(page, false);

  // A tab that cannot be seen reads nothing, and catches up when it is.
  const held = () => tabs[1].evaluate(() => navigator.locks.query().then((all) => all.held.map((one) => one.clientId)));
  const hide = (page, hidden) => page.evaluate((yes) => {
    Object.defineProperty(document, "hidden", { configurable: true, value: yes });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
  const [reader] = await held();
  for (const page of tabs.filter((one) => one !== tabs[1])) await hide(page, true);
  await world.control("PUT", "/api/control/clock", { frozen: true });
  await frozen(tabs[1], true);
  assert.equal((await held()).length, 1);
  await hide(tabs[0], false);
  await frozen(tabs[0], true);
  await hide(tabs[1], true);
  await until(tabs[0], (before) => navigator.locks.query().then(({ held: [one] }) => one && one.clientId !== before), reader);
  for (const page of tabs) assert.deepEqual(page.problems, []);
});

test("a page whose server is gone says so, and goes on when it is back", async (t) => {
  const world = await serve();
  t.after(world.stop);
  const page = await openPage(browser, world.console.url);
  await isLive(page);
  await world.stop();
  await page.getByText("not connected", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Advance", exact: true }).click();
  await page.locator("#clock output.problem", { hasText: "The server does not answer." }).waitFor();
  await page.getByLabel("Frozen").click();
  await until(page, () => !document.getElementById("frozen").checked);
  assert.deepEqual(page.problems.filter((one) => !/Failed to load resource|net::ERR/.test(one)), []);
  const again = await serve("--console-port", new URL(world.console.url).port);
  t.after(again.stop);
  await isLive(page);
  await page.getByRole("button", { name: "Advance", exact: true }).click();
  await page.locator("#clock output", { hasText: "Done." }).waitFor();
});

test("where too many listen a page tries again until there is room", async (t) => {
  const world = await serve();
  t.after(world.stop);
  const listeners = await Promise.all(Array.from({ length: 32 }, () => new Promise((resolve) => {
    const asked = get(`${world.console.url}/api/control/events`, { agent: false }, (answer) => {
      answer.resume();
      resolve(asked);
    });
    asked.on("error", () => {});
  })));
  const page = await openPage(browser, world.console.url);
  await page.getByText("not connected", { exact: true }).waitFor();
  for (const one of listeners) one.destroy();
  // The server sees that they are gone when it has something to tell them.
  const turning = setInterval(() => world.control("PUT", "/api/control/clock", { frozen: false }).catch(() => {}), 200);
  t.after(() => clearInterval(turning));
  await isLive(page);
});
