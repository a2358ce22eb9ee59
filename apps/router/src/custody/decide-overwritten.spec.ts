import { describe, expect, it } from '@jest/globals';
import { choiceOf, decideMovedBack, decideOverwritten } from './decide-overwritten.js';

const choice = (at: number, ...texts: string[]) => ({ at, texts });

const answered = { isFound: false, enteredAt: [] };
const found = { isFound: true, enteredAt: [] };
const value = (text: string, fieldId = 9) => ({ custom_field_value: { field_id: fieldId, text } });

it('reads all values that an event says a field was changed to', () => {
  const event = {
    value_before: [value('Пермь')],
    value_after: [value('Казань'), value('Тверь')],
    created_at: 5,
  };
  expect(choiceOf(event, 9)).toEqual(choice(5, 'Казань', 'Тверь'));
  expect(choiceOf({ ...event, value_after: [] }, 9)).toEqual(choice(5));
  expect(choiceOf(event, 8)).toBeNull();
  expect(choiceOf({ ...event, value_before: null, value_after: [{ note: { id: 1 } }] }, 9)).toBeNull();
});

describe('decideOverwritten', () => {
  it('names what stood in the field when the hub wrote its own name', () => {
    expect(decideOverwritten([choice(7, 'Казань'), choice(5, 'Тверь')], 'Казань', answered)).toEqual([
      'Тверь',
    ]);
    expect(
      decideOverwritten([choice(5, 'Пермь'), choice(6, 'Тверь'), choice(7, 'казань')], 'Казань', answered),
    ).toEqual(['Тверь']);
  });

  it('names all that stood in a list of several choices', () => {
    const both = choice(5, 'Казань', 'Тверь');
    expect(decideOverwritten([choice(7, 'Казань'), both], 'Казань', answered)).toEqual(['Казань', 'Тверь']);
    expect(decideOverwritten([choice(4, 'Тверь'), both], 'Казань', answered)).toBeNull();
  });

  it.each([
    ['nobody else has written', [choice(7, 'Казань')]],
    ['it was that name', [choice(5, 'казань'), choice(7, 'Казань')]],
    ['a person has emptied the field', [choice(5), choice(7, 'Казань')]],
    ['the hub has written nothing', [choice(5, 'Тверь')]],
    ['nothing is known', []],
  ])('names nothing where %s', (_, changes) => {
    expect(decideOverwritten(changes, 'Казань', answered)).toBeNull();
  });

  it('names nothing that people have written since and taken back, where the write was found later', () => {
    const changes = [choice(5, 'Казань'), choice(7, 'Тверь'), choice(9, 'Казань')];
    expect(decideOverwritten(changes, 'Казань', found)).toBeNull();
    // A second attempt that was answered has overwritten it.
    expect(decideOverwritten(changes, 'Казань', answered)).toEqual(['Тверь']);
    expect(decideOverwritten(changes.slice(1), 'Казань', found)).toEqual(['Тверь']);
  });

  it('names what a second attempt has overwritten whose answer was lost, too: it has moved the lead in that second', () => {
    const changes = [choice(5, 'Казань'), choice(7, 'Тверь'), choice(9, 'Казань')];
    const twice = { isFound: true, enteredAt: [5, 9] };
    expect(decideOverwritten(changes, 'Казань', twice)).toEqual(['Тверь']);
    expect(decideOverwritten(changes, 'Казань', { ...twice, enteredAt: [5, 6] })).toBeNull();
    expect(decideOverwritten([...changes, choice(11, 'Казань')], 'Казань', twice)).toBeNull();
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
    expect(decideMovedBack([place(10, 21), put, handedOver], 10, false)).toEqual(put);
  });

  it.each([
    ['nobody else has moved it', [handedOver]],
    ['a person has moved it within the intake', [place(10, 21), handedOver]],
    ['nothing is known', []],
  ])('is nowhere where %s', (_, entered) => {
    expect(decideMovedBack(entered, 10, false)).toBeNull();
  });

  it('is nowhere where people have moved it away since and back, and the move was found later', () => {
    const entered = [handedOver, place(11, 31), handedOver];
    expect(decideMovedBack(entered, 10, true)).toBeNull();
    expect(decideMovedBack(entered, 10, false)).toEqual(place(11, 31));
    expect(decideMovedBack(entered.slice(1), 10, true)).toEqual(place(11, 31));
  });
});
