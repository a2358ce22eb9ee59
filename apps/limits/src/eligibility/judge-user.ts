import { AccountRepository, isCallable } from '@hub/accounts';
import { judgeLimits, limitsAt, type Judged, type Known, type Moment } from '@hub/limits';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { accountRemoved } from '../claim/account-removed.js';
import { ClaimRepository } from '../claim/claim.repository.js';
import { decideClaim, type Block } from '../claim/decide-claim.js';
import { Facts } from '../facts/facts.js';
import { ExchangeRepository, type UserLimitsOf } from '../settings/exchange.repository.js';
import { groupOf, type Group, type Settings } from '../settings/settings-of.js';
import { sparedUntil } from './spared-until.js';

/** Whether a user may take a lead now, and how each limit that is on was judged. */
export interface Eligibility {
  group: Group | null;
  judged: Judged[];
  blocks: Block[];
  at: Moment;
}

/** Settings and limits by which users are judged: those that are stored, or others. */
export interface JudgedBy {
  accountId: string;
  settings: Settings;
  users: ReadonlyMap<number, Pick<UserLimitsOf, 'enabled' | 'limits' | 'startedAt'>>;
}

/** Loads what a press is judged by and decides. */
@Injectable()
export class JudgeUser {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly exchanges: ExchangeRepository,
    private readonly claims: ClaimRepository,
    private readonly facts: Facts,
  ) {}

  /**
   * As `judgeStored`, for presses: until the transaction ends, the account cannot be off-boarded, so that what it records is
   * erased with the account. Throws a 409 `Problem` where the account was off-boarded.
   */
  async judgePresses(
    tx: EntityManager,
    accountId: string,
    userIds: readonly number[],
    now: number,
  ): Promise<Map<number, Eligibility>> {
    const account = await this.accounts.lockForRead(tx, accountId);
    if (account?.state === 'removed') throw accountRemoved();
    return this.judgeStored(tx, accountId, userIds, now);
  }

  /**
   * Whether users may press by the settings and limits as they are stored; see `judgeAll`. Throws a 404 `Problem` where the
   * account has no exchange.
   */
  async judgeStored(
    tx: EntityManager,
    accountId: string,
    userIds: readonly number[],
    now: number,
  ): Promise<Map<number, Eligibility>> {
    const { settings, limits } = await this.exchanges.getFor(tx, accountId, userIds);
    const users = new Map(limits.map((row) => [row.userId, row]));
    return this.judgeAll(tx, { accountId, settings, users }, userIds, now);
  }

  /**
   * Everything in one transaction; `now` in epoch milliseconds. Open claims and grants are asked for before anything is
   * counted, and once: each statement sees what is committed by then, so a claim that is granted meanwhile still counts
   * as open.
   */
  async judgeAll(
    tx: EntityManager,
    { accountId, settings, users }: JudgedBy,
    userIds: readonly number[],
    now: number,
  ): Promise<Map<number, Eligibility>> {
    const { open, grants } = await this.claims.listRecent(tx, accountId, now);
    const pressing = new Set(open.map(({ userId }) => userId));
    const { timeZone: zone, state } = await this.accounts.get(accountId, tx);
    const at = { now, zone };
    const limitsOf = limitsAt(at);
    const exchangeUsers = new Set(settings.groups.flatMap(({ exchangeUserIds }) => exchangeUserIds));
    const asked = userIds.map((userId) => {
      const [group, user] = [groupOf(settings, userId), users.get(userId)];
      const newcomer = { sparedUntil: sparedUntil(user?.startedAt ?? null, group?.graceDays ?? 0, now) };
      const on = group ? limitsOf(user?.limits ?? {}, group.limits, newcomer) : [];
      return { userId, group, user, on, questions: on.flatMap((one) => Object.values(one.questions)) };
    });
    const known = new Map<number, Known>();
    for (const group of settings.groups) {
      const own = asked.filter((one) => one.group === group);
      if (own.length === 0) continue;
      const answers = await this.facts.read(tx, { accountId, group, now, grants }, own);
      for (const [userId, answer] of answers) known.set(userId, answer);
    }
    return new Map(
      asked.map(({ userId, group, user, on }) => {
        const answers = known.get(userId);
        const judged = answers ? judgeLimits(on, answers, at) : [];
        const blocks = decideClaim({
          isExchangeUser: exchangeUsers.has(userId),
          isEnabled: user?.enabled ?? false,
          hasGroup: group !== null,
          isAccountCallable: isCallable(state),
          hasOpenClaim: pressing.has(userId),
          deals: answers?.reach({ what: 'deals' }) ?? 'missing',
          judged,
          whenUnknown: settings.whenUnknown,
        });
        return [userId, { group, judged, blocks, at }];
      }),
    );
  }
}
