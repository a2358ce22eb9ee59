import { expect, it } from '@jest/globals';
import { leadWriteOf } from './lead-write-of.js';

it('says what a change leaves in the journal, and which fields it writes', () => {
  const fields = [
    { field_id: 7, values: [{ value: 'Казань' }] },
    { field_code: 'HUB_TRANSFER_ID', values: [{ value: 'x' }] },
  ];
  const change = { pipeline_id: 1, status_id: 2, responsible_user_id: 3, custom_fields_values: fields };
  expect(leadWriteOf(change)).toEqual({
    values: { pipelineId: 1, statusId: 2, ownerId: 3 },
    fields: [7, 'HUB_TRANSFER_ID'],
  });
  expect(leadWriteOf({ custom_fields_values: fields })).toMatchObject({ values: {} });
});

it.each([
  ['a loss reason, for which the feed has no event', { loss_reason_id: 4 }],
  ['tags', { tags_to_add: [{ name: 'Дубль' }] }],
  ['a price', { price: 100 }],
  ['links', { _embedded: { contacts: [{ id: 1 }] } }],
])('leaves what else a change writes to a reading: %s', (_, more) => {
  expect(leadWriteOf({ status_id: 2, ...more })).toBeNull();
});
