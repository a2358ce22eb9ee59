import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Router } from '../src/http/router.js';
import { notEmulated } from '../src/not-emulated.js';
import { globalRoutes, routes } from '../src/routes.js';
import { defaultFeatures } from '../src/state/features.js';
import { switchValues } from '../src/state/switch-values.js';
import { defaultSwitches, kommoSwitches } from '../src/state/switches.js';
import { startTestSandbox, type Api, type TestSandbox } from './call-sandbox.js';

interface Row {
  method: string;
  path: string;
  state: string;
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

function cells(heading: string): string[][] {
  const part = readme.split(new RegExp(`\n##+ ${heading}\n`))[1]?.split(/\n##+ /)[0] ?? '';
  return [...part.matchAll(/^\| (.+) \|$/gm)]
    .map(([, line]) => line!.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|')))
    .slice(2);
}

/** `/a/{b|c}/{id}` stands for `/a/b/7` and `/a/c/7`; a placeholder that is no id takes letters. */
function expand(path: string): string[] {
  const [found, inside] = /\{([^}]+)\}/.exec(path) ?? [];
  if (found === undefined || inside === undefined) return [path];
  const choices = inside.includes('|') ? inside.split('|') : [inside === 'id' ? '7' : 'abc'];
  return choices.flatMap((choice) => expand(path.replace(found, choice)));
}

const rows: Row[] = cells('Coverage').flatMap(([methods, path, state]) =>
  expand(path!.replaceAll('`', '')).flatMap((one) =>
    methods!.split(' ').map((method) => ({ method, path: one, state: state! })),
  ),
);
const words = ({ method, path }: { method: string; path: string }): string => `${method} ${path}`;

describe('the coverage table of the README', () => {
  let sandbox: TestSandbox;
  let api: Api;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    ({ api } = await sandbox.account({ subdomain: 'table', features: { customersMode: 'segments' } }));
  });
  afterAll(() => sandbox.close());

  const known = [...routes, ...globalRoutes].filter(
    ({ path }) => path !== '/' && !path.startsWith('/__sandbox__/'),
  );
  const router = new Router<{ method: string; path: string }>(known);

  it('has well-formed rows, each method once', () => {
    expect(rows.length).toBeGreaterThan(200);
    expect(rows.filter(({ state }) => !['covered', 'partly', 'no'].includes(state))).toEqual([]);
    const seen = rows.map(words);
    expect(seen.filter((one, index) => seen.indexOf(one) !== index)).toEqual([]);
    expect(cells('Coverage').filter(([, , state, , remark]) => state === 'partly' && remark === '')).toEqual(
      [],
    );
  });

  it('claims only what has a route', () => {
    const claimed = rows.filter(({ state }) => state !== 'no');
    const missing = claimed.filter(({ method, path }) => router.find(method, path).kind !== 'route');
    expect(missing.map(words)).toEqual([]);
  });

  it('calls nothing missing that answers', async () => {
    const wrong: string[] = [];
    for (const row of rows.filter(({ state }) => state === 'no')) {
      const { status } = await api(row.method, row.path);
      const isPrivate = status === 403 && row.path.startsWith('/ajax/');
      // Stages of customers, where the account does not have the periodicity mode.
      const isOff = status === 422 && row.path.startsWith('/api/v4/customers/statuses');
      if (status !== 501 && !isPrivate && !isOff) wrong.push(`${words(row)}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('names everything that answers 501', () => {
    const named = new Router<Row>(rows.filter(({ state }) => state === 'no'));
    const leftOut = notEmulated.filter(({ isArea }) => !isArea);
    const unnamed = leftOut.flatMap(({ method, path }) => {
      const called = { method, path: path.replaceAll(/:\w+/g, '7').replaceAll(/\*\w+/g, 'abc') };
      return named.find(called.method, called.path).kind === 'route' ? [] : [words(called)];
    });
    expect(unnamed).toEqual([]);
  });

  it('names every route', () => {
    const named = new Set<object>();
    for (const { method, path } of rows) {
      const found = router.find(method, path);
      if (found.kind === 'route') named.add(found.route);
    }
    expect(known.filter((route) => !named.has(route)).map(words)).toEqual([]);
  });

  const named = (rows: string[][]): unknown[] =>
    rows.map(([name, values, standard]) => [name!.replaceAll('`', ''), values!.split(', ').sort(), standard]);

  it('is followed by every switch with its values and its default', () => {
    const switches = Object.entries(defaultSwitches).map(([name, value]) => {
      const values = switchValues[name as keyof typeof switchValues].map(String).sort();
      return [name, values, String(value)];
    });
    expect(named(cells('Switches'))).toEqual(switches);
  });

  it('says what an account under kommo.com has otherwise', () => {
    const otherwise = cells('Switches').filter(([, , , kommo]) => kommo !== '');
    expect(otherwise.map(([name, , , kommo]) => [name!.replaceAll('`', ''), kommo])).toEqual(
      Object.entries(kommoSwitches).map(([name, value]) => [name, String(value)]),
    );
  });

  it('is followed by every feature with its default', () => {
    const features = Object.entries(defaultFeatures).map(([name, value]) => [name, String(value)]);
    const listed = cells('Accounts').filter(([name]) => name!.replaceAll('`', '') in defaultFeatures);
    expect(listed.map(([name, , standard]) => [name!.replaceAll('`', ''), standard])).toEqual(features);
  });
});
