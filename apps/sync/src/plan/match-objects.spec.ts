import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyToModel } from '../../test/apply-to-model.js';
import { someConfiguration } from '../../test/arbitrary.js';
import { ModelAccount } from '../../test/model-account.js';
import { buildConfiguration } from '../configuration/build-configuration.js';
import type { Draft } from '../configuration/draft.js';
import type { Configuration } from '../configuration/configuration.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import type { LedgerEntry } from './ledger.js';
import { planAccount } from './plan-account.js';

/** The same content from another origin, as a reference account gives it after a blueprint. */
const fromElsewhere = ({ objects }: Configuration): Configuration => ({
  objects: objects.map((object) => ({ ...object, ref: `other/${object.ref}` })),
});
const field = (name: string, type: string): Draft => ({
  kind: 'field',
  within: 'leads',
  attributes: { name, type, group: null, apiOnly: false, requiredAt: [], hiddenAt: [] },
});

function branch(release: Configuration) {
  const account = new ModelAccount();
  const objects = () => normaliseSnapshot(account.snapshot()).objects;
  const plan = (wanted: Configuration, ledger: readonly LedgerEntry[]) => {
    const liveCounts = Object.fromEntries(objects().map(({ kind, id }) => [`${kind} ${id}`, 0]));
    const state = normaliseSnapshot(account.snapshot());
    return planAccount({ release: wanted, branch: state, ledger, prune: true, liveCounts });
  };
  const ledger = applyToModel(plan(release, []), account, []);
  return { account, ledger, objects, plan };
}

describe('a release of another origin', () => {
  it('finds what the first one made, makes nothing twice, and deletes nothing that it has too', () => {
    fc.assert(
      fc.property(someConfiguration, (release) => {
        const { account, ledger, objects, plan } = branch(release);
        const before = objects();
        const wanted = plan(fromElsewhere(release), ledger);
        expect(
          wanted.changes.filter(({ action }) => !['adopt', 'blocked', 'manual'].includes(action)),
        ).toEqual([]);
        const after = applyToModel(wanted, account, ledger);
        expect(objects()).toEqual(before);
        expect(new Set(after.map(({ origin }) => origin)).has('adopted')).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('removes once what it does not have, and replaces what changed its type', () => {
    const { account, ledger, plan } = branch(
      buildConfiguration([field('А', 'text'), field('Б', 'text'), field('В', 'text')]),
    );
    const next = fromElsewhere(buildConfiguration([field('А', 'text'), field('В', 'numeric')]));
    const wanted = plan(next, ledger);
    const short = (changes: typeof wanted.changes) => changes.map(({ action, name }) => `${action} ${name}`);
    expect(short(wanted.changes)).toEqual(['adopt А', 'create В', 'delete Б', 'delete В']);
    const after = applyToModel(wanted, account, ledger);
    expect(plan(next, after).changes).toEqual([]);
    const last = fromElsewhere(buildConfiguration([field('В', 'numeric')]));
    expect(short(plan(last, after).changes)).toEqual(['delete А']);
  });

  it('leaves what another release made as long as a person has to say what it is', () => {
    const { account, ledger, plan } = branch(buildConfiguration([field('А', 'text')]));
    account.call('POST', '/api/v4/leads/custom_fields', [{ name: 'А', type: 'text', sort: 900 }]);
    const wanted = plan(fromElsewhere(buildConfiguration([field('А', 'text')])), ledger);
    expect(wanted).toMatchObject({
      changes: [{ action: 'blocked', reason: { code: 'ambiguous-name' } }],
      leftovers: [{ name: 'А' }],
    });
  });

  it('finds the one of two namesakes that fits, whether the other stands already or not', () => {
    const { account, ledger, plan } = branch(buildConfiguration([field('А', 'text')]));
    const coded = {
      ...field('А', 'numeric'),
      attributes: { ...field('А', 'numeric').attributes, code: 'A' },
    };
    const next = fromElsewhere(buildConfiguration([coded, field('А', 'text')]));
    const wanted = plan(next, ledger);
    expect(wanted.changes.map(({ action, key }) => `${action} ${key}`)).toEqual([
      'create leads/A',
      'adopt leads/А',
    ]);
    expect(plan(next, applyToModel(wanted, account, ledger)).changes).toEqual([]);
  });
});
