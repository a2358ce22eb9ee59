let current = {};

/** Says what a file about to be loaded finds in `@jest/globals`, which the loader leads here. */
export function setJestGlobals(globals) {
  current = globals;
}

/** Helpers are loaded once, before a later file's globals are there, so each name is looked up when it is used. */
const late = (name) =>
  new Proxy(() => undefined, {
    apply: (_target, _self, given) => current[name](...given),
    get: (_target, key) => current[name][key],
  });

export const describe = late('describe');
export const it = late('it');
export const expect = late('expect');
export const beforeAll = late('beforeAll');
export const beforeEach = late('beforeEach');
export const afterAll = late('afterAll');
export const afterEach = late('afterEach');
export const jest = late('jest');
