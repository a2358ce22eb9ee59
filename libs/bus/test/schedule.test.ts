import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Job, ScheduleSpec } from '@hub/bus';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import { VerdictError, type Logger } from '@hub/platform';
import type { Inbox } from '../src/inbox.js';
import { Schedules } from '../src/schedules.js';
import { LogLines } from './log-lines.js';
import { startService, type TestService } from './harness.js';
import { useTwoConsumers } from './use-two-consumers.js';

useTwoConsumers();

const hourMs = 3_600_000;
const consumer = 'router.work';
const start = new Date('2040-06-01T10:00:00Z');
const later = (hours: number) => new Date(start.getTime() + hours * hourMs);

describe('a schedule', () => {
  let database: TestDatabase;
  let services: TestService[] = [];
  let ran: { id: string; key: string; payload: object }[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    [services, ran] = [[], []];
  });

  afterEach(async () => {
    for (const service of services) await service.stop();
    await database.drop();
  });

  async function startCopy(
    schedules: ScheduleSpec[],
    work: () => Promise<void> = () => Promise.resolve(),
    own: { log?: Logger; isTickless?: boolean } = {},
  ): Promise<TestService> {
    const handle = async ({ id, key, payload }: Job<object>) => {
      await work();
      ran.push({ id, key, payload });
    };
    const consumers = [consumer, 'router.more'].map((name) => ({ consumer: name, handle }));
    const service = await startService({
      ...{ service: 'router', databaseUrl: database.url, consumers, schedules },
      ...{ isTickless: true, ...own },
    });
    services.push(service);
    return service;
  }

  /** Every copy asks several times at once, as copies do whose ticks meet. */
  const allAsk = async (now: Date) => {
    await Promise.all(
      services.flatMap(({ bus }) => [bus.startDue(consumer, now), bus.startDue(consumer, now)]),
    );
  };
  const jobs = async (): Promise<string[]> => {
    const rows: { id: string }[] = await services[0]!.source.query(
      'SELECT id FROM router.inbox WHERE consumer = $1 ORDER BY seq',
      [consumer],
    );
    return rows.map(({ id }) => id);
  };
  /** So many have run, and each is recorded as done: a subject with unfinished work gets no run of its next moment. */
  const allRan = (many: number) =>
    eventually(async () => {
      expect(ran).toHaveLength(many);
      expect(await services[0]!.source.query('SELECT consumer, key FROM router.inbox_lane')).toEqual([]);
    });

  it('runs at each moment once, however many copies ask how often', async () => {
    for (let copy = 0; copy < 3; copy++) await startCopy([{ consumer, when: { everyMs: hourMs } }]);
    await allAsk(start);
    expect(await jobs()).toEqual([]);
    await allAsk(later(1));
    await allRan(1);
    await allAsk(later(1.99));
    await allAsk(later(2));
    await allRan(2);
    // A copy whose clock is behind.
    await allAsk(later(1.5));
    expect(await jobs()).toEqual([
      `${consumer}@${later(1).toISOString()}`,
      `${consumer}@${later(2).toISOString()}`,
    ]);
  });

  it('waits for no moment that only the clock of one copy has passed', async () => {
    const { source } = await startCopy([]);
    const { log } = new LogLines();
    const ahead = new Schedules({ source, service: 'router', inbox: {} as Inbox, log });
    ahead.add({ consumer, when: { everyMs: hourMs } });
    ahead.tick(new Date(Date.now() + 2 * hourMs));
    await ahead.stop();
    const rows: { dueAt: Date }[] = await source.query('SELECT due_at AS "dueAt" FROM router.schedule_run');
    expect(rows.map(({ dueAt }) => dueAt.getTime() <= Date.now())).toEqual([true]);
  });

  it('makes up for the last missed run alone after a standstill', async () => {
    await startCopy([{ consumer, when: { everyMs: hourMs } }]);
    await allAsk(start);
    await services.pop()?.stop();
    await startCopy([{ consumer, when: { everyMs: hourMs } }]);
    await allAsk(later(50.5));
    await allRan(1);
    expect(await jobs()).toEqual([`${consumer}@${later(50).toISOString()}`]);
  });

  it('waits for its own last job, and then makes up for the last moment', async () => {
    let end: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (end = resolve));
    await startCopy([{ consumer, when: { everyMs: hourMs } }], () => released);
    await allAsk(start);
    await allAsk(later(1));
    await allAsk(later(2));
    await allAsk(later(3));
    expect(await jobs()).toHaveLength(1);
    end();
    await allRan(1);
    await eventually(async () => {
      await allAsk(later(3));
      expect(await jobs()).toEqual([
        `${consumer}@${later(1).toISOString()}`,
        `${consumer}@${later(3).toISOString()}`,
      ]);
    });
  });

  it('tries a failed run again within its period', async () => {
    const failures = [new VerdictError('forbidden', { kind: 'few-tries', tries: 5 })];
    const work = () => {
      const failure = failures.pop();
      return failure ? Promise.reject(failure) : Promise.resolve();
    };
    await startCopy([{ consumer, when: { everyMs: 1_000 } }], work);
    await allAsk(start);
    await allAsk(new Date(start.getTime() + 1_000));
    await allRan(1);
    expect(failures).toEqual([]);
  });

  it('runs for each subject by the clocks of its zone', async () => {
    const subjects = [
      { key: 'moscow', timeZone: 'Europe/Moscow', payload: { accountId: 'm' } },
      { key: 'omsk', timeZone: 'Asia/Omsk', payload: { accountId: 'o' } },
    ];
    const when = { at: '19:00', timeZone: 'Europe/Moscow' };
    await startCopy([{ consumer, when, subjects: () => Promise.resolve(subjects) }]);
    await allAsk(start);
    await allAsk(new Date('2040-06-01T13:00:00Z'));
    await allRan(1);
    expect(ran).toEqual([{ id: 'omsk@2040-06-01T13:00:00.000Z', key: 'omsk', payload: { accountId: 'o' } }]);
    subjects.push({ key: 'new', timeZone: 'Asia/Omsk', payload: { accountId: 'n' } });
    await allAsk(new Date('2040-06-01T16:00:00Z'));
    await allRan(2);
    // Who has come after 19:00 begins with the next day.
    await allAsk(new Date('2040-06-02T13:00:00Z'));
    await allRan(4);
    expect(ran.map(({ key }) => key).slice(1, 2)).toEqual(['moscow']);
    expect(
      ran
        .map(({ key }) => key)
        .slice(2)
        .sort(),
    ).toEqual(['new', 'omsk']);
  });

  it('comes by itself', async () => {
    await startCopy([{ consumer, when: { everyMs: 1_000 } }], undefined, { isTickless: false });
    await eventually(() => expect(ran.length).toBeGreaterThanOrEqual(2));
    const moments = ran.map(({ id }) => Date.parse(id.split('@')[1] ?? ''));
    expect(new Set(moments).size).toBe(ran.length);
    for (const moment of moments) expect(moment % 1_000).toBe(0);
  });

  it('is not kept from running by another whose subjects cannot be listed', async () => {
    const lines = new LogLines();
    const subjects = () => Promise.reject(new Error('no list'));
    await startCopy(
      [
        { consumer: 'router.more', when: { everyMs: 1_000 }, subjects },
        { consumer, when: { everyMs: 1_000 } },
      ],
      () => Promise.resolve(),
      { log: lines.log, isTickless: false },
    );
    await eventually(() => expect(ran.length).toBeGreaterThanOrEqual(1));
    expect(lines.with({ consumer: 'router.more' }).length).toBeGreaterThanOrEqual(1);
  });

  it('is kept for the others when one subject fails', async () => {
    const big = { text: 'x'.repeat(300_000) };
    const subjects = [{ accountId: null, ...big }, { accountId: null }].map((payload, index) => ({
      key: `s${index}`,
      payload,
    }));
    const { bus } = await startCopy([
      { consumer, when: { everyMs: hourMs }, subjects: () => Promise.resolve(subjects) },
    ]);
    await allAsk(start);
    await expect(bus.startDue(consumer, later(1))).rejects.toMatchObject({ errors: [{ subject: consumer }] });
    await allRan(1);
    expect(ran.map(({ key }) => key)).toEqual(['s1']);
  });

  it('forgets an account that is off-boarded', async () => {
    const accountId = '0b4f3a62-4b0c-4f4a-9a35-8f1e9e0f6a11';
    const { bus, source } = await startCopy([
      {
        consumer,
        when: { everyMs: hourMs },
        subjects: () =>
          Promise.resolve([
            { key: `poll:${accountId}`, payload: { accountId: null } },
            { key: 'kept', payload: { accountId: null } },
          ]),
      },
    ]);
    await allAsk(start);
    await source.transaction((tx) => bus.forget(tx, { accountId, host: 'gone.amocrm.ru' }));
    expect(await source.query('SELECT key FROM router.schedule_run')).toEqual([{ key: 'kept' }]);
  });
});

describe('a schedule that cannot be kept', () => {
  const unused = {} as ConstructorParameters<typeof Schedules>[0];

  it.each<[string, ScheduleSpec[], RegExp]>([
    ['without a consumer', [{ consumer: 'router.none', when: { everyMs: hourMs } }], /no consumer/],
    ['at no time of day', [{ consumer, when: { at: '25:00', timeZone: 'UTC' } }], /cannot run at 25:00/],
    [
      'given twice',
      [1, 2].map((hours) => ({ consumer, when: { everyMs: hours * hourMs } })),
      /two schedules/,
    ],
  ])('is refused: %s', (_what, specs, fault) => {
    const schedules = new Schedules(unused);
    const declare = () => {
      for (const spec of specs) schedules.add(spec);
      schedules.check(new Map([[consumer, 'known']]));
    };
    expect(declare).toThrow(fault);
  });
});
