import { createContact, createLead, createPipeline, findLead, listTasks, patchLead } from '@hub/amocrm';
import { Bus, BusModule } from '@hub/bus';
import type { CustodyView } from '@hub/contracts';
import { eventually } from '@hub/testing';
import { expect } from '@jest/globals';
import { custodyConsumer } from '../../router/src/custody/custody-work.js';
import type { Franchise } from '../../router/test/franchise.js';
import { leadsOf, noteTexts, saveRules, type RouterHub } from '../../router/test/router-hub.js';
import { act, publishBranchChange, type Handed } from './custody-world.js';

export interface Pipeline {
  id: number;
  stages: number[];
}

/** A franchise whose branches give leads to HQ. HQ's stages: передача, принятие, работа, возврат. */
export interface EscalationWorld {
  hub: RouterHub;
  franchise: Franchise;
  hq: Pipeline;
  branch: Pipeline;
}

/** Adds the pipelines to both accounts, and the rules. */
export async function openEscalation(
  hub: RouterHub,
  franchise: Franchise,
  more: object = {},
): Promise<EscalationWorld> {
  const add = async (amo: Franchise['hq'], name: string, stages: string[]): Promise<Pipeline> => {
    const statuses = stages.map((stage, at) => ({ name: stage, sort: (at + 1) * 10 }));
    const sort = 50;
    const made = await createPipeline(amo, {
      ...{ name, sort, is_main: false, is_unsorted_on: false, _embedded: { statuses } },
    });
    const ids = stages.map((stage) => made._embedded.statuses.find((one) => one.name === stage)!.id);
    return { id: made.id, stages: ids };
  };
  const hq = await add(franchise.hq, 'Сделки филиалов', ['Передача', 'Принятие HQ', 'Работа', 'Возврат']);
  const branch = await add(franchise.branch, 'Передача в головной офис', ['Передача', 'Работа']);
  const world = { hub, franchise, hq, branch };
  await allow(world, more);
  return world;
}

/** Saves the rules with escalation. */
export function allow({ hub, franchise, hq }: EscalationWorld, more: object = {}): Promise<void> {
  const escalation = { pipelineId: hq.id, handBackStatusId: hq.stages[3], acceptWithinMinutes: 60, ...more };
  return saveRules(hub, franchise, { escalation });
}

/** A lead that began in the branch, with a contact. */
export async function branchLead(
  { franchise }: EscalationWorld,
  { phone, reason }: { phone: string; reason?: string },
): Promise<number> {
  const contactId = await createContact(franchise.branch, {
    name: 'Пётр',
    custom_fields_values: [{ field_code: 'PHONE', values: [{ value: phone, enum_code: 'WORK' }] }],
  });
  const { pipelineId, statusId } = franchise.exchange;
  const comment = franchise.branchFields.comment.id;
  return createLead(franchise.branch, {
    ...{ name: `Заказ ${phone}`, price: 500_000, pipeline_id: pipelineId, status_id: statusId },
    custom_fields_values: reason === undefined ? [] : [{ field_id: comment, values: [{ value: reason }] }],
    _embedded: { contacts: [{ id: contactId, is_main: true }] },
  });
}

/** The branch moves its lead, and the hub hears of it. */
export async function moveInBranch(
  { hub, franchise }: EscalationWorld,
  leadId: number,
  statusId: number,
  pipelineId?: number,
): Promise<void> {
  const { subdomain } = franchise.remotes.branch;
  await act(hub, subdomain, 'lead.move', { leadId, statusId, ...(pipelineId ? { pipelineId } : {}) });
  await publishBranchChange(hub, franchise, leadId);
}

/** The branch gives its lead to HQ. The journal has seen it where it stood before. */
export async function give(world: EscalationWorld, leadId: number): Promise<void> {
  const { hub, franchise, branch } = world;
  await publishBranchChange(hub, franchise, leadId);
  await untilSeen(world, franchise.branchAccountId, leadId);
  await moveInBranch(world, leadId, branch.stages[0]!, branch.id);
}

/** HQ moves its card, and the hub hears of it. */
export async function moveAtHq(
  { hub, franchise }: EscalationWorld,
  leadId: number,
  statusId: number,
  more: object = {},
): Promise<void> {
  await act(hub, franchise.remotes.hq.subdomain, 'lead.move', { leadId, statusId, ...more });
  await publishCardChange({ hub, franchise }, leadId);
}

/** What a webhook about HQ's card brings. */
export function publishCardChange(
  { hub, franchise }: Pick<EscalationWorld, 'hub' | 'franchise'>,
  leadId: number,
): Promise<void> {
  const about = { accountId: franchise.hqAccountId, entity: 'lead' as const, entityId: leadId };
  return hub.app.publishChange({ ...about, action: 'status', source: 'webhook' });
}

async function untilSeen({ hub }: EscalationWorld, accountId: string, leadId: number): Promise<void> {
  await eventually(async () => {
    const rows = await hub.app.source.query<unknown[]>(
      'SELECT 1 FROM journal.lead WHERE account_id = $1 AND lead_id = $2',
      [accountId, leadId],
    );
    expect(rows).toHaveLength(1);
  });
}

/** The trail of a branch lead. */
export function trailOf({ hub, franchise }: EscalationWorld, leadId: number): Promise<CustodyView> {
  return hub.app.ask('router.custody.show', { accountId: franchise.branchAccountId, leadId });
}

/** Waits until the last escalation of a branch lead stands like this; gives its HQ lead. */
export function untilEscalated(world: EscalationWorld, leadId: number, like: object): Promise<number> {
  return eventually(async () => {
    const last = (await trailOf(world, leadId)).escalations.at(-1);
    expect(last).toMatchObject(like);
    return last!.leadId!;
  });
}

/** As `untilEscalated`; work that waits for its next try is due at once. */
export function hurryUntil(world: EscalationWorld, leadId: number, like: object): Promise<number> {
  const { hub, franchise } = world;
  return eventually(async () => {
    await hub.app.source.query(
      'UPDATE router.inbox_lane SET run_at = now() WHERE key = $1 AND fence = 0 AND run_at > now()',
      [`${franchise.branchAccountId}:lead:${leadId}`],
    );
    const last = (await trailOf(world, leadId)).escalations.at(-1);
    expect(last).toMatchObject(like);
    return last!.leadId!;
  });
}

/** Both leads as their accounts have them. */
export const inBranch = async ({ franchise }: EscalationWorld, id: number) =>
  (await findLead(franchise.branch, id))!;
export const atHq = async ({ franchise }: EscalationWorld, id: number) => (await findLead(franchise.hq, id))!;
export const notesInBranch = ({ franchise }: EscalationWorld, id: number) => noteTexts(franchise.branch, id);
export const notesAtHq = ({ franchise }: EscalationWorld, id: number) => noteTexts(franchise.hq, id);

/** The HQ leads in the escalation pipeline with this name. */
export async function cardsNamed({ franchise, hq }: EscalationWorld, name: string): Promise<number[]> {
  const leads = await leadsOf(franchise.hq);
  return leads.filter((lead) => lead.name === name && lead.pipeline_id === hq.id).map(({ id }) => id);
}

/** The tasks of a branch lead. */
export async function tasksOf({ franchise }: EscalationWorld, leadId: number): Promise<string[]> {
  const found: string[] = [];
  for await (const page of listTasks(franchise.branch))
    found.push(...page.filter((task) => task.entity_id === leadId).map(({ text }) => text));
  return found;
}

/** A schedule of the router is due now; once more when `hours` are more than at the time before. */
export async function runNow(
  { hub }: Pick<EscalationWorld, 'hub'>,
  consumer: string,
  hours = 1,
): Promise<void> {
  const bus = hub.app.app.select(BusModule.forService('router')).get(Bus, { strict: true });
  await bus.startDue(consumer, new Date());
  await bus.startDue(consumer, new Date(Date.now() + hours * 3_600_000));
}

/** When amoCRM refused the newest act about the branch lead; null: it has not. */
export async function refusedAt(
  { hub }: EscalationWorld,
  { branchLeadId, transferId }: Handed,
  table: 'escalation' | 're_route',
) {
  const [column, id] = table === 'escalation' ? ['branch_lead_id', branchLeadId] : ['leg_id', transferId];
  const [row] = await hub.app.source.query<{ refused_at: Date | null }[]>(
    `SELECT refused_at FROM router.${table} WHERE ${column} = $1 ORDER BY asked_at DESC`,
    [id],
  );
  return row?.refused_at ?? null;
}

/** A manager writes why the branch gives the lead to head office. */
export async function sayReason({ franchise }: EscalationWorld, branchLeadId: number): Promise<void> {
  const { branch, branchFields } = franchise;
  const comment = [{ field_id: branchFields.comment.id, values: [{ value: 'Нужна скидка' }] }];
  await patchLead(branch, branchLeadId, { custom_fields_values: comment });
}

/** The key of work about the branch lead. */
export const keyOf = ({ franchise }: EscalationWorld, { branchLeadId }: Handed) =>
  `${franchise.branchAccountId}:lead:${branchLeadId}`;

/** How much work about the branch lead is given up. */
export async function deadLetters(world: EscalationWorld, lead: Handed): Promise<number> {
  const rows: unknown[] = await world.hub.app.source.query(
    `SELECT FROM router.inbox WHERE consumer = $1 AND key = $2 AND state = 'dead'`,
    [custodyConsumer, keyOf(world, lead)],
  );
  return rows.length;
}

/** As if the lead had been given long ago, while the search of head office does not know the contact of its card yet. */
export async function hideContact({ hub, franchise }: EscalationWorld, branchLeadId: number): Promise<void> {
  await hub.app.source.query(
    `UPDATE router.escalation SET asked_at = asked_at - interval '11 minutes' WHERE branch_lead_id = $1`,
    [branchLeadId],
  );
  await hub.sandbox.control('POST', 'faults', {
    ...{ kind: 'status', status: 204, count: null, subdomain: franchise.remotes.hq.subdomain },
    ...{ method: 'GET', path: '/api/v4/contacts?*query=*' },
  });
}

interface Refusal {
  body: { detail: { facts: { why: string } } };
}

/** Why a card can neither be assigned to the branch nor ignored. */
export async function refusalsOf({ hub, franchise }: EscalationWorld, cardId: number): Promise<unknown[]> {
  const [row] = await hub.app.source.query<{ id: string }[]>(
    'SELECT id FROM accounts.branch WHERE account_id = $1',
    [franchise.branchAccountId],
  );
  const said = { leadId: cardId, by: 'Ольга' };
  const whyOf = (answer: Promise<unknown>) =>
    answer.catch((error: unknown) => (error as Refusal).body.detail.facts.why);
  return Promise.all([
    whyOf(hub.app.ask('router.leads.assign', { ...said, branchId: row!.id })),
    whyOf(hub.app.ask('router.leads.ignore', { ...said, reason: 'Спам' })),
  ]);
}
