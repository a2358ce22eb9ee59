import { normaliseRegion } from '@hub/accounts';
import type { Intent } from '@hub/amocrm';
import type { Page, TransferQuery } from '@hub/contracts';
import type { BatchedRead } from '@hub/database';
import { message, type Message } from '@hub/messages';
import { Problem, RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, Not, type EntityManager } from 'typeorm';
import { formerAccounts } from '../custody/former-accounts.js';
import { hqClosed } from '../custody/hq-closed.js';
import { hqRemoved } from '../custody/hq-removed.js';
import { newestFirst } from '../newest-first.js';
import { leadsLeftToPeople } from '../re-judge/leads-left-to-people.js';
import { isInsideHq } from '../rule/inside-hq.js';
import { lastAt, newestOfLeads, type HqLead } from './leads-of-hq.js';
import {
  changeTransfer,
  within,
  type Also,
  type Ask,
  type Begun,
  type TransferChange,
} from './transfer-change.js';
import { isLateContact, Transfer, type TransferRow } from './transfer.entity.js';

/** What one finished step adds to a transfer. */
export type TransferProgress = Pick<Transfer, 'state'> &
  Partial<
    Pick<
      Transfer,
      | 'target'
      | 'branchContactId'
      | 'hqContactId'
      | 'branchCompanyId'
      | 'branchLeadId'
      | 'branchTaskId'
      | 'isJoined'
      | 'branchKeptAt'
      | 'leftOut'
      | 'cancelReason'
      | 'hqWroteAt'
      | 'choiceReadAt'
      | 'choiceGap'
      | 'hqBranchName'
    >
  >;

/** A write that is about to begin. `makesLead`: it may make the branch lead. */
export interface BegunWrite extends Intent, Partial<Pick<Transfer, 'choiceGap'>> {
  makesLead: boolean;
}

/** Where a transfer goes, and from where it begins when that is another account. */
export type TransferAim = Partial<
  Pick<
    Transfer,
    | 'branchId'
    | 'branchName'
    | 'target'
    | 'rulesVersion'
    | 'hqBranchName'
    | 'hqPlace'
    | 'state'
    | 'stepStartedAt'
    | 'stepWrittenAt'
    | 'stepMakesLead'
    | 'branchContactId'
    | 'hqContactId'
    | 'leftOut'
    | 'changedAt'
  >
>;

const unfinished = `leg.state NOT IN ('done', 'cancelled')`;
/** Its branch has the lead, or its trail is in hand. */
const mayBeWanted = (leg: string) => `(${leg}.endedAt IS NULL OR ${leg}.inHandSince IS NOT NULL)`;

/** Questions about transfers. Writes take the caller's transaction. */
@Injectable()
export class TransferRepository {
  private readonly livingOf: BatchedRead<HqLead, Transfer | null>;

  constructor(private readonly source: DataSource) {
    this.livingOf = newestOfLeads(source, (query) =>
      query.where(`row.state <> 'cancelled' AND row.endedAt IS NULL`),
    );
  }

  /** The one transfer of an HQ lead that lives: neither cancelled nor ended; or null. */
  async findByLead(hqAccountId: string, hqLeadId: number): Promise<Transfer | null> {
    return this.livingOf.of({ hqAccountId, hqLeadId });
  }

  /** As `findByLead`, within a transaction. */
  async findLiving(tx: EntityManager, hqAccountId: string, hqLeadId: number): Promise<Transfer | null> {
    return tx.findOneBy(Transfer, { hqAccountId, hqLeadId, state: Not('cancelled'), endedAt: IsNull() });
  }

  /** The transfer. Throws a 404 `Problem`. In a transaction pass it, so that no second connection is waited for. */
  async get(id: string, tx: EntityManager = this.source.manager): Promise<Transfer> {
    const transfer = await tx.findOneBy(Transfer, { id });
    if (!transfer) throw new Problem(404, message('problems.no-such-transfer'));
    return transfer;
  }

  /** The transfers that there are among these ids. */
  async listByIds(ids: readonly string[]): Promise<Transfer[]> {
    return ids.length === 0 ? [] : this.source.manager.findBy(Transfer, { id: In([...ids]) });
  }

  /** The transfers of these HQ leads that live. */
  async listLiving(tx: EntityManager, hqAccountId: string, leadIds: readonly number[]): Promise<Transfer[]> {
    if (leadIds.length === 0) return [];
    const hqLeadId = In([...leadIds]);
    return tx.findBy(Transfer, { hqAccountId, hqLeadId, state: Not('cancelled'), endedAt: IsNull() });
  }

  /**
   * The transfers of an HQ account among these ids whose leg has not ended, newest first. A leg inside HQ that ended as
   * `gone`, and is the last of its trail, counts too: its card was merged, and the journal has seen that first.
   */
  async listKnown(hqAccountId: string, ids: readonly string[]): Promise<Transfer[]> {
    if (ids.length === 0) return [];
    const isMerged = `row.endedAs = 'gone' AND row.target ->> 'accountId' = CAST(row.hqAccountId AS text) AND NOT EXISTS (
      SELECT FROM router.transfer next WHERE next.trail_id = row.trail_id AND next.id <> row.id AND next.state <> 'cancelled'
        AND (next.ended_at IS NULL OR next.started_at > row.startedAt))`;
    return this.source.manager
      .createQueryBuilder(Transfer, 'row')
      .where('row.hqAccountId = :hqAccountId AND row.id = ANY (:ids)', { hqAccountId, ids: [...ids] })
      .andWhere(`(row.endedAt IS NULL OR ${isMerged})`)
      .orderBy('row.startedAt', 'DESC')
      .getMany();
  }

  /** Whether one of these transfers handed this lead over in this account under a former id of it. */
  async isOfFormer(hqAccountId: string, hqLeadId: number, ids: readonly string[]): Promise<boolean> {
    const former = this.source.manager.createQueryBuilder(Transfer, 'row');
    return former
      .where('row.id = ANY (:ids) AND row.hqLeadId = :hqLeadId', { ids: [...ids], hqLeadId })
      .andWhere(`row.state <> 'cancelled'`)
      .andWhere(
        `EXISTS (SELECT FROM ${formerAccounts} WHERE former.id = row.hqAccountId AND own.id = :hqAccountId)`,
        { hqAccountId },
      )
      .getExists();
  }

  /** Unfinished transfers behind this one, oldest first. Not those about whose lead a person is asked, or has said no. */
  async listUnfinished(
    of: { branchId: string } | { hqAccountId: string },
    after: Pick<TransferRow, 'startedAt' | 'id'> | null,
    limit: number,
  ): Promise<Transfer[]> {
    const query = this.source.manager
      .createQueryBuilder(Transfer, 'leg')
      .where(
        'branchId' in of
          ? `(leg.branchId = :branchId AND ${unfinished} OR leg.wantedBranchId = :branchId AND ${mayBeWanted('leg')})`
          : `leg.hqAccountId = :hqAccountId AND ${unfinished}`,
        of,
      )
      .andWhere(`NOT EXISTS (${hqRemoved('leg')})`)
      .andWhere(
        `NOT EXISTS (SELECT FROM (${leadsLeftToPeople}) AS listed
          WHERE listed.account_id = leg.hqAccountId AND listed.lead_id = leg.hqLeadId)`,
      )
      .orderBy('leg.startedAt', 'ASC')
      .addOrderBy('leg.id', 'ASC')
      .limit(limit);
    if (after) query.andWhere('(leg.startedAt, leg.id) > (:startedAt, :id)', { ...after });
    return query.getMany();
  }

  /** Transfers whose lead is to go to a branch that took none when a person named it, and that takes leads again; not where HQ has closed it. */
  async listWanted(limit: number): Promise<Transfer[]> {
    return this.source.manager
      .createQueryBuilder(Transfer, 'leg')
      .where(`leg.wantedBranchId IS NOT NULL AND ${mayBeWanted('leg')} AND NOT EXISTS (${hqClosed})`)
      .andWhere(`NOT EXISTS (${hqRemoved('leg')})`)
      .andWhere(
        `EXISTS (SELECT FROM accounts.branch WHERE id = leg.wanted_branch_id AND state = 'active' AND account_id IS NOT NULL)`,
      )
      .orderBy('leg.wantedSince')
      .limit(limit)
      .getMany();
  }

  /** Earlier legs of this one's trail that have ended in its account, newest first: their leads may live there again. */
  async listFormer({ id, trailId, target: { accountId } }: TransferRow): Promise<Transfer[]> {
    if (trailId === id) return [];
    const legs = await this.source.manager.find(Transfer, {
      where: { trailId, state: 'done', endedAt: Not(IsNull()) },
      order: { startedAt: 'DESC' },
    });
    return legs.filter(({ target }) => target.accountId === accountId);
  }

  /**
   * Adds a transfer, to the trail of the lead's earlier ones: of the last that was not cancelled, because a lead into which
   * another one was merged has that one's trail. Returns it as it was added. Fails with SQLSTATE 23505 when the HQ lead, or
   * its trail, has a living one.
   */
  async add(tx: EntityManager, transfer: TransferRow): Promise<TransferRow> {
    const { hqAccountId, hqLeadId } = transfer;
    const before = await tx
      .createQueryBuilder(Transfer, 'row')
      .where('row.hqAccountId = :hqAccountId AND row.hqLeadId = :hqLeadId', { hqAccountId, hqLeadId })
      .orderBy(`row.state = 'cancelled'`)
      .addOrderBy(lastAt('row'), 'DESC')
      .getOne();
    return this.addLeg(tx, { ...transfer, trailId: before?.trailId ?? transfer.id });
  }

  /** Adds the next leg of the trail that it names. Fails as `add` does. */
  async addLeg(tx: EntityManager, leg: TransferRow): Promise<TransferRow> {
    await tx.insert(Transfer, leg);
    return leg;
  }

  /** As `addLeg`, for a leg whose branch has the lead already: it is in hand no longer. */
  async addResumed(tx: EntityManager, leg: TransferRow): Promise<void> {
    await this.addLeg(tx, leg);
    await endInHand(tx, leg.id);
  }

  /** Values of «Филиал» of an HQ account were given other words: what transfers know of it, in whatever spelling, follows. */
  async renameShown(
    tx: EntityManager,
    hqAccountId: string,
    renamed: readonly { from: string; to: string }[],
  ): Promise<void> {
    const rows: { shown: string }[] = await tx.query(
      `SELECT DISTINCT hq_branch_name AS shown FROM router.transfer
        WHERE hq_account_id = $1 AND hq_branch_name <> '' AND state <> 'cancelled'`,
      [hqAccountId],
    );
    const pairs = rows.flatMap(({ shown }) => {
      const own = renamed.find(({ from }) => normaliseRegion(from) === normaliseRegion(shown));
      return own ? [[shown, own.to] as const] : [];
    });
    await tx.query(
      `UPDATE router.transfer SET hq_branch_name = renamed.name
         FROM unnest($2::text[], $3::text[]) AS renamed(shown, name)
        WHERE hq_account_id = $1 AND hq_branch_name = renamed.shown AND state <> 'cancelled'`,
      [hqAccountId, pairs.map(([shown]) => shown), pairs.map(([, to]) => to)],
    );
  }

  /** Gives a transfer another aim. Throws `RetryLater` when somebody has cancelled it meanwhile. */
  async aim(tx: EntityManager, id: string, aim: TransferAim): Promise<void> {
    await this.change(within(tx), { id, if: 'living', change: aim });
  }

  /**
   * Points a transfer that is done to the lead into which its own was merged; the writes to the HQ lead are still to
   * come, and its note is searched for first. Nothing of the branch lead shows there yet, and that lead is in hand no
   * longer. A leg inside HQ that has ended as `gone` lives again. Throws `RetryLater` when it is not done, or points
   * elsewhere by now.
   */
  async moveTo(tx: EntityManager, transfer: TransferRow, hqLeadId: number, now: Date): Promise<TransferRow> {
    const { id, hqLeadId: formerId, startedAt } = transfer;
    const begun = { state: 'branch-tasked' as const, stepStartedAt: startedAt, stepWrittenAt: startedAt };
    // Inside HQ the branch lead was that lead itself: the other one is to be moved in its place, to the same branch.
    const again = {
      ...{ state: 'decided' as const, branchLeadId: null, branchTaskId: null, isReRoute: true },
      ...{ endedAs: null, endedAt: null, branchKeptAt: null },
    };
    const moved = {
      ...{ hqLeadId, ...(isInsideHq(transfer) ? again : begun), changedAt: now },
      // What that lead shows was not read.
      ...{
        hqBranchName: null,
        hqPlace: null,
        choiceReadAt: null,
        choiceGap: null,
        lateContact: null,
        lateContactAt: null,
      },
      ...{ wantedBranchId: null, wantedSince: null },
    };
    const { affected } = await tx.update(Transfer, { id, hqLeadId: formerId, state: 'done' }, moved);
    if (affected !== 1) throw changedMeanwhile();
    await tx.query(
      `UPDATE router.mirror SET written = NULL, seen_version = 0, left_out = '[]', step_started_at = NULL, step_written_at = NULL
        WHERE leg_id = $1`,
      [id],
    );
    await endInHand(tx, id);
    return { ...transfer, ...moved };
  }

  /** Cancels a transfer, unless its branch lead exists or may exist: false then, and nothing is changed. */
  async cancel(tx: EntityManager, id: string, reason: Message, now: Date): Promise<boolean> {
    const { affected } = await tx
      .createQueryBuilder()
      .update(Transfer)
      .set({
        state: 'cancelled',
        cancelReason: reason,
        stepStartedAt: null,
        stepWrittenAt: null,
        stepMakesLead: false,
        problem: null,
        changedAt: now,
      })
      .where(`id = :id AND state IN ('decided', 'contact-ready') AND NOT step_makes_lead`, { id })
      .execute();
    return affected === 1;
  }

  /**
   * Records that the write out of this state begins, or with null that it changed nothing. Throws `RetryLater` when the transfer
   * is in another state by now, as after a merge at HQ; after this a cancellation finds that the write may be made.
   */
  async keepIntent(
    ask: Ask,
    transfer: Begun,
    intent: BegunWrite | null,
    also: readonly Also[] = [],
  ): Promise<void> {
    const [stepStartedAt, stepWrittenAt] = [intent?.firstAt ?? null, intent?.lastAt ?? null];
    const gap = intent?.choiceGap ? { choiceGap: intent.choiceGap } : {};
    const begun = { stepStartedAt, stepWrittenAt, stepMakesLead: intent?.makesLead ?? false, ...gap };
    await this.change(ask, { id: transfer.id, if: transfer, change: begun, also });
  }

  /**
   * Records a finished step and what it found or made. Throws `RetryLater` when the transfer is cancelled or ended by
   * now. Returns the present time of the database.
   */
  async advance(
    ask: Ask,
    id: string,
    progress: TransferProgress,
    { now, also = [] }: { now: Date; also?: readonly Also[] },
  ): Promise<Date> {
    const begun = { stepStartedAt: null, stepWrittenAt: null, stepMakesLead: false };
    const hand: Also[] = progress.branchLeadId == null ? [] : [{ call: 'router.end_in_hand', values: [id] }];
    const change = { ...progress, ...begun, problem: null, changedAt: now };
    return this.change(ask, { id, if: 'living', change, also: [...hand, ...also] });
  }

  /**
   * As `advance`, for a step of a late contact, or the beginning of one: the transfer stays done, since when it was. Throws
   * `RetryLater` also when it is handed over anew.
   */
  async advanceLate(
    ask: Ask,
    transfer: Begun,
    { state, ...made }: TransferProgress,
    { now, also = [] }: { now: Date; also?: readonly Also[] },
  ): Promise<Date> {
    const late = isLateContact(state) ? { lateContact: state, lateContactAt: now } : nothingLate;
    const change = { ...made, ...late, stepStartedAt: null, stepWrittenAt: null, problem: null };
    return this.change(ask, { id: transfer.id, if: transfer, change, also });
  }

  /** Records why the last attempt failed, for people who read the list; not that of a late contact while it is handed over anew. */
  async recordProblem(tx: EntityManager, transfer: Begun, problem: Message): Promise<void> {
    const { id, hqLeadId } = transfer;
    const where = isLateContact(transfer.state)
      ? { id, hqLeadId, state: 'done' as const, lateContact: Not(IsNull()) }
      : { id, state: Not('cancelled' as const) };
    await tx.update(Transfer, where, { problem });
  }

  /** Erases the words in transfers from or to an account; the trail of ids and moments stays. */
  async forgetAccount(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query(
      `UPDATE router.transfer SET problem = NULL, cancel_reason = NULL, hq_place = NULL, left_out = '[]',
          off_hand = CASE WHEN off_hand -> 'facts' IS NULL THEN off_hand ELSE off_hand || '{"facts":{"by":"—","reason":"—"}}' END
        WHERE hq_account_id = $1 OR target->>'accountId' = $1::text`,
      [accountId],
    );
  }

  async list({ leadId: hqLeadId, branchId, state, since, ...page }: TransferQuery): Promise<Page<Transfer>> {
    const isLate = state != null && isLateContact(state);
    const equals = { hqLeadId, branchId, ...(isLate ? { lateContact: state } : { state }) };
    return newestFirst(this.source, Transfer, 'startedAt', { page, equals, since });
  }

  private async change(ask: Ask, change: TransferChange): Promise<Date> {
    const [changed] = await ask<{ now: Date }>(changeTransfer(this.source, change));
    if (!changed) throw changedMeanwhile();
    return changed.now;
  }
}

const nothingLate = { lateContact: null, lateContactAt: null };

/** The leg's branch has a lead: its trail is no longer in hand, nor is its HQ lead by another trail that was merged into it. */
async function endInHand(tx: EntityManager, legId: string): Promise<void> {
  await tx.query('SELECT router.end_in_hand($1)', [legId]);
}

/** The job's next attempt finds the lead without a transfer, and what was decided about it instead. */
function changedMeanwhile(): RetryLater {
  return new RetryLater(message('failures.transfer-changed'), 0);
}
