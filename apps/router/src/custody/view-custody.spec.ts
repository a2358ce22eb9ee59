import { expect, it } from '@jest/globals';
import { message, say } from '@hub/messages';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { viewCustody } from './view-custody.js';

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 12, minutes));
const leg = {
  ...{ trailId: 't', hqAccountId: 'hq', hqLeadId: 7, state: 'done', target: { accountId: 'kazan' } },
  ...{ endedAs: null, endedAt: null, inHandSince: null, leftOut: [] },
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
  const view = viewCustody([seen({ ...ended, branchName: 'Казань', branchLeadId: 5 })], at(33))!;
  expect(view).toMatchObject({ isInHand: true, inHandSince: at(29).toISOString() });
  expect(say(view.text, 'ru')).toMatch(/: филиал отказался → на руках у хаба, 4 мин$/);
});

it('has nothing to say of no leg', () => {
  expect(viewCustody([], at(0))).toBeNull();
});

it('names what became of the HQ lead while it was on its way, before what the mirror could not show', () => {
  const own = { id: 'a', branchName: 'Казань', branchLeadId: 5, startedAt: at(0) };
  const leftOut = [message('leftOut.tag'), message('leftOut.hq-over')];
  const view = viewCustody([{ ...seen({ ...own, leftOut }), leftOut: ['x'] }], at(1))!;
  expect(view.legs[0]!.leftOut).toEqual([message('leftOut.hq-over'), 'x']);
});
