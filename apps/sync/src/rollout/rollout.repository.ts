import { AccountRepository, AlarmRepository, type Account, type AlarmKind } from '@hub/accounts';
import type { PlanObject, PlanState, RolloutAccountState } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, MoreThan, MoreThanOrEqual, Not, Raw, type EntityManager } from 'typeorm';
import type { Outcomes } from '../apply/outcomes.js';
import { BotRepository } from '../bot/bot.repository.js';
import { PlanRun, type ListedPlan } from '../plan-run/plan-run.entity.js';
import type { Carried } from './bot-states.js';
import type { SinceApproval } from './judge-new-plan.js';
import { Rollout, RolloutAccount } from './rollout.entity.js';

/** The plan of an account as a rollout needs it: never whole. */
export interface PlanFacts {
  id: string;
  state: PlanState;
  reason: Message | null;
  refusal: Message | null;
  order: PlanRun['order'];
  listed: ListedPlan;
  /** What it does not bring back though the release has it. */
  irrevocable: readonly Message[];
  callsPlanned: number;
  callsDone: number;
}

/** One account of a rollout with all that is known of it. */
export interface RolloutEntry {
  row: RolloutAccount;
  account: Account | null;
  plan: PlanFacts | null;
  isBusy: boolean;
  /** The oldest open alarm about it that was raised, first or again, since it began for the first time. */
  alarm: Message | null;
}

/**
 * What no release causes: about access, because an account that cannot be used is suspended; about the end of an exception,
 * which the clock raises; about readings that failed; about a flood of webhooks, which is raised again as long as it lasts;
 * about duplicate control, and about an owner whom amoCRM refuses, who is refused again with each lead.
 */
const alarmsApart: ReadonlySet<AlarmKind> = new Set([
  ...(['account-unpaid', 'account-blocked', 'reconnect-needed', 'token-ends-soon'] as const),
  ...(['exception-expired', 'account-unread', 'webhook-flood'] as const),
  ...(['lead-joined', 'lead-join-doubted', 'linked-owner-refused'] as const),
]);
/** A person allowed what was blocked when the plan was approved. */
const alarmsApproved: ReadonlySet<AlarmKind> = new Set(['plan-applied-in-part', 'plan-stale']);

const ended: readonly RolloutAccountState[] = ['healthy', 'skipped'];

@Injectable()
export class RolloutRepository {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(AlarmRepository) private readonly alarms: AlarmRepository,
    @Inject(BotRepository) private readonly bots: BotRepository,
  ) {}

  async add(tx: EntityManager, rollout: Rollout, accounts: readonly RolloutAccount[]): Promise<void> {
    await tx.insert(Rollout, rollout);
    await tx.insert(RolloutAccount, [...accounts]);
  }

  /** Of these objects, by their names in any release of the group, those that the ledger of one of the accounts has. */
  async listRemovable(
    objects: readonly PlanObject[],
    { groupId, accountIds }: { groupId: string | null; accountIds: readonly string[] },
  ): Promise<PlanObject[]> {
    return this.source.query<PlanObject[]>(
      `SELECT DISTINCT c.kind, c.key
       FROM jsonb_to_recordset($1) AS c(kind text, key text),
            sync.release r, jsonb_to_recordset(r.configuration->'objects') AS o(kind text, key text, ref text),
            sync.managed_object m
       WHERE r.group_id IS NOT DISTINCT FROM $2 AND o.kind = c.kind AND o.key = c.key
         AND m.account_id = ANY($3) AND m.kind = o.kind AND m.ref = o.ref`,
      [JSON.stringify(objects), groupId, accountIds],
    );
  }

  /** Locks out other new rollouts until the transaction ends: accounts are compared with those of all others. */
  async lockAll(tx: EntityManager): Promise<void> {
    await tx.query('LOCK TABLE sync.rollout IN SHARE ROW EXCLUSIVE MODE');
  }

  /** Throws a 404 `Problem`. */
  async get(id: string, tx: EntityManager = this.source.manager): Promise<Rollout> {
    return found(await tx.findOneBy(Rollout, { id }));
  }

  /** Locks a rollout for the rest of the transaction; every change of it or its accounts begins so. Throws a 404 `Problem`. */
  async lock(tx: EntityManager, id: string): Promise<Rollout> {
    return found(await tx.findOne(Rollout, { where: { id }, lock: { mode: 'pessimistic_write' } }));
  }

  /** Newest first; `before` are moment and id of the last row shown. */
  async listPage(limit: number, before: readonly string[] | null): Promise<Rollout[]> {
    const query = this.source.manager
      .createQueryBuilder(Rollout, 'rollout')
      .orderBy('rollout.madeAt', 'DESC')
      .addOrderBy('rollout.id', 'DESC')
      .limit(limit);
    if (before) {
      const [at, id] = before;
      query.where('(rollout.madeAt, rollout.id) < (:at::timestamptz, :id::uuid)', { at, id });
    }
    return query.getMany();
  }

  async findAccount(
    rolloutId: string,
    accountId: string,
    tx: EntityManager = this.source.manager,
  ): Promise<RolloutAccount | null> {
    return tx.findOneBy(RolloutAccount, { rolloutId, accountId });
  }

  async change(tx: EntityManager, id: string, change: Partial<Rollout>): Promise<void> {
    await tx.update(Rollout, { id }, { ...change, changedAt: new Date() });
  }

  /** Changes facts of an account of a rollout. With another reason it is no longer refused for now, unless that says so. */
  async changeAccount(
    tx: EntityManager,
    { rolloutId, accountId }: Pick<RolloutAccount, 'rolloutId' | 'accountId'>,
    change: Partial<RolloutAccount>,
  ): Promise<void> {
    const refused = 'reason' in change ? { isRefused: false } : {};
    await tx.update(RolloutAccount, { rolloutId, accountId }, { ...refused, ...change });
  }

  /** Moves an account into the first wave; with it the number of waves may fall. */
  async joinCanary(
    tx: EntityManager,
    { rolloutId, accountId }: RolloutAccount,
    reason: Message,
  ): Promise<void> {
    await tx.update(RolloutAccount, { rolloutId, accountId }, { wave: 1, reason });
    const waves = await tx.maximum(RolloutAccount, 'wave', { rolloutId });
    await this.change(tx, rolloutId, { waves: waves ?? 1 });
  }

  /** Every account of a rollout in the order in which they were cut into waves, with its plan, its state and its alarms. */
  async listEntries(rolloutId: string, tx: EntityManager = this.source.manager): Promise<RolloutEntry[]> {
    const rows = await tx.find(RolloutAccount, {
      where: { rolloutId },
      order: { place: 'ASC' },
    });
    const ids = rows.map(({ accountId }) => accountId);
    const accounts = new Map(
      (await this.accounts.listByIds(ids, tx)).map((account) => [account.id, account]),
    );
    const plans = await this.plansOf(
      tx,
      rows.flatMap(({ planId }) => (planId === null ? [] : [planId])),
    );
    const running = await tx.find(PlanRun, {
      select: { id: true, accountId: true },
      where: { accountId: In(ids), state: 'applying' },
    });
    const alarms = await this.alarms.listOpenOf(tx, ids);
    return rows.map((row) => {
      const { accountId, planId, firstBeganAt } = row;
      const own = alarms.find(
        ({ accountId: whose, kind, facts, lastRaisedAt }) =>
          whose === accountId &&
          !alarmsApart.has(kind) &&
          !(kind === 'claim-setting-refused' && facts.blame === 'user') &&
          !alarmsApproved.has(kind) &&
          firstBeganAt !== null &&
          lastRaisedAt >= firstBeganAt,
      );
      return {
        row,
        account: accounts.get(accountId) ?? null,
        plan: (planId === null ? undefined : plans.get(planId)) ?? null,
        isBusy: running.some((run) => run.accountId === accountId && run.id !== planId),
        alarm: own ? message(`alarms.${own.kind}`, own.facts) : null,
      };
    });
  }

  /** The bots of a rollout with their names, and their deliveries to these accounts. */
  async carriedBy({ bots }: Pick<Rollout, 'bots'>, entries: readonly RolloutEntry[]): Promise<Carried> {
    if (bots.length === 0) return { bots: [], deliveries: [] };
    const ids = bots.map(({ botId }) => botId);
    const names = await this.bots.byId(ids);
    return {
      bots: bots.map((bot) => ({ ...bot, name: names.get(bot.botId)?.name ?? '' })),
      deliveries: await this.bots.listDeliveries(
        ids,
        entries.map(({ row }) => row.accountId),
      ),
    };
  }

  /** Names of the bots that came to these accounts with rollouts of later releases. */
  async listLaterBots(accountIds: readonly string[], release: number): Promise<string[]> {
    const rows = await this.source.query<{ name: string }[]>(
      `SELECT DISTINCT b.name
       FROM sync.rollout_account a
       JOIN sync.rollout r ON r.id = a.rollout_id AND r.bots <> '[]'
       JOIN sync.release l ON l.id = r.release_id AND l.number > $2
       CROSS JOIN LATERAL jsonb_to_recordset(r.bots) AS c("botId" uuid)
       JOIN sync.bot_delivery d ON d.bot_id = c."botId" AND d.account_id = a.account_id
       JOIN sync.bot b ON b.id = d.bot_id
       WHERE a.account_id = ANY($1) AND a.bots IS NOT NULL
       ORDER BY b.name`,
      [accountIds, release],
    );
    return rows.map(({ name }) => name);
  }

  private async plansOf(tx: EntityManager, ids: readonly string[]): Promise<Map<string, PlanFacts>> {
    const runs = await tx.find(PlanRun, {
      select: {
        ...{ id: true, state: true, reason: true, refusal: true, order: true },
        ...{ listed: true, irrevocable: true, callsPlanned: true, callsDone: true },
      },
      where: { id: In([...ids]) },
    });
    return new Map(
      runs.flatMap(({ listed, ...run }) => (listed === null ? [] : [[run.id, { ...run, listed }] as const])),
    );
  }

  /** Rollouts in which an account is not at its end; stopped ones are over. */
  async listOpenOf(tx: EntityManager, accountId: string): Promise<string[]> {
    const rows = await this.openOf(tx, [accountId]);
    return [...new Set(rows.map(({ rolloutId }) => rolloutId))];
  }

  /** Accounts among these that a rollout other than `exceptId` is still bringing to its release; null when there are none. */
  async findOtherOpen(
    tx: EntityManager,
    accountIds: readonly string[],
    exceptId?: string,
  ): Promise<{ rolloutId: string; accountIds: string[] } | null> {
    const rows = (await this.openOf(tx, accountIds)).filter(({ rolloutId }) => rolloutId !== exceptId);
    const active = await tx.find(Rollout, {
      select: { id: true },
      where: { id: In(rows.map(({ rolloutId }) => rolloutId)), state: Not('done') },
    });
    const [first] = active;
    if (!first) return null;
    const own = rows.filter(({ rolloutId }) => rolloutId === first.id).map(({ accountId }) => accountId);
    return { rolloutId: first.id, accountIds: own };
  }

  /** Locks the rollouts in which one of these accounts is not at its end, before any lock on all of them. */
  async lockOpenOf(tx: EntityManager, accountIds: readonly string[]): Promise<void> {
    const rows = await this.openOf(tx, accountIds);
    for (const id of [...new Set(rows.map(({ rolloutId }) => rolloutId))].sort()) await this.lock(tx, id);
  }

  /**
   * A newer rollout takes these accounts: rollouts that are done do not catch them up any more. Gives back the plans that
   * they had for them.
   */
  async supersede(tx: EntityManager, accountIds: readonly string[]): Promise<string[]> {
    const rows = await this.openOf(tx, accountIds);
    const superseded = { reason: message('rollouts.superseded'), isPlanning: false };
    for (const row of rows) await this.changeAccount(tx, row, { state: 'skipped', ...superseded });
    return rows.flatMap(({ planId }) => (planId === null ? [] : [planId]));
  }

  private async openOf(tx: EntityManager, accountIds: readonly string[]): Promise<RolloutAccount[]> {
    const rows = await tx.find(RolloutAccount, {
      where: { accountId: In([...accountIds]), state: Not(In([...ended])) },
    });
    const stopped = await tx.find(Rollout, {
      select: { id: true },
      where: { id: In(rows.map(({ rolloutId }) => rolloutId)), state: 'stopped' },
    });
    const over = new Set(stopped.map(({ id }) => id));
    return rows.filter(({ rolloutId }) => !over.has(rolloutId));
  }

  /**
   * What the rollout's plans did since the approved plan of an account was made (`since`; its rollout where none was), and
   * whether people acted since they approved that plan.
   */
  async findSince(
    tx: EntityManager,
    { id: rolloutId, releaseId }: Pick<Rollout, 'id' | 'releaseId'>,
    { accountId, approvedAt }: Pick<RolloutAccount, 'accountId' | 'approvedAt'>,
    since: Date,
  ): Promise<SinceApproval> {
    const own = await tx.find(PlanRun, {
      select: { id: true, outcomes: true },
      where: { rolloutId, accountId, madeAt: MoreThanOrEqual(since) },
      order: { madeAt: 'ASC' },
    });
    // A plan of the same release only brings the account nearer to it, and one of chosen objects without a call decides nothing.
    const saysWhatStays = Raw((options) => `(calls_planned > 0 OR NOT ${options} ? 'only')`);
    const ofPeople = { accountId, rolloutId: IsNull(), releaseId: Not(releaseId), options: saysWhatStays };
    const isPlannedByPeople = await tx.existsBy(PlanRun, [
      { ...ofPeople, begunAt: MoreThan(approvedAt ?? since) },
      {
        ...ofPeople,
        state: In(['approved', 'applying', 'paused']),
        changedAt: MoreThan(approvedAt ?? since),
      },
    ]);
    const approvedContents = await this.listApprovedContents(tx, rolloutId);
    const outcomes = Object.assign({}, ...own.map((run) => run.outcomes)) as Outcomes;
    return { approvedContents, outcomes, isPlannedByPeople };
  }

  /** Contents of the plans that a person has approved in a rollout. */
  private async listApprovedContents(tx: EntityManager, rolloutId: string): Promise<Set<string>> {
    const rows = await tx.find(RolloutAccount, { where: { rolloutId } });
    return new Set(
      rows.flatMap(({ approvedPlanId, planId, content }) =>
        content !== null && approvedPlanId !== null && approvedPlanId === planId ? [content] : [],
      ),
    );
  }

  /** Forgets an account that was off-boarded; gives back the rollouts it was in. */
  async forgetAccount(tx: EntityManager, accountId: string): Promise<string[]> {
    const open = await this.listOpenOf(tx, accountId);
    await tx.delete(RolloutAccount, { accountId });
    return open;
  }
}

function found(rollout: Rollout | null): Rollout {
  if (!rollout) throw new Problem(404, message('rollouts.no-such-rollout'));
  return rollout;
}
