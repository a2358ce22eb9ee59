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
  const press = (userId: number, accountId = 'a') => queue.add({ accountId, userId });
  const users = (at: number) => batches[at]?.presses.map(({ userId }) => userId);
  return { batches, press, users };
}

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

  it('gives a press its own error, and all of a batch the error that it ends with', async () => {
    const { batches, press } = startQueue();
    const outcomes = Promise.allSettled([press(1), press(2), press(3)]);
    batches[0]?.fail();
    await nextRound();
    batches[1]?.end([new Error('not fresh'), 'granted']);
    expect(
      (await outcomes).map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason))),
    ).toEqual(['Error: no database', 'Error: not fresh', 'granted']);
  });
});
