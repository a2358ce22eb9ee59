/*
 * A page that does with widgets what amoCRM's web client does: loads them as AMD modules, merges them with a base class,
 * calls their callbacks in the client's order, and gives them `$authorizedAjax` with a token that is kept for 25 minutes.
 * A test drives it through `window.amo`.
 */
(function () {
  const listKeptMs = 30 * 60000;
  const tokenKeptMs = 25 * 60000;
  const amo = (window.amo = {
    area: 'leads',
    /** Switches of a test. */
    isTokenFreshEachTime: false,
    answersToLose: 0,
    tokensFetched: 0,
    calls: [],
    order: [],
    notices: [],
    widgets: {},
  });

  window.APP = {
    lang_id: 'ru',
    data: { current_card: { id: 0 } },
    getWidgetsArea: () => amo.area,
    isCard: () => amo.area === 'leads_card',
    constant: (name) => (name === 'user' ? { id: Number(document.body.dataset.user) } : { subdomain: 'any' }),
    notifications: { show_message: (notice) => amo.notices.push(notice) },
  };

  /* AMD, as much of it as widgets use. A script stays in the browser's cache by its address with `?v=`. */
  const scripts = {};
  let defined;
  window.define = (...given) => {
    const factory = given.pop();
    defined = { names: given.pop() || [], factory };
  };
  window.define.amd = {};
  async function requireScript(address) {
    if (!(address in scripts)) scripts[address] = await (await fetch(address)).text();
    defined = null;
    // The client puts a script element into the page; its text runs in the same scope.
    const element = document.createElement('script');
    element.textContent = scripts[address];
    document.head.append(element);
    element.remove();
    return defined ? defined.factory() : undefined;
  }

  /* The list of widgets is kept for half an hour, so after an upload the old version goes on for that long. */
  let list = null;
  async function listWidgets() {
    if (!list || amo.now() - list.at > listKeptMs)
      list = { at: amo.now(), entries: await (await fetch('/ajax/widgets/list', { method: 'POST' })).json() };
    return list.entries.filter(({ active }) => active === 'Y');
  }
  amo.skewMs = 0;
  amo.now = () => Date.now() + amo.skewMs;

  /* The token of the user's session. */
  const tokens = {};
  async function tokenFor(client) {
    const kept = tokens[client];
    if (kept && !amo.isTokenFreshEachTime && amo.now() - kept.at < tokenKeptMs) return kept.token;
    const headers = { 'X-Requested-With': 'XMLHttpRequest' };
    const answer = await fetch(`/ajax/v2/integrations/${client}/disposable_token`, { headers });
    const { token } = await answer.json();
    amo.tokensFetched++;
    tokens[client] = { token, at: amo.now() };
    return token;
  }

  function failureOf(status, text, answer) {
    let responseJSON;
    try {
      responseJSON = JSON.parse(text);
    } catch {
      responseJSON = undefined;
    }
    return {
      status,
      responseText: text,
      responseJSON,
      getResponseHeader: (name) => (answer ? answer.headers.get(name) : null),
    };
  }

  /** jQuery's `$.ajax` with the token, as far as widgets can tell: `then`, `done`, `fail` and `always`. */
  function authorizedAjax(client, options) {
    const method = options.method || options.type || 'GET';
    const work = async () => {
      const headers = { ...options.headers, 'X-Auth-Token': await tokenFor(client) };
      if (options.contentType) headers['Content-Type'] = options.contentType;
      amo.calls.push(`${method} ${new URL(options.url).pathname}`);
      let answer;
      try {
        answer = await fetch(options.url, { method, headers, body: options.data, credentials: 'omit' });
      } catch {
        throw failureOf(0, '');
      }
      const text = await answer.text();
      if (method === 'POST' && amo.answersToLose > 0) {
        amo.answersToLose--;
        throw failureOf(0, '');
      }
      if (!answer.ok) throw failureOf(answer.status, text, answer);
      try {
        return JSON.parse(text);
      } catch {
        throw failureOf(answer.status, text, answer);
      }
    };
    const promise = work();
    const deferred = {
      then: (done, fail) => promise.then(done, fail),
      done: (callback) => (promise.then(callback, () => undefined), deferred),
      fail: (callback) => (promise.catch(callback), deferred),
      always: (callback) => (promise.then(callback, callback), deferred),
    };
    return deferred;
  }

  function baseOf(entry, words) {
    let settings = {
      ...entry.settings,
      id: 1,
      status: 'installed',
      widget_code: entry.code,
      widget_active: 'Y',
      version: entry.version,
      path: entry.path,
      oauth_client_uuid: entry.client,
      images_path: `${entry.path}/images`,
    };
    return {
      ns: `.widget:${entry.code}`,
      params: settings,
      langs: words,
      system: () => ({
        area: { leads_card: 'lcard' }[amo.area] || amo.area,
        amouser_id: Number(document.body.dataset.user),
      }),
      get_settings: () => settings,
      set_settings: (more) => (settings = { ...settings, ...more }),
      get_version: () => entry.version,
      i18n: (path) => path.split('.').reduce((at, part) => (at && part in at ? at[part] : path), words),
      render_template: ({ caption, body, render }) => {
        const block = document.createElement('div');
        block.className = `card-widgets__widget card-widgets__widget-${entry.code}`;
        block.innerHTML = `<div class="${caption.class_name}">${caption.html || ''}</div><div>${body || ''}${render || ''}</div>`;
        document.getElementById('widgets_block').append(block);
      },
      $authorizedAjax: (options) => authorizedAjax(entry.client, options),
    };
  }

  async function make(entry) {
    const Loaded = await requireScript(`${entry.path}/script.js?v=${entry.version}`);
    if (typeof Loaded !== 'function') return null;
    const words = await (
      await fetch(`${entry.path}/i18n/${document.documentElement.lang}.json?v=${entry.version}`)
    ).json();
    function Widget() {}
    Widget.prototype = baseOf(entry, words);
    Loaded.prototype = new Widget();
    const widget = new Loaded();
    const { callbacks } = widget;
    // A widget that lacks one of the three is dropped without a word.
    if (
      !callbacks ||
      ['render', 'init', 'bind_actions'].some((name) => typeof callbacks[name] !== 'function')
    )
      return null;
    return { widget, entry };
  }

  function run({ widget, entry }, name, ...given) {
    const callback = widget.callbacks[name];
    if (typeof callback !== 'function') return undefined;
    amo.order.push(name);
    try {
      return callback.apply(entry.other || null, given);
    } catch (error) {
      amo.order.push(`${name} failed: ${error.message}`);
      return undefined;
    }
  }

  async function start(running) {
    const isFirst = !running.isStarted;
    running.isStarted = true;
    const rendered = amo.isRenderSpoilt ? (run(running, 'render'), false) : run(running, 'render');
    // Called right behind render, whatever that gave back; not again for a widget that is still there.
    if (isFirst) run(running, 'bind_actions');
    if (isFirst && (await rendered)) run(running, 'init');
    if (amo.area === 'advanced_settings') await run(running, 'advancedSettings');
  }

  /** Goes to an area. Widgets that stay in memory get `render` alone. */
  amo.enter = async (area) => {
    amo.area = area;
    document.getElementById('work').innerHTML =
      area === 'advanced_settings'
        ? '<div id="list_page_holder"><div id="work-area-franchise_hub_1"></div></div>'
        : `<h1>${area}</h1>`;
    document.getElementById('widgets_block').innerHTML = '';
    for (const entry of await listWidgets()) {
      amo.widgets[entry.code] ||= await make(entry);
      if (amo.widgets[entry.code]) await start(amo.widgets[entry.code]);
    }
  };

  /** Leaves an area: everything but active `init_once` widgets is destroyed and forgotten. */
  amo.leave = () => {
    for (const [code, running] of Object.entries(amo.widgets)) {
      if (!running || running.entry.isInitOnce) continue;
      run(running, 'destroy');
      document
        .querySelectorAll(`#widgets_block .card-widgets__widget-${code}`)
        .forEach((node) => node.remove());
      Reflect.deleteProperty(amo.widgets, code);
    }
  };

  /** The settings window of a widget. */
  amo.openSettings = async (code) => {
    const body = document.createElement('div');
    body.id = 'settings-window';
    document.body.append(body);
    if (amo.widgets[code]) run(amo.widgets[code], 'settings', [body]);
  };
})();
