import { randomUUID } from 'node:crypto';
import { message } from '@hub/messages';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Reply } from '@hub/bus';
import { PlanPath, type PlanView } from '@hub/contracts';
import { Problem } from '@hub/platform';
import { Controller, Module } from '@nestjs/common';
import { startGateway, type TestGateway } from './start-gateway.js';

const planId = randomUUID();
const counts = { create: 3, update: 0, delete: 0, adopt: 0, manual: 0, blocked: 0, managed: 0, own: 0 };

/** Stands in for sync: a plan that comes one call further with every look. */
@Controller()
class PlanStub {
  private looks = 0;

  @Reply('sync.plans.show')
  show({ planId: id }: PlanPath): Promise<PlanView> {
    if (id !== planId) throw new Problem(404, message('problems.no-such-plan'));
    const callsDone = Math.min(3, this.looks++);
    return Promise.resolve({
      ...{ id, accountId: randomUUID(), releaseId: randomUUID(), checksum: 'c', counts, isEmpty: false },
      ...{
        objections: [],
        leftovers: [],
        missing: [],
        isComplete: true,
        text: 'a plan',
        approvedBy: 'test',
        forcedBy: null,
      },
      ...{ narrowedTo: null, madeAt: new Date().toISOString(), changedAt: new Date().toISOString() },
      state: callsDone < 3 ? 'applying' : 'applied',
      reason: '',
      callsPlanned: 3,
      callsDone,
    });
  }
}

@Module({ controllers: [PlanStub] })
class SyncStub {}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({}, [SyncStub]);
});
afterAll(() => gateway.stop());

describe('the events of a plan', () => {
  it('tell every step and end with the plan', async () => {
    const answer = await gateway.api('get', `/plans/${planId}/events`).buffer(true).expect(200);
    expect(answer.headers['content-type']).toContain('text/event-stream');
    const events = [...answer.text.matchAll(/^data: (.*)$/gm)].map(
      ([, data]) => JSON.parse(data ?? '') as object,
    );
    expect(events).toMatchObject([
      { state: 'applying', callsDone: 1, secondsLeft: 1 },
      { state: 'applying', callsDone: 2, secondsLeft: 1 },
      { state: 'applied', callsDone: 3, secondsLeft: 0 },
    ]);
  });

  it('are a problem for a plan that is not there', async () => {
    const answer = await gateway.api('get', `/plans/${randomUUID()}/events`).expect(404);
    expect(answer.body).toMatchObject({ status: 404 });
  });
});
