import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { hubRules } from '../lint/hub-rules.js';
import { allowedNames } from '../lint/plain-names.js';

/** What a rule says of a file of TypeScript. */
function messagesOf(rule: string, code: string, file = 'some.ts'): string[] {
  const config: Linter.Config = {
    files: ['**/*.ts'],
    plugins: { hub: hubRules },
    languageOptions: { parser: tseslint.parser },
    rules: { [`hub/${rule}`]: 'error' },
  };
  return new Linter().verify(code, [config], file).map(({ message }) => message);
}

/** The members that the rule reports in a class with this body. */
function exposedBy(body: string, decorator = '@Injectable()'): string[] {
  const found = messagesOf('no-bags', `${decorator} export class Some { ${body} }`);
  return found.map((message) => /^`(\w+)` exposes/.exec(message)?.[1] ?? message);
}

/** The names that the rule reports in a file. */
function vagueNames(code: string, file = 'libs/some/src/some.ts'): string[] {
  return messagesOf('plain-names', code, file).map((message) => /^`([^`]+)`/.exec(message)?.[1] ?? message);
}

describe('hub/no-bags', () => {
  it.each([
    [
      'a public parameter',
      'constructor(readonly clients: Clients, private readonly log: Log) {}',
      ['clients'],
    ],
    ['one that says public', 'constructor(public clients: Clients) {} run() {}', ['clients']],
    [
      'one with an injection token',
      'constructor(@Inject(Clients) readonly clients: Clients) {}',
      ['clients'],
    ],
    ['several', 'constructor(readonly a: A, readonly b: B) {} run() { return this.a; }', ['a', 'b']],
    ['a field that is set to one', 'readonly a: A; constructor(a: A) { this.a = a; }', ['a']],
    ['a field of another name', 'own: A; constructor(a: A) { this.own = a; }', ['own']],
    ['a field that passes one on', 'readonly own = this.a; constructor(private readonly a: A) {}', ['own']],
    ['a getter that passes one on', 'constructor(private a: A) {} get own() { return this.a; }', ['own']],
  ])('reports %s', (_name, body, exposed) => {
    expect(exposedBy(body)).toEqual(exposed);
  });

  it.each([
    [
      'private ones',
      'constructor(private readonly a: A, protected readonly b: B) {} run() { return this.a.b(); }',
    ],
    [
      'a private field that is set to one',
      'private a: A; #b: B; constructor(a: A, b: B) { this.a = a; this.#b = b; }',
    ],
    ['a field of its own', 'readonly count = 0; readonly parts = new Parts();'],
    [
      'what is made of one',
      'readonly host: string; constructor(config: Config) { this.host = config.host; }',
    ],
    ['a getter about one', 'constructor(private a: A) {} get size() { return this.a.size; }'],
    ['a field with the name of another value', 'readonly a = a; constructor(private readonly b: B) {}'],
  ])('allows %s', (_name, body) => {
    expect(exposedBy(body)).toEqual([]);
  });

  it('leaves plain classes alone, which are values', () => {
    expect(exposedBy('constructor(readonly address: string) {}', '')).toEqual([]);
  });
});

describe('hub/plain-names', () => {
  it.each([
    ['a variable, once', 'const told = 1; use(told);', ['told']],
    ['a part of a function’s name', 'export function decideWish() {}', ['decideWish']],
    [
      'a class and its members',
      'class TakeTurn { #held = 1; standing() {} }',
      ['TakeTurn', 'held', 'standing'],
    ],
    ['a type and its members', 'interface Basis { isSettled: boolean }', ['Basis', 'isSettled']],
    ['a parameter and a key', 'run(({ heard }) => ({ picture: heard }));', ['heard', 'picture']],
    ['a name in capitals', 'const LOOK_MS = 1;', ['LOOK_MS']],
  ])('reports %s', (_name, code, names) => {
    expect(vagueNames(code)).toEqual(names);
  });

  it('reports the name of a file', () => {
    expect(vagueNames('export {};', 'apps/router/src/custody/decide-wish.spec.ts')).toEqual([
      'decide-wish.spec.ts',
    ]);
  });

  it.each([
    [
      'a word that only begins or ends so',
      'const threshold = placeholder + returned + understanding + lookup;',
    ],
    ['what stands in for another', 'const standInId = 1; class SyncStandIn {}'],
    ['a text and a comment', '// It is told.\nsay("told");'],
  ])('allows %s', (_name, code) => {
    expect(vagueNames(code)).toEqual([]);
  });

  it('allows what is not ours in its own files alone', () => {
    const code = 'const holds = plan.holds; await Promise.allSettled(holds);';
    expect(vagueNames(code, 'apps/sync/src/plan/some.ts')).toEqual([]);
    expect(vagueNames(code, 'apps/router/src/lead/some.ts')).toEqual(['holds']);
  });

  it('allows nothing that no file needs', () => {
    const files = ['apps', 'libs', 'demo'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
        .filter((path) => path.endsWith('.ts')),
    );
    const unused = allowedNames.flatMap(({ files: where, names = [], words = [] }) =>
      [...names, ...words].filter((one) => {
        const text = new RegExp(one, 'i');
        return !files.some((file) => where.test(file) && text.test(file + readFileSync(file, 'utf8')));
      }),
    );
    expect(unused).toEqual([]);
  });
});
