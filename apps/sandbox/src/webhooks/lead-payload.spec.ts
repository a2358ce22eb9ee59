import { describe, expect, it } from '@jest/globals';
import { sampleAccount, sampleChanges, sampleLead, sampleTime } from '../../test/sample-account.js';
import { deletedLeadPayload, leadPayload } from './lead-payload.js';

describe('leadPayload', () => {
  const account = sampleAccount();
  account.tags.set(3, { id: 3, name: 'VIP', color: null, entity_type: 'leads' });
  const lead = sampleLead(account, 5, { tags: [3] });
  const ref = { type: 'leads' as const, id: 5 };

  it('uses the names of v2', () => {
    expect(leadPayload(account, lead, sampleChanges(ref, { kind: 'added' }), 'add')).toEqual({
      id: 5,
      name: 'Имя',
      status_id: 142,
      price: 500,
      responsible_user_id: 7,
      last_modified: sampleTime + 60,
      modified_user_id: 8,
      created_user_id: 7,
      date_create: sampleTime,
      pipeline_id: 10,
      tags: [{ id: 3, name: 'VIP' }],
      account_id: account.id,
      custom_fields: [],
      created_at: sampleTime,
      updated_at: sampleTime + 60,
    });
  });

  it('leaves out the price of a lead without one by the switch', () => {
    const free = { ...lead, price: 0 };
    expect(leadPayload(account, free, [], 'update')).toMatchObject({ price: 0 });
    const switches = { hook_zero_price: 'left_out' } as const;
    for (const [one, price] of [
      [free, undefined],
      [lead, 500],
    ] as const)
      expect(leadPayload({ ...account, switches }, one, [], 'update').price).toBe(price);
  });

  it('tells the stage, pipeline and owner before', () => {
    const stage = {
      kind: 'stage' as const,
      before: { status_id: 1, pipeline_id: 9 },
      after: { status_id: 142, pipeline_id: 10 },
    };
    const changes = sampleChanges(ref, stage, { kind: 'responsible', before: 6, after: 7 });
    for (const action of ['update', 'status']) {
      const payload = leadPayload(account, lead, changes, action);
      expect(payload).toMatchObject({ old_status_id: 1, old_pipeline_id: 9 });
      expect(payload).not.toHaveProperty('old_responsible_user_id');
    }
    expect(leadPayload(account, lead, changes, 'responsible')).toMatchObject({
      old_status_id: 1,
      old_pipeline_id: 9,
      old_responsible_user_id: 6,
    });
  });

  it('tells the stage before the present one of a lead that only got another owner', () => {
    const changes = sampleChanges(ref, { kind: 'responsible', before: 6, after: 7 });
    const moved = { ...lead, previous_status_id: 3 };
    expect(leadPayload(account, moved, changes, 'responsible')).toMatchObject({ old_status_id: 3 });
    expect(leadPayload(account, lead, changes, 'responsible')).toMatchObject({ old_status_id: 142 });
    expect(leadPayload(account, moved, changes, 'update')).not.toHaveProperty('old_status_id');
  });

  it('says little of a deleted lead', () => {
    expect(deletedLeadPayload(lead)).toEqual({ id: 5, status_id: 142, pipeline_id: 10 });
  });
});
