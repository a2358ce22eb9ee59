import { describe, expect, it } from '@jest/globals';
import type { AmoEvent } from '@hub/amocrm';
import { closedFrom } from './closed-from.js';

const stage = (id: number) => [{ lead_status: { id, pipeline_id: 1 } }];
const moved = (from: number, to: number, at: number, leadId = 7): AmoEvent => ({
  ...{ id: `${at}`, type: 'lead_status_changed', entity_id: leadId, entity_type: 'lead', created_by: 0 },
  ...{ created_at: at, value_before: stage(from), value_after: stage(to) },
});

describe('closedFrom', () => {
  it('says out of which stage a lead was closed last', () => {
    const events = [
      moved(5, 143, 1),
      moved(143, 5, 2),
      moved(5, 6, 3),
      moved(6, 143, 4),
      moved(9, 143, 5, 8),
    ];
    expect(closedFrom(events, 7)).toEqual({ pipelineId: 1, statusId: 6 });
  });

  it.each<[string, AmoEvent[]]>([
    ['no event', []],
    ['no closing', [moved(5, 6, 1)]],
    ['a value of another shape', [{ ...moved(5, 143, 1), value_before: 'x' }]],
  ])('knows nothing of %s', (_, events) => {
    expect(closedFrom(events, 7)).toBeNull();
  });
});
