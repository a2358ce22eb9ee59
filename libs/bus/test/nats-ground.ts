import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller } from '@nestjs/common';
import { Reply, type BusConfig } from '@hub/bus';
import { startNatsServer, type NatsServer } from '@hub/local-servers';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import { startService, type TestService } from './harness.js';

/** Answers `sync.ping`, once `held` lets it. */
@Controller()
export class PingController {
  static pings = 0;
  static gate: Promise<void> = Promise.resolve();

  @Reply('sync.ping')
  async ping(): Promise<{ ok: true }> {
    PingController.pings += 1;
    await PingController.gate;
    return { ok: true };
  }
}

type ServiceOptions = Omit<Parameters<typeof startService>[0], 'databaseUrl' | 'bus'>;

/** A database and a folder for one test, with the nats-server and the service it starts on them. */
export class NatsGround {
  readonly folder = mkdtempSync(join(tmpdir(), 'franchise-hub-bus-'));
  private nats: NatsServer | undefined;
  private service: TestService | undefined;

  private constructor(private readonly database: TestDatabase) {}

  static async make(): Promise<NatsGround> {
    PingController.pings = 0;
    PingController.gate = Promise.resolve();
    return new NatsGround(await createTestDatabase());
  }

  async startNats(port?: number, extra: string[] = []): Promise<NatsServer> {
    this.nats = await startNatsServer(join(this.folder, 'data'), process.env, port, { extra });
    return this.nats;
  }

  /** A service whose bus goes over NATS. */
  async startService(config: BusConfig, options: ServiceOptions): Promise<TestService> {
    this.service = await startService({ ...options, databaseUrl: this.database.url, bus: { config } });
    return this.service;
  }

  async stopService(): Promise<void> {
    const stopping = this.service;
    this.service = undefined;
    await stopping?.stop();
  }

  async close(): Promise<void> {
    await this.stopService();
    await this.nats?.stop();
    rmSync(this.folder, { recursive: true, force: true });
    await this.database.drop();
  }
}
