import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Bus, BusModule } from '@hub/bus';
import type { CrmChanged } from '@hub/contracts';
import { freePort } from '@hub/local-servers';
import { eventually } from '@hub/testing';
import { Module, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { startTestSandbox, type NewAccountReply, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { pollConsumer } from '../../observer/src/feed/poll-job.js';
import { fillConsumer } from '../../observer/src/fill/begin-journal.js';
import { startIntake, type TestIntake } from './start-intake.js';

/** `npm run test:long` floods as much as a busy account does; the everyday suite meets the same faults with less. */
const [changes, leads] = process.env.LONG_TESTS ? [5_000, 400] : [1_000, 200];

/** What a service that reads the truth again has made of it: lead → its price. */
const processed = new Map<number, number>();
/** Per lead the changes that had an effect, as they came: each once, none after a later one. */
const effects = new Map<number, number[]>();

let sandbox: TestSandbox;
let gateway: TestIntake;
let amo: NewAccountReply & { api: Awaited<ReturnType<TestSandbox['account']>>['api'] };
let path: string;
const leadIds: number[] = [];

@Module({ imports: [BusModule.forService('router')] })
class ReaderModule implements OnModuleInit {
  constructor(private readonly bus: Bus) {}

  onModuleInit(): void {
    this.bus.consume<CrmChanged>({
      consumer: 'router.lead',
      subject: 'crm.changed',
      handle: async ({ payload: { entityId } }) => {
        const { body } = await amo.api('GET', `/api/v4/leads/${entityId}`);
        if (processed.get(entityId) === body.price) return;
        processed.set(entityId, body.price);
        effects.set(entityId, [...(effects.get(entityId) ?? []), body.price]);
      },
    });
  }
}

beforeAll(async () => {
  sandbox = await startTestSandbox();
  amo = await sandbox.account({ subdomain: 'kazan' });
  for (let made = 0; made < leads; made += 200) {
    const bunch = Array.from({ length: 200 }, () => ({ name: 'Заявка' }));
    const { body } = await amo.api('POST', '/api/v4/leads', bunch);
    leadIds.push(...body._embedded.leads.map(({ id }: { id: number }) => id));
  }
  const port = await freePort();
  const place = { PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` };
  gateway = await startIntake({ ...place, AMOCRM_CONNECT_TO: sandbox.url, POLL_SECONDS: 3600 }, [
    ReaderModule,
  ]);
  const account = { subdomain: 'kazan', name: 'Казань', roles: ['branch'], timeZone: 'Europe/Moscow' };
  const made = await gateway.api('post', '/accounts').send(account).expect(201);
  path = `/accounts/${String(made.body.accountId)}`;
  const { body } = await gateway.api('post', `${path}/connect`).send({ longLivedToken: amo.longLivedToken });
  expect(body.webhooks).toBe('subscribed');
  for (const fault of [
    { kind: 'webhook-lost', share: 0.3, seed: 1 },
    { kind: 'webhook-doubled', share: 0.1, seed: 2 },
    { kind: 'webhook-reordered', ms: 1_000 },
  ]) {
    const { status } = await sandbox.control('POST', 'faults', { ...fault, count: null });
    expect(status).toBe(201);
  }
});
afterAll(async () => {
  await gateway.stop();
  await sandbox.close();
});

/** How many webhooks each kind of fault met. */
async function hitsOfFaults(): Promise<Record<string, number>> {
  const { body } = await sandbox.control('GET', 'faults');
  const faults = body as { kind: string; hits: number }[];
  return Object.fromEntries(faults.map(({ kind, hits }) => [kind, hits]));
}

it('brings the latest state of every changed lead after one poll, with no effect twice', async () => {
  const truth = new Map<number, number>();
  const change = async (number: number) => {
    const leadId = leadIds[(number * 7_919) % leads] ?? 0;
    truth.set(leadId, number);
    const action = { action: 'lead.change', subdomain: 'kazan', leadId, price: number };
    expect((await sandbox.control('POST', 'actions', action)).status).toBe(200);
  };
  for (let number = 1; number <= changes; number += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, step) => change(number + step)));
  }
  await sandbox.control('POST', 'deliveries/flush', {});
  const hits = await hitsOfFaults();
  expect(hits['webhook-lost']).toBeGreaterThan(0.25 * changes);
  expect(hits['webhook-doubled']).toBeGreaterThan(0.05 * changes);
  expect(hits['webhook-reordered']).toBeGreaterThan(0.5 * changes);
  const { bus } = gateway;
  await bus.startDue(pollConsumer, new Date());
  await bus.startDue(pollConsumer, new Date(Date.now() + 3_600_000));
  await eventually(() => {
    const behind = [...truth].filter(([leadId, number]) => processed.get(leadId) !== number);
    expect(behind).toEqual([]);
  }, 100_000);
  await eventually(async () => {
    const { body } = await gateway.api('get', `${path}/health`);
    expect(body.poll.missed).toBeGreaterThan(0);
    expect(body.lastWebhookAt).not.toBeNull();
  });
  expect(truth.size).toBe(leads);
  for (const numbers of effects.values())
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
});

it('reads a feed that it is days behind span by span, each kept by itself', async () => {
  const source = gateway.service.app.get(DataSource);
  const [leadId = 0] = leadIds;
  await sandbox.control('DELETE', 'faults');
  await sandbox.control('POST', 'faults', { kind: 'webhook-lost', share: 1, count: null });
  await sandbox.control('POST', 'actions', {
    ...{ action: 'lead.change', subdomain: 'kazan', leadId, price: 77_777 },
  });
  // A poll that is at work would put the cursor back to the present, and the first reading asks the feed about spans of its own.
  await eventually(async () => {
    const polls: unknown[] = await source.query(
      `SELECT FROM observer.inbox WHERE consumer = ANY ($1) AND state = 'waiting'`,
      [[pollConsumer, fillConsumer]],
    );
    expect(polls).toEqual([]);
  });
  const threeDays = 3 * 86_400;
  await source.query('UPDATE journal.account SET feed_until = feed_until - $1::bigint', [threeDays]);
  const { body: before } = await sandbox.control('GET', 'requests?subdomain=kazan');
  const after = (before as { seq: number }[]).at(-1)?.seq ?? 0;
  await gateway.bus.startDue(pollConsumer, new Date(Date.now() + 7_200_000));
  await eventually(() => expect(processed.get(leadId)).toBe(77_777));
  await eventually(async () => {
    const spans = await spansAfter(after);
    // 1, 2, 4, 8, 16 and 24 hours, then the rest, up to the present; an attempt that is repeated begins with an hour again.
    const last = spans.findIndex(([, to = 0]) => to === 0);
    expect(last).toBeGreaterThanOrEqual(6);
    for (const [at, [from = 0]] of spans.slice(1, last + 1).entries())
      expect(from).toBeLessThanOrEqual(spans[at]![1]!);
  });
});

/** From when and until when each question about events asked, first pages only; 0: up to the present. */
async function spansAfter(after: number): Promise<number[][]> {
  const { body } = await sandbox.control('GET', `requests?subdomain=kazan&after=${after}`);
  return (body as { path: string }[]).flatMap(({ path: asked }) => {
    const { pathname, searchParams } = new URL(asked, 'http://amo');
    if (pathname !== '/api/v4/events' || Number(searchParams.get('page') ?? 1) > 1) return [];
    return [
      [searchParams.get('filter[created_at][from]'), searchParams.get('filter[created_at][to]')].map(Number),
    ];
  });
}

it('finds changes after a clock that was two hours ahead, be it that of an event or of the hub', async () => {
  const [first = 0, second = 0, third = 0] = leadIds.slice(-3);
  await sandbox.control('DELETE', 'faults');
  await sandbox.control('POST', 'faults', { kind: 'webhook-lost', share: 1, count: null });
  const change = async (leadId: number, price: number) => {
    const body = { action: 'lead.change', subdomain: 'kazan', leadId, price };
    expect((await sandbox.control('POST', 'actions', body)).status).toBe(200);
  };
  let hours = 2;
  /** Begins polls until one has found the change: none begins while another is at work, or for an account of no poll yet. */
  const untilFound = (leadId: number, price: number) =>
    eventually(async () => {
      await gateway.bus.startDue(pollConsumer, new Date(Date.now() + ++hours * 3_600_000));
      expect(processed.get(leadId)).toBe(price);
    });
  await sandbox.control('POST', 'clock', { advanceMs: 2 * 3_600_000 });
  await change(first, 81_000);
  await untilFound(first, 81_000);
  await sandbox.control('POST', 'clock', { now: Date.now() });
  await change(second, 82_000);
  await untilFound(second, 82_000);
  await gateway.service.app
    .get(DataSource)
    .query('UPDATE journal.account SET feed_until = feed_until + 7200');
  await change(third, 83_000);
  await untilFound(third, 83_000);
});
