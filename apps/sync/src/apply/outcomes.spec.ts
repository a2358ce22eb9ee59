import { describe, expect, it } from '@jest/globals';
import { buildConfiguration } from '../configuration/build-configuration.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import { planAccount } from '../plan/plan-account.js';
import { applyToModel } from '../../test/apply-to-model.js';
import { ModelAccount } from '../../test/model-account.js';
import { differenceLeft } from './outcomes.js';

const name = 'Продажи';
const releaseWith = (unsorted: boolean) =>
  buildConfiguration([
    { kind: 'pipeline', within: '', attributes: { name, unsorted, archived: false } },
    { kind: 'stage', within: name, attributes: { name: 'Новая', color: '#fffeb2' } },
  ]);

describe('differenceLeft', () => {
  const account = new ModelAccount();
  const state = () => normaliseSnapshot(account.snapshot());
  const plan = (release: ReturnType<typeof releaseWith>, liveCounts?: Record<string, number>) =>
    planAccount({ release, branch: state(), ledger, ...(liveCounts ? { liveCounts } : {}) });
  let ledger: ReturnType<typeof applyToModel> = [];
  ledger = applyToModel(plan(releaseWith(true)), account, ledger);
  const id = String(account.state.pipelines[0]?.id);
  const off = releaseWith(false);

  it('sees that incoming leads are still on after they were switched off', () => {
    const carriedOut = plan(off, { [`unsorted ${id}`]: 0 });
    expect(differenceLeft(carriedOut, plan(off), state().objects)).toBe('blocked pipeline Продажи');
  });

  it('sees none where they were left on because requests wait', () => {
    const carriedOut = plan(off, { [`unsorted ${id}`]: 2 });
    expect(differenceLeft(carriedOut, plan(off), state().objects)).toBe(null);
  });
});
