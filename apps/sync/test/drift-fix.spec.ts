import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Configuration } from '../src/configuration/configuration.js';
import { normaliseSnapshot } from '../src/configuration/normalise-snapshot.js';
import { findDrift } from '../src/drift/find-drift.js';
import { allowedDifferences } from '../src/exception/allowed-differences.js';
import { kindOf } from '../src/kind/kinds.js';
import { address } from '../src/kind/placeholder.js';
import type { AllowedDifference, LedgerEntry } from '../src/plan/ledger.js';
import { allBut, withNeeded, type Chosen } from '../src/plan/narrow.js';
import { planAccount } from '../src/plan/plan-account.js';
import { isWritten, type Change, type Plan } from '../src/plan/plan.js';
import { applyToModel } from './apply-to-model.js';
import { someCollidingConfiguration, someConfiguration } from './arbitrary.js';
import { ownRows, someDamage } from './damage.js';
import { ModelAccount } from './model-account.js';
import { newAccountState } from './model-state.js';

/** New cases every time; `npm run test:long` searches five times as long. */
const cases = { numRuns: process.env.LONG_TESTS ? 60 : 12 };

interface Branch {
  release: Configuration;
  account: ModelAccount;
  ledger: readonly LedgerEntry[];
  exceptions: readonly AllowedDifference[];
}

function plan(
  { release, account, ledger, exceptions }: Branch,
  only?: readonly Chosen[],
  prune = false,
): Plan {
  const branch = normaliseSnapshot(account.snapshot());
  const liveCounts = Object.fromEntries(
    branch.objects.flatMap(({ kind, id }) => [
      [`${kind} ${id}`, 0],
      [`unsorted ${id}`, 0],
    ]),
  );
  const input = { release, branch, ledger, exceptions, liveCounts, prune };
  const whole = planAccount(input);
  if (!only) return whole;
  const chosen = withNeeded(only, release, whole);
  return planAccount({ ...input, exceptions: [...exceptions, ...allBut(chosen, release, whole)] });
}

/** Applies twice, because a field that waits for a code comes with the second plan. */
function bring(branch: Branch, only?: readonly Chosen[]): Branch {
  const once = { ...branch, ledger: applyToModel(plan(branch, only), branch.account, branch.ledger) };
  return { ...once, ledger: applyToModel(plan(once, only), once.account, once.ledger) };
}

/** Some objects of a release, whole or by an attribute. */
const exceptionsOf = ({ objects }: Configuration) => {
  const all = objects.flatMap(({ kind, key, attributes }): AllowedDifference[] => [
    { kind, key },
    ...Object.keys(attributes).map((attribute) => ({ kind, key, attribute })),
  ]);
  return fc.subarray(all, { maxLength: Math.min(4, all.length) });
};
// What amoCRM changes by itself when other objects go, and what says where an object belongs.
const moving = ['isMain', 'requiredAt', 'hiddenAt', 'group'];

/** What of the branch the exceptions are about, as it stands. */
function excepted({ account, exceptions }: Branch, { ids }: Plan) {
  const { objects } = normaliseSnapshot(account.snapshot());
  return exceptions.map(({ kind, key, attribute }) => {
    const id = ids[`${kind} ${key}`];
    const { attributes = {} } = objects.find((item) => item.kind === kind && item.id === id) ?? {};
    const of = ([name]: [string, unknown]) =>
      !moving.includes(name) && (attribute === undefined || name === attribute);
    return Object.entries(attributes).filter(of);
  });
}

const stories = fc
  .tuple(someConfiguration, someCollidingConfiguration, fc.array(someDamage, { minLength: 1, maxLength: 8 }))
  .chain(([own, release, damage]) =>
    fc.record({
      own: fc.constant(own),
      release: fc.constant(release),
      damage: fc.constant(damage),
      exceptions: exceptionsOf(release),
      chosen: fc.nat(),
    }),
  );

/** A branch with a life of its own that was brought to a release, and what that plan left to people. */
function brought({ own, release }: { own: Configuration; release: Configuration }) {
  const account = new ModelAccount(newAccountState());
  const none = { account, ledger: [], exceptions: [] };
  applyToModel(plan({ ...none, release: own }), account, []);
  const branch = bring({ ...none, release });
  return { branch, left: plan(branch).changes.filter((change) => !isWritten(change)) };
}

describe('drift and its fix', () => {
  it('finds nothing right after an apply, and after the fix nothing but what needs a person', () => {
    fc.assert(
      fc.property(stories, ({ damage, exceptions, ...story }) => {
        const { branch: before, left } = brought(story);
        const drift = (of: Branch) => findDrift(plan(of), { ...of, left });
        expect(drift(before)).toEqual([]);

        const branch = { ...before, exceptions };
        for (const harm of damage) harm(branch.account);
        const found = drift(branch);
        const fix = plan(branch, found);
        const own = ownRows(branch.account, branch.ledger, fix);
        const kept = excepted(branch, fix);
        const fixed = bring(branch, found);
        expect(ownRows(fixed.account, fixed.ledger, fix)).toEqual(own);
        expect(excepted(fixed, fix)).toEqual(kept);
        expect(plan(fixed, found).changes.filter(isWritten)).toEqual([]);
        expect(drift(fixed).filter(({ isByHand, reason }) => !isByHand && reason === null)).toEqual([]);
      }),
      cases,
    );
  });

  it('fixes a chosen finding and touches no other', () => {
    fc.assert(
      fc.property(stories, ({ damage, chosen, ...story }) => {
        const { branch, left } = brought(story);
        for (const harm of damage) harm(branch.account);
        const found = findDrift(plan(branch), { ...branch, left });
        fc.pre(found.length > 1);
        const one = found[chosen % found.length]!;
        const needed = withNeeded([one], branch.release, plan(branch));
        const isNeeded = (of: Pick<Change, 'kind' | 'key'>) =>
          needed.some(({ kind, key }) => kind === of.kind && key === of.key);
        const shelfOf = ({ kind, within }: Pick<Change, 'kind' | 'within'>) => `${kind} ${within}`;
        const shelves = new Set(branch.release.objects.filter(isNeeded).map(shelfOf));
        const others = plan(branch, [one]).changes.filter((change) => isWritten(change) && !isNeeded(change));
        // Siblings may make room, and what it is in may have to be taken over; neither changes what they are.
        expect(others.filter(({ after }) => Object.keys(after ?? {}).length > 0)).toEqual([]);
        expect(others.filter((change) => change.moved && !shelves.has(shelfOf(change)))).toEqual([]);
        const fixed = bring(branch, [one]);
        const rest = findDrift(plan(fixed), { ...fixed, left }).find(
          ({ kind, key }) => kind === one.kind && key === one.key,
        );
        if (rest) expect(rest.isByHand || rest.reason !== null).toBe(true);
      }),
      cases,
    );
  });

  it('keeps what an exception covers, and what is in that, when a later release drops it and prunes', () => {
    fc.assert(
      fc.property(stories, someConfiguration, ({ damage, exceptions, ...story }, release) => {
        const { branch: before } = brought(story);
        for (const harm of damage) harm(before.account);
        const rows = exceptions
          .filter(({ attribute }) => attribute === undefined)
          .map(({ kind, key }) => {
            return { kind, key, ref: key, attributes: [], reason: 'Договор', endsAt: new Date('2030-01-01') };
          });
        const allowed = allowedDifferences(rows, release, [story.release]);
        const branch = { ...before, release, exceptions: allowed };
        const own = before.ledger.filter((entry) =>
          rows.some(({ kind, ref }) => kind === entry.kind && ref === entry.ref),
        );
        const ids = new Set(own.map(({ kind, branchId }) => address(kind, branchId)));
        const covered = () =>
          normaliseSnapshot(branch.account.snapshot())
            .objects.filter(({ kind, id, within }) => {
              const { parent } = kindOf(kind);
              return ids.has(address(kind, id)) || (parent !== undefined && ids.has(address(parent, within)));
            })
            .map(({ kind, id, attributes }) => [
              address(kind, id),
              Object.entries(attributes).filter(([name]) => !moving.includes(name)),
            ]);
        const kept = covered();
        applyToModel(plan(branch, undefined, true), branch.account, branch.ledger);
        expect(covered()).toEqual(kept);
      }),
      cases,
    );
  });
});
