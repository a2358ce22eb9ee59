import { describe, expect, it, jest } from '@jest/globals';
import { Forbidden, NotFound, ServerFailed, UnexpectedAnswer, type AmoClient } from '@hub/amocrm';
import type { LeadState } from '@hub/contracts';
import type { DueCard } from '../src/hint/due-cards.js';
import { cardKinds, type CardKindSpec } from '../src/card/card-kinds.js';
import { CardReader } from '../src/card/read-cards.js';

const amo = { accountId: 'a' } as AmoClient;
const facts = { host: 'kazan.amocrm.ru', method: 'GET', path: '/api/v4/leads' };
const cards = [1, 2, 3].map((entityId) => ({ entityId, changedAt: 5 })) as DueCard[];
const state = { updatedAt: 5 } as LeadState;

/** A kind whose list throws or shows cards of these ids, and whose cards are found or not. */
function kind(onList: Error | number[], find: (id: number) => LeadState | Error | null) {
  const asked: number[] = [];
  const spec: CardKindSpec<LeadState> = {
    ...cardKinds.lead,
    async *list() {
      await Promise.resolve();
      if (onList instanceof Error) throw onList;
      yield onList.map((id) => ({ id, state }));
    },
    find: async (_, id) => {
      asked.push(id);
      const answer = await Promise.resolve(find(id));
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return { spec, asked };
}

describe('CardReader', () => {
  it.each([new Forbidden(facts, 'no'), new NotFound(facts, 'no'), new UnexpectedAnswer('leads', 'list')])(
    'reads each card alone where their list gives none: %p',
    async (onList) => {
      const error = new UnexpectedAnswer('lead', 'integer');
      const { spec } = kind(onList, (id) => (id === 2 ? error : state));
      const { found, unreadable } = await new CardReader().read(amo, spec, cards, new Map());
      expect([...found.keys()].map(({ entityId }) => entityId)).toEqual([1, 3]);
      expect([...unreadable]).toEqual([[cards[1], error]]);
    },
  );

  it('asks for one card only where cards of its kind are forbidden', async () => {
    const error = new Forbidden(facts, 'no');
    const { spec, asked } = kind(error, () => error);
    const { unreadable } = await new CardReader().read(amo, spec, cards, new Map());
    expect([...unreadable.keys()]).toEqual(cards);
    expect(asked).toEqual([1]);
  });

  it('puts a card aside that amoCRM fails to show, where it answers for the others', async () => {
    const error = new ServerFailed(facts, 'broken card', false);
    const { spec } = kind([1, 3], () => error);
    const { found, unreadable } = await new CardReader().read(amo, spec, cards, new Map());
    expect([...found.keys()].map(({ entityId }) => entityId)).toEqual([1, 3]);
    expect([...unreadable]).toEqual([[cards[1], error]]);
  });

  it('throws what does not speak against these cards', async () => {
    const error = new ServerFailed(facts, 'busy', false);
    const { spec, asked } = kind(error, () => error);
    const many = Array.from({ length: 100 }, (_, at) => ({ ...cards[0], entityId: at }) as DueCard);
    await expect(new CardReader().read(amo, spec, many, new Map())).rejects.toThrow('busy');
    expect(asked).toHaveLength(3);
  });

  it('finds the card that makes its list fail, and puts it aside', async () => {
    const error = new ServerFailed(facts, 'broken card', false);
    const broken = 70;
    let due = Array.from({ length: 100 }, (_, at) => ({ ...cards[0], entityId: at }) as DueCard);
    const { spec, asked } = kind([], (id) => (id === broken ? error : state));
    let lists = 0;
    const list: typeof spec.list = async function* (_, query) {
      lists++;
      await Promise.resolve();
      const { id: ids } = (query as { filter: { id: number[] } }).filter;
      if (ids.includes(broken)) throw error;
      yield ids.map((id) => ({ id, state }));
    };
    const reader = new CardReader();
    const aside: number[] = [];
    while (due.length > 0) {
      const { found, unreadable } = await reader.read(amo, { ...spec, list }, due, new Map());
      aside.push(...[...unreadable.keys()].map(({ entityId }) => entityId));
      expect(found.size + unreadable.size).toBeGreaterThan(0);
      due = due.filter((card) => !found.has(card) && !unreadable.has(card));
    }
    expect(aside).toEqual([broken]);
    expect(lists + asked.length).toBeLessThan(25);
  });

  it('puts a card off again that alone is due and was put aside before', async () => {
    const error = new ServerFailed(facts, 'broken card', false);
    const { spec } = kind(error, () => error);
    const [card] = cards as [DueCard];
    await expect(new CardReader().read(amo, spec, [card], new Map())).rejects.toThrow(error);
    const again = { ...card, failedReads: 1 };
    const { unreadable } = await new CardReader().read(amo, spec, [again], new Map());
    expect([...unreadable.keys()]).toEqual([again]);
  });

  it('believes no list about a card of which a change without a time is known, nor that a card which is gone is back', async () => {
    const untold = { entityId: 4, changedAt: 5, isReadById: true } as DueCard;
    const known = new Map([[2, { state: { ...state, updatedAt: 4 }, goneAt: 5 }]]);
    const { spec, asked } = kind([1, 2, 3, 4], () => null);
    const { found } = await new CardReader().read(amo, spec, [...cards, untold], known);
    expect(asked).toEqual([2, 4]);
    const readOf = (entityId: number) => [...found].find(([card]) => card.entityId === entityId)?.[1];
    expect([1, 2, 3, 4].map(readOf)).toEqual([state, null, state, null]);
  });

  it('asks again by id after ten minutes whether a list that ignored its filter still does', async () => {
    const { spec } = kind([], () => state);
    const filters: boolean[] = [];
    const list: typeof spec.list = async function* (_, query) {
      filters.push(query?.filter !== undefined);
      await Promise.resolve();
      yield [9, 1, 2, 3].map((id) => ({ id, state }));
    };
    const clock = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    const reader = new CardReader();
    for (const at of [1_000, 500_000, 602_000]) {
      clock.mockReturnValue(at);
      await reader.read(amo, { ...spec, list }, cards, new Map());
    }
    clock.mockRestore();
    expect(filters).toEqual([true, false, true]);
  });
});

it('leaves a task out whose due time is not shown, and keeps none without it', async () => {
  const rows = [{ id: 1 }, { id: 2, complete_till: 9 }];
  const body = { _embedded: { tasks: rows } };
  const showing = { ...amo, call: () => Promise.resolve({ status: 200, body }) } as unknown as AmoClient;
  const unread: (number | null)[] = [];
  const { value } = await cardKinds.task.list(showing, {}, 1, (id) => unread.push(id)).next();
  expect([value, unread]).toMatchObject([[{ id: 2, state: { dueAt: 9 } }], [1]]);
  const alone = { ...amo, call: () => Promise.resolve({ status: 200, body: rows[0] }) };
  await expect(cardKinds.task.find(alone, 1)).rejects.toBeInstanceOf(UnexpectedAnswer);
});
