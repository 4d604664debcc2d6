// Sections that stand in one place, one of them shown: the tabs of the ARIA Authoring Practices Guide. Without this module
// they stand below each other.

function choose(tabs, chosen) {
  for (const tab of tabs) {
    const on = tab === chosen;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    document.getElementById(tab.getAttribute("aria-controls")).hidden = !on;
  }
}

function tabFor(section) {
  const heading = section.querySelector("h2");
  const tab = document.createElement("button");
  tab.type = "button";
  tab.id = `tab-${section.id}`;
  tab.textContent = heading.textContent;
  tab.setAttribute("role", "tab");
  tab.setAttribute("aria-controls", section.id);
  section.setAttribute("role", "tabpanel");
  section.setAttribute("aria-labelledby", tab.id);
  heading.classList.add("sr");
  return tab;
}

function begin(holder) {
  const list = document.createElement("div");
  list.className = "tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", holder.dataset.tabs);
  const tabs = [...holder.querySelectorAll(":scope > section")].map(tabFor);
  list.append(...tabs);
  holder.prepend(list);
  choose(tabs, tabs[0]);
  list.addEventListener("click", (event) => {
    if (tabs.includes(event.target)) choose(tabs, event.target);
  });
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const tab = tabs.at(to % tabs.length);
    choose(tabs, tab);
    tab.focus();
  });
}

export function beginTabs() {
  document.querySelectorAll("[data-tabs]").forEach(begin);
}
