import { setImmediate as restOfThisRound } from 'node:timers/promises';

interface Question<K, V> {
  key: K;
  answer: (value: V) => void;
  fail: (error: unknown) => void;
}

/**
 * Answers the questions of many callers with one statement: those of one turn of the event loop go together, and while a
 * statement runs, further keys queue for the next. An answer is as new as that of a statement of one's own, because the
 * statement begins after the question. Callers that ask for the same may get the same object: do not change it.
 */
export class BatchedRead<K, V> {
  private waiting: Question<K, V>[] = [];
  private isReading = false;

  /**
   * `read` gives the answers in the order of the keys, of which it gets `most` at once. When it throws, each key is read
   * alone: one that cannot be read fails no other.
   */
  constructor(
    private readonly read: (keys: readonly K[]) => Promise<readonly V[]>,
    private readonly most = 200,
  ) {}

  of(key: K): Promise<V> {
    return new Promise((answer, fail) => {
      this.waiting.push({ key, answer, fail });
      if (!this.isReading) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.isReading = true;
    await restOfThisRound();
    while (this.waiting.length > 0) await this.answer(this.waiting.splice(0, this.most));
    this.isReading = false;
  }

  private async answer(questions: readonly Question<K, V>[]): Promise<void> {
    try {
      const values = await this.read(questions.map(({ key }) => key));
      if (values.length !== questions.length) throw new RangeError('a batched read must answer each key');
      questions.forEach(({ answer }, at) => answer(values[at] as V));
    } catch (error) {
      if (questions.length > 1) await Promise.all(questions.map((question) => this.answer([question])));
      else for (const { fail } of questions) fail(error);
    }
  }
}
