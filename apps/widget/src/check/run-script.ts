import { createContext, Script, type Context } from 'node:vm';
import { hostPage } from './host-page.js';

/** What the client of amoCRM finds when it loads the script. */
export interface ScriptReport {
  /** What stopped it: the file and the error's own words. */
  stop: { at: 'syntax' | 'load' | 'construct'; path: string; error: string } | null;
  isDefined: boolean;
  /** Whether `define` gave a function back. */
  isFunction: boolean;
  /** Relative modules that are named and not there. */
  missingModules: string[];
  callbacks: string[];
  /** What render, init and bind_actions gave back: true, false, or the error that came out, at once or in their promise. */
  results: Record<string, boolean | string>;
}

/** A script that does not end is stopped after so long. */
const longestMs = 2000;

const called = ['render', 'init', 'bind_actions'];

/**
 * Loads a script as amoCRM's client does, in a context that knows nothing of this process: `define`, `new`, `render`, then
 * the other two. What the page answers is unknown, so render is tried on a page that finds every node and on one that
 * finds none; the better result counts. Never throws for what a script does.
 */
export function runScript(texts: ReadonlyMap<string, string>): ScriptReport {
  const [full, empty] = [runOn('full', texts), runOn('empty', texts)];
  const results = Object.fromEntries(
    called.map((name) => [
      name,
      empty.results[name] === true ? true : (full.results[name] ?? empty.results[name] ?? false),
    ]),
  );
  const report = full.stop && !empty.stop ? empty : full;
  return { ...report, results };
}

function runOn(kind: 'full' | 'empty', texts: ReadonlyMap<string, string>): ScriptReport {
  const report: ScriptReport = {
    ...{ stop: null, isDefined: false, isFunction: false, missingModules: [], callbacks: [], results: {} },
  };
  const context = createContext(Object.create(null) as object, { microtaskMode: 'afterEvaluate' });
  evaluate(context, hostPage, 'host');
  try {
    evaluate(context, `begin(${JSON.stringify(kind)}); ${modulesIn(texts)}`, 'script.js');
    const text = evaluate(context, driver, 'script.js');
    const found = { ...report, ...(JSON.parse(String(text)) as Partial<ScriptReport>) };
    // What was promised has come to its end behind the first evaluation.
    const rejected = JSON.parse(String(evaluate(context, 'JSON.stringify(rejected)', 'host'))) as Record<
      string,
      string
    >;
    return { ...found, results: { ...found.results, ...rejected } };
  } catch (error) {
    return { ...report, stop: { at: 'load', path: 'script.js', error: wordsOf(error) } };
  }
}

/**
 * Functions that run the archive's files, inside the context; of one that cannot be read, what is wrong with it. Files that
 * nothing asks for may be anything.
 */
function modulesIn(texts: ReadonlyMap<string, string>): string {
  return [...texts]
    .filter(([path]) => path.endsWith('.js'))
    .map(([path, text]) => [JSON.stringify(path), text, compileError(text)] as const)
    .map(([path, text, error]) =>
      error === ''
        ? `modules[${path}] = function () {\n${text}\n};`
        : `broken[${path}] = ${JSON.stringify(error)};`,
    )
    .join('\n');
}

const driver = `(function () {
  const report = { isDefined: false, isFunction: false, missingModules: [], callbacks: [], results: {}, stop: null };
  const words = (error) => { try { return String((error && error.message) || error).slice(0, 300); } catch (e) { return 'error'; } };
  const anything = globalThis.window;
  globalThis.rejected = {};
  const handled = (name, value) => {
    if (value instanceof Promise) value.then(null, (error) => { rejected[name] = words(error); });
    return value;
  };
  globalThis.need = (name, from) => {
    if (name === 'jquery') return globalThis.jQuery;
    const parts = (name.startsWith('.') ? from.split('/').slice(0, -1) : []).concat(name.replace(/\\.js$/, '').split('/'));
    const path = parts.reduce((at, part) => part === '..' ? at.slice(0, -1) : part === '.' || part === '' ? at : at.concat(part), []).join('/') + '.js';
    if (broken[path]) { report.stop = { at: 'syntax', path, error: broken[path] }; return anything; }
    if (modules[path]) { const found = load(path, modules[path]); return found.value; }
    if (name.startsWith('.')) report.missingModules.push(path);
    return anything;
  };
  if (broken['script.js']) {
    report.stop = { at: 'syntax', path: 'script.js', error: broken['script.js'] };
    return JSON.stringify(report);
  }
  let made;
  try {
    made = load('script.js', modules['script.js']);
  } catch (error) {
    report.stop = { at: 'load', path: 'script.js', error: words(error) };
    return JSON.stringify(report);
  }
  report.isDefined = made.isDefined;
  report.isFunction = typeof made.value === 'function';
  if (!report.isFunction) return JSON.stringify(report);
  let widget;
  try {
    widget = make('full', made.value);
  } catch (error) {
    report.stop = { at: 'construct', path: 'script.js', error: words(error) };
    return JSON.stringify(report);
  }
  const callbacks = (widget && widget.callbacks) || {};
  report.callbacks = Object.keys(callbacks).filter((name) => typeof callbacks[name] === 'function');
  for (const name of ['render', 'init', 'bind_actions']) {
    if (!report.callbacks.includes(name)) continue;
    try { report.results[name] = isDone(handled(name, callbacks[name]())); } catch (error) { report.results[name] = words(error); }
  }
  return JSON.stringify(report);
})()`;

function evaluate(context: Context, code: string, filename: string): unknown {
  return new Script(code, { filename }).runInContext(context, { timeout: longestMs }) as unknown;
}

/** What is wrong with a script's syntax, as the body of a function of its own; empty: nothing. */
function compileError(text: string): string {
  try {
    new Script(`(function () {\n${text}\n})`, { filename: 'script.js' });
    return '';
  } catch (error) {
    return wordsOf(error);
  }
}

/** An error of another context is no `Error` of this one. */
function wordsOf(error: unknown): string {
  const said = (error as { message?: unknown } | null)?.message;
  return typeof said === 'string' ? said.slice(0, 300) : 'error';
}
