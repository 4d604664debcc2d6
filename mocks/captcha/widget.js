// One widget: the box « Je ne suis pas un robot », an invisible one, or a button of the page. Solving fetches a token and
// puts it where the provider would. The server writes `part`, which says whose part is played, before this, and
// widget_api.js behind it.
var script = document.currentScript;
var here = new URL(script.src);
var asked = here.searchParams;
var isTurnstile = part.provider === 'turnstile';
// In place of reCAPTCHA: its name, its elements, its form field.
var compatible = isTurnstile ? asked.get('compat') === 'recaptcha'
    : part.provider === 'hcaptcha' && asked.get('recaptchacompat') !== 'off';

var texts = {
  fr: {label: 'Je ne suis pas un robot', busy: 'Vérification…', done: 'Vérifié', expired: 'Expiré, cochez à nouveau',
       failed: 'La vérification a échoué, réessayez'},
  ar: {label: 'أنا لست روبوتا', busy: 'جار التحقق…', done: 'تم التحقق', expired: 'انتهت الصلاحية، يرجى التأشير من جديد',
       failed: 'تعذر التحقق، يرجى المحاولة من جديد'},
};
// What an error-callback is told: of the network, and of a test key that always fails.
var errors = {hcaptcha: ['network-error', 'challenge-error'], turnstile: ['200500', '600010']}[part.provider] || [];

// What the page gave is called in a task of its own, so that what it throws is the page's alone. Not by a timer: tests
// of pages stop those.
var waiting = [];
var tasks = new MessageChannel();
tasks.port1.onmessage = function () { waiting.shift()(); };
function later(todo) {
  waiting.push(todo);
  tasks.port2.postMessage(0);
}

function mint(wanted, told) {
  var query = new URLSearchParams({provider: part.provider});
  Object.keys(wanted).forEach(function (name) { if (wanted[name]) query.set(name, wanted[name]); });
  return fetch(here.origin + '/mint?' + query, {method: 'POST'}).then(function (answer) {
    if (!answer.ok) throw new Error('the captcha mock answered ' + answer.status);
    if (told) told(Number(answer.headers.get('X-Minted-At')));
    return answer.text();
  });
}

function worldTime() {
  return fetch(here.origin + '/now').then(function (answer) {
    if (!answer.ok) throw new Error('the captcha mock answered ' + answer.status);
    return answer.text();
  }).then(Number);
}

function languageOf(options) {
  var chosen = options.language === 'auto' ? '' : options.language;
  var name = chosen || options.hl || asked.get('hl') || document.documentElement.lang;
  return /^ar\b/i.test(name) ? 'ar' : 'fr';
}

function make(tag, members) { return Object.assign(document.createElement(tag), members); }

function Widget(number, holder, options) {
  this.number = number;
  this.holder = holder;
  this.options = options;
  this.test = part.testKeys[options.sitekey];
  this.token = '';
  this.expired = false;
  this.busy = false;
  this.turn = 0; // of solving: what belongs to an earlier one comes too late
  this.timer = 0;
  this.watcher = 0;
  this.minted = 0; // world time, in milliseconds
  this.giveUp = null;
  this.button = !isTurnstile && /^(BUTTON|INPUT)$/.test(holder.tagName) ? holder : null;
  this.invisible = Boolean(this.button || options.size === 'invisible' || (this.test && this.test.invisible));
  this.build();
}

Widget.prototype.build = function () {
  var self = this;
  var language = languageOf(this.options);
  this.texts = texts[language];
  this.root = make('div', {lang: language, dir: language === 'ar' ? 'rtl' : 'ltr'});
  this.box = make('input', {type: 'checkbox'});
  this.status = make('span', {});
  this.status.setAttribute('role', 'status');
  this.status.style.marginInlineStart = '.5em';
  if (!this.invisible) {
    var label = make('label', {});
    label.append(this.box, ' ' + this.texts.label);
    this.root.append(label, this.status);
  }
  this.fields = this.fieldNames().map(function (name, place) { return self.field(name, place === 0); });
  this.root.append.apply(this.root, this.fields);
  if (this.button) this.button.after(this.root);
  else this.holder.append(this.root);
  this.click = function (event) { self.clicked(event); };
  (this.button || this.box).addEventListener('click', this.click);
};

Widget.prototype.fieldNames = function () {
  if (isTurnstile && String(this.options['response-field']) === 'false') return [];
  var names = [(isTurnstile && this.options['response-field-name']) || part.field];
  if (compatible) names.push('g-recaptcha-response');
  return names;
};

Widget.prototype.field = function (name, own) {
  var id = own ? part.fieldId : 'g-recaptcha-response-#';
  id = id.indexOf('#') >= 0 ? id.replace('#', this.number) : id + (this.number ? '-' + this.number : '');
  if (isTurnstile) return make('input', own ? {type: 'hidden', name: name, id: id} : {type: 'hidden', name: name});
  var field = make('textarea', {name: name, id: id, className: name});
  field.style.display = 'none';
  return field;
};

Widget.prototype.clicked = function (event) {
  var ticked = this.busy || (!this.button && this.token); // and stays so
  if (this.button || ticked) event.preventDefault(); // the button's form is sent by the page's callback
  if (!ticked) this.solve();
};

// Not by `disabled`, which would take the focus away.
Widget.prototype.show = function (busy, ticked, said) {
  this.busy = busy;
  this.box.checked = ticked;
  this.status.textContent = said;
  [this.box, this.button].filter(Boolean).forEach(function (one) {
    if (busy) one.setAttribute('aria-disabled', 'true');
    else one.removeAttribute('aria-disabled');
  });
  this.root.setAttribute('aria-busy', String(busy));
};

Widget.prototype.put = function (token) {
  this.token = token;
  this.fields.forEach(function (field) { field.value = token; });
};

Widget.prototype.tell = function (name, value) {
  var self = this;
  var turn = this.turn;
  later(function () {
    var wanted = self.options[name];
    var handler = typeof wanted === 'string' ? window[wanted] : wanted;
    if (turn === self.turn && typeof handler === 'function') handler(value);
  });
};

Widget.prototype.reset = function (said) {
  this.turn += 1;
  clearTimeout(this.timer);
  clearTimeout(this.watcher);
  this.put('');
  this.expired = false;
  this.show(false, false, said || '');
  if (this.giveUp) this.giveUp('challenge-closed');
  this.giveUp = null;
};

Widget.prototype.remove = function () {
  this.reset();
  (this.button || this.box).removeEventListener('click', this.click);
  this.root.remove();
};

Widget.prototype.mint = function () {
  if (this.test && this.test.acts === 'fails') return Promise.reject(errors[1]);
  var self = this;
  var scored = this.button && part.provider === 'recaptcha' && this.options.action; // as version 3 does
  return mint({sitekey: this.options.sitekey, action: this.options.action, cdata: this.options.cdata,
               score: scored ? '0.9' : ''}, function (at) { self.minted = at; });
};

// Promises the token. It is kept from the console that nobody waits for it.
Widget.prototype.solve = function () {
  var self = this;
  this.reset();
  this.show(true, true, this.texts.busy);
  var turn = this.turn;
  var promise = new Promise(function (resolve, reject) {
    self.giveUp = reject;
    self.mint().then(function (token) {
      if (turn === self.turn) resolve(self.solved(token));
    }, function (problem) {
      if (turn === self.turn) self.failed(typeof problem === 'string' ? problem : errors[0]);
    });
  });
  promise.catch(function () {});
  return promise;
};

Widget.prototype.solved = function (token) {
  var self = this;
  var life = this.options.sitekey === part.ownKey ? part.ownLife : part.life;
  this.giveUp = null;
  this.put(token);
  this.show(false, true, this.texts.done);
  this.timer = setTimeout(function () { self.expire(); }, Math.min(life * 1000, 2147483647));
  this.watch(this.turn, this.minted + life * 1000);
  this.tell('callback', token);
  return token;
};

Widget.prototype.expire = function () {
  this.reset(this.texts.expired);
  this.expired = true;
  this.tell('expired-callback');
};

// The world's clock may be moved while the page is open: the box follows it.
Widget.prototype.watch = function (turn, end) {
  var self = this;
  if (turn !== this.turn || !this.token) return;
  this.watcher = setTimeout(function () {
    worldTime().then(function (now) {
      if (turn !== self.turn) return;
      if (now >= end) self.expire();
      else self.watch(turn, end);
    }, function () {});
  }, 1000);
};

Widget.prototype.failed = function (code) {
  var reject = this.giveUp;
  this.giveUp = null;
  this.reset(this.texts.failed);
  this.tell('error-callback', code);
  reject(code);
};
