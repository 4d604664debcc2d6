// The captcha mock's scripts in pages of one's own, written as for the providers themselves.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { launch, problems, serve, site, visit } from "./support.mjs";

const providers = {
  recaptcha: { script: "/recaptcha/api.js", holder: "g-recaptcha", field: "g-recaptcha-response",
               key: "6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI", secret: "6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe",
               verify: "/recaptcha/api/siteverify" },
  hcaptcha: { script: "/1/api.js", holder: "h-captcha", field: "h-captcha-response",
              key: "10000000-ffff-ffff-ffff-000000000001", secret: "0x0000000000000000000000000000000000000000",
              verify: "/siteverify" },
  turnstile: { script: "/turnstile/v0/api.js", holder: "cf-turnstile", field: "cf-turnstile-response",
               key: "3x00000000000000000000FF", secret: "1x0000000000000000000000000000000AA",
               verify: "/turnstile/v0/siteverify" },
};
const { recaptcha, hcaptcha, turnstile } = providers;

let world;
let own;
let browser;

before(async () => {
  [world, own, browser] = [await serve(), await site(), await launch()];
});
after(async () => {
  await browser?.close();
  own?.stop();
  await world?.stop();
});

afterEach(() => Promise.all(browser.contexts().map((one) => one.close())));

const scriptOf = (how, query = "", more = "") => `<script src="${world.captcha.url}${how.script}${query}" ${more}></script>`;
const logging = `<script>
  window.log = [];
  function solved(token) { log.push("callback " + token); }
  function failed(code) { log.push("error " + code); }
  function expired() { log.push("expired"); }
</script>`;
const callbacks = 'data-callback="solved" data-error-callback="failed" data-expired-callback="expired"';

const open = (page) => visit(browser, own.put(page));
const box = (page) => page.getByRole("checkbox", { name: "Je ne suis pas un robot" });
const logOf = (page) => page.evaluate(() => globalThis.log);
const untilLogged = (page, count = 1) => page.waitForFunction((many) => globalThis.log.length >= many, count);

async function verify(how, token, secret = how.secret, at = world) {
  const answer = await fetch(at.captcha.url + how.verify, { method: "POST", body: new URLSearchParams({ secret, response: token }) });
  return answer.json();
}

// Tokens take their time from here on.
async function slowly(page) {
  await page.route("**/mint?*", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    await route.continue().catch(() => {});
  });
}

for (const provider of ["hcaptcha", "turnstile"]) {
  test(`the portal takes the box of ${provider}`, async () => {
    const other = await serve("--captcha-provider", provider);
    const portal = await visit(browser, `${other.portal.url}/fr/confirm_adresse_1?r=2`);
    const send = (field) => portal.locator("form", { has: portal.locator(`[name="${field}"]`) }).first().getByRole("button").click();
    const who = other.subscribers[0];
    await portal.getByRole("checkbox").check();
    for (const [field, value] of [["terms"], ["amo", who.amo], ["rib", who.rib], ["email", who.email]]) {
      if (value) await portal.locator(`[name=${field}]`).fill(value);
      await send(field);
    }
    const { code } = await other.control("GET", `/api/v1/wait?to=${encodeURIComponent(who.email)}`);
    await portal.locator("[name=code]").fill(code);
    await box(portal).press("Space");
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

for (const [provider, how] of Object.entries(providers)) {
  test(`an element of ${provider} posts a token that its test secret takes`, async () => {
    const page = await open({ head: logging + scriptOf(how, "", "async defer"),
                              body: `<form method="post"><div class="${how.holder}" data-sitekey="${how.key}" ${callbacks}></div>
                                     <button>Envoyer</button></form>` });
    await box(page).check();
    await untilLogged(page);
    await page.getByRole("status").getByText("Vérifié").waitFor();
    assert.deepEqual(await problems(page), []);
    await page.getByRole("button").click();
    const sent = own.posted.pop();
    const names = provider === "hcaptcha" ? [how.field, "g-recaptcha-response"] : [how.field];
    assert.deepEqual(Object.keys(sent), names);
    assert.equal(sent[names.at(-1)], sent[how.field]);
    for (let times = 0; times < 2; times += 1) assert.equal((await verify(how, sent[how.field])).success, true);
    assert.deepEqual(page.problems, []);
  });
}

test("fields have the names and ids that pages look for", async () => {
  const idsOf = async (how) => {
    const element = `<div class="${how.holder}" data-sitekey="${how.key}"></div>`;
    const page = await open({ head: scriptOf(how), body: element + element });
    await box(page).nth(1).waitFor();
    return page.evaluate(() => [...document.querySelectorAll("textarea, input[type=hidden]")].map((one) => [one.tagName, one.name, one.id].join(" ")));
  };
  assert.deepEqual(await idsOf(recaptcha), ["TEXTAREA g-recaptcha-response g-recaptcha-response", "TEXTAREA g-recaptcha-response g-recaptcha-response-1"]);
  assert.deepEqual(await idsOf(hcaptcha), ["TEXTAREA h-captcha-response h-captcha-response-0", "TEXTAREA g-recaptcha-response g-recaptcha-response-0",
                                           "TEXTAREA h-captcha-response h-captcha-response-1", "TEXTAREA g-recaptcha-response g-recaptcha-response-1"]);
  assert.deepEqual(await idsOf(turnstile), ["INPUT cf-turnstile-response cf-chl-widget-0_response", "INPUT cf-turnstile-response cf-chl-widget-1_response"]);
});

test("a page of one's own gets tokens by the providers' own calls", async () => {
  const page = await open({ head: scriptOf(recaptcha, "?render=explicit"), body: '<div id="box"></div>' });
  const token = await page.evaluate((sitekey) => new Promise((resolve, reject) => {
    grecaptcha.ready(() => {
      grecaptcha.execute(grecaptcha.render("box", { sitekey, callback: resolve, "error-callback": reject }));
    });
  }), recaptcha.key);
  assert.match(token, /^03A/);
  assert.equal(await page.evaluate(() => grecaptcha.getResponse()), token);
  await page.evaluate(() => grecaptcha.reset());
  assert.equal(await page.evaluate(() => grecaptcha.getResponse()), "");
  const scored = await page.evaluate(() => grecaptcha.execute("parcours-site-key", { action: "login" }));
  const verdict = await verify(recaptcha, scored, "parcours-secret");
  assert.deepEqual([verdict.success, verdict.score, verdict.action], [true, 0.9, "login"]);
});

test("two widgets are two", async () => {
  const element = `<div class="g-recaptcha" data-sitekey="${recaptcha.key}"></div>`;
  const page = await open({ head: scriptOf(recaptcha), body: `<form>${element}</form><form>${element}</form>` });
  await box(page).nth(1).check();
  await page.getByText("Vérifié").waitFor();
  await box(page).nth(1).click(); // it stays ticked
  assert.equal(await box(page).nth(1).isChecked(), true);
  const [first, second] = await page.evaluate(() => [grecaptcha.getResponse(0), grecaptcha.getResponse(1)]);
  assert.equal(first, "");
  assert.match(second, /^03A/);
  assert.equal(await page.evaluate(() => grecaptcha.getResponse()), "");
});

test("onload comes behind the script's load event, as wrappers count on", async () => {
  // What react-async-script does, which react-google-recaptcha is made with.
  const page = await open({ body: `<div id="captcha"></div>${logging}<script>
    let loaded = false;
    window.onloadcallback = () => {
      if (!loaded) throw new Error("Script is not loaded.");
      const wrapper = document.createElement("div");
      window.id = grecaptcha.render(wrapper, { sitekey: "${recaptcha.key}", callback: solved, size: "normal", hl: undefined });
      document.getElementById("captcha").appendChild(wrapper);
    };
    const script = document.createElement("script");
    script.src = "${world.captcha.url}/recaptcha/api.js?onload=onloadcallback&render=explicit";
    script.async = true;
    script.onload = () => { loaded = true; };
    document.body.appendChild(script);
  </script>` });
  await box(page).check();
  await untilLogged(page);
  assert.equal(await page.evaluate(() => `callback ${grecaptcha.getResponse(globalThis.id)}`), (await logOf(page))[0]);
  assert.deepEqual(page.problems, []);
});

test("functions that wait for reCAPTCHA are run once it is there", async () => {
  const head = `<script>
    window.ran = [];
    window.grecaptcha = { ready(todo) { (window.___grecaptcha_cfg ??= { fns: [] }).fns.push(todo); } };
    grecaptcha.ready(() => { ran.push(typeof grecaptcha.execute); });
  </script>`;
  const page = await open({ head: head + scriptOf(recaptcha, "?render=parcours-site-key", "async") });
  await page.waitForFunction(() => globalThis.ran.length === 1);
  assert.deepEqual(await page.evaluate(() => globalThis.ran), ["function"]);
});

test("hcaptcha gives what its wrapper for React asks for", async () => {
  const page = await open({ head: scriptOf(hcaptcha, "?render=explicit"), body: '<div id="box"></div>' });
  const told = await page.evaluate((sitekey) => new Promise((resolve) => {
    const id = hcaptcha.render(document.getElementById("box"), {
      sitekey, callback: () => resolve([hcaptcha.getResponse(id), hcaptcha.getRespKey(id)]) });
    hcaptcha.execute(id);
  }), hcaptcha.key);
  assert.deepEqual(told, ["10000000-aaaa-bbbb-cccc-000000000001", "E0_10000000"]);
  assert.deepEqual(await page.evaluate(() => hcaptcha.execute("0", { async: true })),
                   { response: told[0], key: "E0_10000000" });
  await slowly(page);
  assert.equal(await page.evaluate(() => {
    const solving = hcaptcha.execute(undefined, { async: true });
    hcaptcha.close();
    return solving.catch((code) => code);
  }), "challenge-closed");
  await page.evaluate(() => { hcaptcha.reset(""); hcaptcha.remove(""); });
  assert.equal(await page.locator("#box").innerHTML(), "");
});

test("what a page's callback throws is told in the console", async () => {
  const page = await open({ head: scriptOf(recaptcha) + "<script>function broken() { throw new Error('of the page'); }</script>",
                            body: `<div class="g-recaptcha" data-sitekey="${recaptcha.key}" data-callback="broken"></div>` });
  const thrown = page.waitForEvent("pageerror");
  await box(page).check();
  assert.match(String(await thrown), /of the page/);
  assert.equal(await page.getByRole("status").textContent(), "Vérifié");
});

for (const [provider, how] of [["recaptcha", recaptcha], ["hcaptcha", hcaptcha]]) {
  test(`a button of ${provider} gets its token before the form goes`, async () => {
    const page = await open({ head: `<script>function go(token) { document.getElementById("demo").submit(); }</script>${scriptOf(how)}`,
                              body: `<form id="demo" method="post"><button class="${how.holder}" data-sitekey="parcours-site-key"
                                     data-callback="go" data-action="submit">Envoyer</button></form>` });
    assert.equal(await page.getByRole("checkbox").count(), 0);
    await page.waitForFunction(() => document.querySelector("textarea"));
    await page.getByRole("button").click();
    await page.waitForLoadState();
    for (let tries = 0; own.posted.length === 0 && tries < 100; tries += 1) await page.waitForTimeout(20);
    const sent = own.posted.pop();
    if (provider !== "recaptcha") return assert.match(sent[how.field], /^P1_/);
    const verdict = await verify(how, sent[how.field], "parcours-secret");
    assert.deepEqual([verdict.success, verdict.score, verdict.action], [true, 0.9, "submit"]);
  });
}

test("an invisible widget shows no box", async () => {
  for (const how of [recaptcha, hcaptcha]) {
    const page = await open({ head: logging + scriptOf(how), body: `<div class="${how.holder}" data-sitekey="${how.key}" data-size="invisible" ${callbacks}></div>` });
    await page.waitForFunction(() => document.querySelector("textarea"));
    assert.equal(await page.getByRole("checkbox").count(), 0);
    assert.equal(await page.locator(`.${how.holder}`).innerText(), "");
    await page.evaluate(() => (globalThis.hcaptcha ?? globalThis.grecaptcha).execute());
    await untilLogged(page);
  }
});

test("what was reset or removed while it was solved is not told of", async () => {
  const page = await open({ head: logging + scriptOf(turnstile, "?render=explicit"), body: '<div id="box"></div>' });
  await slowly(page);
  const render = () => page.evaluate((sitekey) => turnstile.render("#box", { sitekey, callback: "solved", "error-callback": "failed" }), turnstile.key);
  const first = await render();
  await page.evaluate((id) => { turnstile.execute(id); turnstile.reset(id); }, first);
  await page.waitForTimeout(500);
  assert.deepEqual(await logOf(page), []);
  assert.equal(await box(page).isChecked(), false);
  assert.equal(await page.evaluate((id) => turnstile.getResponse(id), first), "");

  await page.evaluate((id) => { turnstile.execute(id); turnstile.remove(id); }, first);
  await page.waitForTimeout(500);
  assert.deepEqual(await logOf(page), []);
  assert.equal(await page.locator("#box").innerHTML(), "");
  assert.match(await page.evaluate((id) => { try { turnstile.reset(id); } catch (error) { return error.message; } }, first), /no widget/);

  const second = await render();
  assert.notEqual(second, first);
  await page.evaluate((id) => turnstile.execute(id), second);
  await untilLogged(page);
  assert.equal((await logOf(page)).length, 1);
  assert.deepEqual(page.problems, []);
});

test("a token expires in its time, and not once its widget is removed", async () => {
  const page = await (await browser.newContext()).newPage();
  await page.clock.install();
  await page.goto(own.put({ head: logging + scriptOf(turnstile), body: `<div class="cf-turnstile" data-sitekey="${turnstile.key}" ${callbacks}></div>` }));
  await box(page).check();
  await untilLogged(page);
  await page.clock.runFor(298_000);
  assert.equal((await logOf(page)).length, 1);
  await page.clock.runFor(3_000);
  await untilLogged(page, 2);
  assert.equal((await logOf(page))[1], "expired");
  assert.equal(await page.getByRole("status").textContent(), "Expiré, cochez à nouveau");
  assert.deepEqual(await page.evaluate(() => [turnstile.isExpired(), turnstile.getResponse()]), [true, ""]);
  await box(page).check();
  await untilLogged(page, 3);
  await page.evaluate(() => turnstile.remove());
  await page.clock.runFor(400_000);
  assert.equal((await logOf(page)).length, 3);
});

test("the focus stays on the box", async () => {
  const page = await open({ head: scriptOf(recaptcha), body: `<form><label>Nom <input></label><div class="g-recaptcha" data-sitekey="${recaptcha.key}"></div><button>Envoyer</button></form>` });
  let release;
  const released = new Promise((resolve) => { release = resolve; });
  await page.route("**/mint?*", (route) => released.then(() => route.continue()));
  await page.getByLabel("Nom").focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.locator('[aria-busy="true"] [aria-disabled="true"]').waitFor();
  assert.deepEqual(await problems(page), []);
  await page.keyboard.press("Space"); // does nothing now
  release();
  await page.getByText("Vérifié").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.type), "checkbox");
  assert.equal(await box(page).isChecked(), true);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "BUTTON");
});

test("a policy of the page needs what is documented, and no more", async () => {
  for (const how of Object.values(providers)) {
    const page = await open({ head: scriptOf(how), body: `<div class="${how.holder}" data-sitekey="${how.key}"></div>`,
                              headers: { "Content-Security-Policy": `default-src 'none'; script-src ${world.captcha.url}; connect-src ${world.captcha.url}` } });
    await box(page).check();
    await page.getByText("Vérifié").waitFor();
    assert.deepEqual(page.problems.filter((one) => !one.includes("favicon")), []);
  }
});

test("Turnstile's test keys do what is published", async () => {
  const shown = async (key) => {
    const page = await open({ head: logging + scriptOf(turnstile), body: `<div class="cf-turnstile" data-sitekey="${key}" ${callbacks}></div>` });
    await page.locator("[name=cf-turnstile-response]").waitFor({ state: "attached" });
    return page;
  };
  for (const [key, boxes] of [["1x00000000000000000000AA", 1], ["1x00000000000000000000BB", 0]]) {
    const page = await shown(key);
    await untilLogged(page);
    assert.deepEqual(await logOf(page), ["callback XXXX.DUMMY.TOKEN.XXXX"]);
    assert.equal(await page.getByRole("checkbox").count(), boxes);
  }
  for (const [key, boxes] of [["2x00000000000000000000AB", 1], ["2x00000000000000000000BB", 0]]) {
    const page = await shown(key);
    await untilLogged(page);
    assert.deepEqual(await logOf(page), ["error 600010"]);
    assert.equal(await page.getByRole("checkbox").count(), boxes);
    assert.deepEqual(page.problems, []);
  }
  const asks = await shown("3x00000000000000000000FF");
  await asks.waitForTimeout(200);
  assert.deepEqual(await logOf(asks), []);
  await box(asks).check();
  await untilLogged(asks);
  assert.deepEqual(await logOf(asks), ["callback XXXX.DUMMY.TOKEN.XXXX"]);

  const codes = [];
  for (const n of [1, 2, 3]) codes.push((await verify(turnstile, "XXXX.DUMMY.TOKEN.XXXX", `${n}x0000000000000000000000000000000AA`))["error-codes"]);
  assert.deepEqual(codes, [[], ["invalid-input-response"], ["timeout-or-duplicate"]]);
});

test("Turnstile takes its own options", async () => {
  const other = await serve("--captcha-provider", "turnstile");
  const script = `<script src="${other.captcha.script_url}"></script>`;
  const page = await open({ head: logging + script, body: `<form method="post">
    <div class="cf-turnstile" data-sitekey="${other.captcha.site_key}" data-response-field-name="jeton" data-cdata="session-42" data-action="signup"></div>
    <div class="cf-turnstile" data-sitekey="1x00000000000000000000AA" data-execution="execute" data-response-field="false" data-language="ar" ${callbacks}></div>
    <button>Envoyer</button></form>` });
  await box(page).check();
  await page.getByText("Vérifié").waitFor();
  assert.deepEqual(await logOf(page), []);
  await page.evaluate(() => turnstile.execute("1"));
  await untilLogged(page);
  assert.equal(await page.evaluate(() => turnstile.getResponse("1")), "XXXX.DUMMY.TOKEN.XXXX");
  assert.equal(await page.locator('[lang="ar"][dir="rtl"] [role="status"]').textContent(), "تم التحقق");
  await page.getByRole("button").click();
  const sent = own.posted.pop();
  assert.deepEqual(Object.keys(sent), ["jeton"]);
  const verdict = await verify(turnstile, sent.jeton, other.captcha.secret, other);
  assert.deepEqual([verdict.success, verdict.action, verdict.cdata], [true, "signup", "session-42"]);
  await other.stop();
});

test("one provider stands in for another where it says so", async () => {
  const element = (key) => `<form method="post"><div class="g-recaptcha" data-sitekey="${key}"></div><button>Envoyer</button></form>`;
  for (const [how, query, key] of [[turnstile, "?compat=recaptcha", "1x00000000000000000000AA"], [hcaptcha, "", hcaptcha.key]]) {
    const page = await open({ head: scriptOf(how, query), body: element(key) });
    await box(page).check();
    await page.getByText("Vérifié").waitFor();
    const token = await page.evaluate(() => grecaptcha.getResponse());
    await page.getByRole("button").click();
    assert.equal(own.posted.pop()["g-recaptcha-response"], token);
  }
  for (const [how, query] of [[turnstile, ""], [hcaptcha, "?recaptchacompat=off"]]) {
    const page = await open({ head: scriptOf(how, query), body: `<div class="${how.holder}" data-sitekey="${how.key}"></div>` });
    await box(page).waitFor();
    assert.deepEqual(await page.evaluate(() => [typeof grecaptcha, document.querySelectorAll("[name=g-recaptcha-response]").length]), ["undefined", 0]);
  }
});

test("render finds its element as the provider does, and refuses what cannot be", async () => {
  const attempt = (how, call) => open({ head: scriptOf(how, "?render=explicit"), body: '<form></form><div id="form"></div><div id="1box"></div>' })
    .then((page) => page.evaluate((text) => {
      try {
        new Function(text)();
        return document.querySelector("[type=checkbox]").closest("form, div[id]").id;
      } catch (error) {
        return `throws ${error.message}`;
      }
    }, call));
  assert.equal(await attempt(recaptcha, 'grecaptcha.render("form", { sitekey: "k" })'), "form");
  assert.equal(await attempt(recaptcha, 'grecaptcha.render("1box", { sitekey: "k" })'), "1box");
  assert.match(await attempt(recaptcha, 'grecaptcha.render("#form", { sitekey: "k" })'), /^throws there is no element #form/);
  assert.match(await attempt(recaptcha, 'grecaptcha.render("form", {})'), /^throws .*sitekey/);
  assert.match(await attempt(recaptcha, 'for (const i of [1, 2]) grecaptcha.render("form", { sitekey: "k" })'), /^throws .*already/);
  assert.equal(await attempt(turnstile, 'turnstile.render("#form", { sitekey: "k" })'), "form");
  assert.match(await attempt(hcaptcha, 'hcaptcha.render("#form", { sitekey: "k" })'), /^throws/);
});

test("the box speaks the page's language, or that of the script, and says which", async () => {
  const spoken = async (lang, query) => {
    const page = await open({ lang, head: scriptOf(recaptcha, query), body: `<div class="g-recaptcha" data-sitekey="${recaptcha.key}"></div>` });
    await page.getByRole("checkbox").waitFor();
    return page.evaluate(() => document.querySelector("label").closest("[lang]").lang);
  };
  assert.deepEqual([await spoken("fr", ""), await spoken("ar-MA", ""), await spoken("fr", "?hl=ar"), await spoken("ar", "?hl=fr"), await spoken("en", "")],
                   ["fr", "ar", "ar", "fr", "fr"]);
});

test("a mock that cannot be reached is told to error-callback alone", async () => {
  const page = await open({ head: logging + scriptOf(hcaptcha), body: `<div class="h-captcha" data-sitekey="${hcaptcha.key}" ${callbacks}></div>` });
  await box(page).waitFor();
  await page.route("**/mint?*", (route) => route.abort());
  await page.evaluate(() => hcaptcha.execute());
  await untilLogged(page);
  assert.deepEqual(await logOf(page), ["error network-error"]);
  assert.equal(await page.getByRole("status").textContent(), "La vérification a échoué, réessayez");
  assert.deepEqual(page.problems.filter((one) => !one.includes("ERR_FAILED")), []);
});
