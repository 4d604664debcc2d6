// The forms of the page: each is one request of the control API, by data-method and data-path.

const silent = "The server does not answer.";
const dialog = document.getElementById("confirm");
const said = document.getElementById("said");
let forgetting = 0;

/// Tells something at the foot of the page, for a while.
export function say(text, problem = false) {
  clearTimeout(forgetting);
  said.className = problem ? "said problem" : "said";
  said.textContent = text;
  forgetting = setTimeout(() => said.replaceChildren(), 8000);
}

async function ask(method, path, body) {
  try {
    const answer = await fetch(path, { method, body });
    const text = await answer.text();
    if (answer.ok) return { ok: true, text };
    return { ok: false, text: text.startsWith("{") ? JSON.parse(text).Error : text };
  } catch {
    return { ok: false, text: silent };
  }
}

const valueOf = (field) => (field.dataset.type === "number" && field.value.trim() !== "" ? Number(field.value) : field.value);

// The members of the body. What is empty or hidden is not sent, nor, of a PATCH, what is as it was.
function bodyOf(form, button) {
  const { list, method } = form.dataset;
  if (list) return JSON.stringify({ [list]: [...form.querySelectorAll("input:checked")].map((one) => one.value) });
  const body = button?.name ? { [button.name]: button.value } : {};
  for (const field of form.elements) {
    if (!field.name || field.type === "submit" || field.closest("[hidden]")) continue;
    const box = field.type === "checkbox";
    if (method === "PATCH" && (box ? field.checked === field.defaultChecked : field.value === field.defaultValue)) continue;
    if (box) body[field.name] = field.checked;
    else if (field.value !== "") body[field.name] = valueOf(field);
  }
  return JSON.stringify(body);
}

// Where the outcome is told: in the form, or in its panel.
function outputOf(form) {
  return form.querySelector("output") ?? form.closest("details, section")?.querySelector(":scope > output");
}

function tell(form, ok, text) {
  const output = outputOf(form);
  if (!output) return say(text, !ok);
  for (const old of form.querySelectorAll(".beside")) old.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  output.className = ok ? "" : "problem";
  output.replaceChildren();
  if (ok) {
    output.textContent = text;
    return;
  }
  const [first, ...rest] = text.split("\n");
  const words = first.replace(/^error(\[[^\]]*\])?: /, "");
  const field = [...form.elements].find((one) => one.name && new RegExp(`'${one.name}'`).test(words)) ??
    [...form.elements].find((one) => one.value !== "" && words.includes(`'${one.value}'`));
  if (field) {
    const beside = document.createElement("span");
    beside.className = "problem beside";
    beside.id = `problem-with-${field.name}`;
    beside.textContent = words;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", beside.id);
    (field.closest("label") ?? field).after(beside);
    field.focus();
  }
  output.textContent = field ? "Refused. " : words;
  if (rest.join("").trim() === "") return;
  const whole = document.createElement("details");
  whole.innerHTML = "<summary>All of the answer</summary><pre tabindex=\"0\"></pre>";
  whole.lastChild.textContent = text;
  output.append(whole);
}

// What was sent is what the fields stand at from now on.
function settle(form) {
  for (const field of form.elements) {
    if (field.type === "checkbox") field.defaultChecked = field.checked;
    else if (field.tagName === "INPUT" && field.type !== "file") field.defaultValue = field.value;
  }
}

function putBack(form) {
  for (const field of form.querySelectorAll("input[type=checkbox]")) field.checked = field.defaultChecked;
}

export function confirmed(question) {
  dialog.querySelector("p").textContent = question;
  dialog.showModal();
  dialog.querySelector("button").focus();
  return new Promise((answer) => {
    const done = (event) => {
      const button = event.type === "click" ? event.target.closest("button") : null;
      if (event.type === "click" && !button) return;
      dialog.removeEventListener("click", done);
      dialog.removeEventListener("close", done);
      dialog.close();
      answer(button?.value === "yes");
    };
    dialog.addEventListener("click", done);
    dialog.addEventListener("close", done); // by Escape
  });
}

async function send(form, button) {
  const { method, path, confirm } = form.dataset;
  const file = form.querySelector("input[type=file]")?.files[0];
  if (confirm && !(await confirmed(confirm))) return;
  const body = method === "DELETE" || method === "POST" && confirm ? undefined : file ?? bodyOf(form, button);
  if (method === "PATCH" && body === "{}") return tell(form, true, "Nothing is changed.");
  const answer = await ask(method, path, body);
  if (answer.ok) settle(form);
  else if (form.querySelector("[data-at-once]")) putBack(form);
  tell(form, answer.ok, answer.ok ? "Done." : answer.text);
}

// Time must stand still there, or the second is over before anything can be done in it.
async function toLastSecond(button) {
  const form = button.closest("section").querySelector("form");
  let answer = await ask("PUT", "/api/control/clock", JSON.stringify({ frozen: true }));
  if (answer.ok) {
    const by = Number(button.dataset.lastSecond) - Date.parse(JSON.parse(answer.text).now);
    if (by > 0) answer = await ask("POST", "/api/control/clock/advance", JSON.stringify({ by: `${by}ms` }));
  }
  tell(form, answer.ok, answer.ok ? "Frozen in the code's last second." : answer.text);
}

// Fields for another choice than the chosen one are not there.
function showChosen(select) {
  for (const field of select.form.querySelectorAll("[data-only-for], [data-not-for]")) {
    const { onlyFor, notFor } = field.dataset;
    field.hidden = onlyFor ? !onlyFor.split(" ").includes(select.value) : notFor.split(" ").includes(select.value);
  }
}

export function beginForms() {
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target, event.submitter);
  });
  document.addEventListener("change", (event) => {
    if ("atOnce" in event.target.dataset) send(event.target.form);
    if ("chooses" in event.target.dataset) showChosen(event.target);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-last-second]");
    if (button) toLastSecond(button);
  });
  document.querySelectorAll("[data-chooses]").forEach(showChosen);
}
