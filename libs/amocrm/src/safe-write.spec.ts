import { message } from '@hub/messages';
import { describe, expect, it } from '@jest/globals';
import { RetryLater } from '@hub/platform';
import fc from 'fast-check';
import {
  ConnectionFailed,
  OutcomeUnknown,
  ServerFailed,
  UnexpectedAnswer,
  type CallFacts,
} from './errors.js';
import { safeWrite, untilSecondWriteMs, type Intent } from './safe-write.js';

const call: CallFacts = { host: 'x.amocrm.ru', method: 'POST', path: '/api/v4/leads' };
const at = (seconds: number) => new Date(seconds * 1000);

/** A service with its record and an account, at the given second. */
function service(now: number, intent: Intent | null = null, found: string | null = null) {
  const trail: string[] = [];
  let kept = intent;
  const run = (write: () => Promise<string> = () => Promise.resolve('made')) =>
    safeWrite(
      {
        intent,
        find(since) {
          trail.push(`find ${since}`);
          return Promise.resolve(found);
        },
        keep(next) {
          trail.push(next ? 'keep' : 'take back');
          kept = next;
          return Promise.resolve();
        },
        write() {
          trail.push('write');
          return write();
        },
        record(result) {
          trail.push(`record ${result}`);
          kept = null;
          return Promise.resolve();
        },
      },
      () => at(now),
    );
  return { run, trail, kept: () => kept };
}

const begun = (first: number, last: number): Intent => ({ firstAt: at(first), lastAt: at(last) });

describe('a safe write', () => {
  it('commits the intent, writes, records', async () => {
    const { run, trail } = service(1_000);
    expect(await run()).toBe('made');
    expect(trail).toEqual(['find null', 'keep', 'write', 'record made']);
  });

  it('records what it finds and writes nothing', async () => {
    const { run, trail } = service(1_000, begun(900, 999), 'found');
    expect(await run()).toBe('found');
    expect(trail).toEqual(['find 300', 'record found']);
  });

  it('waits while the last attempt may be on its way, however old the first one is', async () => {
    const { run, trail } = service(1_000, begun(100, 990));
    await expect(run()).rejects.toMatchObject({ verdict: { kind: 'retry', afterMs: 35_000 } });
    expect(trail).toEqual(['find -500']);
  });

  it('writes again after that, and looks back to the first attempt from then on', async () => {
    const { run, kept } = service(1_000, begun(100, 955));
    await expect(run(() => Promise.reject(new OutcomeUnknown(call)))).rejects.toThrow(OutcomeUnknown);
    expect(kept()).toEqual(begun(100, 1_000));
  });

  it.each([
    ['never sent', new ConnectionFailed(call)],
    ['put off before it was sent', new RetryLater(message('failures.earlier-write'), 1)],
    ['refused by a server that did nothing', new ServerFailed(call, '', false)],
  ])('takes the intent back when the write was %s', async (_name, error) => {
    const first = service(1_000);
    await expect(first.run(() => Promise.reject(error))).rejects.toBe(error);
    expect(first.kept()).toBeNull();
    const second = service(1_000, begun(100, 900));
    await expect(second.run(() => Promise.reject(error))).rejects.toBe(error);
    expect(second.kept()).toEqual(begun(100, 900));
  });

  it.each([
    ['no answer came', new OutcomeUnknown(call)],
    ['the server failed in the middle', new ServerFailed(call, '', true)],
    ['the answer cannot be read', new UnexpectedAnswer('answer', 'item')],
    ['the error is unknown', new TypeError('x')],
  ])('keeps the intent when %s', async (_name, error) => {
    const { run, kept } = service(1_000);
    await expect(run(() => Promise.reject(error))).rejects.toBe(error);
    expect(kept()).toEqual(begun(1_000, 1_000));
  });

  it('never has two writes within the longest one can take', async () => {
    const gap = fc.integer({ min: 0, max: 200 });
    await fc.assert(
      fc.asyncProperty(fc.array(gap, { minLength: 1, maxLength: 20 }), async (gaps) => {
        const writes: number[] = [];
        let now = 1_000;
        let intent: Intent | null = null;
        for (const seconds of gaps) {
          now += seconds;
          const attempt = service(now, intent);
          await attempt
            .run(() => {
              writes.push(now);
              return Promise.reject(new OutcomeUnknown(call));
            })
            .catch(() => undefined);
          intent = attempt.kept();
        }
        for (const [place, time] of writes.entries()) {
          const next = writes[place + 1];
          if (next !== undefined) expect(untilSecondWriteMs(at(time), at(next))).toBeLessThanOrEqual(0);
        }
      }),
    );
  });
});
