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
  for (const [label, value] of [["Score", "0.3"], ["Delay", "2s"], ["HTTP status", "503"], ["Site key", "k"], ["Visit", "7"]]) {
    await outcome.getByLabel(label).fill(value);
  }
  await outcome.getByLabel("Close without an answer").check();
  await outcome.getByRole("button", { name: "Plan" }).click();
  await outcome.getByText("Done.").waitFor();
  const { outcomes } = await world.control("GET", "/api/control/captcha/outcomes");
  assert.deepEqual(outcomes, [{ outcome: "as_is", delay: "2s", status: 503, drop: true, site_key: "k", session: 7,
                                score: 0.3 }]);
  await view.getByText("next verification of visit 7 with the key k: score 0.3, status 503").waitFor();
  await world.control("DELETE", "/api/control/captcha/outcomes");
});

test("what is set of the captcha provider leaves alone what was set elsewhere", async () => {
  await world.control("PUT", "/api/control/captcha/faults", { refusal_status: 403 });
  const view = await open();
  await view.getByText("Of every verification").click();
  const form = view.locator('[data-path="/api/control/captcha/faults"]');
  await form.getByLabel("Status (0: none)").fill("503");
  await form.getByRole("button", { name: "Set" }).click();
  await view.getByText("every verification: status 503, a refusal has status 403").waitFor();
  assert.equal((await world.control("GET", "/api/control/captcha/faults")).refusal_status, 403);
  assert.equal(await form.getByLabel("Status (0: none)").inputValue(), "503");
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
