// The texts in harness/html/corpus are what Chromium shows of the pages beside them (innerText, without scripts, on a
// window of 1280 pixels). WRITE_CORPUS=1 writes them anew.

import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch } from "./support.mjs";

const folder = new URL("../../harness/html/corpus/", import.meta.url);
const pages = readdirSync(folder).filter((name) => name.endsWith(".html"));

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

test("the corpus holds what Chromium shows", async () => {
  assert.ok(pages.length >= 30);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, javaScriptEnabled: false, offline: true });
  const page = await context.newPage();
  for (const name of pages) {
    await page.goto("about:blank");
    await page.setContent(readFileSync(new URL(name, folder), "utf8"));
    const text = `${await page.evaluate(() => document.body.innerText)}\n`;
    const kept = new URL(name.replace(/html$/, "txt"), folder);
    if (process.env.WRITE_CORPUS) writeFileSync(kept, text);
    assert.equal(readFileSync(kept, "utf8"), text, name);
  }
});
