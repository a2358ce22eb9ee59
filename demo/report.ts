import type { LeadHistoryView } from '@hub/contracts';
import type { Franchise, SandboxPipeline } from './franchise.js';
import type { HubApi } from './hub-api.js';
import { until } from './jobs.js';
import type { SandboxAccount, SandboxApi } from './sandbox-api.js';
import { table } from './table.js';

/** A lead as its account answers it. */
export interface Lead {
  id: number;
  name: string;
  pipeline_id: number;
  status_id: number;
  responsible_user_id: number;
}

/** The stage of every lead, from the accounts themselves. */
export async function leadsTable(sandbox: SandboxApi, franchise: Franchise): Promise<string> {
  const rows: (readonly [string, number, string, string, string])[] = [];
  for (const account of accountsOf(franchise)) {
    const pipelines = await sandbox.list<SandboxPipeline>(account, '/api/v4/leads/pipelines', 'pipelines');
    for (const lead of await sandbox.list<Lead>(account, '/api/v4/leads?limit=250', 'leads')) {
      const pipeline = pipelines.find(({ id }) => id === lead.pipeline_id);
      const stage = pipeline?._embedded.statuses.find(({ id }) => id === lead.status_id);
      const owner = account.users.find(({ id }) => id === lead.responsible_user_id);
      const place = `${pipeline?.name ?? ''} → ${stage?.name ?? ''}`;
      rows.push([account.subdomain, lead.id, lead.name, place, owner?.name ?? '']);
    }
  }
  return table(['аккаунт', 'сделка', 'название', 'этап', 'ответственный'], rows);
}

/** How many calls of the hub each account saw, and the busiest second: amoCRM allows seven. */
export async function callsTable(sandbox: SandboxApi, franchise: Franchise): Promise<string> {
  const rows: (readonly [string, number, number, number, number])[] = [];
  for (const { subdomain, clientId } of accountsOf(franchise)) {
    const calls = (await sandbox.journal(subdomain)).filter((call) => call.clientId === clientId);
    const writes = calls.filter(({ method }) => method !== 'GET').length;
    const refused = calls.filter(({ status }) => status !== null && status >= 400).length;
    rows.push([
      subdomain,
      calls.length - writes,
      writes,
      refused,
      busiestSecond(calls.map((call) => call.receivedAt)),
    ]);
  }
  return table(['аккаунт', 'чтений', 'записей', 'отказов', 'больше всего в секунду'], rows);
}

/** What happened to a lead by the hub's journal, with authors and moments, once a poll has brought its creation. */
export async function historyTable(hub: HubApi, accountId: string, leadId: number): Promise<string> {
  const { items } = await until(
    () => hub.get<LeadHistoryView>(`accounts/${accountId}/journal/leads/${leadId}`),
    (lead) => lead.items.some(({ type }) => type === 'lead_status_changed'),
    120_000,
  );
  return table(
    ['когда', 'что', 'кто', 'этап', 'ответственный'],
    items.map(({ at, type, author, authorId, stage, ownerId }) => [
      ...[at.slice(11, 19), type, author ?? String(authorId ?? '')],
      ...[stage ?? '', String(ownerId ?? '')],
    ]),
  );
}

/** The largest number of moments (ms, ascending) in any rolling second. */
export function busiestSecond(moments: readonly number[]): number {
  let most = 0;
  let from = 0;
  moments.forEach((moment, at) => {
    while (moment - (moments[from] ?? moment) >= 1000) from += 1;
    most = Math.max(most, at - from + 1);
  });
  return most;
}

function accountsOf({ hq, branches }: Franchise): SandboxAccount[] {
  return [hq, ...branches.map(({ account }) => account)];
}
