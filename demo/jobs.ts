import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ClaimAnswer, PlanView, ReleaseView, TransferPage } from '@hub/contracts';
import type { Spoken } from '@hub/messages';
import type { Franchise } from './franchise.js';
import type { HubApi } from './hub-api.js';
import type { SandboxAccount, SandboxApi } from './sandbox-api.js';

/** Asks until `isDone`, for work that goes on behind an answer. Throws when it takes longer than `deadlineMs`. */
export async function until<T>(
  ask: () => Promise<T>,
  isDone: (value: T) => boolean,
  deadlineMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const value = await ask();
    if (isDone(value)) return value;
    if (Date.now() > deadline)
      throw new Error(`Not done within ${deadlineMs} ms: ${JSON.stringify(value).slice(0, 600)}`);
    await wait(100);
  }
}

/** A plan as REST shows it. */
export type SpokenPlan = Spoken<PlanView>;

/** Job 1, first half: a release of the reference account. */
export function makeRelease(hub: HubApi, accountId: string): Promise<ReleaseView> {
  return hub.post('releases', { accountId, note: 'Первая версия' });
}

/** Job 1: the plan for one branch. */
export function makePlan(hub: HubApi, releaseId: string, accountId: string): Promise<SpokenPlan> {
  return hub.post('plans', { releaseId, accountId });
}

/** Job 1, second half: approves what was shown and starts it. */
export async function startPlan(hub: HubApi, plan: Pick<SpokenPlan, 'id' | 'checksum'>): Promise<void> {
  await hub.post(`plans/${plan.id}/approve`, { checksum: plan.checksum });
  await hub.post(`plans/${plan.id}/apply`);
}

const over = new Set(['applied', 'applied-in-part', 'stale', 'failed', 'cancelled']);

/** Follows a plan to its end; anything but `applied` throws. */
export async function followPlan(
  hub: HubApi,
  planId: string,
  show?: (plan: SpokenPlan) => void,
): Promise<SpokenPlan> {
  const end = await until(
    async () => {
      const plan = await hub.get<SpokenPlan>(`plans/${planId}`);
      show?.(plan);
      return plan;
    },
    ({ state }) => over.has(state),
    120_000,
  );
  if (end.state !== 'applied') throw new Error(`The plan ended as ${end.state}: ${end.reason ?? ''}`);
  return end;
}

/** A request as somebody leaves it at head office; a place that is not named is left empty. */
export interface LeadRequest {
  name: string;
  phone: string;
  region?: string;
  city?: string;
  lead: string;
  /** The contact that the client has at head office; missing: a new one is made. */
  contactId?: number;
}

/** Job 2, as the world sees it: somebody leaves a request in the head office. Gives the HQ lead's id. */
export async function sendInLead(
  sandbox: SandboxApi,
  franchise: Franchise,
  { name, phone, region, city, lead, contactId }: LeadRequest,
): Promise<number> {
  const { hq, intake, regionField, cityFieldId } = franchise;
  const client = contactId ?? (await makeContact(sandbox, hq, { name, phone }));
  const place = [
    ...(region === undefined
      ? []
      : [{ field_id: regionField.id, values: [{ enum_id: regionField.enums[region] }] }]),
    ...(city === undefined ? [] : [{ field_id: cityFieldId, values: [{ value: city }] }]),
  ];
  const leads = await sandbox.call<{ _embedded: { leads: { id: number }[] } }>(hq, 'POST', '/api/v4/leads', [
    {
      name: lead,
      pipeline_id: intake.pipelineId,
      status_id: intake.firstStatusId,
      ...(place.length > 0 ? { custom_fields_values: place } : {}),
      _embedded: { contacts: [{ id: client }] },
    },
  ]);
  return leads._embedded.leads[0]?.id ?? 0;
}

async function makeContact(
  sandbox: SandboxApi,
  account: SandboxAccount,
  { name, phone }: Pick<LeadRequest, 'name' | 'phone'>,
): Promise<number> {
  const values = [{ value: phone, enum_code: 'WORK' }];
  const { _embedded } = await sandbox.call<{ _embedded: { contacts: { id: number }[] } }>(
    account,
    'POST',
    '/api/v4/contacts',
    [{ name, custom_fields_values: [{ field_code: 'PHONE', values }] }],
  );
  return _embedded.contacts[0]?.id ?? 0;
}

/** Waits until the router has handed the given leads over. */
export async function awaitTransfers(
  hub: HubApi,
  hqLeadIds: readonly number[],
  deadlineMs = 60_000,
): Promise<TransferPage['items']> {
  const isMine = ({ hqLeadId }: { hqLeadId: number }) => hqLeadIds.includes(hqLeadId);
  const page = await until(
    () => hub.get<TransferPage>('transfers'),
    ({ items }) => items.filter(isMine).filter(({ state }) => state === 'done').length === hqLeadIds.length,
    deadlineMs,
  );
  return page.items.filter(isMine);
}

/** Job 3: one press of the button. A press that is repeated because its answer was lost must carry the same key. */
export function press(
  hub: HubApi,
  accountId: string,
  userId: number,
  idempotencyKey: string = randomUUID(),
): Promise<Spoken<ClaimAnswer>> {
  return hub.post('exchange/claims', { accountId, userId }, { 'idempotency-key': idempotencyKey });
}
