import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { batchCalls } from '../apply/batch-calls.js';
import { expectedCalls } from '../apply/expected-calls.js';
import { normaliseSnapshot, toConfiguration } from '../configuration/normalise-snapshot.js';
import type { Configuration } from '../configuration/configuration.js';
import { kindOf } from '../kind/kinds.js';
import type { AllowedDifference, LedgerEntry } from './ledger.js';
import { planAccount } from './plan-account.js';
import { isEmpty } from './plan.js';
import { applyToModel } from '../../test/apply-to-model.js';
import { someConfiguration } from '../../test/arbitrary.js';
import { shove, touch } from '../../test/touch.js';
import { ModelAccount } from '../../test/model-account.js';
import { ownObjects, someDamage } from '../../test/damage.js';

/** Enough to meet every rule many times over, with new cases every time; a longer search: change it here. */
const cases = { numRuns: 150 };

const plan = (
  release: Configuration,
  account: ModelAccount,
  ledger: readonly LedgerEntry[],
  prune = true,
) => {
  const branch = normaliseSnapshot(account.snapshot());
  const liveCounts = Object.fromEntries(branch.objects.map((object) => [`${object.kind} ${object.id}`, 0]));
  return planAccount({ release, branch, ledger, prune, liveCounts });
};

describe('planning and applying', () => {
  it('reaches any release from any branch, touches nothing of its own, and has nothing left to do', () => {
    fc.assert(
      fc.property(
        someConfiguration,
        someConfiguration,
        someConfiguration,
        fc.array(someDamage, { maxLength: 8 }),
        (own, first, second, damage) => {
          const account = new ModelAccount();
          applyToModel(plan(own, account, []), account, []);
          let ledger = applyToModel(plan(first, account, []), account, []);
          for (const harm of damage) harm(account);

          const wanted = plan(second, account, ledger);
          const before = ownObjects(account, ledger, wanted);
          account.journal.length = 0;
          ledger = applyToModel(wanted, account, ledger);

          expect(account.journal).toHaveLength(expectedCalls(wanted));
          expect(ownObjects(account, ledger, wanted)).toEqual(before);
          const again = plan(second, account, ledger);
          expect(again.changes.filter(({ action }) => action !== 'manual' && action !== 'blocked')).toEqual(
            [],
          );
          expect(isEmpty(again)).toBe(true);
          expect(batchCalls(again)).toEqual([]);
        },
      ),
      cases,
    );
  });

  it('changes nothing that an exception leaves to the branch', () => {
    // What amoCRM changes by itself when other objects go, and what says where an object belongs.
    const moving = ['isMain', 'requiredAt', 'hiddenAt', 'group'];
    const someExceptions = ({ objects }: Configuration) => {
      const all = objects.flatMap(({ kind, key, attributes }) =>
        [undefined, ...Object.keys(attributes)].map((attribute) => ({ kind, key, attribute })),
      );
      return fc.subarray(all, { maxLength: Math.min(6, all.length) });
    };
    const releases = fc
      .tuple(someConfiguration, someConfiguration, fc.array(someDamage, { maxLength: 8 }))
      .chain(([first, second, damage]) =>
        fc.tuple(fc.constant(first), fc.constant(second), fc.constant(damage), someExceptions(second)),
      );
    fc.assert(
      fc.property(releases, ([first, second, damage, chosen]) => {
        const exceptions = chosen.map(({ attribute, ...of }): AllowedDifference =>
          attribute ? { ...of, attribute } : of,
        );
        const account = new ModelAccount();
        const ledger = applyToModel(plan(first, account, []), account, []);
        for (const harm of damage) harm(account);
        const state = () => normaliseSnapshot(account.snapshot());
        const wanted = planAccount({ release: second, branch: state(), ledger, exceptions });
        const left = () =>
          exceptions.flatMap(({ kind, key, attribute }) => {
            const id = wanted.ids[`${kind} ${key}`];
            const { attributes } = state().objects.find((item) => item.kind === kind && item.id === id) ?? {};
            return Object.entries(attributes ?? {}).filter(
              ([name]) => !moving.includes(name) && (attribute === undefined || name === attribute),
            );
          });
        const before = left();
        const after = applyToModel(wanted, account, ledger);
        expect(left()).toEqual(before);
        const again = planAccount({ release: second, branch: state(), ledger: after, exceptions });
        expect(again.changes.filter(({ action }) => action !== 'manual' && action !== 'blocked')).toEqual([]);
      }),
      cases,
    );
  });

  it('reads back from an empty branch what the release said', () => {
    fc.assert(
      fc.property(someConfiguration, (release) => {
        const account = new ModelAccount();
        applyToModel(plan(release, account, []), account, []);
        const read = toConfiguration(normaliseSnapshot(account.snapshot()));
        const strip = ({ objects }: Configuration) => objects.map(({ ref: _ref, ...object }) => object);
        expect(strip(read)).toEqual(strip(release));
      }),
      cases,
    );
  });

  it('sees every single attribute of every managed object, and nothing else', () => {
    fc.assert(
      fc.property(someConfiguration, fc.nat(), (release, at) => {
        const account = new ModelAccount();
        const ledger = applyToModel(plan(release, account, []), account, []);
        const { objects } = release;
        const attributes = objects.flatMap((object) =>
          Object.keys(object.attributes).map((attribute) => ({ object, attribute })),
        );
        const { object, attribute } = attributes[at % Math.max(1, attributes.length)] ?? {};
        if (!object || attribute === undefined || attribute === 'type') return;
        const id = ledger.find(({ kind, ref }) => kind === object.kind && ref === object.ref)?.branchId ?? '';
        if (!touch(account, object, id, attribute)) return;

        const { changes } = plan(release, account, ledger);
        expect(
          changes
            .filter(({ reason }) => reason?.code !== 'parent-blocked')
            .map(({ kind, key, after }) => ({ kind, key, attributes: Object.keys(after ?? {}) })),
        ).toEqual([{ kind: object.kind, key: object.key, attributes: [attribute] }]);
      }),
      cases,
    );
  });

  it('brings one object that was moved back by moving one object', () => {
    fc.assert(
      fc.property(someConfiguration, fc.nat(), (release, at) => {
        const account = new ModelAccount();
        const ledger = applyToModel(plan(release, account, []), account, []);
        const ordered = release.objects.filter(({ kind, fixed }) => kindOf(kind).ordered && !fixed);
        const object = ordered[at % Math.max(1, ordered.length)];
        if (!object) return;
        const siblings = ordered.filter(
          ({ kind, within }) => kind === object.kind && within === object.within,
        ).length;
        const id = ledger.find(({ kind, ref }) => kind === object.kind && ref === object.ref)?.branchId ?? '';
        if (!shove(account, object, id, siblings)) return;

        const { changes } = plan(release, account, ledger);
        expect(changes.map(({ kind, within, moved, after }) => ({ kind, within, moved, after }))).toEqual([
          { kind: object.kind, within: object.within, moved: true, after: {} },
        ]);
      }),
      cases,
    );
  });

  it('follows a reference object that was renamed, instead of making a second one', () => {
    fc.assert(
      fc.property(someConfiguration, fc.nat(), (blueprint, at) => {
        const reference = new ModelAccount();
        const own = applyToModel(plan(blueprint, reference, []), reference, []);
        const release = () => toConfiguration(normaliseSnapshot(reference.snapshot()));
        const account = new ModelAccount(undefined, 5000);
        const ledger = applyToModel(plan(release(), account, []), account, []);
        const object = blueprint.objects[at % Math.max(1, blueprint.objects.length)];
        const entry = own.find(({ kind, ref }) => kind === object?.kind && ref === object.ref);
        if (!object || !entry) return;
        touch(reference, object, entry.branchId, 'name');

        const { changes } = plan(release(), account, ledger);
        expect(changes.map(({ kind, name, action, after }) => ({ kind, name, action, after }))).toEqual([
          {
            kind: object.kind,
            name: 'Переименовано',
            action: object.kind === 'tag' ? 'manual' : 'update',
            after: { name: 'Переименовано' },
          },
        ]);
      }),
      cases,
    );
  });
});
