import { describe, expect, it } from '@jest/globals';
import { afterAct } from './after-act.js';
import { composeBranchNote, notesOfPeople } from './compose-branch-note.js';
import type { Act } from './escalation-act.js';
import type { EscalationRow } from './escalation.entity.js';
import { reverseMap } from './reverse-map.js';
import { sayFact } from '@hub/messages';

const now = new Date(Date.UTC(2026, 0, 1));
const report: Act = { do: 'report', place: { pipelineId: 1, statusId: 2 } };
const move: Act = { do: 'move', side: 'hq', to: { pipelineId: 1, statusId: 2 }, from: { pipelineId: 1 } };
const row = (own: Partial<EscalationRow>) =>
  ({
    actsDone: 3,
    todo: [report],
    state: 'asked',
    hqLeadId: 9,
    branchName: 'Казань',
    ...own,
  }) as EscalationRow;
const after = (own: Partial<EscalationRow>, more: Partial<Parameters<typeof afterAct>[1]> = {}) =>
  afterAct(row(own), { act: report, isElsewhere: false, peers: [], now, ...more });

describe('afterAct', () => {
  it('goes on with what is left, and counts', () => {
    expect(after({ todo: [report, move] })).toEqual({ actsDone: 4, todo: [move] });
    expect(after({ state: 'accepted' })).toEqual({ actsDone: 4, todo: [] });
  });

  it('stands at HQ with the last act of the opening, and has ended with the last act of the end', () => {
    expect(after({})).toMatchObject({ state: 'delivered', deliveredAt: now, todo: [] });
    expect(after({ state: 'ending' })).toMatchObject({ state: 'ended', endedAt: now });
  });

  it('looks anew when the card is not where it was, but finishes an end', () => {
    const elsewhere = { act: move, isElsewhere: true };
    expect(after({ todo: [move, report] }, elsewhere)).toEqual({ actsDone: 4, todo: [] });
    expect(after({ state: 'ending', todo: [move, report] }, elsewhere)).toEqual({
      actsDone: 4,
      todo: [report],
    });
  });

  it('notes the other card of the client in both', () => {
    const { todo } = after({}, { peers: [{ hqLeadId: 12, branchName: 'Тверь' }] });
    expect(todo).toMatchObject([
      { side: 'hq', text: { facts: { branch: 'Тверь', leadId: '12' } } },
      { side: 'hq', text: { facts: { branch: 'Казань', leadId: '9' } }, leadId: 12 },
    ]);
  });
});

describe('what the branch is told', () => {
  const note = (id: number, own: object = {}) => ({
    ...{ id, note_type: 'common', created_by: 5, created_at: 1_800_000_000, text: `Заметка ${id}`, ...own },
  });
  const moment = new Date(1_800_000_000_000);

  it('has the notes of people since, none of robots nor of the hub', () => {
    const marked = '[hub 0a1b2c3d-0000-4000-8000-000000000000/2]';
    const notes = [
      ...[note(1, { created_at: 1_799_999_999 }), note(2), note(3, { created_by: 0 })],
      ...[note(4, { note_type: 'call_in' }), note(5, { text: `Текст\n${marked}` }), note(6, { text: ' ' })],
    ];
    expect(notesOfPeople(notes, { noteId: null, moment }).map(({ id }) => id)).toEqual([2]);
    expect(notesOfPeople([note(2), note(7)], { noteId: 2, moment }).map(({ id }) => id)).toEqual([7]);
    expect(
      notesOfPeople([note(2, { text: 'я'.repeat(5_000) })], { noteId: null, moment })[0]?.text,
    ).toHaveLength(1_000);
  });

  it('names the stage, or the outcome', () => {
    const textFor = (endedAs: EscalationRow['endedAs']) =>
      sayFact(composeBranchNote({ endedAs, stage: 'Работа', notes: [{ text: 'Позвонили' }] }), 'ru');
    expect(textFor(null)).toBe('Головной офис: сделка на этапе «Работа».\nПозвонили');
    expect(textFor('won')).toBe('Головной офис: сделка успешно реализована.\nПозвонили');
    expect(textFor('handed-back')).toMatch(/^Головной офис: сделка возвращена филиалу/);
  });
});

it('maps the fields of a branch back, the allowed ones alone', () => {
  const enums = [{ referenceEnumId: 11, branchEnumId: 21 }];
  const links = [
    { referenceFieldId: 1, branchFieldId: 2, enums },
    { referenceFieldId: 3, branchFieldId: 4, enums: [] },
  ];
  expect(reverseMap(links, [1])).toEqual({
    links: [{ referenceFieldId: 2, branchFieldId: 1, enums: [{ referenceEnumId: 21, branchEnumId: 11 }] }],
    allowedFieldIds: [2],
  });
});
