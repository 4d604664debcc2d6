// People with a real browser: the portal and the console side by side.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, problems, serve, visit } from "./support.mjs";

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
  await view.getByRole("heading", { level: 1, name: "Session 1" }).waitFor();
  assert.deepEqual(await problems(view), []);
  assert.deepEqual([...view.problems, ...portal.problems], []);
});
