import { Journal } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { CustodyLead } from './custody-work.js';
import { Mirror, type MirrorRow } from './mirror.entity.js';

/** How many refused leads of one HQ account one check tries while the account takes others. */
const refusedAtOnce = 200;
export const isRefused = `mirror.left_out @> '[{"key":"custody.refused"}]'`;

/** Legs of which the journal shows more than HQ does, as a part of a query: the HQ lead is to show them. */
export const behind = {
  from: `router.transfer leg
             JOIN journal.lead seen ON seen.account_id = (leg.target ->> 'accountId')::uuid AND seen.lead_id = leg.branch_lead_id
             LEFT JOIN router.mirror ON mirror.leg_id = leg.id`,
  where: `leg.state = 'done' AND seen.version > coalesce(mirror.seen_version, 0)
             AND (leg.ended_at IS NULL OR mirror.leg_id IS NOT NULL AND leg.ended_as IN ('won', 'lost', 'gone') AND NOT EXISTS (
               SELECT FROM router.transfer later
                WHERE later.trail_id = leg.trail_id AND later.started_at > leg.started_at AND later.state <> 'cancelled'))`,
};

/** Questions about mirrors. Writes take the caller's transaction. */
@Injectable()
export class MirrorRepository {
  constructor(
    private readonly source: DataSource,
    private readonly journal: Journal,
  ) {}

  /** The mirror of a leg, or one that has shown nothing yet. */
  async read(legId: string): Promise<MirrorRow> {
    return (
      (await this.source.manager.findOneBy(Mirror, { legId })) ?? {
        ...{ legId, seenVersion: 0, written: null, leftOut: [], isTaken: false },
        ...{ stepStartedAt: null, stepWrittenAt: null, mirroredAt: null },
      }
    );
  }

  /**
   * Legs whose HQ lead is behind the journal, after this one: living ones, and those that the branch has ended where no
   * later leg has the lead. Of leads that the HQ account refuses, that of the longest ago alone, until the account has
   * taken another since: two hundred then. `accountId`: only of this account, of HQ or of a branch.
   */
  async listBehind(
    { after, accountId }: { after: string | null; accountId: string | null },
    limit: number,
  ): Promise<(CustodyLead & { id: string })[]> {
    const rows: { id: string; accountId: string; leadId: string }[] = await this.journal.askForList((tx) =>
      tx.query(
        `WITH behind AS (
           SELECT leg.id, leg.hq_account_id, leg.target ->> 'accountId' AS account_id, leg.branch_lead_id, mirror.mirrored_at AS tried_at,
             coalesce(${isRefused}, false) AS refused
           FROM ${behind.from}
           WHERE ($2::uuid IS NULL OR leg.hq_account_id = $2 OR leg.target ->> 'accountId' = $2::text) AND ${behind.where}),
         ranked AS (
           SELECT *, row_number() OVER (PARTITION BY hq_account_id, refused ORDER BY tried_at, id) AS place FROM behind),
         taken AS (
           SELECT leg.hq_account_id, max(mirror.mirrored_at) AS at
           FROM router.mirror JOIN router.transfer leg ON leg.id = mirror.leg_id WHERE NOT ${isRefused} GROUP BY 1)
         SELECT id, account_id AS "accountId", branch_lead_id AS "leadId" FROM ranked LEFT JOIN taken USING (hq_account_id)
         WHERE ($1::uuid IS NULL OR id > $1) AND (NOT refused OR place = 1 OR taken.at > tried_at AND place <= ${refusedAtOnce})
         ORDER BY id LIMIT $3`,
        [after, accountId, limit],
      ),
    );
    return rows.map((row) => ({ ...row, leadId: Number(row.leadId) }));
  }

  /** Records the whole mirror. */
  async put(tx: EntityManager, mirror: MirrorRow): Promise<void> {
    await tx.upsert(Mirror, mirror, ['legId']);
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
