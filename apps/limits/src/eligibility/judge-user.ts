import { AccountRepository } from '@hub/accounts';
import { judgeLimits, limitsOn, type Judged, type Moment } from '@hub/limits';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ClaimRepository } from '../claim/claim.repository.js';
import { decideClaim, type Block } from '../claim/decide-claim.js';
import { Facts } from '../facts/facts.js';
import type { Exchange } from '../settings/exchange.entity.js';
import { ExchangeRepository } from '../settings/exchange.repository.js';
import { groupOf, type Group } from '../settings/settings-of.js';
import { sparedUntil } from './spared-until.js';

/** Whether a user may take a lead now, and how each limit that is on was judged. */
export interface Eligibility {
  group: Group | null;
  judged: Judged[];
  blocks: Block[];
  at: Moment;
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
   * Everything in one transaction; `now` in epoch milliseconds. Open claims are asked for before anything is counted: each
   * statement sees what is committed by then, so a claim that is granted meanwhile still counts as open, never as neither.
   */
  async judge(tx: EntityManager, exchange: Exchange, userId: number, now: number): Promise<Eligibility> {
    const { accountId, settings } = exchange;
    const hasOpenClaim = await this.claims.hasOpen(tx, accountId, userId);
    const { timeZone: zone } = await this.accounts.get(accountId, tx);
    const at = { now, zone };
    const group = groupOf(settings, userId);
    const user = await this.exchanges.findLimits(tx, accountId, userId);
    const newcomer = { sparedUntil: sparedUntil(user?.startedAt ?? null, group?.graceDays ?? 0) };
    const on = group ? limitsOn(user?.limits ?? {}, group.limits, newcomer, at) : [];
    const questions = on.flatMap((one) => Object.values(one.questions));
    const known = group && (await this.facts.read(tx, { exchange, group, userId, now }, questions));
    const judged = known ? judgeLimits(on, known, at) : [];
    const blocks = decideClaim({
      isExchangeUser: settings.groups.some(({ exchangeUserIds }) => exchangeUserIds.includes(userId)),
      isEnabled: user?.enabled ?? false,
      hasGroup: group !== null,
      hasOpenClaim,
      judged,
      whenUnknown: settings.whenUnknown,
    });
    return { group, judged, blocks, at };
  }
}
