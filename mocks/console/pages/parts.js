// The parts of the page that the server renders anew: asked for together, and changed only where they differ.

import { clockWasSet } from "./clock.js";
import { morph } from "./morph.js";

const pause = 60; // ms: what happens at once is shown at once
const shown = new Map();
const due = new Set();
let query = "";
let busy = false;
let timer = 0;

const partCalled = (name) => document.querySelector(`[data-part="${name}"]`);

export function refresh(names) {
  for (const name of names) {
    if (partCalled(name)) due.add(name);
  }
  if (due.size > 0 && !busy) timer ||= setTimeout(fetchDue, pause);
}

export function refreshAll() {
  refresh([...document.querySelectorAll("[data-part]")].map((part) => part.dataset.part));
}

/// What the inbox is to show only.
export function searchFor(text) {
  query = text;
  refresh(["inbox"]);
}

async function fetchDue() {
  timer = 0;
  busy = true;
  const names = [...due];
  due.clear();
  const asked = new URLSearchParams(document.body.dataset.about);
  asked.set("names", names);
  asked.set("query", query);
  try {
    const answer = await fetch(`/console/parts?${asked}`);
    if (answer.ok) show(await answer.json());
  } catch {
    // The server does not answer: the stream of news tells so, and asks for everything once it is back.
  }
  busy = false;
  refresh([]);
}

function show(news) {
  const before = places();
  const focused = document.activeElement;
  const panel = focused?.closest("section");
  for (const [name, html] of Object.entries(news)) {
    const part = partCalled(name);
    if (!part || shown.get(name) === html) continue;
    shown.set(name, html);
    const fresh = document.createElement("template");
    fresh.innerHTML = html; // rendered, and escaped, by the server
    morph(part, fresh.content);
  }
  clockWasSet();
  if (document.activeElement !== focused) focusAgain(focused, panel);
  move(before);
}

// On what stands for it now; where nothing does, on the heading of its panel.
function focusAgain(lost, panel) {
  const href = lost.getAttribute("href");
  const same = lost.isConnected ? lost
    : lost.id ? document.getElementById(lost.id)
    : href ? document.querySelector(`[data-part] a[href="${CSS.escape(href)}"]`) : null;
  (same ?? panel?.querySelector("h2, h3"))?.focus({ preventScroll: true });
}

function places() {
  return new Map([...document.querySelectorAll("a[data-token]")].map((one) => [one.dataset.token, one.getBoundingClientRect()]));
}

// A session that stands elsewhere now is seen to go there.
function move(before) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const token of document.querySelectorAll("a[data-token]")) {
    const was = before.get(token.dataset.token);
    const is = token.getBoundingClientRect();
    const [x, y] = was ? [was.left - is.left, was.top - is.top] : [0, 0];
    if (Math.abs(x) < 1 && Math.abs(y) < 1) continue;
    token.classList.add("moving");
    const steps = [{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }];
    const going = token.animate(steps, { duration: 700, easing: "cubic-bezier(.4, 0, .2, 1)" });
    going.onfinish = going.oncancel = () => token.classList.remove("moving");
  }
}
