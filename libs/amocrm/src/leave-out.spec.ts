import { describe, expect, it } from '@jest/globals';
import { UnexpectedAnswer } from './errors.js';
import { unlessMadeSince, unlessMarked } from './leave-out.js';

const error = new UnexpectedAnswer('answer._embedded.leads.0.custom_fields_values', 'number');

describe('a row that cannot be read', () => {
  it.each<[string, unknown, boolean]>([
    ['of the second before', { created_at: 99 }, true],
    ['of the second in which an attempt began', { created_at: 100 }, false],
    ['without its second', { created_at: null }, false],
    ['that is no object', null, false],
  ])('%s: is it left out of what was made since?', (_, row, isLeftOut) => {
    const leaveOut = () => unlessMadeSince(100)(error, row);
    if (isLeftOut) expect(leaveOut).not.toThrow();
    else expect(leaveOut).toThrow(error);
  });

  it.each<[string, unknown, boolean]>([
    ['with the mark in a field', { custom_fields_values: [{ values: [{ value: 'id "7"' }] }] }, false],
    ['with another one', { name: 'id 8' }, true],
    ['that is no object', null, true],
  ])('%s: is it left out of what is searched by a mark?', (_, row, isLeftOut) => {
    const leaveOut = () => unlessMarked('id "7"')(error, row);
    if (isLeftOut) expect(leaveOut).not.toThrow();
    else expect(leaveOut).toThrow(error);
  });
});
