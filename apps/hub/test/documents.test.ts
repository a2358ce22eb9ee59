import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

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
});
