/** A press that waits to be decided. */
interface Waiting<Press, Outcome> {
  press: Press;
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

  /** `decide` gives the outcomes in the order of the presses, an error for one that fails alone; what it throws fails all of them. */
  constructor(
    private readonly decide: (presses: readonly Press[]) => Promise<readonly (Outcome | Error)[]>,
  ) {}

  /** The outcome of a press; throws the error that it has instead. */
  add(press: Press): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const entry = { press, resolve, reject };
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
      const [batch, rest] = nextBatch(this.waiting.get(accountId) ?? []);
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
      for (const { reject } of batch) reject(error);
    }
  }
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
