/** A press that waits to be decided. */
interface Waiting<Press, Outcome> {
  press: Press;
  /** Aborted when no caller waits for the outcome any more. */
  signal: AbortSignal | undefined;
  resolve: (outcome: Outcome) => void;
  reject: (error: unknown) => void;
}

/** More would keep the locks of users for long. */
const mostAtOnce = 64;

/**
 * Decides the presses of one account in batches: those that arrive while one batch is decided form the next. A user has at
 * most one press in a batch. Accounts do not wait for each other.
 */
export class PressQueue<Press extends { accountId: string; userId: number }, Outcome> {
  private readonly waiting = new Map<string, Waiting<Press, Outcome>[]>();

  /**
   * `decide` gives the outcomes in the order of the presses, an error for one that fails alone. When it throws, it has decided
   * none of them: each is then decided alone, so that one press does not fail the others.
   */
  constructor(
    private readonly decide: (presses: readonly Press[]) => Promise<readonly (Outcome | Error)[]>,
  ) {}

  /**
   * The outcome of a press; throws the error that it has instead, and the reason of the signal when that was aborted before
   * the press was decided.
   */
  add(press: Press, signal?: AbortSignal): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const entry = { press, signal, resolve, reject };
      const queue = this.waiting.get(press.accountId);
      if (queue) queue.push(entry);
      else {
        this.waiting.set(press.accountId, [entry]);
        void this.run(press.accountId);
      }
    });
  }

  private async run(accountId: string): Promise<void> {
    for (;;) {
      const [batch, rest] = nextBatch((this.waiting.get(accountId) ?? []).filter(isAwaited));
      if (batch.length === 0) break;
      this.waiting.set(accountId, rest);
      await this.decideAll(batch);
    }
    this.waiting.delete(accountId);
  }

  private async decideAll(batch: readonly Waiting<Press, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.decide(batch.map(({ press }) => press));
      for (const [at, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[at] ?? new Error('A press was not decided');
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      }
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const entry of batch) if (isAwaited(entry)) await this.decideAll([entry]);
    }
  }
}

/** Whether a caller waits for the outcome of a press; rejects the press otherwise. */
function isAwaited({ signal, reject }: Pick<Waiting<unknown, unknown>, 'signal' | 'reject'>): boolean {
  if (signal?.aborted) reject(signal.reason);
  return !signal?.aborted;
}

/** The first press of each user, and the presses that are left. */
function nextBatch<Entry extends { press: { userId: number } }>(queue: readonly Entry[]): [Entry[], Entry[]] {
  const users = new Set<number>();
  const [batch, rest]: [Entry[], Entry[]] = [[], []];
  for (const entry of queue) {
    const isNext = batch.length < mostAtOnce && !users.has(entry.press.userId);
    users.add(entry.press.userId);
    (isNext ? batch : rest).push(entry);
  }
  return [batch, rest];
}
