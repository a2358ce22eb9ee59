import { randomUUID } from 'node:crypto';
import { get, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { joined, message } from '@hub/messages';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Reply } from '@hub/bus';
import { PlanPath, RolloutPath, type PlanView, type RolloutProgress } from '@hub/contracts';
import { Problem } from '@hub/platform';
import { eventually } from '@hub/testing';
import { Controller, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { startGateway, type TestGateway } from './start-gateway.js';

const planId = randomUUID();
/** A plan that does not end. */
const longId = randomUUID();
const counts = { create: 3, update: 0, delete: 0, adopt: 0, manual: 0, blocked: 0, managed: 0, own: 0 };

/** Stands in for sync: a plan that comes one call further with every look. */
@Controller()
class PlanStub {
  private reads = 0;

  @Reply('sync.plans.show')
  show({ planId: id }: PlanPath): Promise<PlanView> {
    if (id !== planId && id !== longId) throw new Problem(404, message('problems.no-such-plan'));
    const callsDone = id === longId ? 0 : Math.min(3, this.reads++);
    return Promise.resolve({
      ...{ id, accountId: randomUUID(), releaseId: randomUUID(), checksum: 'c', counts, isEmpty: false },
      ...{
        objections: [],
        irrevocable: [],
        rolloutId: null,
        leftovers: [],
        released: [],
        missing: [],
        isComplete: true,
        text: joined('', ['a plan']),
        approvedBy: 'test',
        forcedBy: null,
      },
      ...{
        narrowedTo: null,
        again: '',
        dealMoves: null,
        madeAt: new Date().toISOString(),
        changedAt: new Date().toISOString(),
      },
      state: callsDone < 3 ? 'applying' : 'applied',
      reason: callsDone < 3 ? null : message('outcomes.stopped'),
      callsPlanned: 3,
      callsDone,
    });
  }
}

const accounts = {
  ...{ queued: 0, planned: 0, needsApproval: 0, applying: 0, verified: 0 },
  ...{ healthy: 0, failed: 0, skipped: 0, suspended: 0 },
};

const botStates = {
  ...{ waiting: 0, making: 0, refused: 0, delivering: 0, delivered: 0 },
  ...{ declaredInstalled: 0, proved: 0 },
};

/** Stands in for sync: a rollout of one account that is done with the third look. */
@Controller()
class RolloutStub {
  private reads = 0;

  @Reply('sync.rollouts.progress')
  progress({ rolloutId }: RolloutPath): Promise<RolloutProgress> {
    const isDone = this.reads++ > 1;
    return Promise.resolve({
      ...{ rolloutId, state: isDone ? 'done' : 'running', wave: 1, waves: 1, inPart: 0, isMeasured: false },
      accounts: { ...accounts, ...(isDone ? { healthy: 1 } : { applying: 1 }) },
      botStates,
      ...{ callsPlanned: 3, callsDone: isDone ? 3 : 0, secondsLeft: isDone ? null : 4 },
      reason: isDone ? null : message('rollouts.paused-by', { by: 'Анна' }),
    });
  }
}

@Module({ controllers: [PlanStub, RolloutStub] })
class SyncStub {}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ STREAMS_PER_KEY: 2 }, [SyncStub]);
});
afterAll(() => gateway.stop());

describe('the events of a plan', () => {
  it('tell every step and end with the plan', async () => {
    const answer = await gateway
      .api('get', `/plans/${planId}/events`)
      .set('accept-language', 'en')
      .buffer(true)
      .expect(200);
    expect(answer.headers['content-type']).toContain('text/event-stream');
    const events = [...answer.text.matchAll(/^data: (.*)$/gm)].map(
      ([, data]) => JSON.parse(data ?? '') as object,
    );
    expect(events).toMatchObject([
      { state: 'applying', callsDone: 1, secondsLeft: 1 },
      { state: 'applying', callsDone: 2, secondsLeft: 1 },
      { state: 'applied', callsDone: 3, secondsLeft: 0, reason: 'stopped by a person' },
    ]);
  });

  it('are a problem for a plan that is not there', async () => {
    const answer = await gateway.api('get', `/plans/${randomUUID()}/events`).expect(404);
    expect(answer.body).toMatchObject({ status: 404 });
  });
});

describe('open streams', () => {
  const begin = async (key = gateway.adminKey) => {
    const abort = new AbortController();
    const answer = await fetch(`${gateway.service.url}/api/v1/plans/${longId}/events`, {
      headers: { authorization: `Bearer ${key}` },
      signal: abort.signal,
    });
    return { answer, end: () => abort.abort() };
  };

  it('are bounded for each key, and one that ends makes room', async () => {
    const begun = await Promise.all([begin(), begin(), begin(), begin()]);
    const [open, refused] = [200, 429].map((status) =>
      begun.filter(({ answer }) => answer.status === status),
    );
    expect([open!.length, refused!.length]).toEqual([2, 2]);
    const { answer } = refused![0]!;
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({
      status: 429,
      detail: expect.stringContaining('Закройте'),
    });

    const { body } = await gateway
      .api('post', '/keys')
      .send({ name: 'another', role: 'hq-admin' })
      .expect(201);
    const other = await begin((body as { key: string }).key);
    expect(other.answer.status).toBe(200);

    open![0]!.end();
    const next = await eventually(async () => {
      const again = await begin();
      expect(again.answer.status).toBe(200);
      return again;
    });
    for (const { end } of [open![1]!, other, next]) end();
  });

  it('do not count when the client has left before they begin', async () => {
    const { body } = await gateway.api('post', '/keys').send({ name: 'hasty', role: 'hq-admin' }).expect(201);
    const { key } = body as { key: string };
    const sockets: Socket[] = [];
    const server = gateway.service.app.getHttpServer() as Server;
    server.on('connection', (socket: Socket) => sockets.push(socket));
    const source = gateway.service.app.get(DataSource);

    await source.transaction(async (tx) => {
      await tx.query('LOCK TABLE gateway.api_key');
      const headers = { authorization: `Bearer ${key}` };
      const left = [1, 2].map(() =>
        get(`${gateway.service.url}/api/v1/plans/${longId}/events`, { headers, agent: false }).on(
          'error',
          () => null,
        ),
      );
      await eventually(async () => {
        const waiting: unknown[] = await source.query(
          `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'gateway.api_key'::regclass`,
        );
        expect(waiting.length).toBeGreaterThan(0);
        expect(sockets).toHaveLength(2);
      });
      for (const request of left) request.destroy();
      await eventually(() => expect(sockets.map(({ destroyed }) => destroyed)).toEqual([true, true]));
    });

    const begun = await Promise.all([begin(key), begin(key)]);
    expect(begun.map(({ answer }) => answer.status)).toEqual([200, 200]);
    for (const { end } of begun) end();
  });
});

describe('the events of a rollout', () => {
  it('tell where it stands until it is done, in words', async () => {
    const answer = await gateway.api('get', `/rollouts/${randomUUID()}/events`).buffer(true).expect(200);
    const events = [...answer.text.matchAll(/^data: (.*)$/gm)].map(
      ([, data]) => JSON.parse(data ?? '') as object,
    );
    expect(events).toMatchObject([
      {
        state: 'running',
        accounts: { applying: 1 },
        secondsLeft: 4,
        reason: 'Приостановлена: Анна. Продолжить: resume.',
      },
      { state: 'done', accounts: { healthy: 1 }, secondsLeft: null },
    ]);
  });
});
