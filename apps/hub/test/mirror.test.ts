import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createLossReason,
  createPipeline,
  deleteCustomField,
  listCustomFields,
  listLossReasons,
  patchLead,
} from '@hub/amocrm';
import { Bus, BusModule } from '@hub/bus';
import { eventually } from '@hub/testing';
import { checkConsumer } from '../../router/src/custody/custody-work.js';
import { mirrorCodes } from '../../router/src/custody/decide-mirror.js';
import { KnownNames } from '../../router/src/custody/known-names.js';
import {
  act,
  addMirrorFields,
  handOver,
  poll,
  shownAt,
  stagesOf,
  startCustodyHub,
  publishBranchChange,
  untilObserved,
  type Handed,
} from './custody-world.js';
import type { Franchise } from '../../router/test/franchise.js';
import { transferOf, type RouterHub } from '../../router/test/router-hub.js';

let hub: RouterHub;
let franchise: Franchise;
let subdomain: string;
let stages: { id: number; name: string }[];

beforeAll(async () => {
  hub = await startCustodyHub();
  franchise = await hub.found('mirror');
  subdomain = franchise.remotes.branch.subdomain;
  await addMirrorFields(franchise);
  await untilObserved(hub, franchise);
  stages = await stagesOf(franchise);
});
afterAll(() => hub.close());

const move = (lead: Handed, statusId: number, rest = {}) =>
  act(hub, subdomain, 'lead.move', { leadId: lead.branchLeadId, statusId, ...rest });
const publishChange = (lead: Handed) => publishBranchChange(hub, franchise, lead.branchLeadId);
const shown = (lead: Handed) => shownAt(franchise, lead.leadId);

async function patchesAt(leadId: number): Promise<number> {
  const { body } = await hub.sandbox.control('GET', `requests?subdomain=${franchise.remotes.hq.subdomain}`);
  const calls = body as { method: string; path: string }[];
  return calls.filter(({ method, path }) => method === 'PATCH' && path.includes(`/leads/${leadId}`)).length;
}

describe('a handed-over lead', () => {
  it('shows stage, owner and price of the branch lead, is won with it, and opened again with it', async () => {
    const lead = await handOver(hub, franchise);
    await eventually(async () =>
      expect(await shown(lead)).toMatchObject({ stage: stages[0]!.name, owner: 'Биржа' }),
    );
    await move(lead, stages[1]!.id);
    await act(hub, subdomain, 'lead.change', { leadId: lead.branchLeadId, price: 90_000 });
    await publishChange(lead);
    await eventually(async () =>
      expect(await shown(lead)).toMatchObject({ stage: stages[1]!.name, price: '90000', hqPrice: 0 }),
    );
    await move(lead, 142);
    await publishChange(lead);
    await eventually(async () => {
      expect(await shown(lead)).toMatchObject({ statusId: 142, result: 'Успешно реализовано', hqPrice: 0 });
      expect(await transferOf(hub, lead.leadId)).toMatchObject({ endedAs: 'won' });
    });
    await move(lead, stages[2]!.id, { pipelineId: franchise.exchange.pipelineId });
    await publishChange(lead);
    await eventually(async () => {
      expect(await shown(lead)).toMatchObject({
        statusId: franchise.intake.handedOverId,
        result: 'В работе',
      });
      expect(await transferOf(hub, lead.leadId)).toMatchObject({ endedAs: null });
    });
  });

  it('shows a stage that the branch has made since its stages were read', async () => {
    const lead = await handOver(hub, franchise);
    const pipeline = await createPipeline(franchise.branch, {
      ...{ name: 'Новая воронка', sort: 90, is_main: false, is_unsorted_on: false },
      _embedded: { statuses: [{ name: 'Только что', sort: 10 }] },
    });
    const made = pipeline._embedded.statuses.find(({ name }) => name === 'Только что')!;
    await move(lead, made.id, { pipelineId: pipeline.id });
    await publishChange(lead);
    await eventually(async () => expect(await shown(lead)).toMatchObject({ stage: made.name }));
  });

  it('is lost with the reason of that name', async () => {
    const lead = await handOver(hub, franchise);
    const [reason] = (await listLossReasons(franchise.branch)).filter(({ name }) => name === 'Дорого');
    await move(lead, 143, { lossReasonId: reason!.id });
    await publishChange(lead);
    const [own] = (await listLossReasons(franchise.hq)).filter(({ name }) => name === 'Дорого');
    await eventually(async () => {
      const now = await shown(lead);
      expect(now).toMatchObject({ statusId: 143, lossReasonId: own!.id });
      expect(now.result).toBe('Закрыто и не реализовано: Дорого');
    });
  });

  it('is lost with a reason that both accounts have made since their reasons were read', async () => {
    const lead = await handOver(hub, franchise);
    for (const id of [franchise.branchAccountId, franchise.hqAccountId])
      await hub.app.app.get(KnownNames).lossReasons(id, 'Дорого');
    const name = 'Нашли дешевле';
    const reason = await createLossReason(franchise.branch, { name });
    const own = await createLossReason(franchise.hq, { name });
    await move(lead, 143, { lossReasonId: reason.id });
    await publishChange(lead);
    await eventually(async () =>
      expect(await shown(lead)).toMatchObject({
        ...{ statusId: 143, lossReasonId: own.id, result: `Закрыто и не реализовано: ${name}` },
      }),
    );
  });

  it('shows an owner whom the journal does not know yet', async () => {
    const lead = await handOver(hub, franchise);
    await eventually(async () => expect(await shown(lead)).toMatchObject({ owner: 'Биржа' }));
    const other = franchise.remotes.branch.users.find(({ name }) => name !== 'Биржа')!;
    await hub.app.source.query('DELETE FROM journal.person WHERE user_id = $1', [other.id]);
    const { branchLeadId: leadId } = lead;
    await act(hub, subdomain, 'lead.change', { leadId, responsibleUserId: other.id });
    await publishChange(lead);
    await eventually(async () => expect(await shown(lead)).toMatchObject({ owner: other.name }));
  });

  it.each(['branch', 'hq'] as const)(
    'is lost also where the loss reasons of %s may not be read',
    async (side) => {
      const lead = await handOver(hub, franchise);
      const [reason] = (await listLossReasons(franchise.branch)).filter(({ name }) => name === 'Дорого');
      const refusal = { kind: 'status', status: 403, count: null, body: { title: 'Forbidden', status: 403 } };
      const call = {
        method: 'GET',
        path: '/api/v4/leads/loss_reasons*',
        subdomain: franchise.remotes[side].subdomain,
      };
      await hub.sandbox.control('POST', 'faults', { ...refusal, ...call });
      for (const id of [franchise.branchAccountId, franchise.hqAccountId])
        hub.app.app.get(KnownNames).forget(id);
      await move(lead, 143, { lossReasonId: reason!.id });
      await publishChange(lead);
      await eventually(async () =>
        expect(await shown(lead)).toMatchObject({ statusId: 143, lossReasonId: null }),
      );
      const rows = () =>
        hub.app.source.query<{ key: string }[]>(
          `SELECT part ->> 'key' AS key FROM router.mirror, jsonb_array_elements(left_out) AS part
          WHERE leg_id = $1 AND part ->> 'key' LIKE 'custody.loss%'`,
          [lead.transferId],
        );
      const key = side === 'hq' ? 'custody.loss-reasons-unread' : 'custody.loss-reason-unread';
      await eventually(async () => expect(await rows()).toEqual([{ key }]));
      await hub.sandbox.control('DELETE', 'faults');
      for (const id of [franchise.branchAccountId, franchise.hqAccountId])
        hub.app.app.get(KnownNames).forget(id);
    },
  );

  it('is brought up to date by the poll when webhooks are lost, with one PATCH for many changes', async () => {
    const lead = await handOver(hub, franchise);
    await eventually(async () => expect(await shown(lead)).toMatchObject({ stage: stages[0]!.name }));
    const before = await patchesAt(lead.leadId);
    for (const stage of [1, 2, 1, 2]) await move(lead, stages[stage]!.id);
    await act(hub, subdomain, 'lead.change', { leadId: lead.branchLeadId, price: 777 });
    await poll(hub);
    await eventually(async () =>
      expect(await shown(lead)).toMatchObject({ stage: stages[2]!.name, price: '777' }),
    );
    expect((await patchesAt(lead.leadId)) - before).toBe(1);
  });

  it('is brought up to date from the journal when the message about a change did nothing', async () => {
    const lead = await handOver(hub, franchise);
    await eventually(async () => expect(await shown(lead)).toMatchObject({ stage: stages[0]!.name }));
    await patchLead(franchise.hq, lead.leadId, {
      custom_fields_values: [{ field_code: mirrorCodes.stage, values: [{ value: 'прежний' }] }],
    });
    const { source } = hub.app;
    await source.query(
      `UPDATE router.mirror SET seen_version = seen_version - 1, written = NULL WHERE leg_id = $1`,
      [lead.transferId],
    );
    const bus = hub.app.app.select(BusModule.forService('router')).get(Bus, { strict: true });
    await bus.startDue(checkConsumer, new Date(Date.now() + 3_600_000));
    await eventually(async () => expect(await shown(lead)).toMatchObject({ stage: stages[0]!.name }));
  });

  it('is left where a person has closed it at HQ', async () => {
    const lead = await handOver(hub, franchise);
    await patchLead(franchise.hq, lead.leadId, { pipeline_id: franchise.intake.pipelineId, status_id: 143 });
    const about = { accountId: franchise.hqAccountId, entity: 'lead' as const, entityId: lead.leadId };
    await hub.app.publishChange({ ...about, action: 'status', source: 'webhook' });
    await eventually(async () => {
      const [row] = await hub.app.source.query<{ status_id: string }[]>(
        'SELECT status_id FROM journal.lead WHERE account_id = $1 AND lead_id = $2',
        [franchise.hqAccountId, lead.leadId],
      );
      expect(Number(row?.status_id)).toBe(143);
    });
    await move(lead, 142);
    await publishChange(lead);
    await eventually(async () => expect(await shown(lead)).toMatchObject({ result: 'Успешно реализовано' }));
    expect(await shown(lead)).toMatchObject({ statusId: 143 });
  });

  it('leaves out a field that HQ does not have, and does not try for ever', async () => {
    const field = (await listCustomFields(franchise.hq, 'leads')).find(
      ({ code }) => code === mirrorCodes.owner,
    )!;
    await deleteCustomField(franchise.hq, 'leads', field.id);
    hub.app.app.get(KnownNames).forget(franchise.hqAccountId);
    const lead = await handOver(hub, franchise);
    await eventually(async () => {
      expect(await shown(lead)).toMatchObject({ stage: stages[0]!.name, owner: undefined });
      const [row] = await hub.app.source.query<{ left_out: { key: string }[] }[]>(
        'SELECT left_out FROM router.mirror WHERE leg_id = $1',
        [lead.transferId],
      );
      expect(row?.left_out.map(({ key }) => key)).toEqual(['custody.no-field']);
    });
  });
});
