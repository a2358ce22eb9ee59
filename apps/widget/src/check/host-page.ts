/**
 * A page that a widget's script can live in without a browser, as JavaScript to be run in a context of its own: `define`,
 * relative modules, and for everything else, from jQuery to `document`, an object that can be called, read and written
 * endlessly. It is made inside that context, so that a script finds no way out of it. `judge` gives its report as JSON.
 */
export const hostPage = `
'use strict';
(function (global) {
  /** jQuery's and Underscore's merging and binding, with which widgets make their callbacks. */
  const merge = (...given) => {
    const parts = given.filter((part) => typeof part === 'object' && part !== null);
    return Object.assign(parts[0] || {}, ...parts.slice(1));
  };
  const bound = (work, self) => (typeof work === 'function' ? (...given) => work.apply(self, given) : work);
  const anything = (kind) => {
    const made = new Proxy(function () {}, {
      get: (target, name) => {
        if (name === Symbol.toPrimitive) return () => '';
        if (name === Symbol.iterator) return function* () {};
        if (name === 'then') return () => made;
        if (name === 'extend' || name === 'assign' || name === 'defaults') return merge;
        if (name === 'bind' || name === 'proxy') return bound;
        if (name === 'length') return 0;
        if (name === 'toString' || name === 'valueOf') return () => '';
        if (kind === 'empty' && /^(getElementById|querySelector|closest|find)$/.test(String(name))) return () => null;
        return made;
      },
      set: () => true,
      has: () => true,
      apply: (target, self, args) => made,
      construct: () => made,
      defineProperty: () => true,
      deleteProperty: () => true,
    });
    return made;
  };
  const browser = ['window', 'self', 'top', 'parent', 'document', 'navigator', 'location', 'history', 'screen', 'localStorage',
    'sessionStorage', 'jQuery', '$', '_', 'APP', 'AMOCRM', 'fetch', 'XMLHttpRequest', 'WebSocket', 'MutationObserver', 'Element',
    'HTMLElement', 'Event', 'CustomEvent', 'setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'requestAnimationFrame',
    'console', 'alert', 'confirm', 'URL', 'URLSearchParams', 'FormData', 'getComputedStyle', 'crypto', 'performance', 'lang',
    'Twig', 'moment', 'atob', 'btoa', 'Image', 'Blob', 'FileReader', 'IntersectionObserver', 'ResizeObserver', 'queueMicrotask'];
  let defined = null;
  const define = (...args) => {
    const factory = args.pop();
    const names = Array.isArray(args[args.length - 1]) ? args.pop() : [];
    defined = { names, factory };
  };
  define.amd = {};
  global.define = define;
  global.begin = (kind) => {
    for (const name of browser) global[name] = anything(kind);
  };
  const modules = {};
  global.load = (path, run) => {
    defined = null;
    run();
    const found = defined;
    if (!found) return { isDefined: false };
    const given = found.names.map((name) => global.need(name, path));
    const value = typeof found.factory === 'function' ? found.factory.apply(null, given) : found.factory;
    return { isDefined: true, value, names: found.names };
  };
  global.modules = modules;
  global.broken = {};
  global.make = (kind, Widget) => {
    const base = {
      ns: '.widget:checked',
      params: { path: '/widgets/checked', widget_code: 'checked' },
      system: () => ({ area: 'lcard', amouser_id: 1, amouser: 'user@example.com' }),
      get_settings: () => ({ widget_code: 'checked', widget_active: 'Y', version: '1.0.0', path: '/widgets/checked' }),
      set_settings: () => undefined,
      get_version: () => '1.0.0',
      get_install_status: () => 'installed',
      i18n: () => ({}),
      langs: {},
    };
    const rest = anything(kind);
    const proto = new Proxy(base, { get: (target, name) => (name in target ? target[name] : name === 'callbacks' ? undefined : rest) });
    Widget.prototype = proto;
    return new Widget();
  };
  global.isDone = (value) => value !== null && (typeof value === 'object' || typeof value === 'function') && typeof value.then === 'function' ? true : Boolean(value);
})(globalThis);
`;
