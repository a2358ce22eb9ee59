import type { StageRef } from '@hub/contracts';

/** A lead that the hub gave to somebody, with the stage it moved it to. The journal may not show it yet. */
export interface Grant extends StageRef {
  leadId: number;
  userId: number;
  /** Epoch milliseconds by the database's clock: when amoCRM had answered. */
  at: number;
  /** When the lead became theirs in epoch milliseconds: amoCRM's second where it said one, else `at`. */
  movedAt: number;
  /** amoCRM's second of the change; a row of the journal that is newer shows it. */
  changedAt: number;
}

/** The account whose managers questions are about, and what answers leave out or add. */
export interface AboutManagers {
  accountId: string;
  /** Stages that count nowhere; archived and deleted pipelines never do. */
  excludedStages: readonly StageRef[];
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
  stages: readonly StageRef[];
  instead: 142 | 143 | null;
}

/**
 * Whether a row of the journal shows a grant. That it was read later does not suffice, because lists of amoCRM lag: it also
 * has the new owner, or is newer than the change.
 */
const shows = (lead: string, grant: string) =>
  `(${lead}.read_at >= to_timestamp(${grant}.at / 1000.0) AND (${lead}.owner_id = ${grant}.owner_id
    OR ${lead}.updated_at > ${grant}.changed_at))`;

/** Rows of a table of grants by their owner, so that those of one manager are found without reading the others'. */
const byOwner = (table: string) =>
  `SELECT coalesce(jsonb_object_agg(owner_id, leads), '{}') AS leads
     FROM (SELECT owner_id, jsonb_agg(${table}) AS leads FROM ${table} GROUP BY owner_id) AS of_owner`;

/**
 * Parameter 1 is the account, 2 the grants. `granted`: every grant. `pending`: the last grant of leads whose row in the
 * journal cannot show it yet; they count in the stage to which the hub moved them. `pending_places`: owner, pipeline
 * and stage of these by lead, so that a lead is looked up at once. `archived`: pipelines in which nothing counts.
 */
export const withGrants = `
  WITH granted AS (
    SELECT one."leadId" AS lead_id, one."userId" AS owner_id, one.at, one."movedAt" AS moved_at,
        one."changedAt" AS changed_at, one."pipelineId" AS pipeline_id, one."statusId" AS status_id
      FROM jsonb_to_recordset($2::jsonb)
        AS one ("leadId" bigint, "userId" bigint, at bigint, "movedAt" bigint, "changedAt" bigint, "pipelineId" bigint, "statusId" bigint)
  ), pending AS MATERIALIZED (
    SELECT last.* FROM (SELECT DISTINCT ON (lead_id) * FROM granted ORDER BY lead_id, at DESC) AS last
      LEFT JOIN journal.lead ON lead.account_id = $1 AND lead.lead_id = last.lead_id
      WHERE lead.lead_id IS NULL OR (lead.gone_at IS NULL AND NOT ${shows('lead', 'last')})
  ), pending_places AS MATERIALIZED (
    SELECT coalesce(jsonb_object_agg(lead_id, jsonb_build_array(owner_id, pipeline_id, status_id)), '{}') AS places
      FROM pending
  ), granted_by_owner AS MATERIALIZED (${byOwner('granted')}
  ), pending_by_owner AS MATERIALIZED (${byOwner('pending')}
  ), archived AS MATERIALIZED (
    SELECT coalesce(array_agg(pipeline_id), '{}') AS ids FROM journal.pipeline
      WHERE account_id = $1 AND (is_archived OR gone_at IS NOT NULL))`;

/** What the hub gave to the manager: all of it (`granted`), or what the journal does not show yet (`pending`). */
export const ofManager = (table: 'granted' | 'pending') =>
  `jsonb_to_recordset((SELECT leads FROM ${table}_by_owner) -> manager.id::text)
     AS own (lead_id bigint, at bigint, moved_at bigint, pipeline_id bigint, status_id bigint)`;

/** A stage as the sets of the statement name it: with its pipeline, because 142 and 143 are in every one. */
export const placeOf = ({ pipelineId, statusId }: StageRef): string => `${pipelineId}/${statusId}`;

/** SQL: whether a stage counts nowhere (parameter 4: the excluded places); `pipeline` and `status` are SQL expressions. */
export const sqlIsOut = (pipeline: string, status: string) =>
  `(${pipeline} = ANY ((SELECT ids FROM archived)::bigint[])
    OR $4::jsonb <> '[]' AND $4::jsonb ? (${pipeline} || '/' || ${status}))`;

/** SQL: whether a stage is in the set that is asked about, and counts. False for a stage that is not known. */
export const sqlIsIn = (pipeline: string, status: string) =>
  `coalesce(CASE WHEN asked.instead IS NOT NULL THEN ${status} = asked.instead
    ELSE ${status} = ANY (asked."statusIds") AND asked.places ? (${pipeline} || '/' || ${status}) END
    AND NOT ${sqlIsOut(pipeline, status)}, false)`;

/**
 * A lead that is there, with the owner and the stage by which this question counts it, known to the journal or not yet.
 */
export const leadNow = (leadId: string) => `LATERAL (
    SELECT coalesce((one.place ->> 0)::bigint, lead.owner_id) AS owner_id,
        coalesce((one.place ->> 1)::bigint, lead.pipeline_id) AS pipeline_id,
        coalesce((one.place ->> 2)::bigint, lead.status_id) AS status_id
      FROM (SELECT ${leadId} AS lead_id, (SELECT places FROM pending_places) -> (${leadId})::text AS place) AS one
        LEFT JOIN journal.lead ON lead.account_id = $1 AND lead.lead_id = one.lead_id
      WHERE lead.gone_at IS NULL AND (lead.lead_id IS NOT NULL OR one.place IS NOT NULL))`;

/** SQL: whether a lead of these rows is still there: the journal has it, or does not know it yet. */
export const sqlIsThere = (leadId: string) => `(
    EXISTS (SELECT FROM journal.lead WHERE lead.account_id = $1 AND lead.lead_id = ${leadId} AND lead.gone_at IS NULL)
    OR (SELECT places FROM pending_places) ? (${leadId})::text)`;
