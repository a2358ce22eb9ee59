import {
  createCustomField,
  createLossReason,
  findLead,
  listPipelines,
  listTasks,
  type AmoClient,
} from '@hub/amocrm';
import { Bus, BusModule } from '@hub/bus';
import { TRANSFER_FIELD_CODE } from '@hub/contracts';
import { Journal } from '@hub/journal';
import { eventually } from '@hub/testing';
import { expect } from '@jest/globals';
import { mirrorCodes } from '../../router/src/custody/decide-mirror.js';
import { pollConsumer } from '../../observer/src/feed/poll-job.js';
import { ObserverConfig } from '../../observer/src/observer.config.js';
import { observerEntities, ObserverModule } from '../../observer/src/observer.module.js';
import { FieldMapResponder, type Franchise } from '../../router/test/franchise.js';
import {
  publishLeadChange,
  leadsOf,
  receiveLead,
  startRouterHub,
  untilDone,
  type RouterHub,
} from '../../router/test/router-hub.js';

/** A lead that was handed over, and the stages of its branch. */
export interface Handed {
  leadId: number;
  branchLeadId: number;
  transferId: string;
}

/** Starts router and observer in one process. */
export function startCustodyHub(): Promise<RouterHub> {
  return startRouterHub({ modules: [ObserverModule.of(new ObserverConfig())], entities: observerEntities });
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
  });
}

/** Hands a new lead over. */
export async function handOver(hub: RouterHub, franchise: Franchise, phone?: string): Promise<Handed> {
  const leadId = await receiveLead(franchise, franchise.region, phone);
  await publishLeadChange(hub, franchise, leadId);
  const { branchLeadId, id } = await untilDone(hub, leadId);
  await publishBranchChange(hub, franchise, branchLeadId!);
  return { leadId, branchLeadId: branchLeadId!, transferId: id };
}

/** What a webhook about the branch lead brings. */
export function publishBranchChange(
  { app }: RouterHub,
  { branchAccountId }: Franchise,
  leadId: number,
): Promise<void> {
  const about = { accountId: branchAccountId, entity: 'lead' as const, entityId: leadId };
  return app.publishChange({ ...about, action: 'update', source: 'webhook' });
}

/** Off-boards an account of amoCRM, as far as other services hear of it; gives what publishes that. */
export async function offBoard({ app }: RouterHub, accountId: string): Promise<() => Promise<void>> {
  const { source } = app;
  await source.query(`UPDATE accounts.account SET state = 'removed', state_reason = 'r' WHERE id = $1`, [
    accountId,
  ]);
  const [{ host }] = await source.query<[{ host: string }]>(
    'SELECT host FROM accounts.account WHERE id = $1',
    [accountId],
  );
  const bus = app.app.select(BusModule.forService('gateway')).get(Bus, { strict: true });
  const about = { key: accountId, correlationId: 'off-board' };
  return async () => {
    await source.transaction((tx) => bus.publish(tx, 'account.removed', { accountId, host }, about));
  };
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

/** Keeps the observer from reading leads of an account, which go by lists; what it gives lets it read them again. */
export async function keepUnread({ sandbox }: RouterHub, subdomain: string): Promise<() => Promise<void>> {
  const away = { kind: 'status', status: 503, subdomain, method: 'GET', path: '/api/v4/leads', count: null };
  const { body: fault } = await sandbox.control('POST', 'faults', away);
  return async () => {
    await sandbox.control('DELETE', `faults/${fault.id}`);
  };
}

/** A call is held by this fault of the sandbox. */
export function untilHeld({ sandbox }: RouterHub, faultId: string): Promise<void> {
  return eventually(async () => {
    const { body } = await sandbox.control('GET', `faults/${faultId}`);
    expect(body.holding).toHaveLength(1);
  });
}

/**
 * The lease of this work is lost, as when its process dies: another worker takes it over, and what the first records is
 * refused.
 */
export async function passOn({ app }: RouterHub, consumer: string, key: string): Promise<void> {
  const [rows] = await app.source.query<[unknown[], number]>(
    'UPDATE router.inbox_lane SET fence = 0, run_at = now() WHERE consumer = $1 AND key = $2 AND fence <> 0 RETURNING 1',
    [consumer, key],
  );
  expect(rows).toHaveLength(1);
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

/** A second branch of the franchise, in an account of its own. */
export interface SecondBranch {
  branchId: string;
  accountId: string;
  amo: AmoClient;
  subdomain: string;
  name: string;
}

/** Adds a branch for another region, «Марс», or for the given one. */
export async function addSecondBranch(
  { sandbox, app }: RouterHub,
  franchise: Franchise,
  name: string,
  region = 'Марс',
): Promise<SecondBranch> {
  const subdomain = `tver-${name}`;
  const accountId = await app.connect(await sandbox.account({ subdomain }), ['branch']);
  const amo = app.client(accountId);
  const field = { name: 'ID передачи', type: 'text', code: TRANSFER_FIELD_CODE };
  const { id: transferFieldId } = await createCustomField(amo, 'leads', field);
  FieldMapResponder.maps.set(accountId, { fields: [], transferFieldId });
  const [pipeline] = await listPipelines(amo);
  const stage = pipeline!._embedded.statuses.find(({ type, id }) => type === 0 && id > 143);
  const place = { pipelineId: pipeline!.id, statusId: stage!.id };
  const branch = { name: `Тверь ${name}`, accountId, regions: [{ name: region, aliases: [] }], ...place };
  const branchId = await app.addBranch(branch);
  return { branchId, accountId, amo, subdomain, name: branch.name };
}

/** How many leads of these accounts are neither won nor lost. */
export async function living(amos: readonly AmoClient[]): Promise<number> {
  let count = 0;
  for (const amo of amos)
    count += (await leadsOf(amo)).filter(({ status_id }) => ![142, 143].includes(status_id)).length;
  return count;
}

/** Work about this lead that waits for its next try now is due at once. */
export async function hurryCustody({ app }: RouterHub, accountId: string, leadId: number): Promise<void> {
  await app.source.query(
    'UPDATE router.inbox_lane SET run_at = now() WHERE key = $1 AND fence = 0 AND run_at > now()',
    [`${accountId}:lead:${leadId}`],
  );
}

/** A lead that was handed over, and a second branch that could have it. */
export interface Passed {
  franchise: Franchise;
  second: SecondBranch;
  lead: Handed;
}

/** Which of the branch's tasks are done. */
export async function tasksDone({ branch }: Franchise): Promise<boolean[]> {
  const done: boolean[] = [];
  for await (const page of listTasks(branch)) done.push(...page.map(({ is_completed }) => is_completed));
  return done;
}

/** The lead's «Филиал» as HQ shows it. */
export async function branchAt({ franchise: { hq }, lead }: Passed): Promise<unknown> {
  const { custom_fields_values: fields } = (await findLead(hq, lead.leadId))!;
  return fields.find(({ field_name }) => field_name === 'Филиал')?.values[0]?.value;
}

/** No work about this lead is left. */
export const untilQuiet = ({ app }: RouterHub, accountId: string, leadId: number): Promise<void> =>
  eventually(async () => {
    const left: unknown[] = await app.source.query(
      `SELECT FROM router.inbox WHERE key = $1 AND state = 'waiting'`,
      [`${accountId}:lead:${leadId}`],
    );
    expect(left).toHaveLength(0);
  });
