// The console's page: kept as the world is, and sending what its forms say to the control API.

import { tick } from "./clock.js";
import { beginForms, say } from "./forms.js";
import { listen, tellOthers } from "./live.js";
import { refresh, refreshAll, searchFor } from "./parts.js";
import { beginTabs } from "./tabs.js";

// Which parts of a page show what an event tells of.
const shownIn = {
  mail: ["inbox", "neighbours"],
  journal: ["flow", "journal", "people", "clock", "session_head"],
  request: ["requests", "flow", "portal_faults", "session_head"],
  captcha: ["captcha", "captcha_plans"],
  looked: ["inbox"],
};

const state = document.getElementById("live-state");
const stateWords = { live: "live", away: "not connected" };

listen({
  news: (name) => (name === "world" ? refreshAll() : refresh([...(shownIn[name] ?? []), "smtp_faults", "now"])),
  state: (now) => {
    document.body.dataset.live = now;
    if (state.textContent !== stateWords[now]) state.textContent = stateWords[now];
  },
});
if (location.pathname.startsWith("/mail/")) tellOthers("looked"); // it is no longer unread

beginForms();
beginTabs();

// The clock and the ages go on by themselves; what has come to its end meanwhile is asked for anew.
setInterval(() => {
  if (!document.hidden) refresh(tick());
}, 1000);

async function copy(button) {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
    say(`${text} is copied.`);
  } catch {
    getSelection().selectAllChildren(button.parentElement.querySelector("code"));
    say("The browser does not let a page copy here: the code is selected.");
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});

let typing = 0;
document.getElementById("search")?.addEventListener("input", (event) => {
  clearTimeout(typing);
  typing = setTimeout(() => searchFor(event.target.value.trim()), 150);
});
