import type { EscalationQuery } from '@hub/contracts';
import { Journal, type LeadOfAccount } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, Not, type EntityManager } from 'typeorm';
import { Escalation, type EscalationRow } from './escalation.entity.js';

/** Where the list of escalations goes on: behind the one with these sort values. */
interface EscalationPlace {
  askedAt: string;
  id: string;
}

/** Questions about escalations. Writes take the caller's transaction. */
@Injectable()
export class EscalationRepository {
  constructor(
    private readonly source: DataSource,
    private readonly journal: Journal,
  ) {}

  /** The living escalation of a branch lead, or null. */
  async findLiving({ accountId, leadId }: LeadOfAccount): Promise<Escalation | null> {
    const where = { branchAccountId: accountId, branchLeadId: leadId, state: Not('ended' as const) };
    return this.source.manager.findOneBy(Escalation, where);
  }

  /** The living escalation of an HQ lead, or null. */
  async findLivingOfCard(hqAccountId: string, hqLeadId: number): Promise<Escalation | null> {
    const where = { hqAccountId, hqLeadId, state: Not('ended' as const) };
    return this.source.manager.findOneBy(Escalation, where);
  }

  /** The last escalation of a branch lead, living or ended; null: it had none. */
  async findLast({ accountId, leadId }: LeadOfAccount): Promise<Escalation | null> {
    const where = { branchAccountId: accountId, branchLeadId: leadId };
    return this.source.manager.findOne(Escalation, { where, order: { askedAt: 'DESC' } });
  }

  /**
   * The escalation of the same branch lead before this one for which a card was made, or null: the HQ lead of a trail
   * is its leg's.
   */
  async findBefore({
    id,
    branchAccountId,
    branchLeadId,
    hqAccountId,
  }: EscalationRow): Promise<Escalation | null> {
    const where = {
      ...{ branchAccountId, branchLeadId, hqAccountId, id: Not(id) },
      ...{ legId: IsNull(), hqLeadId: Not(IsNull()) },
    };
    return this.source.manager.findOne(Escalation, { where, order: { askedAt: 'DESC' } });
  }

  /** The escalations of these trails, of this branch lead, and of this HQ lead, oldest first. */
  async listTrail(accountId: string, leadId: number, trailIds: readonly string[]): Promise<Escalation[]> {
    return this.source.manager
      .createQueryBuilder(Escalation, 'row')
      .where(
        `row.trailId = ANY (ARRAY(SELECT trail_id FROM router.escalation
           WHERE trail_id = ANY (:trailIds) OR branch_account_id = :accountId AND branch_lead_id = :leadId
             OR hq_account_id = :accountId AND hq_lead_id = :leadId))`,
        { accountId, leadId, trailIds },
      )
      .orderBy('row.askedAt')
      .getMany();
  }

  /** A page of escalations, newest first. */
  async list(
    { state = null, accountId = null, accountIds = null }: EscalationQuery,
    after: EscalationPlace | null,
    limit: number,
  ): Promise<(Escalation & { place: string })[]> {
    const query = this.source.manager
      .createQueryBuilder(Escalation, 'row')
      .addSelect(`to_char(row.askedAt AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`, 'place')
      .orderBy('row.askedAt', 'DESC')
      .addOrderBy('row.id', 'DESC')
      .limit(limit);
    if (state) query.andWhere('row.state = :state', { state });
    if (accountId) query.andWhere('row.branchAccountId = :accountId', { accountId });
    if (accountIds) query.andWhere('row.branchAccountId = ANY (:accountIds)', { accountIds });
    if (after) query.andWhere('(row.askedAt, row.id) < (:askedAt::timestamptz, :id::uuid)', { ...after });
    const { entities, raw } = await query.getRawAndEntities<{ place: string }>();
    return entities.map((row, at) => ({ ...row, place: raw[at]?.place ?? '' }));
  }

  /**
   * Escalations of the same client whose card is at HQ, in another lead. They are locked until the transaction ends:
   * the escalation whose card comes to HQ second sees the first.
   */
  async lockPeers(tx: EntityManager, row: EscalationRow): Promise<Escalation[]> {
    if (row.hqContactId === null) return [];
    const { hqAccountId, hqContactId, id } = row;
    const where = { hqAccountId, hqContactId, state: Not('ended' as const) };
    const rows = await tx.find(Escalation, {
      ...{ where, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } },
    });
    return rows.filter((row) => row.id !== id && row.deliveredAt !== null && row.hqLeadId !== null);
  }

  /**
   * The HQ contact of the newest other living escalation of a client: that may have waited, and the account's search may not
   * know yet what was made a moment ago. One that has ended does not say whose it was.
   */
  async findContactOf({ hqAccountId, client, id }: EscalationRow): Promise<number | null> {
    if (client === null) return null;
    const where = { hqAccountId, client, id: Not(id), hqContactId: Not(IsNull()) };
    const other = await this.source.manager.findOne(Escalation, { where, order: { askedAt: 'DESC' } });
    return other?.hqContactId ?? null;
  }

  /**
   * Whether an earlier escalation of the same client makes its contact about now. One without progress since `since`
   * blocks no other: its branch may not answer for days.
   */
  async isClientAhead({ hqAccountId, client, id, askedAt }: EscalationRow, since: Date): Promise<boolean> {
    if (client === null) return false;
    return this.source.manager
      .createQueryBuilder(Escalation, 'row')
      .where(`row.hqAccountId = :hqAccountId AND row.client = :client AND row.hqContactId IS NULL`)
      .andWhere(`row.state = 'asked' AND (row.askedAt, row.id) < (:askedAt::timestamptz, :id::uuid)`)
      .andWhere(`coalesce(row.stepWrittenAt, row.askedAt) > :since`)
      .setParameters({ hqAccountId, client, askedAt, id, since })
      .getExists();
  }

  /** Keeps one, unless the branch lead has a living one: false then. */
  async add(tx: EntityManager, row: EscalationRow): Promise<boolean> {
    const added = await tx
      .createQueryBuilder()
      .insert()
      .into(Escalation)
      .values(row)
      .orIgnore()
      .returning('id')
      .execute();
    return (added.raw as unknown[]).length > 0;
  }

  /** Records what is new of one that has not ended. False: it has, e.g. because an account was removed meanwhile. */
  async change(tx: EntityManager, id: string, change: Partial<EscalationRow>): Promise<boolean> {
    const { affected } = await tx.update(Escalation, { id, state: Not('ended' as const) }, change);
    return affected === 1;
  }

  /** Escalations that HQ has not accepted although they have been there since before `until`, behind the given one. */
  async listUnaccepted(until: Date, after: string | null, limit: number): Promise<Escalation[]> {
    const query = this.source.manager
      .createQueryBuilder(Escalation, 'row')
      .where(`row.state = 'delivered' AND row.lateSince IS NULL AND row.deliveredAt <= :until`, { until })
      .orderBy('row.id')
      .limit(limit);
    if (after) query.andWhere('row.id > :after', { after });
    return query.getMany();
  }

  /** Nobody has accepted it in time; not where somebody has just now. */
  async markLate(tx: EntityManager, id: string, now: Date): Promise<void> {
    await tx.update(Escalation, { id, state: 'delivered' as const }, { lateSince: now });
  }

  /** Those that came to HQ after `until` are not late, whatever was agreed before; none is when it is null. */
  async clearLate(tx: EntityManager, until: Date | null): Promise<void> {
    await tx.query(
      `UPDATE router.escalation SET late_since = NULL WHERE state = 'delivered' AND late_since IS NOT NULL
         AND ($1::timestamptz IS NULL OR delivered_at > $1)`,
      [until],
    );
  }

  /**
   * Living escalations one of whose leads the journal shows other than it was judged, or that have work left, behind the given
   * one. `accountId`: only of this account, of HQ or of a branch. Of those that one account refuses, the one of the
   * longest ago alone.
   */
  async listBehind(
    { after, accountId }: { after: string | null; accountId: string | null },
    limit: number,
  ): Promise<(LeadOfAccount & { id: string })[]> {
    const rows: { id: string; accountId: string; leadId: string }[] = await this.journal.askForList((tx) =>
      tx.query(
        `WITH behind AS (
         SELECT e.id, e.branch_account_id, e.branch_lead_id, e.refused_at,
           row_number() OVER (PARTITION BY e.refused_by, e.refused_at IS NULL ORDER BY e.refused_at, e.id) AS place
         FROM router.escalation e
         LEFT JOIN journal.lead branch ON branch.account_id = e.branch_account_id AND branch.lead_id = e.branch_lead_id
         LEFT JOIN journal.lead card ON card.account_id = e.hq_account_id AND card.lead_id = e.hq_lead_id
        WHERE e.state <> 'ended'
          AND ($2::uuid IS NULL OR $2 IN (e.hq_account_id, e.branch_account_id)) AND (e.state IN ('asked', 'ending') OR e.todo <> '[]'
          OR branch.version > e.seen_branch OR card.version > e.seen_card))
         SELECT id, branch_account_id AS "accountId", branch_lead_id AS "leadId" FROM behind
          WHERE ($1::uuid IS NULL OR id > $1) AND (refused_at IS NULL OR place = 1)
          ORDER BY id LIMIT $3`,
        [after, accountId, limit],
      ),
    );
    return rows.map((row) => ({ ...row, leadId: Number(row.leadId) }));
  }

  /**
   * Open leads in these pipelines of a branch account, outside «Неразобранное», of which no escalation lives or has ended there, and those that were
   * asked for a reason there and have changed since, behind the given one.
   */
  async listUnbegun(
    accountId: string,
    pipelineIds: readonly number[],
    after: number,
    limit: number,
  ): Promise<number[]> {
    const rows: { leadId: string }[] = await this.journal.askForList((tx) =>
      tx.query(
        `SELECT lead.lead_id AS "leadId" FROM journal.lead
        WHERE lead.account_id = $1 AND lead.pipeline_id = ANY ($2) AND lead.lead_id > $3 AND lead.gone_at IS NULL
          AND lead.status_id NOT IN (142, 143) AND NOT EXISTS (SELECT FROM journal.stage WHERE account_id = $1
            AND pipeline_id = lead.pipeline_id AND status_id = lead.status_id AND kind = 'unsorted')
          AND NOT EXISTS (SELECT FROM router.escalation e
            WHERE e.branch_account_id = $1 AND e.branch_lead_id = lead.lead_id AND (e.state <> 'ended' OR e.is_in_pipeline
              AND NOT (e.ended_as = 'no-reason' AND lead.version > e.seen_branch)))
        ORDER BY lead.lead_id LIMIT $4`,
        [accountId, pipelineIds, after, limit],
      ),
    );
    return rows.map(({ leadId }) => Number(leadId));
  }

  /** The transfers that may have made a lead in this branch account whose id is not recorded. */
  async listBeingMade(accountId: string): Promise<string[]> {
    const rows: { id: string }[] = await this.source.query(
      `SELECT id FROM router.transfer WHERE target ->> 'accountId' = $1 AND branch_lead_id IS NULL AND step_makes_lead
         AND ended_at IS NULL AND state NOT IN ('done', 'cancelled')`,
      [accountId],
    );
    return rows.map(({ id }) => id);
  }

  /** The branch lead of a living one is in another leg of its trail by now. */
  async changeLeg(tx: EntityManager, formerId: string, legId: string): Promise<void> {
    await tx.update(Escalation, { legId: formerId, state: Not('ended' as const) }, { legId });
  }

  /**
   * The branch lead of a living one was merged into this deal, and goes on there. Of that deal's own, one of which nothing
   * was written is dropped, to begin anew with what was merged; where HQ has that deal already, the lead's own ends for it.
   */
  async goOnWith(tx: EntityManager, { accountId, leadId }: LeadOfAccount, intoId: number): Promise<void> {
    await tx.query(
      `DELETE FROM router.escalation WHERE branch_account_id = $1 AND branch_lead_id = $2 AND state = 'asked' AND todo = '[]'`,
      [accountId, intoId],
    );
    await tx.query(
      `UPDATE router.escalation e SET seen_branch = 0, merged_into = CASE WHEN own.is_given THEN $3 END,
         branch_lead_id = CASE WHEN own.is_given THEN e.branch_lead_id ELSE $3 END
        FROM (SELECT EXISTS (SELECT FROM router.escalation
          WHERE branch_account_id = $1 AND branch_lead_id = $3 AND state <> 'ended') AS is_given) own
        WHERE branch_account_id = $1 AND branch_lead_id = $2 AND state <> 'ended'`,
      [accountId, leadId, intoId],
    );
  }

  /**
   * Other leads of these contacts of a branch account that a living leg or escalation has, as far as the journal knows, with
   * the ids that the hub has written into them.
   */
  async listOthersOfClient(
    { accountId, leadId }: LeadOfAccount,
    contactIds: readonly number[],
  ): Promise<{ leadId: number; ids: string[] }[]> {
    const rows: { leadId: string; ids: string[] }[] = await this.journal.ask((tx) =>
      tx.query(
        `SELECT had.lead_id AS "leadId", array_agg(had.id) AS ids FROM (
          SELECT id, branch_lead_id AS lead_id, NULL::bigint AS contact_id FROM router.escalation
            WHERE branch_account_id = $1 AND state <> 'ended' AND merged_into IS NULL
          UNION ALL SELECT id, branch_lead_id, branch_contact_id FROM router.transfer
            WHERE target ->> 'accountId' = $1::text AND state = 'done' AND ended_at IS NULL AND hq_account_id <> $1) had
          LEFT JOIN journal.lead seen ON seen.account_id = $1 AND seen.lead_id = had.lead_id
          WHERE had.lead_id <> $2 AND (seen.contact_ids && $3::bigint[] OR had.contact_id = ANY ($3::bigint[]))
          GROUP BY had.lead_id ORDER BY had.lead_id`,
        [accountId, leadId, [...contactIds]],
      ),
    );
    return rows.map(({ leadId: id, ids }) => ({ leadId: Number(id), ids }));
  }

  /** Takes back one of which nothing was written. */
  async drop(tx: EntityManager, id: string): Promise<void> {
    await tx.delete(Escalation, { id });
  }

  /** The branch lead is no longer in its escalation pipeline: when it comes back, that is a new escalation. */
  async leftPipeline(tx: EntityManager, lead: LeadOfAccount): Promise<void> {
    await tx.update(Escalation, endedOf(lead), { isInPipeline: false });
  }

  /** The branch lead was read in this version, and is where its last escalation has ended. */
  async sawInPipeline(tx: EntityManager, lead: LeadOfAccount, seenBranch: number): Promise<void> {
    await tx.update(Escalation, endedOf(lead), { seenBranch });
  }

  /**
   * Ends what an account that is removed has; its words go, the trail of ids and moments stays. What lived goes on when the
   * account is connected again (`moveToSuccessors`).
   */
  async forgetAccount(tx: EntityManager, accountId: string, now: Date): Promise<void> {
    await tx.query(
      `UPDATE router.escalation SET todo = '[]', left_out = '[]', problem = NULL, client = NULL,
         step_started_at = NULL, step_written_at = NULL, refused_at = NULL, refused_by = NULL, ended_as = coalesce(ended_as, 'gone'),
         ended_at = coalesce(ended_at, $2), state = 'ended', late_since = NULL,
         ended_with_account = ended_with_account OR state <> 'ended'
        WHERE hq_account_id = $1 OR branch_account_id = $1`,
      [accountId, now],
    );
  }
}

const endedOf = ({ accountId, leadId }: LeadOfAccount) => ({
  branchAccountId: accountId,
  branchLeadId: leadId,
  state: 'ended' as const,
  isInPipeline: true,
});
