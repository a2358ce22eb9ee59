import { describe, expect, it } from '@jest/globals';
import { okBytes } from '../http/answer.js';
import { toByteText } from '../http/byte-text.js';
import type { Account } from '../state/account.js';
import { CardMemory } from './card-memory.js';
import { GrowingList } from './growing-list.js';

const one = { subdomain: 'one' } as Account;
const other = { subdomain: 'other' } as Account;

/** Asks for a text, a page and rows and tells which of them had to be made. */
function asked(memory: CardMemory, account: Account): string[] {
  const made: string[] = [];
  memory.text(account, 'leads', 7, () => {
    made.push('text');
    return toByteText('{"id":7}');
  });
  memory.page(account, 'leads limit=1', () => {
    made.push('page');
    return okBytes(toByteText('[{"id":7}]'));
  });
  memory.rows(account, 'leads', [0, 2], () => {
    made.push('rows');
    return new GrowingList([1, 2, 3]);
  });
  return made;
}

describe('the memory of cards', () => {
  it('makes everything once until the account changes', () => {
    const memory = new CardMemory();
    expect(asked(memory, one)).toEqual(['text', 'page', 'rows']);
    expect(asked(memory, one)).toEqual([]);
    expect(asked(memory, other)).toEqual(['text', 'page', 'rows']);
    memory.forget(one);
    expect(asked(memory, one)).toEqual(['text', 'page', 'rows']);
    expect(asked(memory, other)).toEqual([]);
    memory.forget();
    expect(asked(memory, other)).toEqual(['text', 'page', 'rows']);
  });

  it('forgets all when it holds too much, and goes on', () => {
    const memory = new CardMemory(1000);
    const text = toByteText('x'.repeat(400));
    const made: number[] = [];
    const ask = (id: number): void => {
      memory.text(one, 'leads', id, () => {
        made.push(id);
        return text;
      });
    };
    for (const id of [1, 2, 1, 2, 3, 1, 1]) ask(id);
    expect(made).toEqual([1, 2, 3, 1]);
  });
});

describe('a growing list', () => {
  it('takes each row once and only as far as asked', () => {
    const taken: number[] = [];
    const source = function* (): Generator<number> {
      for (let row = 1; row <= 5; row += 1) {
        taken.push(row);
        yield row;
      }
    };
    const list = new GrowingList(source());
    expect(list.slice(0, 2)).toEqual([1, 2]);
    expect(taken).toEqual([1, 2]);
    expect(list.slice(3, 9)).toEqual([4, 5]);
    expect(list.slice(0, 9)).toEqual([1, 2, 3, 4, 5]);
    expect(taken).toEqual([1, 2, 3, 4, 5]);
  });
});
