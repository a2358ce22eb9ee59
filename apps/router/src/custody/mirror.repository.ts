import { Journal, type LeadOfAccount } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { closingStatusIds } from '../rule/closing-status-ids.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { hqClosed } from './hq-closed.js';
import { Mirror, type MirrorRow } from './mirror.entity.js';
import { noLaterLeg, otherCards } from './other-cards.js';
import { notRefused } from './refused-work.js';

/** The lead of a leg that is behind the journal. */
interface Behind extends LeadOfAccount {
  id: string;
}

/** Which legs are read: behind this one; `accountId`: only of this account, of HQ or of a branch. */
export interface Among {
  after: string | null;
  accountId: string | null;
}

/** A leg whose branch has its lead, of this account. */
export const isAmong = (account: '$1' | '$2'): string =>
  `leg.state = 'done' AND (${account}::uuid IS NULL OR leg.hq_account_id = ${account} OR leg.target ->> 'accountId' = ${account}::text)`;
/** Before the id of any leg. */
export const nilId = '00000000-0000-0000-0000-000000000000';

/** A living leg, or one that the branch has ended where no later leg has the lead. */
const isShown = `(leg.ended_at IS NULL OR mirror.leg_id IS NOT NULL AND leg.ended_as IN ('won', 'lost', 'gone') AND ${noLaterLeg('leg')})`;

/** The journal's version of the branch lead: found by its key for each leg, however many leads there are. */
const seen = `LATERAL (SELECT version, updated_at FROM journal.lead
  WHERE account_id = (leg.target ->> 'accountId')::uuid AND lead_id = leg.branch_lead_id LIMIT 1) AS seen`;

/** HQ has refused to show the leg, as a part of a query. */
export const isRefused = 'mirror.refused_at IS NOT NULL';

/** Legs of which the journal shows more than HQ does, as a part of a query: the HQ lead is to show them. */
export const behind = {
  join: `CROSS JOIN ${seen} LEFT JOIN router.mirror ON mirror.leg_id = leg.id`,
  where: `leg.state = 'done' AND seen.version > coalesce(mirror.seen_version, 0) AND ${isShown}`,
};

/** Questions about mirrors. Writes take the caller's transaction. */
@Injectable()
export class MirrorRepository {
  constructor(
    private readonly source: DataSource,
    private readonly journal: Journal,
  ) {}

  /** The mirror of a leg, or one that has shown nothing yet. */
  async read(legId: string, tx: EntityManager = this.source.manager): Promise<MirrorRow> {
    return (
      (await tx.findOneBy(Mirror, { legId })) ?? {
        ...{ legId, seenVersion: 0, written: null, leftOut: [], isTaken: false, isRejectionOpen: false },
        ...{ stepStartedAt: null, stepWrittenAt: null, mirroredAt: null, signs: null },
        ...{ ...notRefused, refusedSince: null },
      }
    );
  }

  /**
   * A page of `size` legs in the order of their ids: those whose HQ lead is behind the journal, or whose rejection could not
   * be followed while HQ had closed it, and that HQ has not refused; and the last leg of the page; null: it is the last page.
   * Costs by the page, not by what there is.
   */
  async listBehind(
    { after, accountId }: Among,
    size: number,
  ): Promise<{ behind: Behind[]; last: string | null }> {
    const rows: { last: string | null; behind: Behind[] }[] = await this.journal.askForList((tx) =>
      tx.query(
        `WITH leg AS MATERIALIZED (
           SELECT id, trail_id, hq_account_id, hq_lead_id, target, branch_lead_id, ended_as, ended_at, started_at FROM router.transfer leg
            WHERE id > coalesce($1::uuid, '${nilId}') AND ${isAmong('$2')} ORDER BY id LIMIT $3)
         SELECT (SELECT id FROM leg ORDER BY id OFFSET $3 - 1 LIMIT 1) AS last, coalesce(jsonb_agg(jsonb_build_object(
             'id', leg.id, 'accountId', leg.target ->> 'accountId', 'leadId', leg.branch_lead_id) ORDER BY leg.id), '[]') AS behind
           FROM leg CROSS JOIN ${seen}
             LEFT JOIN LATERAL (SELECT * FROM router.mirror WHERE leg_id = leg.id LIMIT 1) AS mirror ON true
          WHERE (seen.version > coalesce(mirror.seen_version, 0) OR mirror.is_rejection_open AND NOT EXISTS (${hqClosed}))
            AND mirror.refused_at IS NULL AND ${isShown}`,
        [after, accountId, size],
      ),
    );
    return rows[0] ?? { behind: [], last: null };
  }

  /**
   * `isUnfinished`: the mirror of an ended leg is to write still, or the branch has opened its lead again; `wasClosed`: it
   * has closed the HQ lead for the outcome. Inside HQ there is no other card.
   */
  async readEnd({
    id,
    hqAccountId,
    target,
    branchLeadId,
  }: TransferRow): Promise<{ isUnfinished: boolean; wasClosed: boolean }> {
    if (branchLeadId === null || target.accountId === hqAccountId)
      return { isUnfinished: false, wasClosed: false };
    const lead = await this.journal.findLead(target.accountId, branchLeadId);
    const { seenVersion, stepStartedAt, refusedAt, written } = await this.read(id);
    const isOpen = lead?.goneAt === null && !closingStatusIds.includes(lead.statusId);
    const isBehind = stepStartedAt !== null || refusedAt !== null || (lead?.version ?? 0) > seenVersion;
    return { isUnfinished: isOpen || isBehind, wasClosed: written !== null && written.closedAs !== null };
  }

  /** The other HQ lead of the leg's deal that counts as won at HQ; null: none. */
  async findCounting(legId: string): Promise<number | null> {
    const rows: { leadId: string }[] = await this.journal.ask((tx) =>
      tx.query(
        `SELECT other.hq_lead_id AS "leadId" FROM router.transfer leg CROSS JOIN LATERAL (${otherCards}) AS other
          WHERE leg.id = $1 AND other.counts ORDER BY other.since LIMIT 1`,
        [legId],
      ),
    );
    return rows[0] ? Number(rows[0].leadId) : null;
  }

  /** Of the legs that each HQ account refuses to show, the one refused, or tried, longest ago. */
  async listRefused(accountId: string | null): Promise<Behind[]> {
    const rows: (Omit<Behind, 'leadId'> & { leadId: string })[] = await this.journal.askForList((tx) =>
      tx.query(
        `SELECT DISTINCT ON (mirror.refused_by) leg.id, leg.target ->> 'accountId' AS "accountId", leg.branch_lead_id AS "leadId"
           FROM router.mirror JOIN router.transfer leg ON leg.id = mirror.leg_id CROSS JOIN ${seen}
          WHERE mirror.refused_at IS NOT NULL AND seen.version > mirror.seen_version AND ${isAmong('$1')} AND ${isShown}
          ORDER BY mirror.refused_by, mirror.refused_at, leg.id`,
        [accountId],
      ),
    );
    return rows.map((row) => ({ ...row, leadId: Number(row.leadId) }));
  }

  /** Records the whole mirror. */
  async put(tx: EntityManager, mirror: MirrorRow): Promise<void> {
    await tx.upsert(Mirror, mirror, ['legId']);
  }

  /** The branch rejects the lead of this leg, and HQ has closed its own. */
  async keepRejection(tx: EntityManager, legId: string): Promise<void> {
    await tx.update(Mirror, { legId }, { isRejectionOpen: true });
  }

  /**
   * Records amoCRM's second in which the hub has moved the HQ lead of a leg beside the mirror, which has not closed it
   * from then on.
   */
  async noteMove(tx: EntityManager, legId: string, movedAt: number): Promise<void> {
    const nothing = { values: {}, closedAs: null, movedAt, tried: null };
    await tx.query(
      `INSERT INTO router.mirror (leg_id, seen_version, written, left_out) VALUES ($1, 0, $2, '[]')
       ON CONFLICT (leg_id) DO UPDATE
         SET written = coalesce(nullif(mirror.written, 'null'), $2) || jsonb_build_object('movedAt', $3::bigint, 'closedAs', NULL, 'tried', NULL)`,
      [legId, JSON.stringify(nothing), movedAt],
    );
  }
}
