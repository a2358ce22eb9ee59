import { describe, expect, it } from '@jest/globals';
import type { LeadState } from '@hub/contracts';
import { decideChange } from './decide-change.js';
import { readHistoryOf } from './read-history-of.js';

const lead: LeadState = {
  ...{ pipelineId: 1, statusId: 143, ownerId: 2, price: 0, tags: [], contactIds: [], mainContactId: null },
  ...{ lossReasonId: null, createdAt: 1, updatedAt: 5, closedAt: 5 },
};
const known = { state: lead, version: 3, goneAt: null };
const rows = (reading: LeadState | null) => {
  const change = decideChange(known, reading);
  return change ? readHistoryOf('lead', { id: 7, authorId: 4 }, change, reading ? null : 9) : [];
};

describe('readHistoryOf', () => {
  it('leaves a row for what the feed has no type for, and none for the rest', () => {
    expect(rows({ ...lead, lossReasonId: 8, statusId: 10, updatedAt: 6 })).toEqual([
      {
        ...{ eventId: 'read:lead:7:4:read_loss_reason_changed', moment: 6, type: 'read_loss_reason_changed' },
        ...{ entity: 'lead', entityId: 7, authorId: 4, pipelineId: null, statusId: null, ownerId: null },
        ...{ before: [{ lossReasonId: null }], after: [{ lossReasonId: 8 }] },
      },
    ]);
  });

  it('leaves a row for a card that is gone', () => {
    expect(rows(null)).toMatchObject([{ type: 'read_gone', moment: 9 }]);
  });
});
