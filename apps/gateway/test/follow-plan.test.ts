import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Reply } from '@hub/bus';
import { PlanPath, PlanView } from '@hub/contracts';
import { Controller, Module } from '@nestjs/common';
import { startGateway } from './start-gateway.js';

const planId = randomUUID();

/** Stands in for the sync service: a plan that never ends. */
@Controller()
class PlanStandIn {
  @Reply('sync.plans.show')
  async show({ planId: id }: PlanPath): Promise<PlanView> {
    const facts = { id, accountId: randomUUID(), state: 'applying', callsPlanned: 8, callsDone: 1 } as const;
    return Promise.resolve(Object.assign(new PlanView(), facts));
  }
}

@Module({ controllers: [PlanStandIn] })
class PlanStandInModule {}

describe('following a plan', () => {
  it('ends with the process and does not hold it open', async () => {
    const gateway = await startGateway({}, [PlanStandInModule]);
    const stream = await fetch(`${gateway.service.url}/api/v1/plans/${planId}/events`, {
      headers: { Authorization: `Bearer ${gateway.adminKey}` },
    });
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    let received = '';
    while (!received.includes('"callsDone":1')) received += text(await reader.read());
    await gateway.stop();
    const rest = await reader.read();
    expect(rest.done).toBe(true);
  });
});

function text({ done, value }: { done: boolean; value?: Uint8Array }): string {
  if (done) throw new Error('The stream ended early');
  return Buffer.from(value ?? []).toString();
}
