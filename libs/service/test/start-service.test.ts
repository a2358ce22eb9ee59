import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { BaseConfig, startService } from '@hub/service';
import { loadConfig } from '@hub/platform';
import { createTestDatabase } from '@hub/testing';

@Controller('endless')
class EndlessController {
  @Get()
  wait(): Promise<void> {
    return new Promise(() => undefined);
  }
}

@Module({ controllers: [EndlessController] })
class EndlessModule {}

describe('startService', () => {
  it('answers health and metrics, and closes', async () => {
    const database = await createTestDatabase();
    const config = loadConfig(BaseConfig, { DATABASE_URL: database.url, PORT: '0', LOG_LEVEL: 'silent' });
    const service = await startService({ name: 'test', config, modules: [], entities: [] });
    const get = async (path: string) => fetch(service.url + path);
    expect((await get('/health/live')).status).toBe(200);
    expect(await (await get('/health/ready')).json()).toEqual({ status: 'up', parts: { database: 'up' } });
    expect(await (await get('/metrics')).text()).toContain('process_cpu_seconds_total');
    await service.close();
    await expect(get('/health/live')).rejects.toThrow();
    await database.drop();
  });

  it('cuts a request that outlasts the drain', async () => {
    const database = await createTestDatabase();
    const config = loadConfig(BaseConfig, { DATABASE_URL: database.url, PORT: '0', LOG_LEVEL: 'silent' });
    const service = await startService({
      ...{ name: 'test', config, entities: [] },
      modules: [EndlessModule],
      drainMs: 300,
    });
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    const cut = new Promise((resolve) => socket.once('close', resolve));
    socket.write('GET /endless HTTP/1.1\r\nHost: hub\r\n\r\n');
    await (await fetch(`${service.url}/health/live`)).text();
    await service.close();
    await cut;
    await database.drop();
  });

  it('names the bad variable and not its value', () => {
    const parse = () => loadConfig(BaseConfig, { PORT: 'sesame' });
    expect(parse).toThrow(/PORT/);
    expect(parse).not.toThrow(/sesame/);
  });
});
