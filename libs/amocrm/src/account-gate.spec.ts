import { describe, expect, it } from '@jest/globals';
import { AccountGate, GateFull } from './account-gate.js';

/** Lets what was resolved go on. */
const nextTick = () => new Promise<void>((resolve) => process.nextTick(resolve));

/** A gate whose work ends when the test says so. */
function openGate() {
  let nowMs = 0;
  const gate = new AccountGate(() => nowMs);
  const ends = new Map<string, () => void>();
  const woken: string[] = [];
  /** Whether the job got a place. Put back, it is listed in `woken` when it may come again. */
  async function enter(job: string, accountId = 'a', places = 4, line = 'leads'): Promise<boolean> {
    let isInside = false;
    const work = () =>
      new Promise<void>((resolve) => {
        isInside = true;
        ends.set(job, resolve);
      });
    const passing = gate.pass({ accountId, line, job, places }, work);
    passing.catch((error: unknown) => {
      if (!(error instanceof GateFull) || error.verdict.kind !== 'retry') throw error;
      void error.verdict.sooner?.then(() => woken.push(job));
    });
    await Promise.resolve();
    return isInside;
  }
  async function end(job: string): Promise<void> {
    ends.get(job)!();
    await nextTick();
  }
  return { gate, enter, end, woken, pass: (ms: number) => (nowMs += ms) };
}

describe('the gate of an account', () => {
  it('lets four jobs in, puts the fifth back and wakes it when one leaves', async () => {
    const { enter, end, woken } = openGate();
    for (const job of ['1', '2', '3', '4']) expect(await enter(job)).toBe(true);
    expect(await enter('5')).toBe(false);
    expect(await enter('6')).toBe(false);
    expect(await enter('1', 'b')).toBe(true);
    await end('2');
    expect(woken).toEqual(['5']);
    expect(await enter('5')).toBe(true);
    expect(await enter('6')).toBe(false);
    await end('3');
    expect(woken).toEqual(['5', '6']);
  });

  it('keeps the position of a job that asks again', async () => {
    const { enter, end, woken } = openGate();
    for (const job of ['1', '2', '3', '4', '5', '6', '5']) await enter(job);
    await end('1');
    expect(woken).toEqual(['5']);
  });

  it('lets one job at a time into an account that does not answer, and all again when it does', async () => {
    const { gate, enter, end, woken } = openGate();
    for (const job of ['1', '2', '3']) await enter(job);
    gate.unanswered('a');
    expect(await enter('4')).toBe(false);
    await end('1');
    await end('2');
    expect(woken).toEqual([]);
    await end('3');
    expect(woken).toEqual(['4']);
    for (const job of ['4', '5', '6', '7']) await enter(job);
    gate.answered('a');
    await nextTick();
    expect(woken).toEqual(['4', '5', '6', '7']);
  });

  it('has any number of places for who asks so, but one while the account is silent', async () => {
    const { gate, enter } = openGate();
    for (let job = 0; job < 20; job++) expect(await enter(String(job), 'hq', Infinity)).toBe(true);
    gate.unanswered('hq');
    expect(await enter('late', 'hq', Infinity)).toBe(false);
  });

  it('lets no consumer wait for the jobs of another', async () => {
    const { gate, enter } = openGate();
    for (const job of ['1', '2', '3', '4', '5']) await enter(job, 'a', 4, 'pictures');
    expect(await enter('lead')).toBe(true);
    gate.unanswered('b');
    expect(await enter('picture', 'b', 4, 'pictures')).toBe(true);
    expect(await enter('lead', 'b')).toBe(true);
    expect(await enter('another lead', 'b')).toBe(false);
  });

  it('lets nobody overtake a job that was woken for a place', async () => {
    const { enter, end, woken, pass } = openGate();
    for (const job of ['1', '2', '3', '4', '5', '6']) await enter(job);
    await end('1');
    expect(woken).toEqual(['5']);
    expect(await enter('new')).toBe(false);
    expect(await enter('6')).toBe(false);
    expect(await enter('5')).toBe(true);
    await end('2');
    expect(woken).toEqual(['5', '6']);
    // It went on in another process.
    pass(2_001);
    expect(await enter('new')).toBe(true);
    expect(await enter('6')).toBe(false);
    await end('3');
    expect(woken).toEqual(['5', '6', '6']);
  });

  it('keeps the position of a woken job that finds the account silent', async () => {
    const { gate, enter, end, woken } = openGate();
    for (const job of ['1', '2', '3', '4', '5', '6']) await enter(job);
    await end('1');
    gate.unanswered('a');
    expect(await enter('5')).toBe(false);
    for (const job of ['2', '3', '4']) await end(job);
    expect(woken).toEqual(['5', '5']);
  });

  it('keeps no place for long for a woken job that went on elsewhere', async () => {
    const { enter, end, pass } = openGate();
    for (const job of ['1', '2', '3', '4', 'gone']) await enter(job);
    for (const job of ['1', '2', '3']) {
      await end(job);
      pass(2_500);
    }
    await end('4');
    for (const job of ['5', '6', '7', '8']) expect(await enter(job)).toBe(true);
  });

  it('wastes no place on jobs that have come back elsewhere', async () => {
    const { enter, end, woken, pass } = openGate();
    for (const job of ['1', '2', '3', '4', 'gone']) await enter(job);
    pass(60_000);
    await enter('here');
    await end('1');
    expect(woken).toEqual(['here']);
  });

  it('tells how long to stay away: 5 s, a second for each job ahead, never more than a minute', async () => {
    const gate = new AccountGate(() => 0);
    const delays: number[] = [];
    for (let job = 0; job < 1_000; job++) {
      const entrant = { accountId: 'a', line: 'leads', job: String(job) };
      void gate
        .pass(entrant, () => new Promise<void>(() => undefined))
        .catch((error: unknown) => {
          const { verdict } = error as GateFull;
          if (verdict.kind === 'retry') delays.push(verdict.afterMs);
        });
    }
    await nextTick();
    expect([delays[0], delays[10], delays[300], delays.at(-1)]).toEqual([5_000, 10_000, 60_000, 60_000]);
  });

  it('gives the place back when the work fails', async () => {
    const gate = new AccountGate(() => 0);
    const failing = () => Promise.reject(new Error('lost'));
    for (let at = 0; at < 10; at++)
      await expect(gate.pass({ accountId: 'a', line: 'leads', job: String(at) }, failing)).rejects.toThrow(
        'lost',
      );
  });
});
