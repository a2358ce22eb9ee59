import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildConfiguration } from '../configuration/build-configuration.js';
import type { Configuration } from '../configuration/configuration.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import { planAccount } from '../plan/plan-account.js';
import { stepChecksum } from '../plan/plan-wanted.js';
import { someConfiguration } from '../../test/arbitrary.js';
import { ModelAccount } from '../../test/model-account.js';
import { newAccountState } from '../../test/model-state.js';
import { checklistOf, type TickedEntry } from './checklist.js';

const at = new Date('2026-11-28T10:00:00Z');
const release = (text: string) =>
  buildConfiguration([
    { kind: 'manual', within: '', attributes: { name: 'Цвета', text } },
    { kind: 'widget', within: '', attributes: { name: 'telephony', text: 'Установите.' } },
    { kind: 'task-type', within: '', attributes: { name: 'Замер' } },
    { kind: 'tag', within: 'leads', attributes: { name: 'VIP' } },
  ]);
const ticked = ({ objects }: Configuration, by: string | null = 'Анна'): TickedEntry[] =>
  objects
    .filter(({ kind }) => kind === 'manual' || kind === 'widget')
    .map((step) => ({
      ...{ kind: step.kind, ref: step.ref, branchId: stepChecksum(step) },
      ...{ origin: 'adopted', tickedBy: by, tickedAt: at },
    }));
const statesOf = (of: Configuration, ledger: readonly TickedEntry[]) =>
  checklistOf(of, ledger).map(({ name, done, isReworded }) => [name, done?.by, isReworded]);

describe('checklistOf', () => {
  it('lists what no API writes, open until it is ticked off or made', () => {
    expect(checklistOf(release('Настройте.'), [])).toMatchObject([
      { name: 'Замер', isVisible: true, isTickable: false, done: null },
      { name: 'telephony', isVisible: true, isTickable: true, done: null },
      { name: 'Цвета', isVisible: false, isTickable: true, done: null },
    ]);
    const made = { kind: 'task-type', ref: 'Замер', branchId: '7', origin: 'adopted' } as const;
    const ledger = [...ticked(release('Настройте.')), { ...made, tickedBy: null, tickedAt: null }];
    expect(checklistOf(release('Настройте.'), ledger).map(({ done }) => done)).toEqual([
      { by: null, at: null },
      { by: 'Анна', at },
      { by: 'Анна', at },
    ]);
  });

  it('asks again only for what has other words than it was ticked off in', () => {
    const ledger = ticked(release('Настройте.'));
    expect(statesOf(release('Настройте заново.'), ledger)).toEqual([
      ['Замер', undefined, false],
      ['telephony', 'Анна', false],
      ['Цвета', undefined, true],
    ]);
  });

  it('leaves out what an exception leaves to the branch', () => {
    const [first] = checklistOf(release('Настройте.'), [], [{ kind: 'task-type', key: 'Замер' }]);
    expect(first?.name).toBe('telephony');
  });

  it('has exactly the steps that the plan of a fresh account has, and none once they are ticked off', () => {
    fc.assert(
      fc.property(someConfiguration, (any) => {
        const branch = normaliseSnapshot(new ModelAccount(newAccountState()).snapshot());
        const steps = checklistOf(any, []);
        const byHand = (ledger: readonly TickedEntry[]) =>
          planAccount({ release: any, branch, ledger })
            .changes.filter(({ action }) => action === 'manual')
            .map(({ kind, key }) => `${kind} ${key}`);
        const tickable = steps
          .filter(({ isTickable }) => isTickable)
          .map(({ kind, key }) => `${kind} ${key}`);
        expect(byHand([])).toEqual(expect.arrayContaining(tickable));
        expect(byHand(ticked(any)).filter((place) => tickable.includes(place))).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});
