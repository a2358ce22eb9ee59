import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { inspectBot } from './inspect-bot.js';
import { replaceAt } from './json-pointer.js';
import { documentOf, readBot, stepsOf } from './read-bot.js';
import type { Reference } from './reference.js';
import { rewriteBot, unresolved, writeBot, type Resolve } from './rewrite-bot.js';

const folder = new URL('../../../test/bots/', import.meta.url);
const cases = readdirSync(folder).sort();
const read = (name: string, file: string): string =>
  readFileSync(new URL(`${name}/${file}.json`, folder), 'utf8');

interface Expected {
  form: string;
  name: string | null;
  steps: number;
  verdict: 'accept' | 'accept-with-notes' | 'unresolved' | 'refuse';
  references: (Reference & { note?: string; sure?: string })[];
  unresolved?: { kind: string; id: number | string }[];
  complaints: { code: string; severity: 'error' | 'note'; place?: string[] }[];
  ignoreInRewrite?: string[];
}

const resolverOf =
  (ids: Record<string, Record<string, number | string>>): Resolve =>
  ({ kind, id }) =>
    ids[kind]?.[String(id)];

const placeOf = ({ kind, id, path, at, type }: Reference): string =>
  JSON.stringify([kind, id, path, at ?? null, type ?? null]);

/** Codes that the cases call by a wider word. */
const caseCode: Record<string, string> = { 'account-file': 'unmappable' };

describe.each(cases)('bot %s', (name) => {
  const expected = JSON.parse(read(name, 'expected')) as Expected;
  const { ids } = JSON.parse(read(name, 'map')) as { ids: Record<string, Record<string, number | string>> };
  const found = inspectBot(read(name, 'input'));

  it('finds every id at its place, and no other', () => {
    const all = new Set(found.references.map(placeOf));
    expect(all.size).toBe(found.references.length);
    const needed = expected.references.filter(({ note, sure }) => !note && !sure).map(placeOf);
    expect(needed.filter((one) => !all.has(one))).toEqual([]);
    const allowed = new Set(expected.references.map(placeOf));
    expect([...all].filter((one) => !allowed.has(one))).toEqual([]);
  });

  it('says what is wrong with its place', () => {
    const errors = found.complaints.filter(({ severity }) => severity === 'error');
    const wanted = expected.complaints.filter(
      ({ severity, code }) => severity === 'error' && code !== 'unresolved-reference',
    );
    for (const { code, place = [] } of expected.complaints) {
      if (code === 'unresolved-reference') continue;
      const withCode = found.complaints.filter((one) => (caseCode[one.code] ?? one.code) === code);
      expect(withCode.flatMap(({ places }) => places)).toEqual(expect.arrayContaining(place));
    }
    const places = new Set(wanted.flatMap(({ place = [] }) => place));
    expect(errors.filter((one) => !one.places.some((at) => places.has(at)))).toEqual([]);
  });

  it('becomes the bot of the branch', () => {
    const { bot } = found;
    expect([bot?.form, bot?.name, bot && stepsOf(bot).size]).toEqual([
      expected.form,
      expected.name,
      expected.steps,
    ]);
    const resolve = resolverOf(ids);
    const missing = unresolved(found.references, resolve);
    const names = new Set(missing.map(({ kind, id }) => `${kind} ${id}`));
    expect([...names].sort()).toEqual(
      (expected.unresolved ?? []).map(({ kind, id }) => `${kind} ${id}`).sort(),
    );
    if (!bot || !expected.verdict.startsWith('accept')) return;
    const written = rewriteBot(bot, found, { resolve, reword: () => undefined });
    const [ours, theirs] = [writeBot(written, bot.name), read(name, 'rewritten')].map((text) => {
      const document = documentOf(readBot(text).bot!);
      for (const path of expected.ignoreInRewrite ?? []) replaceAt(document, path, null);
      return document;
    });
    expect(ours).toEqual(theirs);
  });
});
