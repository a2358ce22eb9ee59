import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { batchCalls } from '../apply/batch-calls.js';
import { expectedCalls } from '../apply/expected-calls.js';
import { normaliseSnapshot, toConfiguration } from '../configuration/normalise-snapshot.js';
import type { ConfigObject, Configuration } from '../configuration/configuration.js';
import { isOrdered, kindOf, kinds } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { allowedDifferences } from '../exception/allowed-differences.js';
import { whyStale } from '../plan-run/compare-plans.js';
import type { AllowedDifference, LedgerEntry } from './ledger.js';
import { planAccount } from './plan-account.js';
import { isEmpty, type Plan } from './plan.js';
import { applyToModel } from '../../test/apply-to-model.js';
import { someCollidingConfiguration, someConfiguration } from '../../test/arbitrary.js';
import { doByHand } from '../../test/do-by-hand.js';
import { shove, touch, whyUntouchable } from '../../test/touch.js';
import { ModelAccount } from '../../test/model-account.js';
import { newAccountState } from '../../test/model-state.js';
import { ownRows, someDamage } from '../../test/damage.js';

/** New cases every time; `npm run test:long` searches twenty times as long. */
const cases = { numRuns: process.env.LONG_TESTS ? 300 : 15 };

const plan = (
  release: Configuration,
  account: ModelAccount,
  ledger: readonly LedgerEntry[],
  prune = true,
  exceptions: readonly AllowedDifference[] = [],
) => {
  const branch = normaliseSnapshot(account.snapshot());
  const liveCounts = Object.fromEntries(
    branch.objects.flatMap(({ kind, id }) => [
      [`${kind} ${id}`, 0],
      [`waiting ${kind} ${id}`, 0],
    ]),
  );
  return planAccount({ release, branch, ledger, prune, liveCounts, exceptions });
};

/** An account that has the release whole: applied, what only a person can do done by a person, and that taken over. */
function broughtTo(release: Configuration, firstId = 1000) {
  const account = new ModelAccount(newAccountState(), firstId);
  const first = plan(release, account, []);
  const applied = doByHand(first, account, applyToModel(first, account, []));
  const ledger = applyToModel(plan(release, account, applied), account, applied);
  const { ids, changes } = plan(release, account, ledger);
  expect(changes).toEqual([]);
  const idOf = ({ kind, key }: ConfigObject) => ids[address(kind, key)] ?? '';
  return { account, ledger, idOf };
}

/**
 * Expects that nothing is left to do after `done`. A field that waited for a code which `done` took back from another
 * managed field may come with one more plan, because creations are sent before changes. Gives the last plan.
 */
function expectNothingLeft(
  done: Plan,
  account: ModelAccount,
  ledger: readonly LedgerEntry[],
  next: (ledger: readonly LedgerEntry[]) => Plan,
): Plan {
  const isWaiting = done.changes.some(({ reason }) => reason?.code === 'code-taken');
  const again = isWaiting ? next(applyToModel(next(ledger), account, ledger)) : next(ledger);
  expect(again.changes.filter(({ action }) => action !== 'manual' && action !== 'blocked')).toEqual([]);
  return again;
}

/** Every attribute of every object, by its sort, as `stage ~won name`. */
function attributesOf({ objects }: Configuration) {
  const found = new Map<string, { object: ConfigObject; attribute: string }[]>();
  for (const object of objects)
    for (const attribute of Object.keys(object.attributes)) {
      const sort = [object.kind, ...(object.fixed === undefined ? [] : [object.fixed]), attribute].join(' ');
      found.set(sort, [...(found.get(sort) ?? []), { object, attribute }]);
    }
  return found;
}

/** What a release manages and an account shows: every attribute of every kind in the list, but for a type, which stays. */
const everyAttribute = kinds
  .filter(({ isStep }) => !isStep)
  .flatMap(({ name, attributes, fixedIds = {} }) => [
    ...Object.keys(attributes).map((attribute) => `${name} ${attribute}`),
    ...Object.values(fixedIds).map((fixed) => `${name} ${fixed} name`),
  ])
  .filter((sort) => !sort.endsWith(' type'))
  .sort();

/** Changes one attribute behind the hub's back and expects a plan with that change alone. */
function expectSeen(release: Configuration, object: ConfigObject, attribute: string): void {
  const { account, ledger, idOf } = broughtTo(release);
  touch(account, object, idOf(object), attribute);
  const { changes } = plan(release, account, ledger);
  expect(
    changes
      .filter(({ reason }) => reason?.code !== 'parent-blocked')
      .map(({ kind, key, after }) => ({ kind, key, attributes: Object.keys(after ?? {}) })),
  ).toEqual([{ kind: object.kind, key: object.key, attributes: [attribute] }]);
}

describe('planning and applying', () => {
  it('reaches any release from any branch, touches nothing of its own, and has nothing left to do', () => {
    fc.assert(
      fc.property(
        someConfiguration,
        someConfiguration,
        someCollidingConfiguration,
        fc.array(someDamage, { maxLength: 8 }),
        (own, first, second, damage) => {
          const account = new ModelAccount(newAccountState());
          applyToModel(plan(own, account, []), account, []);
          let ledger = applyToModel(plan(first, account, []), account, []);
          for (const harm of damage) harm(account);

          const wanted = plan(second, account, ledger);
          const approval = { hasBegun: false, inFlight: null, forcedBy: 'Анна', outcomes: {} };
          expect(whyStale(wanted, wanted, approval)).toBeNull();
          const before = ownRows(account, ledger, wanted);
          account.journal.length = 0;
          ledger = applyToModel(wanted, account, ledger);

          expect(account.journal).toHaveLength(expectedCalls(wanted));
          expect(ownRows(account, ledger, wanted)).toEqual(before);
          const again = expectNothingLeft(wanted, account, ledger, (now) => plan(second, account, now));
          expect(isEmpty(again)).toBe(true);
          expect(batchCalls(again)).toEqual([]);
        },
      ),
      cases,
    );
  });

  it('changes nothing that an exception leaves to the branch, and removes none of it, whatever the release has', () => {
    // What amoCRM changes by itself when other objects go, and what says where an object belongs.
    const moving = ['isMain', 'requiredAt', 'hiddenAt', 'group'];
    const endsAt = new Date('2030-01-01T00:00:00Z');
    const someExceptions = (first: Configuration, { objects }: Configuration) => {
      const dropped = first.objects.filter(
        ({ kind, key }) => !objects.some((one) => one.kind === kind && one.key === key),
      );
      const whole = (of: Configuration['objects']) =>
        of.map(({ kind, key, ref }) => ({ kind, key, ref, attributes: [] as string[] }));
      const single = objects.flatMap(({ kind, key, ref, attributes }) =>
        Object.keys(attributes).map((attribute) => ({ kind, key, ref, attributes: [attribute] })),
      );
      const some = <T>(of: T[], least: number) =>
        fc.subarray(of, { minLength: Math.min(least, of.length), maxLength: Math.min(4, of.length) });
      return fc
        .tuple(some(whole(dropped), 3), some(whole(objects), 0), some(single, 0))
        .map((chosen) => chosen.flat().map((one) => ({ ...one, reason: 'Договор', endsAt })));
    };
    /** The same configuration under other identities, as another reference account has it. */
    const ofAnother = ({ objects }: Configuration) => ({
      objects: objects.map((object) => ({ ...object, ref: `another ${object.ref}` })),
    });
    const releases = fc
      .tuple(someConfiguration, someConfiguration, fc.boolean(), fc.array(someDamage, { maxLength: 8 }))
      .map(([first, second, isSame, damage]) => ({
        ...{ first, damage, second: isSame ? second : ofAnother(second) },
      }))
      .chain(({ first, second, damage }) =>
        fc.record({
          ...{ first: fc.constant(first), second: fc.constant(second), damage: fc.constant(damage) },
          ...{ chosen: someExceptions(first, second), prune: fc.constantFrom(true, true, false) },
        }),
      );
    fc.assert(
      fc.property(releases, ({ first, second, damage, chosen, prune }) => {
        const exceptions = allowedDifferences(chosen, second, [first]);
        const account = new ModelAccount(newAccountState());
        const ledger = applyToModel(plan(first, account, []), account, []);
        for (const harm of damage) harm(account);
        const state = () => normaliseSnapshot(account.snapshot());
        const next = (now: readonly LedgerEntry[]) => plan(second, account, now, prune, exceptions);
        const wanted = next(ledger);
        const idsOf = ({ kind, key, refs = [] }: AllowedDifference) => [
          wanted.ids[address(kind, key)],
          ...ledger
            .filter((entry) => entry.kind === kind && refs.includes(entry.ref))
            .map(({ branchId }) => branchId),
        ];
        const covered = exceptions.map((one) => ({ ...one, ids: idsOf(one) }));
        const left = () =>
          covered.map(({ kind, attribute, ids }) =>
            state()
              .objects.filter(
                (item) =>
                  (item.kind === kind && ids.includes(item.id)) ||
                  (attribute === undefined && kindOf(item.kind).parent === kind && ids.includes(item.within)),
              )
              .map(({ id, attributes }) => [
                id,
                Object.entries(attributes).filter(
                  ([name]) => !moving.includes(name) && (attribute === undefined || name === attribute),
                ),
              ]),
          );
        const before = left();
        const after = applyToModel(wanted, account, ledger);
        expect(left()).toEqual(before);
        expectNothingLeft(wanted, account, after, next);
      }),
      cases,
    );
  });

  it('reads back from an empty branch what the release said', () => {
    fc.assert(
      fc.property(someConfiguration, (release) => {
        const { account } = broughtTo(release);
        const read = toConfiguration(normaliseSnapshot(account.snapshot()));
        const strip = ({ objects }: Configuration) =>
          objects.filter(({ kind }) => !kindOf(kind).isStep).map(({ ref: _ref, ...object }) => object);
        expect(strip(read)).toEqual(strip(release));
      }),
      cases,
    );
  });

  it('sees every single attribute of every managed object, and nothing else', () => {
    fc.assert(
      fc.property(someConfiguration, fc.nat(), fc.nat(), (release, at, then) => {
        // A sort of attribute first, because otherwise the many stages hide the few of everything else.
        const sorts = [...attributesOf(release).values()]
          .map((all) => all.filter((one) => whyUntouchable(release, one.object, one.attribute) === null))
          .filter((touchable) => touchable.length > 0);
        fc.pre(sorts.length > 0);
        const sort = sorts[at % sorts.length] ?? [];
        const chosen = sort[then % sort.length];
        if (!chosen) throw new Error('one is expected');
        expectSeen(release, chosen.object, chosen.attribute);
      }),
      cases,
    );
  });

  it('sees each attribute there is at least once, but for those that nobody can change', () => {
    const seen = new Set<string>();
    const untouchable = new Map<string, string>();
    for (const release of fc.sample(someConfiguration, { numRuns: 100, seed: 1 }))
      for (const [sort, [first]] of attributesOf(release)) {
        if (!first || seen.has(sort)) continue;
        const why = whyUntouchable(release, first.object, first.attribute);
        if (why !== null) untouchable.set(sort, why);
        else {
          expectSeen(release, first.object, first.attribute);
          seen.add(sort);
        }
      }
    for (const sort of seen) untouchable.delete(sort);
    expect([...seen].sort()).toEqual(everyAttribute);
    const ofSteps = kinds
      .filter(({ isStep }) => isStep)
      .flatMap(({ name, attributes }) => Object.keys(attributes).map((attribute) => `${name} ${attribute}`));
    expect([...untouchable.keys()].sort()).toEqual(['field type', ...ofSteps].sort());
  });

  it('brings one object that was moved back by moving one object', () => {
    fc.assert(
      fc.property(someConfiguration, fc.nat(), (release, at) => {
        const { account, ledger, idOf } = broughtTo(release);
        const ordered = release.objects.filter(({ kind, fixed }) => isOrdered(kindOf(kind)) && !fixed);
        const siblingsOf = (object: ConfigObject) =>
          ordered.filter(({ kind, within }) => kind === object.kind && within === object.within);
        const movable = ordered.filter((object) => siblingsOf(object).length > 1);
        fc.pre(movable.length > 0);
        const object = movable[at % movable.length];
        if (!object) throw new Error('one is expected');
        shove(account, object, idOf(object), siblingsOf(object).at(-1) === object);

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
        const reference = broughtTo(blueprint);
        const release = () => toConfiguration(normaliseSnapshot(reference.account.snapshot()));
        const { account, ledger } = broughtTo(release(), 5000);
        const renamable = blueprint.objects.filter(({ kind }) => !kindOf(kind).isStep);
        fc.pre(renamable.length > 0);
        const object = renamable[at % renamable.length];
        if (!object) throw new Error('one is expected');
        touch(reference.account, object, reference.idOf(object), 'name');

        const { changes } = plan(release(), account, ledger);
        expect(changes.map(({ kind, name, action, after }) => ({ kind, name, action, after }))).toEqual([
          {
            kind: object.kind,
            name: 'Переименовано',
            action: kindOf(object.kind).unwritable.includes('name') ? 'manual' : 'update',
            after: { name: 'Переименовано' },
          },
        ]);
      }),
      cases,
    );
  });
});
