import { sayFact } from '@hub/messages';
import { describe, expect, it } from '@jest/globals';
import { applyToModel } from '../../test/apply-to-model.js';
import { ModelAccount } from '../../test/model-account.js';
import { newAccountState } from '../../test/model-state.js';
import { batchCalls } from '../apply/batch-calls.js';
import { buildConfiguration } from '../configuration/build-configuration.js';
import type { Draft } from '../configuration/draft.js';
import type { Configuration } from '../configuration/configuration.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import { describePlan } from './describe-plan.js';
import { planAccount } from './plan-account.js';
import type { PlanInput } from './plan-input.js';

const field = (within: string, name: string, code: string, type = 'text'): Draft => ({
  kind: 'field',
  within,
  attributes: { name, type, code, group: null, apiOnly: false, requiredAt: [] },
});
const planIn = (account: ModelAccount, release: Configuration, more: Partial<PlanInput> = {}) =>
  planAccount({ release, branch: normaliseSnapshot(account.snapshot()), ledger: [], ...more });

describe('fields that amoCRM brings itself', () => {
  it('keep their codes: whoever wants one is asked before the first write', () => {
    const release = buildConfiguration([
      field('leads', 'Источник', 'UTM_SOURCE', 'tracking_data'),
      field('contacts', 'Источник', 'UTM_SOURCE'),
    ]);
    const account = new ModelAccount(newAccountState());
    const plan = planIn(account, release);
    expect(plan.changes).toMatchObject([
      {
        action: 'blocked',
        within: 'leads',
        reason: { code: 'code-built-in', facts: { code: 'UTM_SOURCE' } },
      },
      { action: 'create', within: 'contacts' },
    ]);
    expect(sayFact(describePlan(plan), 'ru')).toContain(
      '? Поле «Источник» (сделки): код UTM_SOURCE носит встроенное поле «utm_source»',
    );
    applyToModel(plan, account, []);
    expect(account.journal).toEqual(['POST /api/v4/contacts/custom_fields']);
  });

  it('keep their codes from a field that is there already, too', () => {
    const account = new ModelAccount(newAccountState());
    const release = (code: string): Configuration => {
      const { objects } = buildConfiguration([field('companies', 'Сайт', code)]);
      return { objects: objects.map((object) => ({ ...object, ref: 'one' })) };
    };
    const ledger = applyToModel(planIn(account, release('SITE')), account, []);
    const plan = planIn(account, release('WEB'), { ledger });
    expect(plan.changes).toMatchObject([{ action: 'blocked', reason: { code: 'code-built-in' } }]);
    expect(batchCalls(plan)).toEqual([]);
  });

  it('take their room under the limit of the tariff', () => {
    const release = buildConfiguration([field('leads', 'А', 'A'), field('leads', 'Б', 'B')]);
    const actions = (fields: number) =>
      planIn(new ModelAccount(newAccountState()), release, { limits: { fields } }).changes.map(
        ({ action }) => action,
      );
    // A new account of the model has four.
    expect(actions(6)).toEqual(['create', 'create']);
    expect(actions(5)).toEqual(['create', 'blocked']);
    expect(actions(4)).toEqual(['blocked', 'blocked']);
  });
});
