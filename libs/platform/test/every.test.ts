import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createLogger, every } from '@hub/platform';

describe('rounds', () => {
  let lines: string[];
  const log = createLogger('test', 'warn', { write: (line) => lines.push(line) });

  beforeEach(() => {
    lines = [];
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Rounds that end when told to. */
  function start() {
    const ends: (() => void)[] = [];
    return { ends, rounds: every(100, () => new Promise<void>((end) => ends.push(end)), log, 'no luck') };
  }

  it('begin at their time, or when told, and never while one is running', async () => {
    const { ends, rounds } = start();
    await jest.advanceTimersByTimeAsync(99);
    expect(ends).toHaveLength(0);
    rounds.begin();
    rounds.begin();
    await jest.advanceTimersByTimeAsync(250);
    expect(ends).toHaveLength(1);
    ends[0]!();
    await jest.advanceTimersByTimeAsync(100);
    expect(ends).toHaveLength(2);
    ends[1]!();
    await rounds.stop();
  });

  it('stop when the one in hand has ended, and begin no more', async () => {
    const { ends, rounds } = start();
    await jest.advanceTimersByTimeAsync(150);
    const stopped = jest.fn();
    const stopping = rounds.stop().then(stopped);
    await jest.advanceTimersByTimeAsync(500);
    expect(stopped).not.toHaveBeenCalled();
    ends[0]!();
    await stopping;
    await jest.advanceTimersByTimeAsync(500);
    expect(ends).toHaveLength(1);
  });

  it('log each failure once and go on', async () => {
    const rounds = every(100, () => Promise.reject(new Error('closed')), log, 'no luck');
    await jest.advanceTimersByTimeAsync(250);
    await rounds.stop();
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject(
      [1, 2].map(() => ({ msg: 'no luck', error: { message: 'closed' } })),
    );
  });
});
