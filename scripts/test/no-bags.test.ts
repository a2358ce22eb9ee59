import { describe, expect, it } from '@jest/globals';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { hubRules } from '../lint/hub-rules.js';

/** The members that the rule reports in a class with this body. */
function exposedBy(body: string, decorator = '@Injectable()'): string[] {
  const config: Linter.Config = {
    files: ['**/*.ts'],
    plugins: { hub: hubRules },
    languageOptions: { parser: tseslint.parser },
    rules: { 'hub/no-bags': 'error' },
  };
  const found = new Linter().verify(`${decorator} export class Some { ${body} }`, [config], 'some.ts');
  return found.map(({ message }) => /^`(\w+)` exposes/.exec(message)?.[1] ?? message);
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
