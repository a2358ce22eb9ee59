import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform/pure';

/**
 * Thrown when an account already has as many jobs as it may have at once. Nothing was called; the job is retried when a
 * place is free.
 */
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
  /** The consumer. Each consumer has its own places, so that none waits for another's jobs. */
  line: string;
  /** Names the job: asking again, it keeps its position among those that wait. */
  job: string;
  /** How many of the line may be inside; `jobPlaces` when missing. */
  places?: number;
}

interface Waiting {
  places: number;
  /** By then the job was retried at its own time, here or in another process. */
  expiresAt: number;
  /** Until then a place is kept for the job, because it was woken for it. 0: it was not. */
  keptUntil: number;
  wake: () => void;
}

interface Line {
  inside: number;
  /** In the order of arrival. A job stays in it until it is inside. */
  waiting: Map<string, Waiting>;
}

/**
 * Enough for calls that wait for a slot to fill a batch of 50, and few enough to leave workers for the other accounts.
 */
const jobPlaces = 64;

/** While an account is silent, one job of each line finds out whether it answers again. */
const placesWhileSilent = 1;

/**
 * About as long as its place in the line takes, so that few of many that wait ask before it; a minute at most, because after a restart,
 * and for a place that another process has freed, nobody wakes them.
 */
const delayPerJobMs = 1_000;
const shortestDelayMs = 5_000;
const longestDelayMs = 60_000;
const spareMs = 5_000;

/** A woken job is back within milliseconds; longer, and it runs in another process. */
const keptMs = 2_000;

/**
 * Limits how many jobs of this process work on one account at once, so that an account which does not answer cannot
 * take every worker of a consumer. Never waits: a job without a place is put back and woken, in the order of arrival,
 * when a place is free or the account answers again. The place is kept for it: without that, each job that comes later
 * would overtake it, as often as one comes. Its retry delay matters where the wake-up is lost with the process, or the woken job runs in another one.
 */
export class AccountGate {
  /** By account and name. */
  private readonly lines = new Map<string, Map<string, Line>>();
  /** Accounts whose last call got no answer. */
  private readonly silent = new Set<string>();

  /** `clock` gives milliseconds that never go back. */
  constructor(private readonly clock: () => number) {}

  /** Runs `work` in a place of the account. Throws `GateFull` when there is none. */
  async pass<T>(entrant: Entrant, work: () => Promise<T>): Promise<T> {
    const { accountId, job, places = jobPlaces } = entrant;
    const line = this.lineOf(entrant);
    if (line.inside + this.keptFor(line, job) >= this.roomOf(accountId, places))
      throw this.putBack(line, { accountId, job, places });
    line.waiting.delete(job);
    line.inside += 1;
    try {
      return await work();
    } finally {
      line.inside -= 1;
      this.wake(accountId, line);
      this.forgetIdle(entrant, line);
    }
  }

  /** A call to the account was answered, whatever the answer says. */
  answered(accountId: string): void {
    if (!this.silent.delete(accountId)) return;
    for (const line of this.lines.get(accountId)?.values() ?? []) this.wake(accountId, line);
  }

  /** A call to the account got no connection or no answer in time. */
  unanswered(accountId: string): void {
    this.silent.add(accountId);
  }

  private putBack(line: Line, { accountId, job, places }: Required<Omit<Entrant, 'line'>>): GateFull {
    const isWaiting = line.waiting.has(job);
    const ahead = isWaiting ? [...line.waiting.keys()].indexOf(job) : line.waiting.size;
    const delayMs = Math.min(longestDelayMs, Math.max(shortestDelayMs, ahead * delayPerJobMs));
    let wake = (): void => undefined;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    // Set again, a key of a Map keeps its position.
    const expiresAt = this.clock() + delayMs + spareMs;
    line.waiting.set(job, { places, expiresAt, keptUntil: 0, wake });
    return new GateFull(accountId, delayMs, woken);
  }

  private wake(accountId: string, line: Line): void {
    const now = this.clock();
    let taken = line.inside + this.keptFor(line);
    for (const [job, waiting] of line.waiting) {
      if (taken >= this.roomOf(accountId, waiting.places)) break;
      if (waiting.keptUntil > now) continue;
      if (waiting.expiresAt < now) line.waiting.delete(job);
      else {
        taken += 1;
        waiting.keptUntil = now + keptMs;
        waiting.expiresAt = Math.min(waiting.expiresAt, now + keptMs + spareMs);
        waiting.wake();
      }
    }
  }

  /** How many places are kept for others than this job. */
  private keptFor({ waiting }: Line, job?: string): number {
    const now = this.clock();
    let kept = 0;
    for (const [name, { keptUntil }] of waiting) if (keptUntil > now && name !== job) kept += 1;
    return kept;
  }

  private roomOf(accountId: string, places: number): number {
    return this.silent.has(accountId) ? placesWhileSilent : places;
  }

  private lineOf({ accountId, line: name }: Entrant): Line {
    let lines = this.lines.get(accountId);
    if (!lines) this.lines.set(accountId, (lines = new Map<string, Line>()));
    let line = lines.get(name);
    if (!line) lines.set(name, (line = { inside: 0, waiting: new Map() }));
    return line;
  }

  private forgetIdle({ accountId, line: name }: Entrant, line: Line): void {
    if (line.inside > 0 || line.waiting.size > 0) return;
    const lines = this.lines.get(accountId);
    lines?.delete(name);
    if (lines?.size === 0) this.lines.delete(accountId);
  }
}
