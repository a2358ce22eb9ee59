import { describe, expect, it } from '@jest/globals';
import { respectCancel } from './respect-cancel.js';
import type { RouteDecision } from './route-lead.js';

const target = { accountId: 'kazan', pipelineId: 1, statusId: 2, ownerId: null, standInId: null };
const branch = { id: 'b1', name: 'Казань', state: 'active' as const, regions: [], target };
const transfer: RouteDecision = { kind: 'transfer', branch, reasons: [] };

describe('respectCancel', () => {
  it('keeps the lead from the branch from which a person took it', () => {
    expect(respectCancel(transfer, { branchId: 'b1', reason: 'не тот город' })).toEqual({
      decision: {
        kind: 'manual',
        reasons: [{ check: 'transfer', found: 'cancelled', value: 'не тот город' }],
      },
      branchId: 'b1',
    });
  });

  it('lets it go to another branch, and any other decision stand', () => {
    const goes = { decision: transfer, branchId: 'b1' };
    expect(respectCancel(transfer, null)).toEqual(goes);
    expect(respectCancel(transfer, { branchId: 'b2', reason: '' })).toEqual(goes);
    const wait: RouteDecision = { kind: 'wait', reasons: [] };
    expect(respectCancel(wait, { branchId: 'b1', reason: '' })).toEqual({ decision: wait, branchId: null });
  });
});
