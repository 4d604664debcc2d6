// Makes one tree as another is, and leaves alone what is the same already: focus, selections, open details and what a
// person has typed stay.

function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.id || node.dataset.key || node.dataset.token || "" : "";
}

const isLike = (a, b) => a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

// What a person sees of these is a property, which the attribute sets only until they have touched it.
function setProperty(element, name, value) {
  if (name === "checked" || name === "selected") element[name] = value !== null;
  if (name === "value" && element.value !== value) element.value = value ?? "";
}

function setAttributes(old, fresh) {
  for (const { name, value } of [...fresh.attributes]) {
    if (old.getAttribute(name) === value) continue;
    old.setAttribute(name, value);
    setProperty(old, name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (fresh.hasAttribute(name) || name === "open") continue;
    old.removeAttribute(name);
    setProperty(old, name, null);
  }
}

function update(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue;
    return;
  }
  setAttributes(old, fresh);
  morph(old, fresh);
}

/// Gives `old` the children of `fresh`, which are used up. New children with a key get the class "new".
export function morph(old, fresh) {
  const wanted = [...fresh.childNodes];
  const wantedKeys = new Set(wanted.map(keyOf));
  const kept = new Map([...old.childNodes].filter(keyOf).map((node) => [keyOf(node), node]));
  const hadKeys = kept.size > 0;
  let place = old.firstChild;
  const drop = () => {
    const next = place.nextSibling;
    place.remove();
    place = next;
  };
  for (const node of wanted) {
    while (place && keyOf(place) && !wantedKeys.has(keyOf(place))) drop();
    const known = kept.get(keyOf(node));
    if (place && isLike(place, node)) {
      update(place, node);
      place = place.nextSibling;
    } else if (known && isLike(known, node)) {
      old.insertBefore(known, place);
      update(known, node);
    } else {
      if (hadKeys && keyOf(node)) node.classList.add("new");
      old.insertBefore(node, place);
    }
  }
  while (place) drop();
}
