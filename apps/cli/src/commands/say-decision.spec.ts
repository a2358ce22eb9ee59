import { describe, expect, it } from '@jest/globals';
import type { DecisionView } from '@hub/contracts';
import { sayDecision, sayTransfer } from './say-decision.js';

const decision = (reasons: DecisionView['reasons']): DecisionView => ({
  ...{ id: 'd', accountId: 'a', leadId: 12345, kind: 'manual', branchId: null, rulesVersion: 4 },
  ...{ reasons, notTaken: [], correlationId: 'c', decidedAt: '2026-11-28T08:00:00.000Z' },
});

describe('sayDecision', () => {
  it('says the path in order, each step with its value', () => {
    const path = [
      { check: 'account', found: 'hq' },
      { check: 'pipeline', found: 'other', value: '77' },
      { check: 'region', found: 'no-branch', value: 'Тула' },
    ];
    const [head, ...steps] = sayDecision(decision(path), 'ru').split('\n');
    expect(head).toMatch(/^Сделка №12345, .*: решает человек \(правила, версия 4\)$/);
    expect(steps).toEqual([
      '  1. аккаунт: головной офис',
      '  2. воронка: другая (77)',
      '  3. регион: нет такого филиала (Тула)',
    ]);
  });

  it('shows steps of a newer hub as they are', () => {
    const newer = decision([{ check: 'quota', found: 'full-today' }]);
    expect(sayDecision(newer, 'en')).toContain('  1. quota: full_today');
  });
});

it('says how far a transfer is and what holds it up', () => {
  const transfer = {
    ...{ id: 't', hqAccountId: 'a', hqLeadId: 1, branchId: 'b', branchName: 'Казань', branchAccountId: 'k' },
    ...{ cancelReason: null, branchContactId: 5, isJoined: false, leftOut: [], correlationId: 'c' },
    ...{ trailId: 't', endedAs: null, endedAt: null },
    ...{ startedAt: '', changedAt: '', problem: null },
  };
  const done = { ...transfer, state: 'done' as const, branchLeadId: 77123 };
  expect(sayTransfer(done, 'ru')).toBe('Передача в «Казань»: завершена, сделка филиала №77123');
  const held = { ...transfer, state: 'decided' as const, branchLeadId: null, problem: 'Этапа больше нет.' };
  expect(sayTransfer(held, 'ru')).toBe('Передача в «Казань»: идёт, сделано: decided\n  Этапа больше нет.');
});
