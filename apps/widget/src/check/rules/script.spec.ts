import { expect, it } from '@jest/globals';
import { complaintsAfter, type Spoilt } from '../../../test/good-archive.js';

const yes = 'function () { return true; }';
const all = { render: yes, init: yes, bind_actions: yes, onSave: yes, destroy: yes, advancedSettings: yes };
const objectOf = (callbacks: Record<string, string>) =>
  `{${Object.entries(callbacks)
    .map(([name, code]) => `${name}: ${code}`)
    .join(', ')}}`;
const withCallbacks = (callbacks: Record<string, string>, before = '') =>
  `define(['jquery', 'underscore'], function ($, _) {\n${before}\nreturn function () { this.callbacks = ${objectOf(callbacks)}; return this; }; });`;
const without = (name: string) => Object.fromEntries(Object.entries(all).filter(([one]) => one !== name));
const script = (text: string) => (one: Spoilt) => one.script(text);
const file = (code: string, severity = 'E') => [`${severity} ${code} script.js`];

it.each<[string, (one: Spoilt) => void, string[]]>([
  ['a small one', script(withCallbacks(all)), []],
  ['none', ({ files }) => delete files['script.js'], file('script-missing')],
  ['one that cannot be read', script('define(function () {'), file('script-syntax')],
  ['one that throws', script('throw new Error("x")'), file('script-load')],
  ['one without define', script('var a = 1;'), file('script-define')],
  ['one that defines an object', script('define([], { callbacks: {} });'), file('script-define')],
  ['one that defines nothing', script('define([], function () {});'), file('script-define')],
  [
    'a constructor that throws',
    script('define([], function () { return function () { throw new Error("x"); }; });'),
    file('script-construct'),
  ],
  ['no render', script(withCallbacks(without('render'))), file('callback-missing')],
  ['no init', script(withCallbacks(without('init'))), file('callback-missing')],
  ['no bind_actions', script(withCallbacks(without('bind_actions'))), file('callback-missing')],
  ['a render that is text', script(withCallbacks({ ...all, render: '"x"' })), file('callback-missing')],
  [
    'a render of false',
    script(withCallbacks({ ...all, render: 'function () { return false; }' })),
    file('callback-result'),
  ],
  [
    'a render of nothing',
    script(withCallbacks({ ...all, render: 'function () {}' })),
    file('callback-result'),
  ],
  ['a render of a promise', script(withCallbacks({ ...all, render: 'async function () {}' })), []],
  [
    'a render that waits for the page',
    script(
      withCallbacks({
        ...all,
        render: 'function () { return $(".a").length > 9 || !document.getElementById("x"); }',
      }),
    ),
    [],
  ],
  [
    'a render that throws',
    script(withCallbacks({ ...all, render: 'function () { throw new Error("x"); }' })),
    file('callback-throws'),
  ],
  [
    'a render that rejects its promise, later than at once',
    script(
      withCallbacks({
        ...all,
        render: 'async function () { await null; await null; throw new Error("x"); }',
      }),
    ),
    file('callback-throws'),
  ],
  [
    'a render that fails on one kind of page',
    script(
      withCallbacks({
        ...all,
        render: 'function () { if (!document.getElementById("x")) throw new Error("x"); return true; }',
      }),
    ),
    [],
  ],
  [
    'an init that throws',
    script(withCallbacks({ ...all, init: 'function () { throw new Error("x"); }' })),
    file('callback-throws', 'W'),
  ],
  [
    'an init of nothing',
    script(withCallbacks({ ...all, init: 'function () {}' })),
    file('callback-result', 'W'),
  ],
  ['no destroy everywhere', script(withCallbacks(without('destroy'))), file('place-callback', 'W')],
  ['no page of its own', script(withCallbacks(without('advancedSettings'))), file('place-callback', 'W')],
  ['an alert', script(withCallbacks(all, 'function a() { alert("x"); }')), file('script-alert', 'W')],
  [
    'callbacks that are merged and bound',
    script(
      `define(['jquery', 'underscore'], function ($, _) { return function () {
        this.callbacks = $.extend({}, ${objectOf(all)}, { render: _.bind(function () { return true; }, this) }); return this; }; });`,
    ),
    [],
  ],
  [
    'an eval of the window',
    script(withCallbacks(all, 'function a() { return window.eval("1"); }')),
    file('script-eval', 'W'),
  ],
  ['an alert of the widget’s own', script(withCallbacks(all, 'function a() { self.alert("x"); }')), []],
  ['an eval', script(withCallbacks(all, 'function a() { return eval("1"); }')), file('script-eval', 'W')],
  ['console', script(withCallbacks(all, 'function a() { console.log(1); }')), file('script-console', 'W')],
  [
    'console.debug, and words in comments',
    script(withCallbacks(all, '// alert("x")\nfunction a() { console.debug(1); }')),
    [],
  ],
  ['one that never ends', script('for (;;) {}'), file('script-load')],
  [
    'one that looks for a way out',
    script(
      withCallbacks(
        all,
        'if (typeof this.constructor.constructor("return typeof process")() === "object") throw 1;',
      ),
    ),
    [],
  ],
  [
    'a module that is missing',
    script(withCallbacks(all).replace("'underscore'", "'./lib/more'")),
    ['E file-missing lib/more.js'],
  ],
])('%s', (_, spoil, found) => {
  expect(complaintsAfter(spoil)).toEqual(found);
});

it('loads modules of the archive', () => {
  const found = complaintsAfter((one) => {
    one.files['lib/more.js'] = { text: 'define(["./yes"], function (yes) { return { yes: yes }; });' };
    one.files['lib/yes.js'] = { text: 'define([], function () { return function () { return true; }; });' };
    const text = withCallbacks({ ...all, render: '_.yes' });
    one.script(text.replace("'underscore'", "'./lib/more.js'"));
  });
  expect(found).toEqual([]);
});

it('minds no file that nothing asks for, and one that is asked for', () => {
  const spoil = (one: Spoilt) => {
    one.files['lib/more.js'] = { text: 'export const a = 1;' };
    one.script(withCallbacks(all));
  };
  expect(complaintsAfter(spoil)).toEqual([]);
  const asked = (one: Spoilt) => {
    spoil(one);
    one.script(withCallbacks(all).replace("'underscore'", "'./lib/more.js'"));
  };
  expect(complaintsAfter(asked)).toEqual(['E script-syntax lib/more.js']);
});

it('finds no way to this process', () => {
  const found = complaintsAfter((one) =>
    one.script('define([], function () { return this.constructor.constructor("return process")().exit; });'),
  );
  expect(found).toEqual(file('script-load'));
});
