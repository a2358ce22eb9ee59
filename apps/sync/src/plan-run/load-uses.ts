import { BranchRepository } from '@hub/accounts';
import { Bus } from '@hub/bus';
import type { ObjectUse } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem, RetryLater } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { BotRepository } from '../bot/bot.repository.js';
import { usesOfBots } from '../bot/uses-of-bots.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { usesOfBranch } from '../kind/uses-of-branch.js';

/** The service or the bus is away, which may last. */
const awayStatuses = [503, 504];
const untilBackMs = 30_000;

/** What the hub names in an account: targets of branches, routing rules, the lead exchange, and bots. */
@Injectable()
export class LoadUses {
  constructor(
    @Inject(Bus) private readonly bus: Bus,
    @Inject(BranchRepository) private readonly branches: BranchRepository,
    @Inject(BotRepository) private readonly bots: BotRepository,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
  ) {}

  /** What settings and bots name. Throws `RetryLater` as `settings` does. */
  async of(accountId: string, correlationId: string): Promise<readonly ObjectUse[]> {
    const settings = await this.settings(accountId, correlationId);
    const bots = await this.bots.listThere(accountId);
    const named = bots.length === 0 ? [] : usesOfBots(bots, await this.ledger.entriesOf(accountId));
    return [...settings, ...named];
  }

  /** Throws `RetryLater` while a service does not answer: not known is not unused. */
  async settings(accountId: string, correlationId: string): Promise<readonly ObjectUse[]> {
    const branches = await this.branches.listByAccount(accountId);
    const [routing, exchange] = await Promise.all([
      this.ask('router.uses', accountId, correlationId),
      this.ask('limits.uses', accountId, correlationId),
    ]);
    return [...branches.flatMap(usesOfBranch), ...routing, ...exchange];
  }

  private async ask(
    subject: 'router.uses' | 'limits.uses',
    accountId: string,
    correlationId: string,
  ): Promise<ObjectUse[]> {
    try {
      return (await this.bus.request(subject, { accountId }, { correlationId })).items;
    } catch (error) {
      if (!(error instanceof Problem) || !awayStatuses.includes(error.body.status)) throw error;
      const said = message('failures.uses-unknown', { failure: error.body.detail });
      throw new RetryLater(said, untilBackMs, { cause: error });
    }
  }
}
