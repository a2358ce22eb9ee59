import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unseenOf } from '../src/apply/begun-and-missing.js';
import type { Configuration } from '../src/configuration/configuration.js';
import { sameJson } from '../src/configuration/json.js';
import { normaliseSnapshot, type AccountState } from '../src/configuration/normalise-snapshot.js';
import type { Observed } from '../src/kind/kind.js';
import type { LedgerEntry } from '../src/plan/ledger.js';
import { planAccount } from '../src/plan/plan-account.js';
import { whyStale } from '../src/plan-run/compare-plans.js';
import { applyToModel } from './apply-to-model.js';
import { someConfiguration } from './arbitrary.js';
import { beginPlan, type Begun } from './begun-plan.js';
import { someDamage, type Damage } from './damage.js';
import { ModelAccount } from './model-account.js';
import { newAccountState } from './model-state.js';

const cases = { numRuns: process.env.LONG_TESTS ? 1_000 : 40 };

const shown = (account: ModelAccount) => normaliseSnapshot(account.snapshot());

function planFor(release: Configuration, account: ModelAccount, ledger: readonly LedgerEntry[]) {
  const branch = shown(account);
  const counts = branch.objects.flatMap(({ kind, id }) => [`${kind} ${id}`, `waiting ${kind} ${id}`]);
  const liveCounts = Object.fromEntries(counts.map((count) => [count, 0]));
  return planAccount({ release, branch, ledger, prune: true, liveCounts });
}

/** What amoCRM changes by itself: the flag moves with another pipeline's, and links end with their stage. */
const byAmo = ['isMain', 'requiredAt', 'hiddenAt'];
const addressOf = ({ kind, id }: Observed) => `${kind} ${id}`;
const byAddress = ({ objects }: AccountState) => new Map(objects.map((one) => [addressOf(one), one]));

/**
 * What a resume changed although it was neither as approved nor as the plan had left it: of what stays attribute by
 * attribute, of what goes as a whole.
 */
function overwritten({ states }: Begun, before: AccountState, after: AccountState): string[] {
  const left = states.map(byAddress);
  const now = byAddress(after);
  return before.objects.flatMap((object) => {
    const place = addressOf(object);
    const known = left.flatMap((state) => state.get(place) ?? []);
    const stays = now.get(place);
    const isKnown = (name: string) =>
      known.some(({ attributes }) => sameJson(attributes[name], object.attributes[name]));
    const names = Object.keys(object.attributes).filter((name) => !byAmo.includes(name));
    const lost = stays
      ? names.filter((name) => !sameJson(stays.attributes[name], object.attributes[name]) && !isKnown(name))
      : names.filter((name) => !isKnown(name));
    return lost.map((name) => `${place} ${name}`);
  });
}

const someCase = fc.record({
  own: someConfiguration,
  first: someConfiguration,
  second: someConfiguration,
  damage: fc.array(someDamage, { maxLength: 4 }),
  calls: fc.nat(12),
  isLost: fc.boolean(),
});

function interrupted(given: {
  own: Configuration;
  first: Configuration;
  second: Configuration;
  damage: readonly Damage[];
  calls: number;
  isLost: boolean;
}) {
  const account = new ModelAccount(newAccountState());
  applyToModel(planFor(given.own, account, []), account, []);
  const ledger = applyToModel(planFor(given.first, account, []), account, []);
  for (const harm of given.damage) harm(account);
  const approved = planFor(given.second, account, ledger);
  return { account, approved, begun: beginPlan(approved, account, ledger, given) };
}

function resumed(release: Configuration, { account, approved, begun }: ReturnType<typeof interrupted>) {
  const { outcomes, inFlight, ledger } = begun;
  const plan = planFor(release, account, [...ledger, ...unseenOf(inFlight)]);
  const why = whyStale(plan, approved, { hasBegun: true, forcedBy: 'Анна', outcomes });
  return { plan, why };
}

describe('a plan that goes on after an interruption', () => {
  it('overwrites, deletes and makes a second time nothing of what people changed meanwhile', () => {
    fc.assert(
      fc.property(someCase, fc.array(someDamage, { minLength: 1, maxLength: 4 }), (given, edits) => {
        const run = interrupted(given);
        for (const edit of edits) edit(run.account);
        const { plan, why } = resumed(given.second, run);
        fc.pre(why === null);
        const before = shown(run.account);
        const there = new Set(before.objects.map(addressOf));
        const again = run.begun.made
          .filter(({ kind, branchId }) => there.has(`${kind} ${branchId}`))
          .filter(({ kind, ref }) =>
            plan.changes.some((one) => one.action === 'create' && one.kind === kind && one.ref === ref),
          );
        expect(again).toEqual([]);
        applyToModel(plan, run.account, run.begun.ledger);
        expect(overwritten(run.begun, before, shown(run.account))).toEqual([]);
      }),
      cases,
    );
  });

  it('goes on where nobody has changed anything', () => {
    fc.assert(
      fc.property(someCase, (given) => {
        expect(resumed(given.second, interrupted(given)).why).toBeNull();
      }),
      cases,
    );
  });
});
