import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { listLeads, listTasks } from '@hub/amocrm';
import type { LeadState, TaskState } from '@hub/contracts';
import { JournalModule, journalEntities, leadStateOf } from '@hub/journal';
import { freePort } from '@hub/local-servers';
import { eventually, startCrmApp, type CrmApp } from '@hub/testing';
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { taskStateOf } from '../../observer/src/card/task-state-of.js';
import { looseConsumer } from '../../observer/src/feed/loose-job.js';
import { pollConsumer } from '../../observer/src/feed/poll-job.js';
import { ObserverConfig } from '../../observer/src/observer.config.js';
import { observerEntities, ObserverModule } from '../../observer/src/observer.module.js';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { believeGone } from './believe-gone.js';
import { startIntake, type TestIntake } from './start-intake.js';

/** A few runs of people's work in the everyday suite, many in the long one. */
const numRuns = process.env.LONG_TESTS ? 40 : 1;
const pollSeconds = 3_600;
const secretKeys = `1:${Buffer.alloc(32, 7).toString('base64')}`;

let sandbox: TestSandbox;
let intake: TestIntake;
let second: CrmApp;
let source: DataSource;
let amo: Awaited<ReturnType<TestSandbox['account']>>;
let accountId: string;
let stages: { pipelineId: number; statusId: number }[];
let reasons: number[];
let polls = 0;
const leads: number[] = [];
const contacts: number[] = [];
const tasks: number[] = [];

/** Two copies of the observer, in front of an account whose lists lag and whose webhooks fail in all ways. */
beforeAll(async () => {
  sandbox = await startTestSandbox();
  const features = { apiFilter: true, filter_lag_seconds: 2 };
  amo = await sandbox.account({ subdomain: 'kazan', features, users: [{ name: 'Анна' }, { name: 'Борис' }] });
  const rows = async (path: string, key: string) => (await amo.api('GET', path)).body._embedded[key];
  const [pipeline] = await rows('/api/v4/leads/pipelines', 'pipelines');
  stages = (pipeline._embedded.statuses as { id: number; type: number }[])
    .filter(({ type }) => type === 0)
    .map(({ id: statusId }) => ({ pipelineId: pipeline.id as number, statusId }));
  await amo.api(
    'POST',
    '/api/v4/leads/loss_reasons',
    ['Дорого', 'Далеко'].map((name, at) => ({ name, sort: at + 1 })),
  );
  reasons = (await rows('/api/v4/leads/loss_reasons', 'loss_reasons')).map(({ id }: { id: number }) => id);
  for (let made = 0; made < 4; made++) contacts.push(await newContact());
  for (let made = 0; made < 6; made++) await newLead(made);
  const port = await freePort();
  const place = { PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}`, HUB_SECRET_KEYS: secretKeys };
  const settings = { ...place, AMOCRM_CONNECT_TO: sandbox.url, POLL_SECONDS: pollSeconds };
  intake = await startIntake(settings);
  source = intake.service.app.get(DataSource);
  const { url } = source.options as { url: string };
  second = await startCrmApp({
    ...{ databaseUrl: url, connectTo: sandbox.url, secretKeys },
    entities: [...journalEntities, ...observerEntities],
    modules: [
      JournalModule.forRoot(),
      ObserverModule.of(Object.assign(new ObserverConfig(), { POLL_SECONDS: pollSeconds })),
    ],
  });
  const account = { subdomain: 'kazan', name: 'Казань', roles: ['branch'], timeZone: 'Europe/Moscow' };
  accountId = (await intake.api('post', '/accounts').send(account).expect(201)).body.accountId as string;
  await intake.api('post', `/accounts/${accountId}/connect`).send({ longLivedToken: amo.longLivedToken });
  await eventually(async () => {
    const { body } = await intake.api('get', `/accounts/${accountId}/journal`);
    expect(body).toMatchObject({ reading: 'done', waiting: 0 });
  });
  for (const fault of [
    { kind: 'webhook-lost', share: 0.3, seed: 1 },
    { kind: 'webhook-doubled', share: 0.2, seed: 2 },
    { kind: 'webhook-reordered', ms: 300 },
  ])
    expect((await sandbox.control('POST', 'faults', { ...fault, count: null })).status).toBe(201);
});
afterAll(async () => {
  await second.close();
  await intake.stop();
  await sandbox.close();
});

async function newContact(): Promise<number> {
  return (await amo.api('POST', '/api/v4/contacts', [{ name: 'Клиент' }])).body._embedded.contacts[0].id;
}

async function newLeads(items: object[]): Promise<number[]> {
  const { body } = await amo.api('POST', '/api/v4/leads', items);
  return ((body._embedded?.leads ?? []) as { id: number }[]).map(({ id }) => id);
}

/** A client who was merged into another one gets none. */
async function newLead(at: number): Promise<void> {
  const item = { name: 'Заявка', _embedded: { contacts: [{ id: contacts[at % contacts.length] }] } };
  leads.push(...(await newLeads([item])));
}

const kinds = [
  'move',
  'lose',
  'reason',
  'owner',
  'price',
  'tag',
  'link',
  'new',
  'delete',
  'restore',
] as const;
const taskKinds = ['task', 'task', 'done', 'reopen', 'attach', 'hand'] as const;
const merges = ['merge', 'merge', 'merge contacts'] as const;
const step = fc.record({
  kind: fc.constantFrom(...kinds, ...taskKinds, ...merges, 'lone', 'chat', 'two people'),
  lead: fc.nat(1_000),
  other: fc.nat(1_000),
  pauseMs: fc.constantFrom(0, 0, 0, 50, 400, 1_100),
});

/** What is not possible now (a lead that is gone, say) is refused and leaves nothing. */
async function take({ kind, lead, other }: { kind: string; lead: number; other: number }): Promise<void> {
  const leadId = leads[lead % leads.length]!;
  const stage = stages[other % stages.length]!;
  const userId = amo.users[other % amo.users.length]!.id;
  const taskId = tasks[other % tasks.length];
  const mergedId = leads[other % leads.length];
  const link = { to_entity_id: contacts[other % contacts.length], to_entity_type: 'contacts' };
  const act = async (action: string, body: object) =>
    (await sandbox.control('POST', 'actions', { action, subdomain: 'kazan', userId, ...body })).body;
  const patch = (body: object) => amo.api('PATCH', `/api/v4/leads/${leadId}`, body);
  const patchTask = (body: object) => amo.api('PATCH', `/api/v4/tasks/${taskId}`, body);
  const contactIds = {
    contactId: contacts[lead % contacts.length],
    mergedId: contacts[other % contacts.length],
  };
  const acts: Record<string, () => Promise<unknown>> = {
    move: () => act('lead.move', { leadId, ...stage }),
    lose: () => act('lead.move', { leadId, pipelineId: stage.pipelineId, statusId: 143 }),
    reason: () => patch({ loss_reason_id: reasons[other % reasons.length] }),
    owner: () => act('lead.change', { leadId, responsibleUserId: userId }),
    price: () => act('lead.change', { leadId, price: other }),
    tag: () => patch({ tags_to_add: [{ name: `метка ${other % 5}` }] }),
    link: () => amo.api('POST', `/api/v4/leads/${leadId}/link`, [link]),
    new: () => newLead(other),
    merge: () => act('lead.merge', { leadId, mergedId }),
    delete: () => act('lead.delete', { leadId }),
    restore: () => act('lead.restore', { leadId }),
    task: async () => {
      const made = await act('task.add', { text: 'Позвонить', leadId });
      if (typeof made?.taskId === 'number') tasks.push(made.taskId as number);
    },
    done: () => act('task.complete', { taskId }),
    reopen: () => patchTask({ is_completed: false }),
    attach: () => patchTask({ entity_id: leadId, entity_type: 'leads' }),
    hand: () => patchTask({ responsible_user_id: userId }),
    'merge contacts': () => act('contact.merge', contactIds),
    lone: async () => leads.push(...(await newLeads([{ name: 'Без контакта' }]))),
    chat: () => act('chat.write', { text: 'Здравствуйте', contactId: contacts[other % contacts.length] }),
    'two people': async () => {
      const [one, two] = amo.users;
      await act('lead.move', { leadId, ...stage, userId: one!.id });
      await act('lead.change', { leadId, price: other, userId: two!.id });
    },
  };
  await acts[kind]!();
}

const byId = (rows: Iterable<[number, unknown]>) => Object.fromEntries([...rows].sort(([a], [b]) => a - b));

/** The card of a task counts while the task is open. */
function comparedOf({
  isDone,
  ownerId,
  dueAt,
  entity,
  entityId,
}: Omit<TaskState, 'typeId' | 'createdAt' | 'updatedAt'>) {
  return isDone ? { isDone, ownerId, dueAt } : { isDone, ownerId, dueAt, entity, entityId };
}

/** Leads and tasks as the account has them. */
async function truth() {
  const client = second.client(accountId);
  const found = new Map<number, LeadState>();
  for await (const page of listLeads(client)) for (const lead of page) found.set(lead.id, leadStateOf(lead));
  const tasksFound = new Map<number, unknown>();
  for await (const page of listTasks(client))
    for (const task of page) tasksFound.set(task.id, comparedOf(taskStateOf(task)));
  return { leads: byId(found), tasks: byId(tasksFound) };
}

/** The same by the journal, without what it knows to be gone or is reading again because it was not found. */
async function journal() {
  const there = (kind: 'lead' | 'task') =>
    `gone_at IS NULL AND NOT EXISTS (SELECT FROM observer.due_card due WHERE due.account_id = card.account_id
       AND due.entity = '${kind}' AND due.entity_id = card.${kind}_id AND due.absent_reads > 0)`;
  const rows: Record<string, unknown>[] = await source.query(
    `SELECT lead_id::int AS id, pipeline_id::int AS "pipelineId", status_id::int AS "statusId",
            owner_id::int AS "ownerId", price::int AS price, tags, contact_ids::int[] AS "contactIds",
            main_contact_id::int AS "mainContactId", loss_reason_id::int AS "lossReasonId",
            created_at::int AS "createdAt", updated_at::int AS "updatedAt", closed_at::int AS "closedAt"
       FROM journal.lead card WHERE account_id = $1 AND ${there('lead')}`,
    [accountId],
  );
  const taskRows: (TaskState & { id: number })[] = await source.query(
    `SELECT task_id::int AS id, is_done AS "isDone", owner_id::int AS "ownerId", due_at::int AS "dueAt", entity,
            entity_id::int AS "entityId" FROM journal.task card WHERE account_id = $1 AND ${there('task')}`,
    [accountId],
  );
  return {
    leads: byId(rows.map(({ id, ...state }) => [id as number, state])),
    tasks: byId(taskRows.map(({ id, ...state }) => [id, comparedOf(state)])),
  };
}

async function poll(): Promise<void> {
  polls++;
  for (const consumer of [pollConsumer, 'observer.changed'])
    await intake.bus.startDue(consumer, new Date(Date.now() + polls * pollSeconds * 1000));
  await source.query('UPDATE observer.inbox SET run_at = now() WHERE consumer = $1', [looseConsumer]);
  await believeGone(intake, accountId);
}

it('ends up as the account, whatever people do and webhooks and lists fail to say', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      for (const { pauseMs, ...one } of steps) {
        await take(one);
        if (pauseMs > 0) await sandbox.control('POST', 'clock', { advanceMs: pauseMs });
      }
      await sandbox.control('POST', 'deliveries/flush', {});
      await eventually(async () => {
        await poll();
        expect(await journal()).toEqual(await truth());
      });
    }),
    { numRuns, endOnFailure: true, seed: 13 },
  );
}, 3_600_000);
