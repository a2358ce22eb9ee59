import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isExplained, type ExplainedEvent, type TakenWrite } from './is-explained.js';

const write: TakenWrite = {
  ...{ leadId: 7, updatedAt: 100, fieldIds: [21, 22] },
  values: { pipelineId: 1, statusId: 11, ownerId: 5 },
};
const event = (type: string, ids: Pick<ExplainedEvent, 'before' | 'after'> = {}): ExplainedEvent => ({
  ...{ type, entityType: 'lead', entityId: 7, createdAt: 100 },
  ...ids,
});
const moved = event('lead_status_changed', { after: [{ pipelineId: 1, statusId: 11 }] });

describe('isExplained', () => {
  it.each<[string, ExplainedEvent]>([
    ['the stage that was written', moved],
    ['the owner that was written', event('entity_responsible_changed', { after: [{ ownerId: 5 }] })],
    ['a field that was written', event('custom_field_21_value_changed', { after: [{ fieldId: 21 }] })],
    ['a field that was emptied', event('custom_field_value_changed', { before: [{ fieldId: 22 }] })],
  ])('explains %s', (_, shown) => {
    expect(isExplained(shown, [write])).toBe(true);
  });

  it.each<[string, ExplainedEvent]>([
    ['another stage', event('lead_status_changed', { after: [{ pipelineId: 1, statusId: 12 }] })],
    ['another owner', event('entity_responsible_changed', { after: [{ ownerId: 6 }] })],
    ['an event that names no stage', event('lead_status_changed', { after: null })],
    ['another field', event('custom_field_23_value_changed', { after: [{ fieldId: 23 }] })],
    [
      'a field beside one that was written',
      event('custom_field_value_changed', { after: [{ fieldId: 21 }, { fieldId: 9 }] }),
    ],
    ['a field without its id', event('custom_field_value_changed', { after: [] })],
    ['a tag', event('entity_tag_added')],
    ['a link', event('entity_linked', { after: [{ entity: 'contact', entityId: 8 }] })],
    ['a price', event('sale_field_changed')],
    ['another second', { ...moved, createdAt: 101 }],
    ['another lead', { ...moved, entityId: 8 }],
    ['a contact with the same id', { ...moved, entityType: 'contact' }],
  ])('does not explain %s', (_, shown) => {
    expect(isExplained(shown, [write])).toBe(false);
  });

  it('explains no stage or owner where none was written', () => {
    const fields = { ...write, values: {} };
    expect(isExplained(moved, [fields])).toBe(false);
    expect(isExplained(event('entity_responsible_changed', { after: [{}] }), [fields])).toBe(false);
  });

  it('explains what one of several writes does, in any order, and nothing by none', () => {
    const another = { ...write, updatedAt: 90, values: {} };
    fc.assert(
      fc.property(fc.shuffledSubarray([write, another]), (writes) => {
        expect(isExplained(moved, writes)).toBe(writes.includes(write));
      }),
    );
  });
});
