import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { CrmChanged } from '@hub/contracts';
import { startNatsServer, type NatsServer } from '@hub/local-servers';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import { startService, type TestService } from './harness.js';

export const modes = ['in process', 'over NATS'] as const;
export const correlationId = 'test';
export const changed = (entityId: number): CrmChanged => ({
  accountId: 'a',
  entity: 'lead',
  entityId,
  action: 'update',
  source: 'webhook',
});

type ServiceOptions = Omit<Parameters<typeof startService>[0], 'databaseUrl' | 'bus' | 'beside'>;

/** The services of one contract test: in process they share one process, over NATS each is on its own. */
export class BusSides {
  private readonly folder = mkdtempSync(join(tmpdir(), 'franchise-hub-bus-'));
  private readonly running: TestService[] = [];
  private nats: NatsServer | undefined;

  private constructor(private readonly database: TestDatabase) {}

  static async open(mode: (typeof modes)[number]): Promise<BusSides> {
    const sides = new BusSides(await createTestDatabase());
    if (mode === 'over NATS') sides.nats = await startNatsServer(sides.folder, process.env);
    return sides;
  }

  /** Starts services, waits until they are ready and returns the first one's. */
  async start(first: ServiceOptions, ...others: ServiceOptions[]): Promise<TestService> {
    const groups = this.nats
      ? [first, ...others].map((one) => ({ ...one, beside: [] }))
      : [{ ...first, beside: others }];
    const bus = this.nats ? { config: { NATS_URL: this.nats.url } } : {};
    for (const group of groups) {
      this.running.push(await startService({ ...group, bus, databaseUrl: this.database.url }));
    }
    await eventually(() => {
      for (const service of this.running) expect(service.bus.waitsFor()).toEqual([]);
    });
    return this.running[0]!;
  }

  async stopLast(): Promise<void> {
    await this.running.pop()?.stop();
  }

  async close(): Promise<void> {
    for (const service of this.running) await service.stop();
    await this.nats?.stop();
    rmSync(this.folder, { recursive: true, force: true });
    await this.database.drop();
  }
}
