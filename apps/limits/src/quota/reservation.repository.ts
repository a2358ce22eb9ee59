import type { LeadAtHq } from '@hub/contracts';
import { findClosedLeads, Journal, type LeadOfAccount } from '@hub/journal';
import type { QuotaQuestion } from '@hub/limits';
import { Injectable } from '@nestjs/common';
import { In, IsNull, LessThan, type EntityManager } from 'typeorm';
import { Reservation, type ReservationRow } from './reservation.entity.js';

/** One question about one branch. */
export interface BranchQuestion {
  branchId: string;
  question: QuotaQuestion;
}

/** What counts; the lead in the two last parameters has no place reserved. */
const counting = (account: string, lead: string): string =>
  `(row.state = 'confirmed' OR row.state = 'reserved'
     AND (row.hq_account_id, row.hq_lead_id) IS DISTINCT FROM (${account}::uuid, ${lead}::bigint))`;

/** Questions about the leads that branches got. */
@Injectable()
export class ReservationRepository {
  constructor(private readonly journal: Journal) {}

  /**
   * Answers in the order of the questions, with a statement per kind of question however many branches there are. A lead
   * is open until the journal shows it closed: where the journal lags, a branch is full for longer, never for too short.
   * What is reserved for the lead `but` does not count.
   */
  async answer(
    tx: EntityManager,
    asked: readonly BranchQuestion[],
    but: LeadAtHq | null = null,
  ): Promise<(number | null)[]> {
    const of = (kind: QuotaQuestion['of']) => [
      ...new Set(asked.filter(({ question }) => question.of === kind).map(({ branchId }) => branchId)),
    ];
    const lasts = await this.lastGrants(tx, of('lastGrant'), but);
    const opens = await this.countOpen(tx, of('activeDeals'), but);
    const givens = await this.countGiven(tx, asked, but);
    return asked.map(({ branchId, question }, at) => {
      switch (question.of) {
        case 'lastGrant':
          return lasts.get(branchId) ?? null;
        case 'activeDeals':
          return opens.get(branchId) ?? 0;
        case 'leadsGiven':
          return givens.get(at) ?? 0;
      }
    });
  }

  async find(tx: EntityManager, transferId: string): Promise<Reservation | null> {
    return tx.findOneBy(Reservation, { transferId });
  }

  /** Takes a place, anew where the transfer had one before. */
  async put(tx: EntityManager, reservation: ReservationRow): Promise<void> {
    await tx.upsert(Reservation, reservation, ['transferId']);
  }

  /** Frees what another attempt at the same HQ lead has reserved: a lead has one running transfer at a time. */
  async releaseOthers(
    tx: EntityManager,
    { hqAccountId, hqLeadId, transferId }: Pick<ReservationRow, 'hqAccountId' | 'hqLeadId' | 'transferId'>,
    now: Date,
  ): Promise<void> {
    await tx.query(
      `UPDATE limits.reservation SET state = 'released', resolved_at = $4
        WHERE hq_account_id = $1 AND hq_lead_id = $2 AND transfer_id <> $3 AND state = 'reserved'`,
      [hqAccountId, hqLeadId, transferId, now],
    );
  }

  /** Changes what is still in this state; false: it is not. */
  async resolve(
    tx: EntityManager,
    { transferId, state }: Pick<ReservationRow, 'transferId' | 'state'>,
    to: Partial<ReservationRow>,
  ): Promise<boolean> {
    const { affected } = await tx.update(Reservation, { transferId, state }, to);
    return affected === 1;
  }

  /** Reservations of this state that are due for review, the longest due first. */
  async listDue(
    tx: EntityManager,
    state: 'reserved' | 'confirmed',
    now: Date,
    limit: number,
  ): Promise<Reservation[]> {
    return tx.find(Reservation, {
      where: { state, closedAt: IsNull(), reviewAt: LessThan(now) },
      order: { reviewAt: 'ASC' },
      take: limit,
    });
  }

  /** Sets when these are reviewed next. */
  async putOff(tx: EntityManager, due: readonly Reservation[], reviewAt: Date): Promise<void> {
    if (due.length === 0) return;
    await tx.update(Reservation, { transferId: In(due.map(({ transferId }) => transferId)) }, { reviewAt });
  }

  /** The leads among these that the journal shows closed or gone. */
  async findClosed(tx: EntityManager, leads: readonly LeadOfAccount[]): Promise<LeadOfAccount[]> {
    return this.journal.ask((own) => findClosedLeads(own, leads), tx);
  }

  /** Forgets the leads of an account that is gone. */
  async forgetAccount(tx: EntityManager, accountId: string, branchIds: readonly string[]): Promise<void> {
    await tx.delete(Reservation, { hqAccountId: accountId });
    await tx.delete(Reservation, { branchId: In([...branchIds]) });
    // Of a branch that has moved to another account since: its leads are gone, and nothing would end the reservations.
    await tx.delete(Reservation, { accountId });
  }

  private async lastGrants(
    tx: EntityManager,
    branchIds: readonly string[],
    but: LeadAtHq | null,
  ): Promise<Map<string, number>> {
    if (branchIds.length === 0) return new Map();
    const rows = await tx.query<{ branchId: string; last: Date | null }[]>(
      `SELECT asked.branch_id AS "branchId", (SELECT max(reserved_at) FROM limits.reservation AS row
           WHERE row.branch_id = asked.branch_id AND ${counting('$2', '$3')}) AS last
         FROM unnest($1::uuid[]) AS asked (branch_id)`,
      [branchIds, but?.hqAccountId ?? null, but?.hqLeadId ?? null],
    );
    return new Map(rows.flatMap(({ branchId, last }) => (last ? [[branchId, last.getTime()] as const] : [])));
  }

  private async countGiven(
    tx: EntityManager,
    asked: readonly BranchQuestion[],
    but: LeadAtHq | null,
  ): Promise<Map<number, number>> {
    const spans = asked.flatMap(({ branchId, question }, at) =>
      question.of === 'leadsGiven' ? [{ at, branchId, ...question.during }] : [],
    );
    if (spans.length === 0) return new Map();
    const rows = await tx.query<{ at: number; count: number }[]>(
      `SELECT asked.at, (SELECT count(*)::int FROM limits.reservation AS row
           WHERE row.branch_id = asked."branchId" AND ${counting('$2', '$3')}
             AND row.reserved_at >= to_timestamp(asked."from" / 1000.0)
             AND row.reserved_at < to_timestamp(asked."to" / 1000.0)) AS count
         FROM jsonb_to_recordset($1::jsonb) AS asked (at int, "branchId" uuid, "from" bigint, "to" bigint)`,
      [JSON.stringify(spans), but?.hqAccountId ?? null, but?.hqLeadId ?? null],
    );
    return new Map(rows.map(({ at, count }) => [at, count]));
  }

  private async countOpen(
    tx: EntityManager,
    branchIds: readonly string[],
    but: LeadAtHq | null,
  ): Promise<Map<string, number>> {
    if (branchIds.length === 0) return new Map();
    const found = await tx.find(Reservation, {
      select: {
        transferId: true,
        branchId: true,
        accountId: true,
        leadId: true,
        state: true,
        hqAccountId: true,
        hqLeadId: true,
      },
      where: { branchId: In([...branchIds]), state: In(['reserved', 'confirmed']), closedAt: IsNull() },
    });
    const isOwn = (row: Reservation) =>
      row.state === 'reserved' && row.hqAccountId === but?.hqAccountId && row.hqLeadId === but.hqLeadId;
    const rows = found.filter((row) => !isOwn(row));
    const made = rows.flatMap(({ accountId, leadId }) =>
      accountId !== null && leadId !== null ? [{ accountId, leadId }] : [],
    );
    const closed = new Set((await this.findClosed(tx, made)).map(leadKey));
    const open = new Map<string, number>();
    for (const { branchId, accountId, leadId } of rows)
      if (accountId === null || leadId === null || !closed.has(leadKey({ accountId, leadId })))
        open.set(branchId, (open.get(branchId) ?? 0) + 1);
    return open;
  }
}

/** A lead as a key of maps and sets. */
export function leadKey({ accountId, leadId }: LeadOfAccount): string {
  return `${accountId}/${leadId}`;
}
