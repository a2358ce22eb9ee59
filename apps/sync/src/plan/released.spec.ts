import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { leaveOut } from '../configuration/leave-out.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import type { Configuration, LeftOut } from '../configuration/configuration.js';
import { address } from '../kind/placeholder.js';
import { planAccount } from './plan-account.js';
import { isEmpty } from './plan.js';
import type { LedgerEntry } from './ledger.js';
import { leftOutIn } from './released.js';
import { applyToModel } from '../../test/apply-to-model.js';
import { someConfiguration } from '../../test/arbitrary.js';
import { someDamage } from '../../test/damage.js';
import { ModelAccount } from '../../test/model-account.js';
import { newAccountState } from '../../test/model-state.js';

const stateOf = (account: ModelAccount) => normaliseSnapshot(account.snapshot());
const plan = (release: Configuration, account: ModelAccount, ledger: readonly LedgerEntry[]) => {
  const branch = stateOf(account);
  const liveCounts = Object.fromEntries(
    branch.objects.flatMap(({ kind, id }) => [
      [`${kind} ${id}`, 0],
      [`waiting ${kind} ${id}`, 0],
    ]),
  );
  return planAccount({ release, branch, ledger, prune: true, liveCounts });
};

/** Rules for some objects and at times a whole kind of a release, without those that it cannot do without. */
const someRules = ({ objects }: Configuration) =>
  fc
    .tuple(
      fc.subarray([...objects], { maxLength: Math.min(6, objects.length) }),
      fc.subarray(
        objects.map(({ kind }) => kind),
        { maxLength: Math.min(1, objects.length) },
      ),
    )
    .map(([chosen, whole]): LeftOut[] => [
      ...whole.map((kind) => ({ kind })),
      ...chosen.map(({ kind, key }) => ({ kind, key })),
    ])
    .map((rules) => {
      const { problems } = leaveOut({ objects }, rules);
      const refused = new Set(problems.map(({ rule }) => rule));
      return rules.filter((rule) => !refused.has(rule));
    })
    .filter((rules) => leaveOut({ objects }, rules).problems.length === 0);

/** What amoCRM changes by itself when other objects go. */
const moving = ['isMain', 'requiredAt', 'hiddenAt', 'group'];
const contentOf = (account: ModelAccount, places: ReadonlySet<string>) =>
  stateOf(account)
    .objects.filter(({ kind, id }) => places.has(address(kind, id)))
    .map(({ kind, id, attributes }): [string, unknown] => [
      address(kind, id),
      Object.entries(attributes).filter(([name]) => !moving.includes(name)),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));

describe('what a release leaves out', () => {
  it('is not touched in a branch that had it, leaves the ledger, and then there is nothing to do', () => {
    const cases = fc
      .tuple(someConfiguration, someConfiguration, fc.array(someDamage, { maxLength: 4 }))
      .chain(([first, second, damage]) =>
        fc.tuple(fc.constant(first), fc.constant(second), fc.constant(damage), someRules(second)),
      );
    fc.assert(
      fc.property(cases, ([first, second, damage, rules]) => {
        const account = new ModelAccount(newAccountState());
        let ledger = applyToModel(plan(first, account, []), account, []);
        ledger = applyToModel(plan(second, account, ledger), account, ledger);
        for (const harm of damage) harm(account);
        const release = leaveOut(second, rules).configuration;
        const wanted = plan(release, account, ledger);
        const keys = new Map(
          Object.entries(wanted.ids).map(([place, id]) => [`${place.split(' ', 1)[0] ?? ''} ${id}`, place]),
        );
        const left = leftOutIn({ release, branch: stateOf(account), ledger }, keys);
        const before = contentOf(account, left);
        const after = applyToModel(wanted, account, ledger);
        expect(contentOf(account, left)).toEqual(before);
        expect(after.filter(({ kind, branchId }) => left.has(address(kind, branchId)))).toEqual([]);
        const again = plan(release, account, after);
        expect(again.released).toBeUndefined();
        if (!wanted.changes.some(({ reason }) => reason?.code === 'code-taken'))
          expect(isEmpty(again)).toBe(true);
      }),
      { numRuns: process.env.LONG_TESTS === '1' ? 300 : 30 },
    );
  });
});
