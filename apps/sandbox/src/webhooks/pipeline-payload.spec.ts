import { describe, expect, it } from '@jest/globals';
import { sampleAccount, sampleChanges, sampleLead, sampleTime } from '../../test/sample-account.js';
import { pipelineEvent, pipelineForm, pipelineJson } from './pipeline-payload.js';

describe('digital pipeline payloads', () => {
  const account = sampleAccount();
  const lead = sampleLead(account, 5);
  const ref = { type: 'leads' as const, id: 5 };
  const place = { status_id: 142, pipeline_id: 10 };
  const [stage] = sampleChanges(ref, {
    kind: 'stage',
    before: { status_id: 1, pipeline_id: 9 },
    after: place,
  });
  const [added] = sampleChanges(ref, { kind: 'added' });

  it('knows which changes count', () => {
    const events = sampleChanges(
      ref,
      { kind: 'added' },
      { kind: 'call', direction: 'in', note_id: 1 },
      { kind: 'call', direction: 'out', note_id: 1 },
      { kind: 'message', direction: 'in', message_id: 'm', talk_id: 1, text: '' },
      { kind: 'note_added', note_id: 1, note_type: 'site_visit' },
      { kind: 'price', before: 1, after: 2 },
    ).map(pipelineEvent);
    expect(events).toEqual(['status', 'call_in', null, 'chat', 'site_visit', null]);
  });

  it('writes the form with the account last', () => {
    const form = pipelineForm(account, lead, stage!, 'status');
    expect(Object.keys(form)).toEqual(['leads', 'account']);
    expect(form.leads).toEqual({
      status: [{ id: 5, status_id: 142, pipeline_id: 10, old_status_id: 1, old_pipeline_id: 9 }],
    });
  });

  it('says of a lead that was made in the stage what it says of a moved one, or that it was added', () => {
    const lone = { id: 5, status_id: 142, pipeline_id: 10 };
    expect(pipelineForm(account, lead, added!, 'status').leads).toEqual({ status: [lone] });
    account.switches.dp_hook_added = 'add';
    expect(pipelineForm(account, lead, added!, 'status').leads).toEqual({ add: [lone] });
    delete account.switches.dp_hook_added;
  });

  it('writes the JSON of a widget with its settings', () => {
    const trigger = {
      id: 1,
      ...place,
      kind: 'widget' as const,
      event: 'status' as const,
      destination: 'https://a.example/',
      settings: { queue: 'север' },
      created_at: sampleTime,
    };
    expect(pipelineJson(account, lead, stage!, trigger)).toMatchObject({
      event: { type: 14, type_code: 'lead_status_changed', data: { id: 5, element_type: 2, ...place } },
      action: { settings: { widget: { settings: { queue: 'север' } } } },
      account_id: account.id,
    });
    expect(pipelineJson(account, lead, added!, trigger)).toMatchObject({
      event: { type: 1, type_code: 'lead_added' },
    });
  });
});
