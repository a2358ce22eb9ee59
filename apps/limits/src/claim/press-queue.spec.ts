import { describe, expect, it } from '@jest/globals';
import { PressQueue } from './press-queue.js';

interface Press {
  accountId: string;
  userId: number;
}

/** A queue whose batches end when the test says so. */
function startQueue() {
  const batches: {
    presses: readonly Press[];
    end: (outcomes: (string | Error)[]) => void;
    fail: () => void;
  }[] = [];
  const queue = new PressQueue<Press, string>(
    (presses) =>
      new Promise((resolve, reject) => {
        batches.push({ presses, end: resolve, fail: () => reject(new Error('no database')) });
      }),
  );
  const press = (userId: number, accountId = 'a', signal?: AbortSignal) =>
    queue.add({ accountId, userId }, signal);
  const users = (at: number) => batches[at]?.presses.map(({ userId }) => userId);
  return { batches, press, users };
}

const said = (outcomes: PromiseSettledResult<string>[]) =>
  outcomes.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)));

/** When everything that is ready has run. */
const nextRound = () => new Promise((resolve) => setImmediate(resolve));

describe('PressQueue', () => {
  it('decides together what comes while others are decided, one press of a user at a time', async () => {
    const { batches, press, users } = startQueue();
    const outcomes = [press(1), press(2), press(3), press(2)];
    expect(users(0)).toEqual([1]);
    batches[0]?.end(['first']);
    await nextRound();
    expect(users(1)).toEqual([2, 3]);
    batches[1]?.end(['second', 'third']);
    await nextRound();
    expect(users(2)).toEqual([2]);
    batches[2]?.end(['again']);
    expect(await Promise.all(outcomes)).toEqual(['first', 'second', 'third', 'again']);
  });

  it('lets no account wait for another', () => {
    const { press, users } = startQueue();
    void press(1);
    void press(1, 'b');
    expect([users(0), users(1)]).toEqual([[1], [1]]);
  });

  it('gives a press its own error', async () => {
    const { batches, press } = startQueue();
    const outcomes = Promise.allSettled([press(1), press(2), press(3)]);
    batches[0]?.fail();
    await nextRound();
    batches[1]?.end([new Error('not fresh'), 'granted']);
    expect(said(await outcomes)).toEqual(['Error: no database', 'Error: not fresh', 'granted']);
  });

  it('decides each press of a batch alone when the batch fails', async () => {
    const { batches, press, users } = startQueue();
    const outcomes = Promise.allSettled([press(1), press(2), press(3)]);
    batches[0]?.end(['first']);
    await nextRound();
    expect(users(1)).toEqual([2, 3]);
    batches[1]?.fail();
    await nextRound();
    expect(users(2)).toEqual([2]);
    batches[2]?.fail();
    await nextRound();
    expect(users(3)).toEqual([3]);
    batches[3]?.end(['granted']);
    expect(said(await outcomes)).toEqual(['first', 'Error: no database', 'granted']);
  });

  it('does not decide a press whose asker has given up', async () => {
    const { batches, press, users } = startQueue();
    const given = new AbortController();
    const outcomes = Promise.allSettled([press(1), press(2, 'a', given.signal), press(3)]);
    given.abort(new Error('gone'));
    batches[0]?.end(['first']);
    await nextRound();
    expect(users(1)).toEqual([3]);
    batches[1]?.end(['third']);
    expect(said(await outcomes)).toEqual(['first', 'Error: gone', 'third']);
  });

  it('decides at most 64 presses at once, the others in the next batch', async () => {
    const { batches, press, users } = startQueue();
    for (let userId = 0; userId < 70; userId++) void press(userId);
    batches[0]?.end(['first']);
    await nextRound();
    expect(users(1)).toHaveLength(64);
    batches[1]?.end(Array.from({ length: 64 }, () => 'granted'));
    await nextRound();
    expect(users(2)).toEqual([65, 66, 67, 68, 69]);
  });
});
