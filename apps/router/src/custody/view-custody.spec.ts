import { expect, it } from '@jest/globals';
import { message, say } from '@hub/messages';
import type { EscalationRow } from '../escalation/escalation.entity.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { viewCustody } from './view-custody.js';

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 12, minutes));
const leg = {
  ...{ trailId: 't', hqAccountId: 'hq', hqLeadId: 7, state: 'done', target: { accountId: 'kazan' } },
  ...{ endedAs: null, endedAt: null, inHandSince: null, offHand: null, leftOut: [] },
} as unknown as TransferRow;
const seen = (own: Partial<TransferRow>) => ({ leg: { ...leg, ...own }, isLeaving: false, leftOut: [] });

it('says a trail in one line, with who had it and for how long', () => {
  const view = viewCustody(
    [
      seen({
        id: 'a',
        branchName: 'Казань',
        branchLeadId: 5,
        startedAt: at(0),
        endedAt: at(30),
        endedAs: 'not-taken',
      }),
      seen({ id: 'b', branchName: 'Тверь', branchLeadId: null, startedAt: at(30), state: 'decided' }),
    ],
    [],
    at(100),
  )!;
  expect(view.legs.map(({ state, endedAs, minutes }) => [state, endedAs, minutes])).toEqual([
    ['ended', 'not-taken', 30],
    ['on-way', null, 70],
  ]);
  expect(say(view.text, 'ru')).toBe(
    'Сделка №7: головной офис → Казань (№5), 30 мин: не взяли вовремя → Тверь, 1 ч 10 мин: в пути',
  );
});

it('says since when a trail is in hand', () => {
  const ended = { startedAt: at(0), endedAt: at(30), endedAs: 'rejected', inHandSince: at(29) } as const;
  const view = viewCustody([seen({ ...ended, branchName: 'Казань', branchLeadId: 5 })], [], at(33))!;
  expect(view).toMatchObject({ isInHand: true, inHandSince: at(29).toISOString() });
  expect(say(view.text, 'ru')).toMatch(/: филиал отказался → на руках у хаба, 4 мин$/);
});

it('has nothing to say of no leg', () => {
  expect(viewCustody([], [], at(0))).toBeNull();
});

const escalation = {
  ...{ id: 'e', trailId: 'e', hqAccountId: 'hq', hqLeadId: 9, branchAccountId: 'kazan', branchLeadId: 5 },
  ...{ branchName: 'Казань', state: 'ended', endedAs: 'handed-back', leftOut: [], acceptedAt: null },
  ...{ askedAt: at(40), endedAt: at(50) },
} as unknown as EscalationRow;

it('says an escalation between the legs, and that of a lead which began in a branch alone', () => {
  const legs = [seen({ id: 'a', branchName: 'Казань', branchLeadId: 5, startedAt: at(0) })];
  expect(say(viewCustody(legs, [escalation], at(60))!.text, 'ru')).toBe(
    'Сделка №7: головной офис → Казань (№5), 1 ч 0 мин: в работе → Казань (№5) ⇒ головной офис (№9), 10 мин: возвращена филиалу',
  );
  const alone = viewCustody(
    [],
    [{ ...escalation, hqLeadId: null, state: 'asked', endedAs: null, endedAt: null }],
    at(41),
  )!;
  expect(alone).toMatchObject({ trailId: 'e', leadId: null, legs: [] });
  expect(say(alone.text, 'ru')).toBe('Сделка филиала: Казань (№5) ⇒ головной офис, 1 мин: передаётся');
});

it('names what became of the HQ lead while it was on its way, before what the mirror could not show', () => {
  const own = { id: 'a', branchName: 'Казань', branchLeadId: 5, startedAt: at(0) };
  const leftOut = [message('leftOut.tag'), message('leftOut.hq-over')];
  const view = viewCustody([{ ...seen({ ...own, leftOut }), leftOut: ['x'] }], [], at(1))!;
  expect(view.legs[0]!.leftOut).toEqual([message('leftOut.hq-over'), 'x']);
});
