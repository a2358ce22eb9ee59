import { describe, expect, it } from '@jest/globals';
import { decideMovedBack, decideOverwritten } from './decide-overwritten.js';

const choice = (at: number, text: string) => ({ at, text });

describe('decideOverwritten', () => {
  it('names what stood in the field when the hub wrote its own name', () => {
    expect(decideOverwritten([choice(7, 'Казань'), choice(5, 'Тверь')], 'Казань')).toBe('Тверь');
    expect(decideOverwritten([choice(5, 'Пермь'), choice(6, 'Тверь'), choice(7, 'казань')], 'Казань')).toBe(
      'Тверь',
    );
  });

  it.each([
    ['nobody else has written', [choice(7, 'Казань')]],
    ['it was that name', [choice(5, 'казань'), choice(7, 'Казань')]],
    ['a person has emptied the field', [choice(5, ''), choice(7, 'Казань')]],
    ['the hub has written nothing', [choice(5, 'Тверь')]],
    ['nothing is known', []],
  ])('names nothing where %s', (_, changes) => {
    expect(decideOverwritten(changes, 'Казань')).toBeNull();
  });
});

describe('decideMovedBack', () => {
  const place = (pipelineId: number, statusId: number) => ({ pipelineId, statusId });
  const handedOver = place(10, 25);

  it.each([
    ['lost', place(10, 143)],
    ['won', place(10, 142)],
    ['in another pipeline', place(11, 31)],
  ])('is where a person had put the lead: %s', (_, put) => {
    expect(decideMovedBack([place(10, 21), put, handedOver], 10)).toEqual(put);
  });

  it.each([
    ['nobody else has moved it', [handedOver]],
    ['a person has moved it within the intake', [place(10, 21), handedOver]],
    ['nothing is known', []],
  ])('is nowhere where %s', (_, entered) => {
    expect(decideMovedBack(entered, 10)).toBeNull();
  });
});
