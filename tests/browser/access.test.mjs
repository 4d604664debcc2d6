// The console for everybody: in the light and in the dark, on a telephone, without a mouse.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, openPage, problems, serve, until, visitor } from "./support.mjs";

let world;
let browser;

before(async () => {
  world = await serve();
  browser = await launch();
  const [first, second] = world.subscribers;
  const visit = visitor(world.portal.url);
  await visit.toEmail(first);
  await visit.send("request_code", { email: first.email });
  await visit.send("submit_code", { code: "000000" });
  await visitor(world.portal.url).toEmail(second, 1);
  await world.control("POST", "/api/control/clock/advance", { by: "31m" });
  await visitor(world.portal.url).go("/fr/confirm_adresse_1?r=1");
  await world.control("PUT", "/api/control/defects", { on: ["captcha-fails-open"] });
  await world.control("POST", "/api/control/smtp/faults", { at: "recipient", code: 452, times: 3, address: "x@y.test" });
  await world.control("POST", "/api/control/portal/faults", { kind: "status", status: 503, path: "/nowhere", times: 0 });
  await world.control("POST", "/api/control/captcha/outcomes", { outcome: "fail", times: 0 });
  await world.control("PUT", "/api/control/captcha/faults", { status: 503 });
  await world.control("PUT", "/api/control/clock", { frozen: true });
});
after(async () => {
  await browser?.close();
  await world?.stop();
});

for (const colorScheme of ["light", "dark"]) {
  for (const [width, height] of [[360, 740], [768, 1024], [1280, 900], [1440, 900]]) {
    test(`nothing is wrong in the ${colorScheme}, ${width} pixels wide`, async () => {
      for (const path of ["/", "/mail/1", "/session/1", "/session/9999"]) {
        const page = await openPage(browser, world.console.url + path, { colorScheme, viewport: { width, height } });
        await page.getByText("live", { exact: true }).waitFor();
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${path} is ${wide} pixels wide`);
        assert.deepEqual(await problems(page, "target-size"), [], path);
        await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
        assert.deepEqual(await problems(page, "target-size"), [], `${path}, all open`);
        const broken = await page.evaluate(() => [...document.querySelectorAll("code, time, th, button, h1, h2, h3, .token b, .ref")]
          .filter((one) => one.checkVisibility() && one.closest(".any") === null && one.getClientRects().length > 1).map((one) => one.textContent));
        assert.deepEqual(broken, [], `${path}: broken across lines`);
        await page.context().close();
      }
    });
  }
}

for (const width of [360, 768]) {
  test(`the inbox and the clock come first at ${width} pixels`, async () => {
    const page = await openPage(browser, world.console.url, { viewport: { width, height: 800 } });
    const tops = await page.evaluate(() => [...document.querySelectorAll("main .panel[id]")]
      .map((one) => [one.getBoundingClientRect().top, one.id]).sort((a, b) => a[0] - b[0]).map(([, id]) => id));
    assert.deepEqual(tops.slice(0, 2), ["inbox", "clock"]);
    await page.context().close();
  });
}

test("on a telephone every section is one step away, and the flow runs down", async () => {
  const page = await openPage(browser, world.console.url, { viewport: { width: 360, height: 740 }, hasTouch: true });
  for (const name of ["Clock", "Faults", "World"]) {
    await page.getByRole("navigation").getByRole("link", { name }).click();
    await until(page, (id) => {
      const { top } = document.getElementById(id).getBoundingClientRect();
      return top < innerHeight / 2 || scrollY + innerHeight > document.documentElement.scrollHeight - 2;
    }, name.toLowerCase());
    assert.ok(await page.getByRole("navigation").isVisible());
  }
  const tops = await page.locator("[data-state]").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  assert.deepEqual(tops, [...tops].sort((a, b) => a - b));
  assert.ok(new Set(tops).size === 7);
});

test("the keyboard alone is enough: to a mail, its code and its raw text, and to the clock", async () => {
  const who = world.subscribers.findLast((one) => one.paid_by === "bank_transfer");
  const visit = visitor(world.portal.url);
  await visit.toEmail(who);
  await visit.send("request_code", { email: who.email }); // a code that is good still has a button to copy it
  const page = await openPage(browser, world.console.url, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.getByText("live", { exact: true }).waitFor();
  const focusOn = async (wanted) => {
    for (let presses = 0; presses < 400; ++presses) {
      await page.keyboard.press("Tab");
      const here = await page.evaluate(() => `${document.activeElement.tagName} ${document.activeElement.textContent.trim()} ${document.activeElement.id}`);
      if (wanted.test(here)) return here;
    }
    assert.fail(`${wanted} was not reached`);
  };
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
  await page.keyboard.press("Enter");
  await focusOn(/^A .*Votre code secret/);
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: "HTML" }).waitFor();
  await focusOn(/^BUTTON Copy/);
  await page.keyboard.press("Enter");
  await page.locator("#said", { hasText: "is copied" }).waitFor();
  await focusOn(/^BUTTON HTML/);
  await page.keyboard.press("End");
  await page.getByRole("tabpanel", { name: "SMTP session" }).waitFor();
  await page.goBack();
  await page.getByText("live", { exact: true }).waitFor();
  await focusOn(/frozen/);
  await page.keyboard.press("Space");
  await until(page, () => fetch("/api/control/clock").then((answer) => answer.json()).then((now) => !now.frozen));
  assert.deepEqual(page.problems, []);
});
