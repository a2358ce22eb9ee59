import type {
  AccountEvent,
  AccountRepository,
  AccountState,
  AlarmKind,
  AlarmRepository,
} from '@hub/accounts';
import { inTransaction } from '@hub/database';
import { message, type Facts } from '@hub/messages';
import type { Logger } from '@hub/platform';
import type { DataSource, EntityManager } from 'typeorm';
import { Blocked, PaymentRequired, RateLimited } from './errors.js';
import type { RateBudget } from './rate-budget.js';

/** The account a call was for and the budget it drew on. */
export interface Caller {
  accountId: string;
  budget: string;
  isDegraded: boolean;
}

const goodCallEveryMs = 60_000;
/** How long a budget rests after a block that a call with a token on trial has met. */
const trialBlockMs = 60_000;

/**
 * Maps failures of calls to account states, alarms and budget stops. A failure of one account affects no other
 * account.
 */
export class AccountHealth {
  private readonly notedAt = new Map<string, number>();

  constructor(
    private readonly source: DataSource,
    private readonly accounts: AccountRepository,
    private readonly alarms: AlarmRepository,
    private readonly budget: RateBudget,
    private readonly log: Logger,
  ) {}

  /**
   * A good answer: ends `degraded`; at most once a minute it is remembered and clears the alarms of refused calls, which a
   * consent or a resume leaves open. Returns whether the state changed.
   * Never throws, because the answer of a write must reach its caller even when the hub's database is away.
   */
  async callSucceeded(caller: Caller): Promise<boolean> {
    try {
      return await this.noteSuccess(caller);
    } catch (error) {
      this.log.warn({ error, account: caller.accountId }, 'a good call could not be noted');
      return false;
    }
  }

  private async noteSuccess({ accountId, isDegraded }: Caller): Promise<boolean> {
    const now = new Date();
    if (isDegraded) {
      await this.recordEvent(accountId, { kind: 'call-succeeded' }, (tx) =>
        this.clearRefusals(tx, accountId, now),
      );
    }
    if (now.getTime() - (this.notedAt.get(accountId) ?? 0) >= goodCallEveryMs) {
      this.notedAt.set(accountId, now.getTime());
      await this.accounts.noteGoodCall(accountId, now);
      if (!isDegraded) await this.clearRefusals(this.source.manager, accountId, now);
    }
    return isDegraded;
  }

  private async clearRefusals(tx: EntityManager, accountId: string, now: Date): Promise<void> {
    await this.alarms.clearEach(tx, ['account-unpaid', 'account-blocked'], [accountId], now);
  }

  /**
   * A failed call: 429 backs the budget off, a block stops it, an unpaid or blocked account is marked. A block that a
   * person has ended during the call changes nothing. Returns whether the account's state was written. `sentAt`: when
   * the call left, by `performance.now()`.
   */
  async callFailed({ accountId, budget }: Caller, error: unknown, sentAt: number): Promise<boolean> {
    if (error instanceof RateLimited) {
      await this.budget.backOff(budget, error.retryAfterMs);
    } else if (error instanceof Blocked) {
      if (!(await this.budget.stop(budget, 'blocked', performance.now() - sentAt))) return false;
      await this.refused(accountId, 'blocked', 'account-blocked', { budget });
      return true;
    } else if (error instanceof PaymentRequired) {
      await this.refused(accountId, 'unpaid', 'account-unpaid', {});
      return true;
    }
    return false;
  }

  /**
   * A failed call that says nothing about the state of its account: a 429 backs the budget off, and so does a block, for a
   * minute in which the budget shows too many requests, because a stop for a block is ended by a person only. If
   * the block lasts, the next call with the account's own token stops the budget, with the state and the alarm that a
   * person ends.
   */
  async trialFailed(budget: string, error: unknown): Promise<void> {
    if (error instanceof RateLimited) await this.budget.backOff(budget, error.retryAfterMs);
    else if (error instanceof Blocked) await this.budget.backOff(budget, trialBlockMs);
  }

  /**
   * The tokens cannot be used or refreshed any more: the account waits for a new consent. `isNewest` is asked behind the
   * account's lock, which storing a consent takes too; when it says no, nothing is written, and the answer is false.
   */
  async tokensDead(
    accountId: string,
    reason: string,
    isNewest: (tx: EntityManager) => Promise<boolean>,
  ): Promise<boolean> {
    return inTransaction(this.source, async (tx) => {
      await this.accounts.lock(tx, accountId);
      if (!(await isNewest(tx))) return false;
      await this.recordEventIn(tx, accountId, { kind: 'tokens-dead', reason }, () =>
        this.raise(tx, 'reconnect-needed', accountId, { reason: message('failures.reason', { reason }) }),
      );
      return true;
    });
  }

  /** A new token is stored: `pending` and `reconnect` end. */
  async tokensStored(accountId: string): Promise<void> {
    const now = new Date();
    await this.recordEvent(accountId, { kind: 'tokens-stored' }, async (tx) => {
      await this.alarms.clear(tx, 'reconnect-needed', accountId, now);
      await this.alarms.clear(tx, 'token-ends-soon', accountId, now);
    });
  }

  /**
   * A long-lived token is about to end, and nothing but a person can replace it. `endOf` reads when, behind the account's
   * lock: a token that was replaced meanwhile, and an account that was removed, get no alarm.
   */
  async tokenEndsSoon(accountId: string, endOf: (tx: EntityManager) => Promise<Date | null>): Promise<void> {
    await inTransaction(this.source, async (tx) => {
      const state = (await this.accounts.lockForRead(tx, accountId))?.state ?? null;
      const endsAt = state === null || state === 'removed' ? null : await endOf(tx);
      if (!endsAt) return;
      const facts = { endsAt: endsAt.toISOString() };
      await this.alarms.keep(
        tx,
        { kind: 'token-ends-soon', subject: accountId, accountId, facts },
        new Date(),
      );
    });
  }

  /** No token ends soon but those of these accounts. */
  async tokensEndLater(but: readonly string[]): Promise<void> {
    const others = { prefix: '', subjects: but };
    await this.alarms.clearOthers(this.source.manager, 'token-ends-soon', others, new Date());
  }

  private async refused(accountId: string, reason: string, kind: AlarmKind, facts: Facts): Promise<void> {
    await this.recordEvent(accountId, { kind: 'call-refused', reason }, async (tx, state) => {
      // A refusal that comes after a suspension, or the end of the tokens, is found again by the first call after it.
      if (state === 'degraded') await this.raise(tx, kind, accountId, facts);
    });
  }

  /** State and alarms commit together, behind the account's lock: an account that was removed meanwhile gets neither. */
  private async recordEvent(
    accountId: string,
    event: AccountEvent,
    alarms: (tx: EntityManager, state: AccountState) => Promise<void>,
  ): Promise<void> {
    await inTransaction(this.source, (tx) => this.recordEventIn(tx, accountId, event, alarms));
  }

  private async recordEventIn(
    tx: EntityManager,
    accountId: string,
    event: AccountEvent,
    alarms: (tx: EntityManager, state: AccountState) => Promise<void>,
  ): Promise<void> {
    const state = await this.accounts.recordEvent(tx, accountId, event, new Date());
    if (state !== 'removed') await alarms(tx, state);
  }

  private async raise(tx: EntityManager, kind: AlarmKind, accountId: string, facts: Facts): Promise<void> {
    await this.alarms.raise(tx, { kind, subject: accountId, accountId, facts }, new Date());
  }
}
