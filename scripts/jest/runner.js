import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import runFile from 'jest-circus/runner';
import { cpuTime } from './cpu-time.js';
import { setJestGlobals } from './globals.js';
import { countOpen, leftOpen } from './left-open.js';

const require = createRequire(import.meta.url);
const stateModule = require.resolve('jest-circus/runner').replace(/runner\.js$/, 'jestAdapterInit.js');

// To end by itself a worker frees its heap and ends the loader's thread, which takes longer than the half second that Jest
// gives it. A worker that a test keeps alive does not come this far, and Jest still says that it had to be killed.
if (process.send) process.once('beforeExit', () => process.kill(process.pid, 'SIGKILL'));

// Every run of `npm test` tries the same cases, so that a red run names a change and not a draw. `npm run test:long` draws anew.
if (process.env.LONG_TESTS !== '1') fc.configureGlobal({ seed: 20_261_129 });

/**
 * Runs one test file as Jest does, but lets Node load its modules: once per worker, where Jest loads every module again
 * for each file, which took most of the CPU time. The price: files of one worker share their modules and what those keep,
 * and `jest.mock` does not exist. A file whose first line says `@own-modules` shares none of this repository's. The result says in
 * `cpu` what the file took, and in `open` what it left open.
 */
export default async function runNatively(...[globalConfig, config, environment, , ...rest]) {
  const before = cpuTime();
  const open = countOpen();
  forgetLastFile();
  const native = {
    requireInternalModule: require,
    requireModule: require,
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: (path) => import(addressOf(path)),
    setGlobalsForRuntime: (globals) => setJestGlobals({ ...globals, jest: jestObject(environment) }),
    enterTestCode: () => undefined,
    leaveTestCode: () => undefined,
  };
  // Node maps the stacks of what it loaded by itself; Jest has put a mapping of its own in front.
  Error.prepareStackTrace = undefined;
  const result = await runFile.default(globalConfig, config, environment, native, ...rest);
  result.open = await leftOpen(open);
  const after = cpuTime();
  if (before && after)
    result.cpu = { own: after.own - before.own, children: after.children - before.children };
  return result;
}

function addressOf(path) {
  const isOwn = readFileSync(path, 'utf8').split('\n', 1)[0].includes('@own-modules');
  return `${pathToFileURL(path).href}${isOwn ? `?own=${path}` : ''}`;
}

/** The state of a run belongs to one file; Jest keeps it in the global scope, which here outlives the file. */
function forgetLastFile() {
  Reflect.deleteProperty(require.cache, stateModule);
  for (const symbol of Object.getOwnPropertySymbols(globalThis))
    if (['EVENT_HANDLERS', 'JEST_STATE_SYMBOL'].includes(symbol.description))
      Reflect.deleteProperty(globalThis, symbol);
}

/** As much of Jest's `jest` as the tests use. */
function jestObject({ moduleMocker, fakeTimersModern: timers }) {
  return {
    fn: (implementation) => moduleMocker.fn(implementation),
    spyOn: (object, method) => moduleMocker.spyOn(object, method),
    restoreAllMocks: () => moduleMocker.restoreAllMocks(),
    useFakeTimers: () => timers.useFakeTimers(),
    useRealTimers: () => timers.useRealTimers(),
    advanceTimersByTimeAsync: (ms) => timers.advanceTimersByTimeAsync(ms),
  };
}
