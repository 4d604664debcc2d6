// Keeps the page as the world is, and sends what its forms say to the control API.

// Which parts of the page show what an event tells of.
const shownIn = {
  mail: ["inbox"],
  journal: ["flow", "journal", "people"],
  request: ["requests", "faults"],
  captcha: ["captcha", "faults"],
  world: ["flow", "inbox", "captcha", "journal", "requests", "clock", "faults", "defects", "people"],
};
const due = new Set();
let timer = 0;

async function refresh(name) {
  const part = document.querySelector(`[data-part="${name}"]`);
  const answer = await fetch(`/console/part/${name}`);
  if (!part || !answer.ok) return;
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  const opened = [...part.querySelectorAll("details[open] > summary")].map((one) => one.firstChild.data);
  part.innerHTML = await answer.text(); // rendered, and escaped, by the server
  for (const one of part.querySelectorAll("summary")) {
    if (opened.some((text) => text.split(" ")[0] === one.firstChild.data.split(" ")[0])) one.parentElement.open = true;
  }
  if (focused) document.getElementById(focused)?.focus();
}

function refreshSoon(names) {
  for (const name of names) due.add(name);
  timer ||= setTimeout(() => {
    timer = 0;
    const now = [...due];
    due.clear();
    now.forEach(refresh);
  }, 50);
}

function listen() {
  const state = document.getElementById("live-state");
  const source = new EventSource("/api/control/events");
  source.onopen = () => {
    state.textContent = "live";
    refreshSoon(shownIn.world); // what was missed meanwhile
  };
  source.onerror = () => {
    state.textContent = "not connected";
    // The browser comes back by itself when a connection breaks, but not after an answer such as 503.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
  };
  for (const [event, parts] of Object.entries(shownIn)) source.addEventListener(event, () => refreshSoon(parts));
}

// The members of a form's body; a field that is empty, or for another kind than the chosen one, is not sent.
function bodyOf(form) {
  const body = {};
  if (form.dataset.list) {
    body[form.dataset.list] = [...form.querySelectorAll("input:checked")].map((one) => one.value);
    return body;
  }
  for (const field of form.elements) {
    if (!field.name || (field.dataset.onlyFor && form.elements.kind.value !== field.dataset.onlyFor)) continue;
    if (field.type === "checkbox") body[field.name] = field.checked;
    else if (field.value !== "") body[field.name] = field.dataset.type === "number" ? Number(field.value) : field.value;
  }
  return body;
}

async function send(form) {
  const said = form.querySelector("output");
  const { method, path } = form.dataset;
  const answer = await fetch(path, { method, body: method === "DELETE" ? undefined : JSON.stringify(bodyOf(form)) });
  const problem = answer.ok ? "" : (await answer.json()).Error;
  said.className = problem ? "problem" : "";
  said.textContent = problem || "Done.";
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target);
});
document.addEventListener("change", (event) => {
  if ("atOnce" in event.target.dataset) send(event.target.form);
});
setInterval(() => {
  if (!document.hidden && !document.getElementById("frozen")?.checked) refresh("clock");
}, 1000);
listen();
