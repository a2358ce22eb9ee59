import { createCustomField, createLossReason, findLead, listPipelines } from '@hub/amocrm';
import { Bus, BusModule } from '@hub/bus';
import { Journal } from '@hub/journal';
import { eventually } from '@hub/testing';
import { expect } from '@jest/globals';
import { mirrorCodes } from '../src/custody/decide-mirror.js';
import { pollConsumer } from '../../observer/src/feed/poll-job.js';
import type { Franchise } from './franchise.js';
import { hear, receiveLead, untilDone, type RouterHub } from './router-hub.js';

/** A lead that was handed over, and the stages of its branch. */
export interface Handed {
  leadId: number;
  branchLeadId: number;
  transferId: string;
}

/** Gives the HQ account the fields in which the branch lead shows, and both accounts a loss reason of one name. */
export async function addMirrorFields({ hq, branch }: Franchise): Promise<void> {
  for (const [name, code] of Object.entries(mirrorCodes))
    await createCustomField(hq, 'leads', { name, code, type: name === 'price' ? 'numeric' : 'text' });
  await createLossReason(hq, { name: 'Дорого' });
  await createLossReason(branch, { name: 'Дорого' });
}

/** The observer has read the people and stages of both accounts. */
export async function untilObserved({ app }: RouterHub, franchise: Franchise): Promise<void> {
  const ids = [franchise.hqAccountId, franchise.branchAccountId];
  for (const id of ids) await app.announceUsable(id);
  await eventually(async () => {
    for (const id of ids) expect((await app.app.get(Journal).findAccount(id))?.fillStep).toBe('done');
  }, 60_000);
}

/** Hands a new lead over. */
export async function handOver(hub: RouterHub, franchise: Franchise): Promise<Handed> {
  const leadId = await receiveLead(franchise, franchise.region);
  await hear(hub, franchise, leadId);
  const { branchLeadId, id } = await untilDone(hub, leadId);
  await tellOfBranch(hub, franchise, branchLeadId!);
  return { leadId, branchLeadId: branchLeadId!, transferId: id };
}

/** What a webhook about the branch lead brings. */
export function tellOfBranch(
  { app }: RouterHub,
  { branchAccountId }: Franchise,
  leadId: number,
): Promise<void> {
  const about = { accountId: branchAccountId, entity: 'lead' as const, entityId: leadId };
  return app.tell({ ...about, action: 'update', source: 'webhook' });
}

/** The healing poll of every account, now and once more later. */
export async function poll({ app }: RouterHub): Promise<void> {
  const bus = app.app.select(BusModule.forService('observer')).get(Bus, { strict: true });
  await bus.startDue(pollConsumer, new Date());
  await bus.startDue(pollConsumer, new Date(Date.now() + 3_600_000));
}

/** A person of the account does something in amoCRM. */
export async function act(
  { sandbox }: RouterHub,
  subdomain: string,
  action: string,
  body: object,
): Promise<void> {
  const { status, body: answer } = await sandbox.control('POST', 'actions', { action, subdomain, ...body });
  expect({ status, answer }).toMatchObject({ status: 200 });
}

/** The open stages of the branch's pipeline, in order. */
export async function stagesOf({ branch, exchange }: Franchise): Promise<{ id: number; name: string }[]> {
  const pipeline = (await listPipelines(branch)).find(({ id }) => id === exchange.pipelineId);
  return pipeline!._embedded.statuses.filter(({ id, type }) => type === 0 && id > 143);
}

/** What the HQ lead shows of the branch lead, with its stage. */
export async function shownAt({ hq }: Franchise, leadId: number) {
  const lead = (await findLead(hq, leadId))!;
  const values = new Map(
    lead.custom_fields_values.map(({ field_code, values: [first] }) => [field_code, first?.value]),
  );
  const shown = Object.entries(mirrorCodes).map(([name, code]) => [name, values.get(code)]);
  return {
    ...(Object.fromEntries(shown) as Record<keyof typeof mirrorCodes, unknown>),
    statusId: lead.status_id,
    hqPrice: lead.price,
    lossReasonId: lead.loss_reason_id,
  };
}
