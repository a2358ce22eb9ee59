import { describe, expect, it } from '@jest/globals';
import { UnexpectedAnswer } from './errors.js';
import {
  decimal,
  embedded,
  flag,
  int,
  list,
  listInCard,
  or,
  orNull,
  shape,
  text,
  whole,
} from './read-value.js';

const tag = shape({ id: int, name: text, color: orNull(text), is_new: or(flag, false) });

describe('readers', () => {
  it('keep the known keys and fill the absent ones', () => {
    expect(tag({ id: 1, name: 'a', extra: true }, 'tag')).toEqual({
      id: 1,
      name: 'a',
      color: null,
      is_new: false,
    });
  });

  it('take a list printed as an object keyed by index, and null as empty', () => {
    expect(list(int)({ 0: 5, 1: '6' }, 'x')).toEqual([5, 6]);
    expect(list(int)(null, 'x')).toEqual([]);
  });

  it('leave null out of a list in a card only', () => {
    expect(listInCard(tag)([null, { id: 1, name: 'a' }], 'x')).toMatchObject([{ id: 1 }]);
    expect(listInCard(int)({ 0: null, 1: 5 }, 'x')).toEqual([5]);
    expect(() => listInCard(tag)([null, {}], 'x')).toThrow('x.1.id');
    expect(() => list(tag)([null], 'x')).toThrow(UnexpectedAnswer);
  });

  it('take money and flags as PHP prints them', () => {
    expect([decimal('1999.90', 'x'), decimal(1999.9, 'x'), whole('1999.90', 'x')]).toEqual([
      1999.9, 1999.9, 1999,
    ]);
    expect([flag(0, 'x'), flag(1, 'x'), flag(true, 'x')]).toEqual([false, true, true]);
  });

  it.each([
    ['a text for money', () => decimal('много', 'answer.price'), 'answer.price'],
    ['a number for a flag', () => flag(2, 'answer.is_main'), 'answer.is_main'],
    ['a string for a number', () => int('a', 'answer.id'), 'answer.id'],
    ['a fraction', () => int(1.5, 'answer.id'), 'answer.id'],
    ['a nested path', () => list(tag)([{ id: 1 }], 'answer'), 'answer.0.name'],
    ['a list that is text', () => list(int)('no', 'answer'), 'answer'],
    ['a missing collection', () => embedded({ _embedded: {} }, 'leads', int), 'answer._embedded.leads'],
    ['HTML', () => embedded('<html>', 'leads', int), 'answer'],
  ])('name the place of %s', (_name, read, path) => {
    let thrown: unknown;
    try {
      read();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(UnexpectedAnswer);
    expect((thrown as UnexpectedAnswer).path).toBe(path);
  });

  it('read an empty answer as an empty list and numbers as group ids', () => {
    expect(embedded(undefined, 'leads', int)).toEqual([]);
    expect(text(12, 'id')).toBe('12');
  });
});
