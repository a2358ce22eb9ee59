import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normaliseSnapshot } from '../src/configuration/normalise-snapshot.js';
import { kinds, levelOf } from '../src/kind/kinds.js';
import { planAccount } from '../src/plan/plan-account.js';
import { withRows } from '../src/snapshot/lists.js';
import { applyToModel } from './apply-to-model.js';
import { someConfiguration } from './arbitrary.js';
import { ModelAccount } from './model-account.js';
import { newAccountState } from './model-state.js';

const releases = fc.sample(someConfiguration, { numRuns: 30, seed: 1 });
const drawn = releases.flatMap(({ objects }) => objects);
/** Accounts that were brought to a release each. */
const accounts = releases.slice(0, 8).map((release) => {
  const account = new ModelAccount(newAccountState());
  const branch = normaliseSnapshot(account.snapshot());
  applyToModel(planAccount({ release, branch, ledger: [] }), account, []);
  return account.snapshot();
});
const observed = accounts.flatMap((account) => normaliseSnapshot(account).objects);

const attributesIn = (objects: typeof observed | typeof drawn, name: string) => [
  ...new Set(objects.flatMap(({ kind, attributes }) => (kind === name ? Object.keys(attributes) : []))),
];

function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}

describe.each(kinds.map((kind) => [kind.name, kind] as const))('the kind %s', (name, kind) => {
  const { attributes, harmful, unwritable, references, parent, reading, travel, effect } = kind;
  const declared = Object.keys(attributes);

  it('is drawn for the tests of every rule, with all its attributes', () => {
    const compared = declared.filter((attribute) => attribute !== 'archived');
    expect(attributesIn(drawn, name)).toEqual(expect.arrayContaining(compared));
  });

  it('declares each attribute that it draws, reads or speaks of', () => {
    const used = [...attributesIn(drawn, name), ...attributesIn(observed, name)];
    expect(declared).toEqual(
      expect.arrayContaining([...used, ...harmful, ...unwritable, ...Object.keys(references)]),
    );
  });

  it('stands behind what its objects stand in and what they name', () => {
    for (const other of [...(parent ? [parent] : []), ...Object.values(references)])
      expect(levelOf(other)).toBeLessThanOrEqual(levelOf(name));
  });

  it('says how it travels where it is written inside its parent', () => {
    if (Object.values(effect).includes('with-parent')) expect([travel, parent]).not.toContain(null);
    if (travel) expect(parent).toBeDefined();
  });

  it('is refused or named as unread, and never taken for empty, where an account does not give it', () => {
    for (const list of reading?.lists ?? []) {
      const raw = withRows(accounts[0]!, { part: reading!.part, list }, null);
      const read = attempt(() => normaliseSnapshot(raw));
      if (read) expect(read.unread).toContain(name);
    }
  });
});

it('has no two kinds of one name, section, place in a blueprint or list', () => {
  const sections = kinds.flatMap(({ blueprint }) => ('section' in blueprint ? [blueprint] : []));
  const parts = [...new Set(kinds.flatMap(({ reading }) => reading ?? []))].map(({ part }) => part);
  const lists: readonly (readonly (string | number)[])[] = [
    kinds.map(({ name }) => name),
    sections.map(({ section }) => section),
    sections.map(({ place }) => place),
    parts,
  ];
  for (const all of lists) expect(new Set(all).size).toBe(all.length);
});
