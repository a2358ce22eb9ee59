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

describe('what refers to an object that stays out', () => {
  const [stage, other] = ['Новая', 'Заявка'];
  const line = (name: string, of: string): Draft[] => [
    { kind: 'pipeline', within: '', attributes: { name, unsorted: true, archived: false } },
    ...([of, '~won', '~lost'] as const).map((stage): Draft => {
      const texts = { color: '#fffeb2', newbie: '', candidate: '', master: '' };
      const isFinal = stage.startsWith('~');
      return {
        ...{ kind: 'stage', within: name, attributes: { name: stage, ...(isFinal ? {} : texts) } },
        ...(isFinal ? { fixed: stage } : {}),
      };
    }),
  ];
  const asked: Draft = {
    ...field('leads', 'Срок', 'TERM'),
    attributes: {
      ...field('leads', 'Срок', 'TERM').attributes,
      requiredAt: [`Сервис/${other}`],
      hiddenAt: [],
    },
  };
  const release = buildConfiguration([...line('Продажи', stage), ...line('Сервис', other), asked]);
  const reasonIn = (plan: ReturnType<typeof planAccount>) =>
    plan.changes.find(({ kind }) => kind === 'field')?.reason;
  const service = { kind: 'pipeline', key: 'Сервис' } as const;

  it('names the exception as the cause, also of an archived pipeline', () => {
    const account = new ModelAccount(newAccountState());
    const cause = {
      code: 'reference-excepted',
      facts: { key: `Сервис/${other}`, exception: 'pipeline:Сервис' },
    };
    expect(reasonIn(planIn(account, release, { exceptions: [service] }))).toEqual(cause);
    const existing = normaliseSnapshot(account.snapshot());
    const archived = { name: 'Сервис', unsorted: true, archived: true };
    const pipeline = { kind: 'pipeline' as const, id: '99', within: '', sort: 1, attributes: archived };
    const { ref } = release.objects.find(({ key }) => key === 'Сервис')!;
    const there = {
      branch: { ...existing, objects: [...existing.objects, pipeline] },
      ledger: [{ kind: 'pipeline' as const, ref, branchId: '99', origin: 'created' as const }],
    };
    expect(reasonIn(planIn(account, release, there))).toMatchObject({ code: 'reference-blocked' });
    expect(reasonIn(planIn(account, release, { ...there, exceptions: [service] }))).toEqual(cause);
  });

  it('names an exception for every child, and none that only narrows the plan', () => {
    const account = new ModelAccount(newAccountState());
    const inside = { kind: 'stage', key: `Сервис/${other}` } as const;
    const plan = planIn(account, release, { exceptions: [inside] });
    expect(plan.changes.find(({ key }) => key === 'Сервис')?.reason).toMatchObject({
      code: 'reference-excepted',
      facts: { exception: `stage:Сервис/${other}` },
    });
    const exceptions = [{ ...service, isNarrowing: true as const }];
    expect(reasonIn(planIn(account, release, { exceptions }))).toMatchObject({ code: 'reference-blocked' });
  });
});
