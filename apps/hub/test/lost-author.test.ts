import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Bus, BusModule } from '@hub/bus';
import type { CardChanged, LeadHistoryView } from '@hub/contracts';
import { freePort } from '@hub/local-servers';
import { eventually } from '@hub/testing';
import { Module, type OnModuleInit } from '@nestjs/common';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { startIntake, type TestIntake } from './start-intake.js';

const changes: CardChanged[] = [];

@Module({ imports: [BusModule.forService('router')] })
class Listener implements OnModuleInit {
  constructor(private readonly bus: Bus) {}

  onModuleInit(): void {
    const consumer = 'router.custody';
    const handle = ({ payload }: { payload: CardChanged }) => Promise.resolve(void changes.push(payload));
    this.bus.consume<CardChanged>({ consumer, subject: 'card.changed', handle });
  }
}

let sandbox: TestSandbox;
let intake: TestIntake;
let amo: Awaited<ReturnType<TestSandbox['account']>>;
let accountId: string;
let leadId: number;
let pipelineId: number;
let stages: number[];
let lossReasonId: number;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  amo = await sandbox.account({ subdomain: 'kazan', users: [{ name: 'Анна' }, { name: 'Борис' }] });
  const rows = async (path: string, key: string) => (await amo.api('GET', path)).body._embedded[key];
  const [pipeline] = await rows('/api/v4/leads/pipelines', 'pipelines');
  pipelineId = pipeline.id;
  stages = (pipeline._embedded.statuses as { id: number; type: number }[])
    .filter(({ id, type }) => type === 0 && id > 143)
    .map(({ id }) => id);
  await amo.api('POST', '/api/v4/leads/loss_reasons', [{ name: 'Дорого', sort: 1 }]);
  lossReasonId = (await rows('/api/v4/leads/loss_reasons', 'loss_reasons'))[0].id;
  const lead = { name: 'Заявка', pipeline_id: pipelineId, status_id: stages[0] };
  leadId = (await amo.api('POST', '/api/v4/leads', [lead])).body._embedded.leads[0].id;
  const port = await freePort();
  const place = { PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` };
  intake = await startIntake({ ...place, AMOCRM_CONNECT_TO: sandbox.url, POLL_SECONDS: 3_600 }, [Listener]);
  const account = { subdomain: 'kazan', name: 'Казань', roles: ['branch'], timeZone: 'Europe/Moscow' };
  accountId = (await intake.api('post', '/accounts').send(account).expect(201)).body.accountId as string;
  await intake.api('post', `/accounts/${accountId}/connect`).send({ longLivedToken: amo.longLivedToken });
  await eventually(async () => {
    const { body } = await intake.api('get', `/accounts/${accountId}/journal`);
    expect(body).toMatchObject({ reading: 'done', waiting: 0 });
  });
});
afterAll(async () => {
  await intake.stop();
  await sandbox.close();
});

/** Somebody changes the lead a while after the last change. */
async function act(by: number, action: string, body: object): Promise<void> {
  await sandbox.control('POST', 'clock', { advanceMs: 5_000 });
  const change = { action, subdomain: 'kazan', leadId, userId: amo.users[by]!.id, ...body };
  expect((await sandbox.control('POST', 'actions', change)).status).toBe(200);
}

/** The webhook of what somebody does is lost. */
async function actUnheard(by: number, action: string, body: object): Promise<void> {
  const lost = await sandbox.control('POST', 'faults', { kind: 'webhook-lost', share: 1, count: null });
  await act(by, action, body);
  await sandbox.control('POST', 'deliveries/flush', {});
  await sandbox.control('DELETE', `faults/${lost.body.id}`);
}

const untilShown = (after: object) =>
  eventually(() => {
    const found = changes.find((one) => one.entityId === leadId && matches(one.after, after));
    expect(found).toBeDefined();
    return found!;
  });

function matches(state: object | null, wanted: object): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => (state as Record<string, unknown> | null)?.[name] === value,
  );
}

it('names the author of a change that is all of the difference', async () => {
  await act(0, 'lead.move', { pipelineId, statusId: stages[1] });
  expect(await untilShown({ statusId: stages[1] })).toMatchObject({ authorId: amo.users[0]!.id });
});

it('names nobody where another change came before, whose webhook was lost', async () => {
  await actUnheard(0, 'lead.move', { pipelineId, statusId: 143, lossReasonId });
  await act(1, 'lead.change', { price: 500 });
  expect(await untilShown({ price: 500 })).toMatchObject({ authorId: null });
  const { body } = await intake.api('get', `/accounts/${accountId}/journal/leads/${leadId}`);
  const row = (body as LeadHistoryView).items.find(({ type }) => type === 'read_loss_reason_changed');
  expect(row).toMatchObject({ authorId: null });
});
