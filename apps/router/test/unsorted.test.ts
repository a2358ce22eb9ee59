import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findLead, patchPipeline } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import {
  decisionsOf,
  hurry,
  publishLeadChange,
  leadsOf,
  startRouterHub,
  transferOf,
  untilDone,
  type RouterHub,
} from './router-hub.js';

let hub: RouterHub;
beforeAll(async () => {
  hub = await startRouterHub();
});
afterAll(() => hub.close());

describe('a request in «Неразобранное» of the intake pipeline (N1)', () => {
  it('waits untouched until a person accepts it, then goes to its branch', async () => {
    const franchise = await hub.found('unsorted');
    const { hq, intake, fields, remotes } = franchise;
    await patchPipeline(hq, intake.pipelineId, { is_unsorted_on: true });
    const { body } = await hq.call({
      method: 'POST',
      path: '/api/v4/leads/unsorted/forms',
      body: [
        {
          source_uid: 'form-1',
          source_name: 'Сайт',
          pipeline_id: intake.pipelineId,
          metadata: {
            form_id: '1',
            form_name: 'Заявка',
            form_page: 'https://example.com',
            form_sent_at: 1_700_000_000,
            ip: '127.0.0.1',
            referer: '',
          },
          _embedded: {
            leads: [
              {
                name: 'Заявка с сайта',
                custom_fields_values: [{ field_id: fields.region.id, values: [{ value: franchise.region }] }],
              },
            ],
            contacts: [{ name: 'Анна' }],
          },
        },
      ],
    });
    const [item] = (
      body as { _embedded: { unsorted: { uid: string; _embedded: { leads: { id: number }[] } }[] } }
    )._embedded.unsorted;
    const leadId = item!._embedded.leads[0]!.id;
    // The first reading of the pipelines is refused: the lead is not to be taken for open.
    const body403 = { title: 'Forbidden', status: 403, detail: 'Forbidden' };
    await hub.sandbox.control('POST', 'faults', {
      ...{ kind: 'status', status: 403, body: body403, method: 'GET', count: 1 },
      ...{ path: '/api/v4/leads/pipelines', subdomain: remotes.hq.subdomain },
    });
    await publishLeadChange(hub, franchise, leadId);
    await hurry(hub, franchise, leadId);
    await eventually(async () => {
      const [decision] = await decisionsOf(hub, leadId);
      expect(decision).toMatchObject({ kind: 'wait' });
      expect(decision!.reasons.at(-1)).toMatchObject({ check: 'stage', found: 'unsorted' });
    });
    expect(await transferOf(hub, leadId)).toBeUndefined();
    expect(await leadsOf(franchise.branch)).toEqual([]);
    const before = (await findLead(hq, leadId))!;
    const call = await hub.sandbox.call('GET', `/api/v4/leads/unsorted/${item!.uid}`, {
      host: `${remotes.hq.subdomain}.amocrm.ru`,
      token: remotes.hq.longLivedToken,
    });
    expect(call.status).toBe(200);

    const accept = { action: 'unsorted.accept', subdomain: remotes.hq.subdomain, uid: item!.uid };
    const acceptance = await hub.sandbox.control('POST', 'actions', {
      ...accept,
      userId: remotes.hq.users[0]!.id,
    });
    expect(acceptance.status).toBe(200);
    expect((await findLead(hq, leadId))!.status_id).not.toBe(before.status_id);
    await publishLeadChange(hub, franchise, leadId, 'update');
    await untilDone(hub, leadId);
  });
});
