import { describe, expect, it } from '@jest/globals';
import { wordsIn } from '../src/build/words.js';
import { scriptModule } from './script-modules.js';

const { viewOf, freesAtOf } = await scriptModule('view.js');
const words = wordsIn('ru')['ui'];
const now = Date.parse('2026-05-20T10:00:00Z');

const reason = (freesAt: string | null, about = 'limit') => ({
  ...{ reason: about, text: 'Почему', whatFrees: 'Что делать', freesAt },
});
const lead = { leadId: 5, link: 'https://kazan.amocrm.ru/leads/detail/5' };
const blank = { phase: 'idle', eligibility: null, overview: null, failure: '', granted: null };
const may = { mayPress: true, reasons: [] };
const mayNot = (...reasons: object[]) => ({ mayPress: false, reasons });
const stock = (inStock: number | null) => ({ inStock, takenToday: [lead] });

describe('what a place shows', () => {
  it.each<[string, object, object]>([
    ['nothing known yet', {}, { kind: 'loading', mayPress: false, isBusy: true, stock: '', mine: '' }],
    [
      'a free manager',
      { eligibility: may, overview: stock(3) },
      { kind: 'free', mayPress: true, stock: 'Свободных заявок: 3' },
    ],
    ['nothing in stock', { eligibility: may, overview: stock(0) }, { kind: 'empty', mayPress: true }],
    ['a stock that is not known', { eligibility: may, overview: stock(null) }, { kind: 'free', stock: '' }],
    [
      'a blocked manager',
      { eligibility: mayNot(reason(null)) },
      { kind: 'blocked', mayPress: false, note: '' },
    ],
    [
      'one who is free again later',
      { eligibility: mayNot(reason('2026-05-20T10:30:00Z'), reason('2026-05-20T12:05:00Z')) },
      { kind: 'blocked', note: 'Станет можно через 2 ч 5 мин' },
    ],
    [
      'one for whom waiting is not enough',
      { eligibility: mayNot(reason('2026-05-20T10:30:00Z'), reason(null)) },
      { kind: 'blocked', note: '' },
    ],
    [
      'a history that is not in',
      { eligibility: mayNot(reason(null, 'history-missing')) },
      { kind: 'unready', mayPress: false },
    ],
    [
      'a stock that is not known beside a history that is not in',
      { eligibility: mayNot(reason(null, 'history-missing'), reason(null, 'stock-unknown')) },
      { kind: 'unready', mayPress: false },
    ],
    [
      'a history that is not in beside a limit',
      { eligibility: mayNot(reason(null, 'history-missing'), reason(null)) },
      { kind: 'blocked' },
    ],
    [
      'a press on its way',
      { phase: 'working', eligibility: may },
      { kind: 'working', mayPress: false, isBusy: true },
    ],
    [
      'a failure',
      { phase: 'failed', failure: 'Вот так', eligibility: may },
      { kind: 'failed', title: 'Вот так', button: 'Повторить', mayPress: true },
    ],
    [
      'a lead',
      { granted: lead, eligibility: mayNot(reason(null)) },
      { kind: 'granted', granted: { text: 'Открыть сделку №5', link: lead.link } },
    ],
  ])('%s', (_, model, found) => {
    expect(viewOf({ ...blank, ...model }, words, now)).toMatchObject(found);
  });

  it.each<[string, object, boolean]>([
    ['nothing is known yet', {}, false],
    ['the user is switched off', { eligibility: mayNot(reason(null, 'not-enabled')) }, false],
    ['the user is in no group', { eligibility: mayNot(reason(null, 'not-in-group')) }, false],
    ['leads are handed out from the user', { eligibility: mayNot(reason(null, 'exchange-user')) }, false],
    ['a limit blocks', { eligibility: mayNot(reason(null)) }, true],
    ['the account is away', { eligibility: mayNot(reason(null, 'account-away')) }, true],
    ['the user is free', { eligibility: may }, true],
    ['the hub does not answer', { phase: 'failed', failure: 'Нет связи' }, true],
    ['it does not answer one who is free', { phase: 'failed', eligibility: may }, true],
    [
      'it does not answer one who is switched off',
      { phase: 'failed', eligibility: mayNot(reason(null, 'not-enabled')) },
      false,
    ],
    ['a lead was given', { granted: lead, eligibility: mayNot(reason(null, 'not-enabled')) }, true],
  ])('where %s, the page has a button: %s', (_, model, isShown) => {
    expect(viewOf({ ...blank, ...model }, words, now).isShown).toBe(isShown);
  });

  it('makes no link of what is no address', () => {
    const overview = { inStock: 1, takenToday: [{ leadId: 5, link: 'javascript:alert(1)' }] };
    expect(viewOf({ ...blank, eligibility: may, overview }, words, now).leads).toEqual([
      { text: 'Сделка №5', link: null },
    ]);
  });
});

it('knows when everything is free', () => {
  expect(freesAtOf(blank)).toBeNull();
  expect(freesAtOf({ eligibility: mayNot(reason('2026-05-20T10:30:00Z')) })).toBe(
    Date.parse('2026-05-20T10:30:00Z'),
  );
});
