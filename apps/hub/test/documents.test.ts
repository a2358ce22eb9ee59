import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { limits, quotas } from '@hub/limits';
import { routingRules } from '../../router/src/rule/routing-rules.js';
import { kinds } from '../../sync/src/kind/kinds.js';

const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith('.md'),
);

/** Variables a class of the environment declares: upper-case properties. */
function declaredVariables(): string[] {
  const files = ['apps', 'libs'].flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('config.ts'))
      .map((name) => join(root, name)),
  );
  const names = files.flatMap(
    (file) => readFileSync(file, 'utf8').match(/^ {2}[A-Z][A-Z_]+(?=[?:!]|\s=)/gm) ?? [],
  );
  return [...new Set(names.map((name) => name.trim()))].sort();
}

describe('the documents', () => {
  it.each(pages)('%s links to files that exist', (page) => {
    const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].map(
      ([, link]) => link!,
    );
    expect(links.filter((link) => !existsSync(join(dirname(page), link)))).toEqual([]);
  });

  it('README names only commands that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readFileSync('README.md', 'utf8').matchAll(/npm run ([\w:]+)/g)].map(
      ([, name]) => name!,
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('.env.example has every variable and no other', () => {
    const example = (readFileSync('.env.example', 'utf8').match(/^[A-Z][A-Z_]+(?==)/gm) ?? []).sort();
    expect(example.filter((name) => name !== 'NATS_SERVER_BIN')).toEqual(declaredVariables());
  });

  it.each([
    ['docs/routing.md', routingRules.map(({ name }) => name)],
    ['docs/limits.md', [...limits, ...quotas].map(({ name }) => name)],
    [
      'docs/blueprints.md',
      kinds.flatMap(({ blueprint }) => ('section' in blueprint ? blueprint.section : [])),
    ],
  ])('%s has a row for each of what it lists', (page, names) => {
    const rows = readFileSync(page, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| '));
    const isNamed = (name: string) => rows.some((row) => new RegExp(`\`${name}[\`[.]`).test(row));
    expect(names.filter((name) => !isNamed(name))).toEqual([]);
  });
});
