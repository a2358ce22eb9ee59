import { askPrepared } from '@hub/database';
import type { EntityManager } from 'typeorm';

/** A stage by its pipeline, because 142 and 143 are in every pipeline. */
export interface StageIds {
  pipelineId: number;
  statusId: number;
}

/** A lead that the hub gave to somebody, with the stage it moved it to. The journal may not show it yet. */
export interface Grant extends StageIds {
  leadId: number;
  userId: number;
  /** Epoch milliseconds by the database's clock: when amoCRM had answered. */
  at: number;
  /** amoCRM's second of the change; a row of the journal that is newer shows it. */
  changedAt: number;
}

/** Whom a question is about, and what its answers leave out or add. */
export interface AboutManagers {
  accountId: string;
  userIds: readonly number[];
  /** Stages that count nowhere; archived and deleted pipelines never do. */
  excludedStages: readonly StageIds[];
  /** Where history begins (amoCRM's seconds): before that, closed deals count by closing time and today's owner. */
  historyFrom: number | null;
  /** Lately given leads of the account, of all managers: what the journal does not show yet counts by them. */
  grants: readonly Grant[];
}

/** A span in epoch milliseconds; `to` is its first moment no more. */
export interface SpanOfTime {
  from: number;
  to: number;
}

/** Stages in which an event counts; none: `instead` in every pipeline. */
export interface StageSetOf {
  stages: readonly StageIds[];
  instead: 142 | 143 | null;
}

/** Parameters 1 to 4 of each question; its own come from 5 on. */
function parametersOf({ accountId, userIds, excludedStages, grants }: AboutManagers): unknown[] {
  return [accountId, userIds, JSON.stringify(excludedStages), JSON.stringify(grants)];
}

/** Parameters 5 to 9 of the questions about entries. */
export function parametersOfEntries(
  { historyFrom }: AboutManagers,
  set: StageSetOf,
  { from, to }: SpanOfTime,
): unknown[] {
  return [
    JSON.stringify(set.stages),
    set.instead,
    Math.floor(from / 1000),
    Math.floor(to / 1000),
    historyFrom ?? 0,
  ];
}

/**
 * Whether a row of the journal shows a grant. That it was read later does not suffice, because lists of amoCRM lag: it also
 * has the new owner, or is newer than the change.
 */
const shows = (lead: string, grant: string) =>
  `(${lead}.read_at >= to_timestamp(${grant}.at / 1000.0) AND (${lead}.owner_id = ${grant}.owner_id
    OR ${lead}.updated_at > ${grant}.changed_at))`;

const stagesFrom = (parameter: string) =>
  `SELECT (stage->>'pipelineId')::bigint, (stage->>'statusId')::bigint
     FROM jsonb_array_elements(${parameter}::jsonb) AS stage`;

/**
 * `granted`: every grant. `pending`: the last grant of leads whose row in the journal cannot show it yet; they stand where
 * the hub moved them. `pending_places`: owner, pipeline and stage of these by lead, so that a lead is looked up at once.
 * `archived`: pipelines in which nothing counts.
 */
export const withGrants = `
  WITH granted AS (
    SELECT one."leadId" AS lead_id, one."userId" AS owner_id, one.at,
        one."changedAt" AS changed_at, one."pipelineId" AS pipeline_id, one."statusId" AS status_id
      FROM jsonb_to_recordset($4::jsonb)
        AS one ("leadId" bigint, "userId" bigint, at bigint, "changedAt" bigint, "pipelineId" bigint, "statusId" bigint)
  ), pending AS (
    SELECT last.* FROM (SELECT DISTINCT ON (lead_id) * FROM granted ORDER BY lead_id, at DESC) AS last
      LEFT JOIN journal.lead ON lead.account_id = $1 AND lead.lead_id = last.lead_id
      WHERE lead.lead_id IS NULL OR (lead.gone_at IS NULL AND NOT ${shows('lead', 'last')})
  ), pending_places AS (
    SELECT coalesce(jsonb_object_agg(lead_id, jsonb_build_array(owner_id, pipeline_id, status_id)), '{}') AS places
      FROM pending
  ), archived AS (
    SELECT pipeline_id FROM journal.pipeline
      WHERE account_id = $1 AND (is_archived OR gone_at IS NOT NULL)
  ), excluded (pipeline_id, status_id) AS (${stagesFrom('$3')})`;

/** Whether a stage counts nowhere; `pipeline` and `status` are SQL expressions. */
export const isOut = (pipeline: string, status: string) =>
  `((${pipeline}, ${status}) IN (SELECT pipeline_id, status_id FROM excluded)
    OR ${pipeline} IN (SELECT pipeline_id FROM archived))`;

/** Whether a stage is in the set whose parameters begin at `first`, and counts. False for a stage that is not known. */
export const isIn = (pipeline: string, status: string, first: number) =>
  `coalesce(CASE WHEN $${first}::jsonb = '[]' THEN ${status} = $${first + 1}::int
    ELSE (${pipeline}, ${status}) IN (${stagesFrom(`$${first}`)}) END
    AND NOT ${isOut(pipeline, status)}, false)`;

/** A lead that is there, with the place where it stands for this question, known to the journal or not yet. */
export const leadNow = (leadId: string) => `LATERAL (
    SELECT coalesce((asked.place ->> 0)::bigint, lead.owner_id) AS owner_id,
        coalesce((asked.place ->> 1)::bigint, lead.pipeline_id) AS pipeline_id,
        coalesce((asked.place ->> 2)::bigint, lead.status_id) AS status_id
      FROM (SELECT ${leadId} AS lead_id, (SELECT places FROM pending_places) -> (${leadId})::text AS place) AS asked
        LEFT JOIN journal.lead ON lead.account_id = $1 AND lead.lead_id = asked.lead_id
      WHERE lead.gone_at IS NULL AND (lead.lead_id IS NOT NULL OR asked.place IS NOT NULL))`;

/**
 * A question that is asked about each manager, with one statement however many they are: `answer` is a select of one row
 * about the user `manager.id`, whose own parameters begin at 5. Each connection prepares it once, under this name.
 */
export function questionAboutEach(name: string, answer: string): { name: string; text: string } {
  return {
    name,
    text: `${withGrants}
     SELECT manager.id AS "userId", answer.*
       FROM unnest($2::bigint[]) AS manager (id) CROSS JOIN LATERAL (${answer}) AS answer`,
  };
}

/** Asks such a question. A manager is in the map for each row. */
export async function askEach<Row extends object>(
  tx: EntityManager,
  about: AboutManagers,
  question: { name: string; text: string },
  parameters: readonly unknown[] = [],
): Promise<Map<number, Row>> {
  const values = [...parametersOf(about), ...parameters];
  const rows = await askPrepared<Row & { userId: string }>(tx, question, values);
  return new Map(rows.map((row) => [Number(row.userId), row]));
}

/** The count of each manager that was asked about. */
export function countsOf(rows: ReadonlyMap<number, { count: number }>): Map<number, number> {
  return new Map([...rows].map(([userId, { count }]) => [userId, count]));
}
