import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Reply } from '@hub/bus';
import { PlanPath, PlanView } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller, Module } from '@nestjs/common';
import { startGateway, type TestGateway } from './start-gateway.js';

let gateway: TestGateway;
const plan = { id: randomUUID(), accountId: '', callsDone: 1, isAway: false };
const foreign = { ...plan, id: randomUUID(), accountId: randomUUID() };

/** Stands in for sync as it is between processes: the answer comes in a later turn of the event loop. */
@Controller()
class PlanStandIn {
  @Reply('sync.plans.show')
  async show({ planId }: PlanPath): Promise<PlanView> {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const found = [plan, foreign].find(({ id }) => id === planId);
    if (!found) throw new Problem(404, message('problems.no-such-plan'));
    if (found.isAway) throw new Problem(503, message('problems.bus-away'));
    const { id, accountId, callsDone } = found;
    return Object.assign(new PlanView(), { id, accountId, state: 'applying', callsPlanned: 8, callsDone });
  }
}

@Module({ controllers: [PlanStandIn] })
class SyncStandIn {}

beforeAll(async () => {
  gateway = await startGateway({}, [SyncStandIn]);
  const account = { subdomain: 'kazan', name: 'Казань', roles: ['branch'], timeZone: 'Europe/Moscow' };
  const made = await gateway.api('post', '/accounts').send(account).expect(201);
  plan.accountId = String(made.body.accountId);
});
afterAll(() => gateway.stop());

async function branchKey(): Promise<{ id: string; key: string }> {
  const branch = { name: randomUUID(), regions: [], accountId: plan.accountId };
  const { body } = await gateway.api('post', '/branches').send(branch).expect(201);
  const key = { name: 'b', role: 'branch-admin', branchIds: [body.branchId] };
  return (await gateway.api('post', '/keys').send(key).expect(201)).body as { id: string; key: string };
}

/** Opens the stream; `until` reads on until the text is there or the stream ends. */
async function follow(planId: string, key: string) {
  const answer = await fetch(`${gateway.service.url}/api/v1/plans/${planId}/events`, {
    headers: { Authorization: `Bearer ${key}` },
  });
  const reader = answer.body?.getReader();
  let received = '';
  const until = async (text: string | null) => {
    while (text === null || !received.includes(text)) {
      const chunk = await reader?.read();
      if (!chunk || chunk.done) return { received, isOver: true };
      received += Buffer.from(chunk.value as Uint8Array).toString();
    }
    return { received, isOver: false };
  };
  return { status: answer.status, until, close: () => reader?.cancel() };
}

describe('a stream of events', () => {
  it('does not begin for a foreign or missing plan, however long the answer takes', async () => {
    const { key } = await branchKey();
    expect((await follow(foreign.id, key)).status).toBe(403);
    expect((await follow(randomUUID(), key)).status).toBe(403);
    expect((await follow(randomUUID(), gateway.adminKey)).status).toBe(404);
    expect((await follow('seven', gateway.adminKey)).status).toBe(400);
  });

  it('ends when its key is revoked', async () => {
    const { id, key } = await branchKey();
    const stream = await follow(plan.id, key);
    expect(stream.status).toBe(200);
    await stream.until('"callsDone":1');
    await gateway.api('delete', `/keys/${id}`).expect(204);
    expect((await stream.until(null)).isOver).toBe(true);
  });

  it('ends when the plan is no longer its branch’s', async () => {
    const { key } = await branchKey();
    const stream = await follow(plan.id, key);
    await stream.until('"callsDone":1');
    const { accountId } = plan;
    plan.accountId = randomUUID();
    expect((await stream.until(null)).isOver).toBe(true);
    plan.accountId = accountId;
  });

  it('goes on while nobody can say how the plan stands, has ids, a pause for the next try and a heartbeat', async () => {
    const stream = await follow(plan.id, gateway.adminKey);
    const { received } = await stream.until('"callsDone":1');
    expect(received).toMatch(/event: progress\nid: applying-1\nretry: 3000\ndata: \{/);
    plan.isAway = true;
    expect(await stream.until(': heartbeat')).toMatchObject({ isOver: false });
    plan.isAway = false;
    plan.callsDone = 2;
    expect(await stream.until('"callsDone":2')).toMatchObject({ isOver: false });
    await stream.close();
  });
});
