import { createHash, randomUUID } from 'node:crypto';
import { Reply } from '@hub/bus';
import { ClaimRequest, type ClaimAnswer } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { eventually } from '@hub/testing';
import { afterEach, beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { startGateway, type TestGateway } from './start-gateway.js';

/** Stands in for limits: every press that comes to it waits until the test answers it, or lets it fail. */
@Controller()
class LimitsStandIn {
  static readonly waiting: ((failure?: Problem) => void)[] = [];

  @Reply('limits.claims.make')
  async make({ accountId: claimId }: ClaimRequest): Promise<ClaimAnswer> {
    const failure = await new Promise<Problem | undefined>((answer) => LimitsStandIn.waiting.push(answer));
    if (failure) throw failure;
    const about = { claimId, pressedAt: '2026-05-20T10:00:00.000Z', link: null, reasons: [] };
    return { ...about, outcome: 'granted', leadId: 7, text: message('limits.empty') };
  }
}

@Module({ controllers: [LimitsStandIn] })
class LimitsParts {}

let gateway: TestGateway;
let source: DataSource;

beforeAll(async () => {
  gateway = await startGateway({}, [LimitsParts]);
  source = gateway.service.app.get(DataSource);
  await source.query(`CREATE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = '53100'; END $$`);
});
afterAll(() => gateway.stop());
afterEach(async () => {
  for (const table of ['audit', 'idempotency', 'api_key'])
    await source.query(`DROP TRIGGER IF EXISTS fail ON gateway.${table}`);
});

const failOn = (event: string, table: string) =>
  source.query(
    `CREATE TRIGGER fail BEFORE ${event} ON gateway.${table} FOR EACH ROW EXECUTE FUNCTION public.fail()`,
  );
const send = (key: string) =>
  gateway.api('post', '/keys').set('Idempotency-Key', key).send({ name: key, role: 'viewer' });
const keysOf = async (name: string): Promise<unknown[]> =>
  source.query('SELECT id FROM gateway.api_key WHERE name = $1', [name]);
const auditOf = async (name: string): Promise<unknown[]> =>
  source.query(`SELECT outcome FROM gateway.audit WHERE request->>'name' = $1 ORDER BY at`, [name]);

describe('work whose end cannot be written down', () => {
  it('is done once and not called refused when the audit fails behind it', async () => {
    await failOn('UPDATE', 'audit');
    await send('audit-fails').expect(201);
    const again = await send('audit-fails').expect(409);
    expect(again.body.detail).toContain('секрет');
    expect(await keysOf('audit-fails')).toHaveLength(1);
    expect(await auditOf('audit-fails')).toEqual([{ outcome: 'unknown' }]);
  });

  it('is done once when the answer cannot be remembered, and a repeat says how it stands', async () => {
    await failOn('UPDATE', 'idempotency');
    await send('memory-fails').expect(201);
    const soon = await send('memory-fails').expect(409);
    expect(Number(soon.headers['retry-after'])).toBeGreaterThan(0);
    expect(soon.body.detail).toContain('Повторите запрос с тем же ключом');
    await source.query('DROP TRIGGER fail ON gateway.idempotency');
    await source.query(`UPDATE gateway.idempotency SET started_at = now() - interval '1 hour'`);
    const late = await send('memory-fails').expect(409);
    expect(late.body.detail).toContain('неизвестно');
    expect(await keysOf('memory-fails')).toHaveLength(1);
    expect(await auditOf('memory-fails')).toEqual([{ outcome: 'done' }]);
  });

  it('that broke is neither called refused nor begun again', async () => {
    await failOn('INSERT', 'api_key');
    await send('work-breaks').expect(500);
    await source.query('DROP TRIGGER fail ON gateway.api_key');
    await send('work-breaks').expect(409);
    expect(await keysOf('work-breaks')).toEqual([]);
    expect(await auditOf('work-breaks')).toEqual([{ outcome: 'unknown' }]);
  });

  it('is tried again when it was surely refused', async () => {
    const body = { name: 'refused', role: 'branch-admin' };
    await gateway.api('post', '/keys').set('Idempotency-Key', 'refused').send(body).expect(400);
    await send('refused').expect(201);
    expect(await auditOf('refused')).toEqual([{ outcome: 'refused' }, { outcome: 'done' }]);
  });
});

describe('work that its service knows by the key', () => {
  const body = { accountId: randomUUID(), userId: 5 };
  const press = (key: string, userId = 5) =>
    gateway
      .api('post', '/exchange/claims')
      .set('Idempotency-Key', key)
      .send({ ...body, userId });
  const waitFor = (count: number) =>
    eventually(() => {
      expect(LimitsStandIn.waiting).toHaveLength(count);
      return Promise.resolve();
    });
  const answerAll = async (count: number) => {
    await waitFor(count);
    for (const answer of LimitsStandIn.waiting.splice(0)) answer();
  };

  it('is sent to it again at once when a process died with the first request', async () => {
    const first = press('dies').then((answer) => answer);
    await answerAll(1);
    await first;
    // As a process leaves it that is killed before it has recorded the answer.
    await source.query(
      `UPDATE gateway.idempotency SET is_done = false, answer = NULL, started_at = now() WHERE key = 'dies'`,
    );
    const [again] = await Promise.all([press('dies').then((answer) => answer), answerAll(1)]);
    expect([again.status, again.body.leadId]).toEqual([200, 7]);
  });

  it('gives two requests at once the one answer, and remembers it', async () => {
    const both = Promise.all(['twice', 'twice'].map((key) => press(key).then((answer) => answer)));
    await answerAll(2);
    expect((await both).map(({ status, body: { leadId } }) => [status, leadId])).toEqual([
      [200, 7],
      [200, 7],
    ]);
    expect((await press('twice')).body.leadId).toBe(7);
  });

  it('keeps its key for its body when the repeat that came last does not know how it ended', async () => {
    const first = press('lost').then((answer) => answer);
    await waitFor(1);
    const last = press('lost').then((answer) => answer);
    await waitFor(2);
    LimitsStandIn.waiting.pop()?.(new Problem(504, message('limits.refused')));
    expect((await last).status).toBe(504);
    await answerAll(1);
    expect((await first).status).toBe(200);
    await press('lost', 6).expect(422);
  });
});

it('knows a body by what it says, whatever the order of its names', async () => {
  const made = (branch: object) =>
    gateway.api('post', '/branches').set('Idempotency-Key', 'turned').send(branch);
  const regions = [{ name: 'Татарстан', aliases: ['Казань'] }];
  const first = await made({ name: 'Казань', regions }).expect(201);
  const again = await made({ regions: [{ aliases: ['Казань'], name: 'Татарстан' }], name: 'Казань' });
  expect([again.status, again.body.branchId]).toEqual([201, first.body.branchId]);
  await made({ name: 'Казань', regions: [{ name: 'Татарстан', aliases: ['Елабуга'] }] }).expect(422);
});

it('gives the answer again to a body whose row is from before the order of names stopped counting', async () => {
  const branch = { name: 'Пермь', regions: [{ name: 'Пермский край', aliases: ['Пермь'] }] };
  const made = () => gateway.api('post', '/branches').set('Idempotency-Key', 'former').send(branch);
  const first = await made().expect(201);
  const former = JSON.stringify([new URL(first.request.url).pathname, branch]);
  await source.query(`UPDATE gateway.idempotency SET body_hash = $1 WHERE key = 'former'`, [
    createHash('sha256').update(former).digest('hex'),
  ]);
  expect((await made().expect(201)).body.branchId).toBe(first.body.branchId);
});

describe('a key tied to no branch at all', () => {
  it.each(['viewer', 'branch-admin', 'hq-admin'])('is not made for %s', async (role) => {
    const answer = await gateway.api('post', '/keys').send({ name: 'x', role, branchIds: [] });
    expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([400, 'branchIds']);
  });

  it('sees nothing', async () => {
    const made = await gateway.api('post', '/keys').send({ name: 'empty', role: 'viewer' }).expect(201);
    await source.query(`UPDATE gateway.api_key SET branch_ids = '{}' WHERE id = $1`, [made.body.id]);
    for (const path of ['/accounts', '/branches', '/alarms']) {
      const seen = await gateway.api('get', path, made.body.key).expect(200);
      expect(seen.body.items).toEqual([]);
    }
    for (const path of ['/releases', '/audit', '/decisions', '/routing-rules', `/branches/${made.body.id}`])
      await gateway.api('get', path, made.body.key).expect(403);
  });
});
