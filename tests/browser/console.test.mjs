// People with a real browser: the portal and the console side by side.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage, problems, serve } from "./support.mjs";

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

const open = (url, more) => openPage(browser, url, more);

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
  await portal.locator('[name="g-recaptcha-response"][value]:not([value=""])').waitFor({ state: "attached" });
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

for (const provider of ["hcaptcha", "turnstile"]) {
  test(`the portal takes the box of ${provider}`, async () => {
    const other = await serve("--captcha-provider", provider);
    const portal = await open(`${other.portal.url}/fr/confirm_adresse_1?r=2`);
    const send = (field) => portal.locator("form", { has: portal.locator(`[name="${field}"]`) }).first().getByRole("button").click();
    const who = other.subscribers[0];
    await portal.getByRole("checkbox").check();
    for (const [field, value] of [["terms"], ["amo", who.amo], ["rib", who.rib], ["email", who.email]]) {
      if (value) await portal.locator(`[name=${field}]`).fill(value);
      await send(field);
    }
    const { code } = await other.control("GET", `/api/v1/wait?to=${encodeURIComponent(who.email)}`);
    await portal.locator("[name=code]").fill(code);
    await portal.getByRole("checkbox", { name: "Je ne suis pas un robot" }).press("Space");
    await portal.getByRole("status").getByText("Vérifié").waitFor();
    assert.deepEqual(await problems(portal), []);
    await send("code");
    await portal.getByRole("heading", { level: 1, name: /activé/ }).waitFor();
    assert.deepEqual(portal.problems, []);
    const { checks } = await other.control("GET", "/api/control/captcha/checks?session=1");
    assert.deepEqual(checks.map((one) => [one.provider, one.success]), [[provider, true]]);
    await other.stop();
  });
}

test("a page of one's own gets tokens by the providers' own calls", async () => {
  const page = await open(`${world.captcha.url}/mint`); // any page of that origin will do
  await page.setContent(`<html lang="fr"><main><h1>Essai</h1><div id="box"></div></main></html>`);
  await page.addScriptTag({ url: `${world.captcha.url}/recaptcha/api.js?render=explicit` });
  const token = await page.evaluate(() => new Promise((resolve, reject) => {
    grecaptcha.ready(() => {
      const id = grecaptcha.render("box", { sitekey: "6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI", callback: resolve,
                                            "error-callback": reject });
      grecaptcha.execute(id);
    });
  }));
  assert.match(token, /^03A/);
  assert.equal(await page.evaluate(() => grecaptcha.getResponse()), token);
  await page.evaluate(() => grecaptcha.reset());
  assert.equal(await page.evaluate(() => grecaptcha.getResponse()), "");
  const scored = await page.evaluate(() => grecaptcha.execute("parcours-site-key", { action: "login" }));
  const answer = await fetch(world.captcha.verify_url, {
    method: "POST",
    body: new URLSearchParams({ secret: "parcours-secret", response: scored }),
  });
  const verdict = await answer.json();
  assert.deepEqual([verdict.success, verdict.score, verdict.action], [true, 0.9, "login"]);
});

test("the portal is usable at 360 pixels, and by everybody", async () => {
  const narrow = { width: 360, height: 740 };
  for (const url of [`${world.portal.url}/mon_compte`, `${world.portal.url}/mon_compte?lang=ar`,
                     `${world.portal.url}/fr/confirm_adresse_1?r=2`]) {
    const page = await open(url, { viewport: narrow });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= narrow.width, `${url} is ${wide} pixels wide`);
    assert.deepEqual(await problems(page), [], url);
  }
});
