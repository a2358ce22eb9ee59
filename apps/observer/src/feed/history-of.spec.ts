import { describe, expect, it } from '@jest/globals';
import { historyOf } from './history-of.js';

const event = (type: string, after: unknown, before: unknown = []) => ({
  ...{ id: 'e1', type, entity_type: 'lead', entity_id: 7, created_by: 3, created_at: 10 },
  ...{ value_after: after, value_before: before },
});

describe('historyOf', () => {
  it('fills in the stage that a lead entered', () => {
    const stage = (id: number) => [{ lead_status: { id, pipeline_id: 1 } }];
    expect(historyOf(event('lead_status_changed', stage(142), stage(5)))).toEqual({
      ...{ eventId: 'e1', type: 'lead_status_changed', entity: 'lead', entityId: 7, authorId: 3, moment: 10 },
      before: [{ pipelineId: 1, statusId: 5 }],
      after: [{ pipelineId: 1, statusId: 142 }],
      ...{ pipelineId: 1, statusId: 142, ownerId: null },
    });
  });

  it.each<[string, unknown, unknown]>([
    ['entity_responsible_changed', [{ responsible_user: { id: 9 } }], [{ ownerId: 9 }]],
    ['common_note_added', [{ note: { id: 4, text: 'secret' } }], [{ noteId: 4 }]],
    ['incoming_call', [{ note: { id: 4 } }], [{ noteId: 4 }]],
    ['incoming_chat_message', [{ message: { id: 'a-b', text: 'secret' } }], [{ messageId: 'a-b' }]],
    ['task_deadline_changed', [{ task_deadline: { timestamp: 60 } }], [{ dueAt: 60 }]],
    ['task_text_changed', [{ task: { text: 'secret' } }], null],
    ['entity_tag_added', [{ tag: { name: 'secret' } }], null],
    ['name_field_changed', [{ name_field_value: { name: 'secret' } }], null],
    [
      'custom_field_value_changed',
      [{ custom_field_value: { field_id: 1, field_type: 1, enum_id: null, text: 'secret' } }],
      [{ fieldId: 1 }],
    ],
    [
      'entity_linked',
      [{ link: { entity: { type: 'contact', id: 8 } } }],
      [{ entity: 'contact', entityId: 8 }],
    ],
    ['lead_deleted', [], null],
    ['of_tomorrow', { anything: 1 }, null],
    ['of_tomorrow', null, null],
  ])('keeps the ids of %s and no text', (type, after, expected) => {
    const row = historyOf(event(type, after));
    expect(row.after).toEqual(expected);
    expect(JSON.stringify(row)).not.toContain('secret');
  });
});
