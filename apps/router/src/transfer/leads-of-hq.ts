import { BatchedRead } from '@hub/database';
import type { DataSource, SelectQueryBuilder } from 'typeorm';
import { Transfer } from './transfer.entity.js';

/** A lead of an HQ account. */
export interface HqLead {
  hqAccountId: string;
  hqLeadId: number;
}

/**
 * Reads the newest transfer of each lead among those that `among` leaves (its alias is `row`), or null; leads that are
 * asked about at one time with one statement.
 */
export function newestOfLeads(
  source: DataSource,
  among: (query: SelectQueryBuilder<Transfer>) => SelectQueryBuilder<Transfer>,
): BatchedRead<HqLead, Transfer | null> {
  return new BatchedRead(async (leads) => {
    const query = among(source.manager.createQueryBuilder(Transfer, 'row'))
      .andWhere(
        '(row.hqAccountId, row.hqLeadId) IN (SELECT asked.account, asked.lead FROM unnest(:accounts::uuid[], :leads::bigint[]) AS asked (account, lead))',
        {
          accounts: leads.map(({ hqAccountId }) => hqAccountId),
          leads: leads.map(({ hqLeadId }) => hqLeadId),
        },
      )
      .orderBy('row.startedAt', 'DESC');
    const rows = await query.getMany();
    return leads.map((lead) => rows.find((row) => isAbout(row, lead)) ?? null);
  });
}

/**
 * In SQL: by when the legs of an HQ lead are in order, the last one last. A lead has several trails where another one was
 * merged into it: what lives is the last, and of two trails that have ended the one that ended later. Within a trail legs
 * follow each other as they began.
 */
export function lastAt(leg: string): string {
  return lastBy(leg, { ended: 'endedAt', trail: 'trailId', started: 'startedAt' });
}

/** The same with the names of columns, for SQL that TypeORM does not write. */
export function lastAtInSql(leg: string): string {
  return lastBy(leg, { ended: 'ended_at', trail: 'trail_id', started: 'started_at' });
}

function lastBy(
  leg: string,
  { ended, trail, started }: Record<'ended' | 'trail' | 'started', string>,
): string {
  return `CASE WHEN ${leg}.${ended} IS NULL THEN 'infinity'::timestamptz
    WHEN EXISTS (SELECT FROM router.transfer later WHERE later.trail_id = ${leg}.${trail} AND later.state <> 'cancelled'
      AND later.started_at > ${leg}.${started}) THEN ${leg}.${started} ELSE ${leg}.${ended} END`;
}

function isAbout(row: Transfer, { hqAccountId, hqLeadId }: HqLead): boolean {
  return row.hqAccountId === hqAccountId && row.hqLeadId === hqLeadId;
}
