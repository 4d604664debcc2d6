// What pages call of the provider's own script, so that a page need not know that it is a mock.
var widgets = new Map(); // by number, as text
var made = 0;
var started = false;
var readyToo = [];

var optionNames = ['sitekey', 'action', 'cdata', 'size', 'execution', 'language', 'response-field', 'response-field-name',
                   'callback', 'expired-callback', 'error-callback'];

// Each option of an element has the name of its data- attribute; what was given to render() goes before it.
function optionsOf(holder, given) {
  var options = {};
  optionNames.forEach(function (name) {
    if (holder.hasAttribute('data-' + name)) options[name] = holder.getAttribute('data-' + name);
  });
  Object.keys(given || {}).forEach(function (name) {
    if (given[name] !== undefined) options[name === 'cData' ? 'cdata' : name] = given[name];
  });
  return options;
}

// Turnstile takes selectors, the others an id.
function holderOf(where) {
  if (typeof where !== 'string') return where;
  var named = document.getElementById(where);
  if (named || !isTurnstile) return named;
  try {
    return document.querySelector(where);
  } catch {
    return null; // no selector
  }
}

function widgetIn(holder) {
  return Array.from(widgets.values()).find(function (one) {
    return one.holder === holder && (one.button || holder.contains(one.root));
  });
}

function idOf(widget) { return part.provider === 'recaptcha' ? widget.number : String(widget.number); }

function render(where, given) {
  var holder = holderOf(where);
  if (!(holder instanceof Element)) throw new Error('there is no element ' + where);
  var there = widgetIn(holder);
  if (there && part.provider === 'recaptcha') throw new Error('reCAPTCHA has already been rendered in this element');
  if (there) {
    console.warn('there is a widget in this element already');
    return idOf(there);
  }
  var options = optionsOf(holder, given);
  if (!options.sitekey) throw new Error('Missing required parameters: sitekey');
  var widget = new Widget(made, holder, options);
  widgets.set(String(made), widget);
  made += 1;
  var byItself = widget.invisible || (widget.test && widget.test.acts !== 'asks');
  if (isTurnstile && byItself && options.execution !== 'execute') widget.solve();
  return idOf(widget);
}

// By its id, or its element; the first one if it is not said which.
function find(which) {
  if (which === undefined || which === null || which === '') return widgets.values().next().value;
  if (which instanceof Element) return widgetIn(which);
  return widgets.get(String(which)) || (isTurnstile ? widgetIn(holderOf(String(which))) : undefined);
}
function widget(which) {
  var found = find(which);
  if (!found) throw new Error('there is no widget ' + which);
  return found;
}

function ready(todo) {
  if (typeof todo !== 'function') return;
  if (started) later(todo);
  else readyToo.push(todo);
}

function keyOf(of) { return of.token && 'E0_' + of.token.slice(0, 8); }

var api = {
  ready: ready,
  render: render,
  reset: function (which) { widget(which).reset(); },
  remove: function (which) {
    var found = find(which);
    if (!found) return console.warn('there is no widget ' + which);
    found.remove();
    widgets.delete(String(found.number));
  },
  getResponse: function (which) { return widget(which).token; },
  isExpired: function (which) { return widget(which).expired; },
  execute: function (which, options) {
    // Version 3 of reCAPTCHA is asked by its site key: no widget is there.
    if (part.provider === 'recaptcha' && typeof which === 'string' && !find(which)) {
      return mint({sitekey: which, action: options && options.action, score: '0.9'});
    }
    var found = widget(which);
    var solved = found.solve();
    if (part.provider === 'recaptcha') return solved;
    if (part.provider !== 'hcaptcha' || !options || !options.async) return undefined;
    return solved.then(function (token) { return {response: token, key: keyOf(found)}; });
  },
};
if (part.provider === 'hcaptcha') {
  api.getRespKey = function (which) { return keyOf(widget(which)); };
  api.close = api.reset;
  api.setData = function () {};
}

// A page may have put functions of its own there already.
function publish(name) {
  var there = window[name];
  window[name] = there && !(there instanceof Element) ? Object.assign(there, api) : api;
}
publish(part.global);
if (compatible) publish('grecaptcha');

function renderAll() {
  var classes = [part.holder].concat(compatible ? ['g-recaptcha'] : []);
  document.querySelectorAll('.' + classes.join(', .')).forEach(function (holder) {
    try {
      if (!widgetIn(holder)) render(holder);
    } catch (problem) {
      reportError(problem);
    }
  });
}

function start() {
  started = true;
  if (asked.get('render') === null || asked.get('render') === 'onload') renderAll();
  var queue = part.provider === 'recaptcha' && window.___grecaptcha_cfg;
  readyToo.concat((queue && queue.fns) || []).forEach(later);
  var name = asked.get('onload');
  later(function () { if (typeof window[name] === 'function') window[name](); });
}

// Behind the page's own listeners to the script's load event, as all of this takes its time at the provider's.
script.addEventListener('load', function () {
  later(function () {
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
    else start();
  });
});
