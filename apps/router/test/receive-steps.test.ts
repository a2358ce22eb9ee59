import { expect, it } from '@jest/globals';
import type { AmoClient } from '@hub/amocrm';
import { receiveLead, type ReceivePlace } from '../src/receive/receive-steps.js';

/** An account that lists no lead. */
const amo: AmoClient = { accountId: 'hq', call: () => Promise.resolve({ status: 204, body: undefined }) };

it.each([
  ['the number that routing has recorded meanwhile', 7, { state: 'lead-created', leadId: 7 }],
  ['nothing', null, null],
])('a lead without its mark is searched for: %s', async (_, recorded, found) => {
  const row = { id: 'a', leadId: null, leftOut: [] };
  const cards = { client: amo };
  const place = { cards, row, readLeadId: () => Promise.resolve(recorded) } as unknown as ReceivePlace;
  expect(await receiveLead.find(place, 1)).toEqual(found);
});
