// What a person turns on the console's page, and what it says of it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, openPage, serve, until, visitor } from "./support.mjs";

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

async function open(path = "/") {
  const view = await openPage(browser, world.console.url + path);
  await view.getByText("live", { exact: true }).waitFor();
  return view;
}

test("the clock is stopped, turned, and set to a code's last second", async () => {
  const view = await open();
  const clock = view.locator("#clock");
  await view.getByLabel("Frozen").check();
  await view.locator(".world").getByText("frozen").waitFor();
  for (const by of ["+1 m", "+10 m", "+1 h"]) await view.getByRole("button", { name: by, exact: true }).click();
  await view.locator(".world").getByText(/1h1[01]m.* ahead/).waitFor();
  await clock.getByText("Done.").waitFor();
  await view.getByLabel("Advance by").fill("soon");
  await view.getByRole("button", { name: "Advance", exact: true }).click();
  await clock.locator(".beside", { hasText: "soon" }).waitFor();
  assert.equal(await view.getByLabel("Advance by").getAttribute("aria-invalid"), "true");
  await clock.locator("output summary").click();
  await clock.locator("output pre", { hasText: "^" }).waitFor();
  await view.waitForTimeout(1500); // what is said stays
  assert.ok(await clock.locator(".beside").isVisible());

  const visit = visitor(world.portal.url);
  const who = world.subscribers[0];
  await visit.toEmail(who);
  await visit.send("request_code", { email: who.email });
  await world.control("PUT", "/api/control/clock", { frozen: false });
  await view.getByRole("button", { name: "Freeze in the code’s last second" }).click();
  await clock.getByText("Frozen in the code's last second.").waitFor();
  const { at } = (await world.control("GET", "/api/control/journal?event=mail_sent")).entries[0];
  const { now, frozen } = await world.control("GET", "/api/control/clock");
  const left = Date.parse(at) + 600_000 - Date.parse(now);
  assert.ok(frozen && left > 900 && left <= 1001, `${left} ms are left`);
  await world.control("PUT", "/api/control/clock", { frozen: false });
  assert.deepEqual(view.problems.filter((one) => !one.includes("400")), []);
});

test("defects are switched, and what is told of it stays", async () => {
  const view = await open();
  await view.locator("#area-captcha").click();
  await view.locator("#defect-captcha-fails-open").check();
  await view.locator("#area-captcha", { hasText: "1 on" }).waitFor();
  assert.deepEqual((await world.control("GET", "/api/control/defects")).on, ["captcha-fails-open"]);
  await view.waitForTimeout(500);
  await view.locator("#defects output", { hasText: "Done." }).waitFor();
  await world.control("PUT", "/api/control/defects", { on: [] }); // by somebody else
  await until(view, () => !document.getElementById("defect-captcha-fails-open").checked);
});

test("faults are sentences, and their fields are those that apply", async () => {
  const view = await open();
  const faults = view.locator("#faults");
  await faults.getByText("Plan a fault of the mail server").click();
  const smtp = faults.locator('[data-path="/api/control/smtp/faults"][data-method="POST"]');
  await smtp.getByLabel("Only for the address").fill("x@y.test");
  await smtp.getByLabel("Code").fill("452");
  await smtp.getByLabel("Times").fill("3");
  await smtp.getByRole("button", { name: "Add" }).click();
  await faults.getByText("recipient x@y.test: 452, 3 more times").waitFor();
  await smtp.getByLabel("At").selectOption("content");
  assert.ok(await smtp.getByLabel("Code").isHidden());
  await smtp.getByLabel("Reset after octets").fill("50");
  await smtp.getByRole("button", { name: "Add" }).click();
  await faults.getByText("content x@y.test: the connection is reset after 50 octets, 3 more times").waitFor();
  await smtp.getByLabel("At").selectOption("mail");
  await smtp.getByLabel("Code").fill("abc");
  await smtp.getByRole("button", { name: "Add" }).click();
  await smtp.locator(".beside", { hasText: "'code'" }).waitFor();

  await faults.getByText("Plan a fault of the portal").click();
  const portal = faults.locator('[data-path="/api/control/portal/faults"][data-method="POST"]');
  await portal.getByLabel("Kind").selectOption("late");
  assert.ok(await portal.getByLabel("Status", { exact: true }).isHidden());
  await portal.getByRole("button", { name: "Add" }).click();
  await portal.locator("label:has([name=delay]) + .beside", { hasText: "a late answer needs 'delay'" }).waitFor();
  await portal.getByLabel("Delay").fill("2s");
  await portal.getByRole("button", { name: "Add" }).click();
  await faults.getByText("every request: 2s late, once more").waitFor();
  await faults.getByRole("button", { name: "Clear all of the portal" }).click();
  await view.locator('[data-part="portal_faults"]').getByText("Nothing is planned.").waitFor();
});

test("all of an outcome of the captcha is planned", async () => {
  const view = await open();
  await view.getByText("Plan the next verdicts").click();
  const outcome = view.locator('[data-path="/api/control/captcha/outcomes"][data-method="POST"]');
  await outcome.getByLabel("Verdict").selectOption("as_is");
  for (const [label, value] of [["Score", "0.3"], ["Delay", "2s"], ["HTTP status", "503"], ["Site key", "k"], ["Session", "7"]]) {
    await outcome.getByLabel(label).fill(value);
  }
  await outcome.getByLabel("Close without an answer").check();
  await outcome.getByRole("button", { name: "Plan" }).click();
  await outcome.getByText("Done.").waitFor();
  const { outcomes } = await world.control("GET", "/api/control/captcha/outcomes");
  assert.deepEqual(outcomes, [{ outcome: "as_is", delay: "2s", status: 503, drop: true, site_key: "k", session: 7,
                                score: 0.3 }]);
  await view.getByText("next verification of session 7 with the key k: score 0.3, status 503").waitFor();
  await world.control("DELETE", "/api/control/captcha/outcomes");
});

test("what is set of the captcha provider leaves alone what was set elsewhere", async () => {
  await world.control("PUT", "/api/control/captcha/faults", { refusal_status: 403 });
  const view = await open();
  await view.getByText("Of every verification").click();
  const form = view.locator('form.row[data-path="/api/control/captcha/faults"]');
  await form.getByLabel("Status (0: none)").fill("503");
  await form.getByRole("button", { name: "Set" }).click();
  await view.getByText("every verification: status 503, a refusal has status 403").waitFor();
  assert.equal((await world.control("GET", "/api/control/captcha/faults")).refusal_status, 403);
  assert.equal(await form.getByLabel("Status (0: none)").inputValue(), "503");
  await view.reload(); // told without anything being opened, and taken away as the others are
  await view.getByRole("button", { name: "Take away: every verification" }).click();
  await view.locator('[data-part="captcha_plans"]').getByText("Nothing is planned.").waitFor();
  assert.deepEqual(await world.control("GET", "/api/control/captcha/faults"), { delay: "0", status: 0, refusal_status: 200 });
});

test("each fault is taken away alone, and the bar says how many there are", async () => {
  await world.control("POST", "/api/control/reset");
  for (const code of [451, 452, 453]) await world.control("POST", "/api/control/smtp/faults", { at: "mail", code });
  await world.control("PUT", "/api/control/defects", { on: ["mail-sent-twice"] });
  const view = await open();
  await view.locator(".world").getByText("3 faults on").waitFor();
  await view.locator(".world").getByText("1 defect on").waitFor();
  await view.getByRole("button", { name: "Take away: mail: 452" }).click();
  await view.locator(".world").getByText("2 faults on").waitFor();
  const { faults } = await world.control("GET", "/api/control/smtp/faults");
  assert.deepEqual(faults.map((one) => one.code), [451, 453]);
  await world.control("POST", "/api/control/reset");
  await until(view, () => document.querySelector(".world a") === null);
});

test("somebody is added, copied and removed", async () => {
  const view = await open();
  const people = view.locator("#people");
  await people.getByText("Add somebody").click();
  await people.getByLabel("AMO").fill("123456789");
  await people.getByLabel("Name").fill("Awa Test");
  await people.getByLabel("E-mail on file").fill("awa@example.com");
  await people.getByLabel("Paid by").selectOption("e_mandat");
  assert.ok(await people.getByLabel("RIB").isHidden());
  await people.getByLabel("E-mandat").fill("0000054321");
  await people.getByRole("button", { name: "Add", exact: true }).click();
  const row = people.locator("tr", { hasText: "Awa Test" });
  await row.getByRole("button", { name: "Copy awa@example.com" }).waitFor();
  await row.getByRole("button", { name: "Remove" }).click();
  await view.getByRole("dialog").getByRole("button", { name: "Go on" }).click();
  await row.waitFor({ state: "detached" });
});

test("a request opens and says why it was refused", async () => {
  await world.control("POST", "/api/control/reset");
  const who = world.subscribers.find((one) => one.paid_by === "bank_transfer");
  const visit = visitor(world.portal.url);
  await visit.toEmail({ ...who, rib: world.subscribers.findLast((one) => one.paid_by === "bank_transfer").rib });
  const view = await open();
  const refused = view.locator("#requests tr", { hasText: "POST" }).first();
  await refused.locator("summary").click();
  await refused.getByText("The number entered before is nobody's, or the payment identifier is not that person's.").waitFor();
  const event = view.locator("#journal tr", { hasText: "no-match" });
  await event.locator("summary").click();
  await event.getByText("The portal does not say which.").waitFor();
});

test("a code that is no longer good is not offered", async () => {
  await world.control("POST", "/api/control/reset");
  const who = world.subscribers.find((one) => one.paid_by === "bank_transfer");
  const visit = visitor(world.portal.url);
  await visit.toEmail(who);
  await visit.send("request_code", { email: who.email });
  const view = await open();
  const copy = view.locator("#inbox").getByRole("button", { name: "Copy" });
  await copy.waitFor();
  await world.control("POST", "/api/control/clock/advance", { by: "60s" });
  await visit.send("resend_code");
  await view.locator("#inbox .chip").getByText("replaced").waitFor();
  assert.equal(await copy.count(), 1);
  await world.control("POST", "/api/control/clock/advance", { by: "10m" });
  await view.locator("#inbox .chip").getByText("expired").waitFor();
  await until(view, () => document.querySelectorAll("#inbox [data-copy]").length === 0);
});

test("the box is ticked as long as its token lives by the world's clock", async () => {
  const who = world.subscribers.find((one) => one.paid_by === "bank_transfer");
  const page = await openPage(browser, `${world.portal.url}/fr/confirm_adresse_1?r=2`);
  const send = (field) => page.locator("form", { has: page.locator(`[name="${field}"]`) }).first().getByRole("button").click();
  await page.getByRole("checkbox").check();
  await send("terms");
  for (const [field, value] of [["amo", who.amo], ["rib", who.rib], ["email", "here@example.com"]]) {
    await page.locator(`[name=${field}]`).fill(value);
    await send(field);
  }
  const box = page.locator("#captcha").getByRole("checkbox");
  await box.check();
  await page.locator("#captcha").getByText("Vérifié").waitFor();
  await world.control("POST", "/api/control/clock/advance", { by: "2m" });
  await page.locator("#captcha").getByText("Expiré").waitFor();
  assert.equal(await box.isChecked(), false);
});

test("the portal, the mail server and the description of the API are a step away", async () => {
  const view = await open();
  assert.equal(await view.getByRole("link", { name: "Open the portal" }).getAttribute("href"), world.portal.url);
  await view.getByText(`SMTP ${world.smtp.host}:${world.smtp.port}`).waitFor();
  assert.equal((await view.request.get(world.console.url + "/openapi.json")).status(), 200);
});

test("rules are changed one by one, a world is saved, put back, and begun anew after a question", async () => {
  const view = await open();
  const rules = view.locator("#rules");
  await rules.getByLabel("Wrong codes allowed").fill("2");
  await rules.getByLabel("Same answer").uncheck();
  await rules.getByRole("button", { name: "Set the rules" }).click();
  await rules.getByText("Done.").waitFor();
  const { code_tries, hide_unknown, code_ttl } = await world.control("GET", "/api/control/policy");
  assert.deepEqual([code_tries, hide_unknown, code_ttl], [2, false, "10m"]);

  const saved = view.waitForEvent("download");
  await view.getByRole("link", { name: "Save a snapshot" }).click();
  const path = await (await saved).path();
  assert.equal(JSON.parse(readFileSync(path, "utf8")).policy?.code_tries ?? 2, 2);
  await view.getByRole("button", { name: "Reset the world" }).click();
  await view.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  assert.equal((await world.control("GET", "/api/control/policy")).code_tries, 2);
  await view.getByRole("button", { name: "Reset the world" }).click();
  await view.getByRole("dialog").getByRole("button", { name: "Go on" }).click();
  await view.locator("#world output", { hasText: "Done." }).waitFor();
  assert.equal((await world.control("GET", "/api/control/policy")).code_tries, 5);
  await view.getByLabel("Snapshot").setInputFiles(path);
  await view.getByRole("button", { name: "Restore" }).click();
  await view.getByRole("dialog").getByRole("button", { name: "Go on" }).click();
  await until(view, () => document.querySelector("[name=code_tries]").value === "2");
});
