import { setTimeout as wait } from 'node:timers/promises';
import {
  isCallable,
  type Account,
  type AccountRepository,
  type CredentialRepository,
  type OpenCredential,
  type RenewedPair,
} from '@hub/accounts';
import type { SessionLock } from '@hub/database';
import { Problem, VerdictError } from '@hub/platform';
import type { EntityManager } from 'typeorm';
import type { AccountHealth } from './account-health.js';
import { ConnectionFailed, NeedsReconnect, OutcomeUnknown } from './errors.js';
import { GrantRefused, type TokenRequests } from './request-tokens.js';

/** What a call needs to know about its account. Holds a token: never log it. */
export interface Access {
  accountId: string;
  host: string;
  integrationId: string;
  token: string;
  /** Which stored token this is; a refused one is renewed by naming its generation. */
  generation: number;
  isDegraded: boolean;
}

/** A token that replaces another one. */
export interface RenewedAccess extends Access {
  /** amoCRM gave it to this refresh; else it was stored by somebody else meanwhile. */
  isRefreshed: boolean;
}

/** A token is renewed this long before its end, so that a call on its way does not meet the end. */
const marginMs = 60_000;
/** How long a process trusts what it read; a state changed elsewhere is noticed within this time. */
const trustMs = 5_000;
/** After a refresh only the new pair is valid: storing it is retried this long. */
const storeForMs = 60_000;
/** A refresh that took longer without an answer is not repeated: few accounts refresh at once, and the others wait. */
const repeatWithinMs = 2_000;
/** Who asks for the same account within this time after such a refresh gets its error. */
const silentForMs = 5_000;

/**
 * Access tokens of all accounts. Per account: one reader at a time in this process, one refresher at a time in all
 * processes. The new pair is stored before anybody sees it. When a process dies between amoCRM's answer and the
 * store, the next refresh is refused, and the account waits in `reconnect` instead of asking again and again.
 */
export class AccessTokens {
  private readonly known = new Map<string, { access: Access; until: number }>();
  private readonly loading = new Map<string, Promise<Access>>();
  private readonly renewing = new Map<string, Promise<RenewedAccess>>();
  /** Refreshes that got no answer in time. */
  private readonly silent = new Map<string, { error: unknown; until: number }>();

  constructor(
    private readonly accounts: AccountRepository,
    private readonly credentials: CredentialRepository,
    private readonly health: AccountHealth,
    private readonly lock: SessionLock,
    private readonly requests: TokenRequests,
  ) {}

  /** A token that should work now. Throws `NeedsReconnect` when the account must not or cannot be called. */
  async access(accountId: string): Promise<Access> {
    const known = this.known.get(accountId);
    if (known && known.until > Date.now()) return known.access;
    return shared(this.loading, accountId, () => this.load(accountId));
  }

  /**
   * A token newer than the one of `seenGeneration`, which was refused or has ended: another process's if there is one,
   * else a refreshed one. Throws `NeedsReconnect` when amoCRM refuses to refresh, or a client error when it is away.
   */
  async renew(accountId: string, seenGeneration: number): Promise<RenewedAccess> {
    for (;;) {
      const access = await shared(this.renewing, accountId, () => this.refresh(accountId, seenGeneration));
      if (access.generation > seenGeneration) return access;
    }
  }

  /**
   * Refreshes accounts whose pair was not refreshed since `before`: a refresh token dies after three months. One
   * account's failure stops no other; a dead one is in `reconnect` afterwards.
   */
  async keepAlive(
    before: Date,
    limit: number,
  ): Promise<{ refreshed: string[]; failed: { accountId: string; reason: string }[] }> {
    const refreshed: string[] = [];
    const failed: { accountId: string; reason: string }[] = [];
    for (const accountId of await this.credentials.findIdle(before, limit)) {
      try {
        const { credential } = await this.read(accountId);
        await this.renew(accountId, credential.generation);
        refreshed.push(accountId);
      } catch (error) {
        failed.push({ accountId, reason: error instanceof Error ? error.message : 'unknown' });
      }
    }
    return { refreshed, failed };
  }

  /** Keeps an alarm open for each long-lived token that ends before the given moment, and for no other. */
  async warnOfEndings(before: Date): Promise<void> {
    const ending = await this.credentials.findEnding(before);
    for (const { accountId } of ending)
      await this.health.tokenEndsSoon(accountId, async (tx) => {
        const now = await this.credentials.findEnding(before, tx, accountId);
        return now.at(0)?.endsAt ?? null;
      });
    await this.health.tokensEndLater(ending.map(({ accountId }) => accountId));
  }

  /** Forgets what this process knows about the account: its credential or state was changed on purpose. */
  forget(accountId: string): void {
    this.known.delete(accountId);
  }

  /**
   * Runs `work` under the account's token lock: no process renews the tokens meanwhile. Throws `RetryLater` after 30
   * seconds of waiting.
   */
  async exclusively<T>(accountId: string, work: () => Promise<T>): Promise<T> {
    return this.lock.run([accountId], work).finally(() => this.forget(accountId));
  }

  /**
   * Declares the tokens of this generation dead: state `reconnect`, an alarm, and the error to throw. Null, and nothing is
   * written, when newer ones are stored: a refusal may come late.
   */
  async dead(accountId: string, generation: number, reason: string): Promise<NeedsReconnect | null> {
    this.forget(accountId);
    const isNewest = async (tx: EntityManager) =>
      ((await this.credentials.open(accountId, tx))?.generation ?? 0) <= generation;
    const isDead = await this.health.tokensDead(accountId, reason, isNewest);
    return isDead ? new NeedsReconnect(accountId, 'reconnect', reason) : null;
  }

  private async load(accountId: string): Promise<Access> {
    const { account, credential } = await this.read(accountId);
    if (!isCallable(account.state)) {
      throw new NeedsReconnect(accountId, account.state, account.stateReason);
    }
    const hasEnded = (credential.accessExpiresAt?.getTime() ?? Infinity) - marginMs <= Date.now();
    if (credential.longLivedToken === null && (hasEnded || credential.accessToken === null)) {
      return this.renew(accountId, credential.generation);
    }
    return this.remember(account, credential);
  }

  private async refresh(accountId: string, seenGeneration: number): Promise<RenewedAccess> {
    const found = (account: Account, credential: OpenCredential, isRefreshed = false) => ({
      ...this.remember(account, credential),
      isRefreshed,
    });
    this.forget(accountId);
    const seen = await this.read(accountId);
    if (seen.credential.generation > seenGeneration) return found(seen.account, seen.credential);
    const silent = this.silent.get(accountId);
    if (silent && silent.until > performance.now()) throw silent.error;
    this.silent.delete(accountId);
    return this.lock.run([accountId], async () => {
      const { account, credential } = await this.read(accountId);
      if (credential.generation > seenGeneration) return found(account, credential);
      if (!isCallable(account.state) && account.state !== 'suspended') {
        throw new NeedsReconnect(accountId, account.state, account.stateReason);
      }
      const renewed = await this.ask(account, credential);
      const { generation } = credential;
      if (renewed)
        await untilStored(() => this.credentials.storePair(accountId, renewed, generation, new Date()));
      await this.health.tokensStored(accountId);
      const stored = await this.read(accountId);
      return found(stored.account, stored.credential, renewed !== null);
    });
  }

  /**
   * The new pair with the secret and address that got it, or null when a person, or a process that our lost lock let in, has stored one since `credential` was
   * read.
   */
  private async ask(account: Account, credential: OpenCredential): Promise<RenewedPair | null> {
    const { refreshToken, clientSecret, redirectUri, integrationId, generation } = credential;
    const dead = async (reason: string): Promise<null> => {
      const error = await this.dead(account.id, generation, reason);
      if (error) throw error;
      return null;
    };
    if (credential.longLivedToken !== null) return dead('long_lived_token_refused');
    if (refreshToken === null || clientSecret === null || redirectUri === null)
      return dead('no_refresh_token');
    const integration = { clientId: integrationId, clientSecret, redirectUri };
    const attempt = () => this.requests.renew(account, integration, refreshToken);
    const began = performance.now();
    const isSlow = () => performance.now() - began >= repeatWithinMs;
    try {
      // A cut connection: the old token may still work, and if it does not, the second refusal says so for good.
      return await attempt().catch((error: unknown) => {
        if (error instanceof OutcomeUnknown && !isSlow()) return attempt();
        throw error;
      });
    } catch (error) {
      const isUnanswered = error instanceof OutcomeUnknown || error instanceof ConnectionFailed;
      if (isUnanswered && isSlow())
        this.silent.set(account.id, { error, until: performance.now() + silentForMs });
      if (!(error instanceof GrantRefused)) throw error;
      return dead('refresh_token_refused');
    }
  }

  private async read(accountId: string): Promise<{ account: Account; credential: OpenCredential }> {
    const account = await this.accounts.get(accountId);
    const credential = await this.credentials.open(accountId);
    if (!credential) {
      const dead = isCallable(account.state) ? await this.dead(accountId, 0, 'no_credentials') : null;
      throw dead ?? new NeedsReconnect(accountId, account.state, 'no_credentials');
    }
    return { account, credential };
  }

  private remember(account: Account, credential: OpenCredential): Access {
    const access = {
      accountId: account.id,
      host: account.host,
      integrationId: credential.integrationId,
      token: credential.longLivedToken ?? credential.accessToken ?? '',
      generation: credential.generation,
      isDegraded: account.state === 'degraded',
    };
    const known = this.known.get(account.id)?.access;
    // A read that began before a refresh may end after it.
    if (known && known.generation > access.generation) return known;
    const endsAt = (credential.accessExpiresAt?.getTime() ?? Infinity) - marginMs;
    this.known.set(account.id, { access, until: Math.min(Date.now() + trustMs, endsAt) });
    return access;
  }
}

/**
 * Repeats `store` while the database is away: losing a new pair means losing the account. An error of the hub's own
 * ends it.
 */
export async function untilStored<T>(store: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + storeForMs;
  for (;;) {
    try {
      return await store();
    } catch (error) {
      if (error instanceof VerdictError || error instanceof Problem || Date.now() >= deadline) throw error;
      await wait(250);
    }
  }
}

/** Runs `work` once for all concurrent callers with the same key. */
function shared<T>(running: Map<string, Promise<T>>, key: string, work: () => Promise<T>): Promise<T> {
  const current = running.get(key);
  if (current) return current;
  const started = work().finally(() => running.delete(key));
  running.set(key, started);
  return started;
}
