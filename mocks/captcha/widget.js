// The box « Je ne suis pas un robot »: ticking it fetches a token and puts it where the provider would. It offers what
// pages call of the provider's own script, so that a page need not know that it is a mock.
(function () {
  'use strict';
  var part = /* PART */ {};
  var here = new URL(document.currentScript.src);
  var arabic = document.documentElement.lang.indexOf('ar') === 0;
  var texts = arabic
      ? {label: 'أنا لست روبوتا', busy: 'جار التحقق…', done: 'تم التحقق', expired: 'انتهت الصلاحية، يرجى التأشير من جديد',
         failed: 'تعذر التحقق، يرجى المحاولة من جديد'}
      : {label: 'Je ne suis pas un robot', busy: 'Vérification…', done: 'Vérifié', expired: 'Expiré, cochez à nouveau',
         failed: 'La vérification a échoué, réessayez'};
  var widgets = [];

  function mint(key, action, score) {
    var query = new URLSearchParams({provider: part.provider, sitekey: key || ''});
    if (action) query.set('action', action);
    if (score) query.set('score', score);
    return fetch(here.origin + '/mint?' + query, {method: 'POST'}).then(function (answer) {
      if (!answer.ok) throw new Error('the captcha mock answered ' + answer.status);
      return answer.text();
    });
  }

  function call(handler, value) {
    var wanted = typeof handler === 'string' ? window[handler] : handler;
    if (typeof wanted === 'function') wanted(value);
  }

  function Widget(holder, options) {
    var self = this;
    this.options = options;
    this.timer = 0;
    this.box = document.createElement('input');
    this.box.type = 'checkbox';
    this.status = document.createElement('span');
    this.status.setAttribute('role', 'status');
    this.status.style.marginInlineStart = '.5em';
    var label = document.createElement('label');
    label.append(this.box, ' ' + texts.label);
    this.fields = [part.field, part.mirror].filter(Boolean).map(function (name) {
      var field = document.createElement('input');
      field.type = 'hidden';
      field.name = name;
      return field;
    });
    this.root = document.createElement('div');
    this.root.append(label, this.status);
    this.root.append.apply(this.root, this.fields);
    holder.append(this.root);
    this.box.addEventListener('change', function () {
      if (self.box.checked) self.solve().catch(function () {});
      else self.reset();
    });
  }
  Widget.prototype.put = function (token) {
    this.fields.forEach(function (field) { field.value = token; });
  };
  Widget.prototype.reset = function (said) {
    clearTimeout(this.timer);
    this.put('');
    this.box.checked = false;
    this.box.disabled = false;
    this.status.textContent = said || '';
  };
  Widget.prototype.solve = function () {
    var self = this;
    this.reset(texts.busy);
    this.box.checked = true;
    this.box.disabled = true;
    return mint(this.options.sitekey, this.options.action).then(function (token) {
      self.put(token);
      self.box.disabled = false;
      self.status.textContent = texts.done;
      var life = self.options.sitekey === part.ownKey ? part.ownLife : part.life;
      self.timer = setTimeout(function () {
        self.reset(texts.expired);
        call(self.options['expired-callback']);
      }, Math.min(life * 1000, 2147483647));
      call(self.options.callback, token);
      return token;
    }, function (problem) {
      self.reset(texts.failed);
      call(self.options['error-callback'], problem);
      throw problem;
    });
  };

  // Each option of an element has the name of its data- attribute.
  function optionsOf(holder) {
    var options = {};
    ['sitekey', 'action', 'callback', 'expired-callback', 'error-callback'].forEach(function (name) {
      if (holder.hasAttribute('data-' + name)) options[name] = holder.getAttribute('data-' + name);
    });
    return options;
  }
  function render(where, options) {
    var holder = typeof where === 'string' ? document.querySelector(where) || document.getElementById(where) : where;
    if (!holder) throw new Error('there is no element ' + where);
    var id = widgets.push(new Widget(holder, Object.assign(optionsOf(holder), options))) - 1;
    holder.setAttribute('data-widget-id', id);
    return part.provider === 'recaptcha' ? id : String(id);
  }
  function widget(id) {
    var holder = typeof id === 'string' && id.charAt(0) === '#' ? document.querySelector(id) : id;
    if (holder instanceof Element) id = holder.getAttribute('data-widget-id');
    var found = widgets[id === undefined ? 0 : id];
    if (!found) throw new Error('there is no widget ' + id);
    return found;
  }
  function ready(todo) {
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', todo);
    else todo();
  }

  var api = {
    ready: ready,
    render: render,
    reset: function (id) { widget(id).reset(); },
    remove: function (id) { widget(id).root.remove(); },
    getResponse: function (id) { return widget(id).fields[0].value; },
    isExpired: function (id) { return widget(id).status.textContent === texts.expired; },
    // reCAPTCHA v3 and invisible boxes: no box is ticked by anybody.
    execute: function (id, options) {
      var byKey = typeof id === 'string' && !widgets[id];
      if (byKey && part.provider === 'recaptcha') return mint(id, options && options.action, '0.9');
      var solved = widget(id).solve();
      if (part.provider !== 'hcaptcha') return solved;
      return solved.then(function (token) { return {response: token, key: token.slice(0, 8)}; });
    },
  };
  window[part.global] = api;

  var asked = here.searchParams;
  ready(function () {
    if (asked.get('render') === null || asked.get('render') === 'onload') {
      document.querySelectorAll('.' + part.holder).forEach(function (holder) { render(holder); });
    }
    call(asked.get('onload'));
  });
})();
