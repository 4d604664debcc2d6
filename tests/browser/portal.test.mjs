// The portal as people meet it: on a small and a large screen, in both languages, with the keyboard alone, and with axe
// looking at every page that it has.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, problems, serve, until } from "./support.mjs";

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

const someone = () => world.subscribers.find((one) => one.paid_by === "bank_transfer");

async function open(url, width = 1280) {
  const context = await browser.newContext({ viewport: { width, height: 740 } });
  const page = await context.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("response", (answer) => answer.status() >= 400 && page.problems.push(`${answer.status()} ${answer.url()}`));
  await page.goto(world.portal.url + url);
  return page;
}

const formOf = (page, field) => page.locator("form", { has: page.locator(`[name="${field}"]`) }).first();
const send = (page, field) => formOf(page, field).getByRole("button").click();
const resend = (page) => page.locator("form", { has: page.locator('[value="resend_code"]') }).getByRole("button").click();

async function tick(page) {
  await page.locator("#captcha").getByRole("checkbox").check();
  await until(page, () => document.querySelector('#captcha [name="g-recaptcha-response"]').value);
}

/// The code of the newest mail to somebody, once there are so many.
async function code(who, after = "") {
  return world.control("GET", `/api/v1/wait?to=${encodeURIComponent(who.email)}&after=${after}`);
}

for (const language of ["fr", "ar"]) {
  for (const width of [360, 1280]) {
    test(`every page is sound in ${language} at ${width} pixels`, async () => {
      await world.control("POST", "/api/control/reset");
      const who = someone();
      const page = await open(`/mon_compte?lang=${language}`, width);
      const look = async (name) => {
        // The summary of what is wrong has the focus, once the browser has come to it.
        await until(page, () => [null, document.activeElement].includes(document.querySelector('[role="alert"]')));
        const shown = await page.evaluate(() => ({
          wide: document.documentElement.scrollWidth,
          direction: getComputedStyle(document.body).direction,
          header: document.querySelector("header").getBoundingClientRect().height,
          current: document.querySelectorAll('.progress [aria-current="step"]').length,
          steps: document.querySelectorAll(".progress").length,
        }));
        assert.deepEqual(await problems(page), [], name);
        assert.ok(shown.wide <= width, `${name} is ${shown.wide} wide`);
        assert.equal(shown.direction, language === "ar" ? "rtl" : "ltr", name);
        assert.ok(shown.header < 90, `the header of ${name} is one row, and ${shown.header} high`);
        assert.equal(shown.current, shown.steps, name);
        const wrong = await page.locator('main [role="alert"]').count() > 0;
        assert.equal(/^(Erreur\u00a0:|خطأ:) /.test(await page.title()), wrong, `the title of ${name}`);
        for (const label of await page.locator("main label").allTextContents()) {
          assert.equal(await page.getByLabel(label).count(), 1, `${name}: ${label}`);
        }
        const described = await page.locator("main [aria-invalid]").evaluateAll((all) => all.map((one) => [one.id, one.getAttribute("aria-describedby")]));
        for (const [id, by] of described) {
          const hint = await page.locator(`#${id}-hint`).count() > 0;
          assert.equal(by, hint ? `${id}-hint ${id}-error` : `${id}-error`, name);
        }
        assert.deepEqual(page.problems.splice(0), [], name);
        if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${language}_${width}_${name}.png`, fullPage: true });
      };
      await look("01_landing");
      await page.goto(`${world.portal.url}/fr/confirm_adresse_1?r=2`);
      await look("02_terms");
      await send(page, "terms");
      await look("03_terms_error");
      await page.getByRole("checkbox").check();
      await send(page, "terms");
      await look("04_identify");
      await send(page, "amo");
      await look("05_amo_error");
      await page.locator("[name=amo]").fill('"><b>x</b>'.repeat(20));
      await send(page, "amo");
      await look("06_amo_long");
      await send(page, "registration");
      await look("07_registration_error");
      await page.locator("[name=amo]").fill(who.amo);
      await send(page, "amo");
      await look("08_payment");
      await send(page, "rib");
      await look("09_rib_error");
      await page.locator("[name=e_mandat]").fill("0000000000");
      await send(page, "e_mandat");
      await look("10_no_match");
      await page.locator("[name=rib]").fill(who.rib);
      await send(page, "rib");
      await look("11_email");
      await page.locator("[name=email]").fill("a..b@example.com");
      await send(page, "email");
      await look("12_email_error");
      await page.locator("[name=email]").fill(who.email);
      await send(page, "email");
      await page.locator("#captcha").getByRole("checkbox").waitFor();
      await look("13_code");
      await send(page, "code");
      await page.locator("#captcha").getByRole("checkbox").waitFor();
      await look("14_code_error");
      await page.locator('.errors a[href="#captcha"]').click();
      assert.equal(await page.evaluate(() => document.activeElement.id), "captcha");
      assert.equal(await page.locator("#captcha").getAttribute("aria-describedby"), "captcha-error");
      const first = await code(who);
      await page.locator("[name=code]").fill("000000");
      await tick(page);
      await send(page, "code");
      await look("15_wrong_code");
      await resend(page);
      await look("16_resend_early");
      await world.control("POST", "/api/control/clock/advance", { by: "60s" });
      await resend(page);
      await look("17_resent");
      await page.locator("[name=code]").fill((await code(who, first.cursor)).code);
      await tick(page);
      await send(page, "code");
      await look("18_done");
      await world.control("POST", "/api/control/clock/advance", { by: "60s" });
      const before = await code(who, first.cursor);
      await page.goto(`${world.portal.url}/fr/confirm_adresse_1?r=1`);
      await page.getByRole("checkbox").check();
      await send(page, "terms");
      await page.locator("[name=amo]").fill(` ${who.amo}`);
      await send(page, "amo");
      await page.locator("[name=rib]").fill(`${who.rib.slice(0, 6)} ${who.rib.slice(6)} `);
      await send(page, "rib");
      await page.locator("[name=email]").fill(who.email);
      await send(page, "email");
      await page.locator("[name=code]").fill((await code(who, before.cursor)).code);
      await tick(page);
      await send(page, "code");
      await look("21_password");
      await page.locator("[name=password]").fill("court");
      await send(page, "password");
      await look("22_password_error");
      assert.equal(await page.locator("[name=password]").inputValue(), "");
      for (const field of ["password", "password_again"]) await page.locator(`[name=${field}]`).fill("un long mot de passe");
      await send(page, "password");
      await look("23_recovered");
      await page.goto(`${world.portal.url}/nowhere`);
      page.problems.length = 0;
      await look("19_not_found");
      await page.goto(`${world.portal.url}/fr/confirm_adresse_1?r=1`);
      await page.evaluate(() => document.querySelector("[name=csrf_token]").value = "x");
      await send(page, "terms");
      page.problems.length = 0;
      await look("20_stale_form");
      await page.locator('main a[href="/fr/confirm_adresse_1"]').click();
      await page.getByRole("checkbox").check();
      await send(page, "terms");
      await page.locator("[name=amo]").waitFor();
      await page.context().close();
    });
  }
}

test("an account is activated with the keyboard alone", async () => {
  await world.control("POST", "/api/control/reset");
  const who = someone();
  const page = await open("/mon_compte");
  const reach = async (selector) => {
    for (let i = 0; i < 30; ++i) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
    }
    assert.fail(`the keyboard does not reach ${selector}`);
  };
  const go = async () => Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement.matches(".skip")), "past the header comes first");
  await page.keyboard.press("Enter");
  await reach("button");
  await go();
  await reach("[name=terms]");
  await page.keyboard.press("Space");
  await reach("button");
  await go();
  for (const [field, value] of [["amo", who.amo], ["rib", who.rib], ["email", who.email]]) {
    await reach(`[name=${field}]`);
    await page.keyboard.type(value);
    await go();
  }
  await page.locator("#captcha").getByRole("checkbox").waitFor();
  await reach("[name=code]");
  await page.keyboard.type((await code(who)).code);
  await reach("#captcha [type=checkbox]");
  await page.keyboard.press("Space");
  await until(page, () => document.querySelector('#captcha [name="g-recaptcha-response"]').value);
  await reach("button");
  await go();
  assert.equal(await page.locator("h1").textContent(), "Votre compte est activé");
  await reach('main a[href="/mon_compte"]');
  await page.context().close();
});

test("Arabic pages begin on the right, and numbers are read from the left", async () => {
  const page = await open("/mon_compte?lang=ar", 360);
  await page.goto(`${world.portal.url}/fr/confirm_adresse_1?r=2`);
  await page.getByRole("checkbox").check();
  const places = await page.evaluate(() => ["#terms", "label[for=terms]", ".site", ".language"].map((one) => document.querySelector(one).getBoundingClientRect().x));
  assert.ok(places[0] > places[1], "the box stands before its words");
  assert.ok(places[2] > places[3], "the name stands before the other language");
  await send(page, "terms");
  const number = await page.locator("[name=amo]").evaluate((one) => [getComputedStyle(one).direction, getComputedStyle(one).textAlign]);
  assert.deepEqual(number, ["ltr", "end"]);
  await page.context().close();
});

test("the tab has an icon, and nothing that a page asks for is missing", async () => {
  const page = await open("/mon_compte");
  for (const path of ["/favicon.svg", "/favicon.ico", "/style.css"]) {
    const answer = await page.request.get(world.portal.url + path);
    assert.equal(answer.status(), 200, path);
  }
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
