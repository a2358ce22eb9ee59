import { randomUUID } from 'node:crypto';
import { limits } from '@hub/limits';
import type { DataSource } from 'typeorm';

interface Stage {
  pipeline: number;
  stage: number;
}

export interface Pipeline {
  id: number;
  archived: boolean;
}

interface Fact {
  at: string;
  type: string;
  lead?: number | null;
  task?: number;
  owner?: number;
  pipeline?: number;
  stage?: number;
  due?: string;
}

/** A case of libs/limits/test-data, as far as this test reads it. */
export interface Case {
  id: string;
  title: string;
  input: {
    account: { timeZone: string };
    settings: Record<'managers' | 'exchangeUsers', number[]> &
      Record<'exchangeStages' | 'excludedStages' | 'keyStages' | 'saleStages' | 'refusalStages', Stage[]> & {
        targetStage: Stage;
      };
    user: { id: number; enabled: boolean };
    limits: Record<string, number | null>;
    facts: Fact[];
    claims: { at: string; user: number; lead: number; result: string }[];
    now: string;
  };
  expected:
    | {
        allowed: boolean;
        reason: string | null;
        blocks: {
          limit: number;
          value: number | null;
          bound: number;
          freesAt: string | null;
          thisWeek?: number;
        }[];
        refused?: undefined;
      }
    | { refused: unknown[] };
}

const ref = ({ pipeline, stage }: Stage) => ({ pipelineId: pipeline, statusId: stage });
const seconds = (at: string) => Math.floor(Date.parse(at) / 1000);
const ranks: Record<string, number> = { 'lead-created': 0, 'owner-changed': 1, 'stage-changed': 2 };

interface Lead {
  pipelineId: number;
  statusId: number;
  ownerId: number;
  createdAt: number;
  goneAt: number | null;
  readAt: number;
}

interface Task {
  lead: number | null;
  ownerId: number;
  due: number;
  isDone: boolean;
}

/** Writes settings, claims and the journal of a case as limits and the observer would have left them. */
export async function fillJournal(
  source: DataSource,
  accountId: string,
  pipelines: readonly Pipeline[],
  { input }: Case,
): Promise<void> {
  const { settings, user } = input;
  const group = {
    ...{ name: 'A', managerIds: settings.managers, exchangeUserIds: settings.exchangeUsers },
    ...{ exchangeStages: settings.exchangeStages.map(ref), targetStage: ref(settings.targetStage) },
    ...{ excludedStages: settings.excludedStages.map(ref), keyStages: settings.keyStages.map(ref) },
    ...{ saleStages: settings.saleStages.map(ref), refusalStages: settings.refusalStages.map(ref) },
    ...{ changeOwnerOfLinked: false, limits: {}, graceDays: 0 },
  };
  await source.query(`INSERT INTO limits.exchange (account_id, settings, saved_at) VALUES ($1, $2, now())`, [
    accountId,
    { groups: [group], whenUnknown: 'block' },
  ]);
  const bounds = Object.fromEntries(
    limits.map(({ name, number }) => [name, input.limits[String(number)] ?? null]),
  );
  await source.query(
    `INSERT INTO limits.user_limits (account_id, user_id, enabled, limits) VALUES ($1, $2, $3, $4)`,
    [accountId, user.id, user.enabled, bounds],
  );
  const states: Record<string, string> = { granted: 'granted', refused: 'refused' };
  for (const { at, user: userId, lead, result } of input.claims)
    await source.query(
      `INSERT INTO limits.claim (id, account_id, user_id, state, lead_id, terms, blocks, correlation_id, pressed_at, resolved_at)
         VALUES ($1, $2, $3, $4, $5, $6, '[]', 'c', $7, $7)`,
      [randomUUID(), accountId, userId, states[result] ?? 'failed', lead, { ...group, group: 'A' }, at],
    );
  await fill(source, accountId, pipelines, input);
}

async function fill(
  source: DataSource,
  accountId: string,
  pipelines: readonly Pipeline[],
  { facts, claims, now }: Case['input'],
): Promise<void> {
  const polledAt = new Date(Math.floor(Date.parse(now) / 1000) * 1000);
  await source.query(
    `INSERT INTO journal.account (account_id, began_at, feed_until, feed_from, polled_at, fill_step, fill_wanted_from,
         leads_ready_at, tasks_ready_at, feed_ready_at, configuration_read_at)
       VALUES ($1, $2, $3, 0, $2, 'done', 0, $2, $2, $2, $2)`,
    [accountId, polledAt, seconds(now)],
  );
  for (const { id, archived } of pipelines)
    await source.query(`INSERT INTO journal.pipeline VALUES ($1, $2, 'p', 0, false, $3, NULL)`, [
      accountId,
      id,
      archived,
    ]);
  const leads = new Map<number, Lead>();
  const tasks = new Map<number, Task>();
  const granted = claims.filter(({ result }) => result === 'granted');
  const ordered = facts
    .map((fact, at) => ({ ...fact, index: at }))
    .sort(
      (a, b) =>
        seconds(a.at) - seconds(b.at) || (ranks[a.type] ?? 3) - (ranks[b.type] ?? 3) || a.index - b.index,
    );
  for (const [place, fact] of ordered.entries()) {
    const moment = seconds(fact.at);
    const lead = leads.get(fact.lead ?? 0);
    const eventId = `e${String(place).padStart(4, '0')}`;
    const write = async (type: string, before: object | null, to: Partial<Lead>) => {
      const keep = [before && JSON.stringify([before])];
      await source.query(`SELECT journal.make_month($1)`, [moment]);
      await source.query(
        `INSERT INTO journal.history (account_id, moment, event_id, type, entity, entity_id, author_id, before, pipeline_id, status_id, owner_id)
           VALUES ($1, $2, $3, $4, 'lead', $5, 0, $6, $7, $8, $9)`,
        [accountId, moment, eventId, type, fact.lead, ...keep, to.pipelineId, to.statusId, to.ownerId],
      );
    };
    if (lead) lead.readAt = Math.max(lead.readAt, Date.parse(fact.at));
    switch (fact.type) {
      case 'lead-created': {
        const made = {
          ...{ pipelineId: fact.pipeline!, statusId: fact.stage!, ownerId: fact.owner!, createdAt: moment },
          ...{ goneAt: null, readAt: Date.parse(fact.at) },
        };
        leads.set(fact.lead!, made);
        await write('lead_added', null, made);
        break;
      }
      case 'owner-changed': {
        const before = { ownerId: lead!.ownerId };
        lead!.ownerId = fact.owner!;
        const echo = granted.find(
          ({ lead: id, user, at }) => id === fact.lead && user === fact.owner && seconds(at) <= moment,
        );
        if (echo) lead!.readAt = Math.max(lead!.readAt, Date.parse(echo.at) + 1);
        await write('entity_responsible_changed', before, { ownerId: fact.owner! });
        break;
      }
      case 'stage-changed': {
        const before = { pipelineId: lead!.pipelineId, statusId: lead!.statusId };
        [lead!.pipelineId, lead!.statusId] = [fact.pipeline!, fact.stage!];
        await write('lead_status_changed', before, lead!);
        break;
      }
      case 'lead-deleted':
        lead!.goneAt = moment;
        break;
      case 'lead-restored':
        lead!.goneAt = null;
        break;
      case 'task-created':
        tasks.set(fact.task!, {
          ...{ lead: fact.lead ?? null, ownerId: fact.owner!, due: seconds(fact.due!), isDone: false },
        });
        break;
      case 'task-due-changed':
        tasks.get(fact.task!)!.due = seconds(fact.due!);
        break;
      case 'task-owner-changed':
        tasks.get(fact.task!)!.ownerId = fact.owner!;
        break;
      case 'task-completed':
        tasks.get(fact.task!)!.isDone = true;
        break;
      default:
        throw new Error(`No such fact: ${fact.type}`);
    }
  }
  for (const [id, one] of leads)
    await source.query(
      `INSERT INTO journal.lead (account_id, lead_id, pipeline_id, status_id, owner_id, price, tags, contact_ids,
           created_at, updated_at, gone_at, version, read_at)
         VALUES ($1, $2, $3, $4, $5, 0, '{}', '{}', $6, floor($8 / 1000.0), $7, 1, to_timestamp($8 / 1000.0))`,
      [accountId, id, one.pipelineId, one.statusId, one.ownerId, one.createdAt, one.goneAt, one.readAt],
    );
  for (const [id, one] of tasks)
    await source.query(
      `INSERT INTO journal.task (account_id, task_id, owner_id, type_id, due_at, is_done, entity, entity_id, created_at,
           updated_at, version, read_at)
         VALUES ($1, $2, $3, 1, $4, $5, $6, $7, 0, 0, 1, now())`,
      [accountId, id, one.ownerId, one.due, one.isDone, one.lead === null ? null : 'lead', one.lead],
    );
}
