import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';

/** Thrown when an account has all the work it may have at once. Nothing was called; the job comes back when there is room. */
export class GateFull extends RetryLater {
  constructor(
    readonly accountId: string,
    afterMs: number,
    sooner: Promise<void>,
  ) {
    super(message('failures.gate-full'), afterMs, { sooner });
  }
}

/** Who asks for a place. */
export interface Entrant {
  accountId: string;
  /** Names the job: asking again, it keeps its position among those that wait. */
  job: string;
  /** How many may be inside; `jobPlaces` when missing. */
  places?: number;
}

interface Waiting {
  places: number;
  /** By then the job has come back by itself, here or in another process. */
  expiresAt: number;
  wake(): void;
}

interface Account {
  inside: number;
  /** The last call got no answer. */
  isSilent: boolean;
  waiting: Map<string, Waiting>;
}

/** Enough to use an account's seven calls a second, and few enough to leave hands for the other accounts. */
const jobPlaces = 4;

/** While an account is silent, one job finds out whether it answers again. */
const placesWhileSilent = 1;

const shortestDelayMs = 5_000;
const longestDelayMs = 30_000;
const delayPerJobMs = 1_000;
const spareMs = 5_000;

/**
 * Limits how many jobs of this process work on one account at once, so that an account which does not answer cannot
 * take every hand of a consumer. Never waits: who finds no room is put back and woken, first come first served, when a
 * place is free or the account answers again. Its delay is only for a wake-up that is lost with the process.
 */
export class AccountGate {
  private readonly accounts = new Map<string, Account>();

  /** `clock` gives milliseconds that never go back. */
  constructor(private readonly clock: () => number) {}

  /** Runs `work` in a place of the account. Throws `GateFull` when there is none. */
  async pass<T>(entrant: Entrant, work: () => Promise<T>): Promise<T> {
    const account = this.enter(entrant);
    try {
      return await work();
    } finally {
      account.inside -= 1;
      this.wake(entrant.accountId, account);
    }
  }

  /** A call to the account was answered, whatever the answer says. */
  answered(accountId: string): void {
    const account = this.accounts.get(accountId);
    if (!account?.isSilent) return;
    account.isSilent = false;
    this.wake(accountId, account);
  }

  /** A call to the account got no connection or no answer in time. */
  unanswered(accountId: string): void {
    this.of(accountId).isSilent = true;
  }

  private enter({ accountId, job, places = jobPlaces }: Entrant): Account {
    const account = this.of(accountId);
    if (account.inside >= roomOf(account, places)) throw this.putBack(accountId, account, { job, places });
    account.waiting.delete(job);
    account.inside += 1;
    return account;
  }

  private putBack(
    accountId: string,
    account: Account,
    { job, places }: Required<Omit<Entrant, 'accountId'>>,
  ): GateFull {
    const ahead = account.waiting.has(job) ? [...account.waiting.keys()].indexOf(job) : account.waiting.size;
    const delayMs = Math.min(longestDelayMs, Math.max(shortestDelayMs, ahead * delayPerJobMs));
    let wake = (): void => undefined;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    // Set again, a key of a Map keeps its position.
    account.waiting.set(job, { places, expiresAt: this.clock() + delayMs + spareMs, wake });
    return new GateFull(accountId, delayMs, woken);
  }

  private wake(accountId: string, account: Account): void {
    const now = this.clock();
    let coming = 0;
    for (const [job, { places, expiresAt, wake }] of account.waiting) {
      if (account.inside + coming >= roomOf(account, places)) break;
      account.waiting.delete(job);
      if (expiresAt < now) continue;
      coming += 1;
      wake();
    }
    if (account.inside === 0 && account.waiting.size === 0 && !account.isSilent)
      this.accounts.delete(accountId);
  }

  private of(accountId: string): Account {
    let account = this.accounts.get(accountId);
    if (!account) {
      account = { inside: 0, isSilent: false, waiting: new Map() };
      this.accounts.set(accountId, account);
    }
    return account;
  }
}

function roomOf({ isSilent }: Account, places: number): number {
  return isSilent ? placesWhileSilent : places;
}
