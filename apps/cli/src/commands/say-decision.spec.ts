import { describe, expect, it } from '@jest/globals';
import type { DecisionView } from '@hub/contracts';
import type { Spoken } from '@hub/messages';
import { sayDecision, sayTransfer } from './say-decision.js';

type Said = Spoken<DecisionView>;

const decision = (reasons: Said['reasons'], notTaken: Said['notTaken'] = []): Said => ({
  ...{ id: 'd', accountId: 'a', leadId: 12345, kind: 'manual', branchId: null, rulesVersion: 4 },
  ...{ reasons, notTaken, correlationId: 'c', decidedAt: '2026-11-28T08:00:00.000Z' },
});

describe('sayDecision', () => {
  it('says the path in order and the branches passed by, in the words of the hub', () => {
    const path = [
      { check: 'account', found: 'hq', text: 'Сделка головного офиса.' },
      { check: 'region', found: 'shared', value: 'Тула', text: '«Тула» делят несколько филиалов.' },
    ];
    const passed = { check: 'branch', found: 'paused', value: 'Юг', branchId: 'b' };
    const said = sayDecision(decision(path, [{ ...passed, text: 'Филиал «Юг» приостановлен.' }]), 'ru');
    const [head, ...steps] = said.split('\n');
    expect(head).toMatch(/^Сделка №12345, .*: решает человек \(правила, версия 4\)$/);
    expect(steps).toEqual([
      '  1. Сделка головного офиса.',
      '  2. «Тула» делят несколько филиалов.',
      '  Кто ещё мог получить сделку и почему не получил:',
      '  – Филиал «Юг» приостановлен.',
    ]);
  });

  it('shows steps without words as they are', () => {
    const newer = decision([{ check: 'quota', found: 'full-today', value: 'Юг' }]);
    expect(sayDecision(newer, 'en')).toContain('  1. quota: full-today (Юг)');
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
  const waiting = {
    ...transfer,
    state: 'decided' as const,
    branchLeadId: null,
    problem: 'Этапа больше нет.',
  };
  expect(sayTransfer(waiting, 'ru')).toBe('Передача в «Казань»: идёт, сделано: decided\n  Этапа больше нет.');
});
