// World time between two looks at the server: it flows as real time does, unless it is frozen.

let base = Date.now();
let since = performance.now();
let frozen = false;
let element = null;
let known = "";

/// The page has been given the server's time anew.
export function clockWasSet() {
  element = document.getElementById("world-time");
  const told = element?.dataset.now ?? "";
  if (told === known) return;
  known = told;
  base = Number(told);
  since = performance.now();
}

/// World time in milliseconds since 1970.
export function worldTime() {
  frozen = element !== null && "frozen" in element.dataset;
  return frozen ? base : base + (performance.now() - since);
}

/// How long something lasts, in the words that the server has for it.
export function age(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}

function setText(of, text) {
  if (of.textContent !== text) of.textContent = text;
}

/// Sets the clock and the ages on, and tells which parts show something that has come to its end.
export function tick() {
  if (!element) clockWasSet();
  const now = worldTime();
  if (element) setText(element, new Date(now).toISOString().slice(11, 19));
  for (const one of document.querySelectorAll("[data-since]")) setText(one, age(now - Number(one.dataset.since)));
  const over = [...document.querySelectorAll("[data-until]")].filter((one) => now >= Number(one.dataset.until));
  return new Set(over.map((one) => one.dataset.partDue));
}
