import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { BaseConfig, startService } from '@hub/service';
import { freePort } from '@hub/local-servers';
import { loadConfig, Readiness } from '@hub/platform';
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
  it('answers health, shows figures and details to their key alone, and closes', async () => {
    const database = await createTestDatabase();
    const key = 'key-of-the-operator';
    const environment = { DATABASE_URL: database.url, PORT: '0', LOG_LEVEL: 'silent', METRICS_KEY: key };
    const config = loadConfig(BaseConfig, environment);
    const service = await startService({
      ...{ name: 'test', config, modules: [], entities: [] },
      prepare: (app) => {
        app.get(Readiness).add('secret host', () => {
          throw new Error('10.0.0.7 is away');
        });
      },
    });
    const get = async (path: string, given = '') =>
      fetch(service.url + path, { headers: { Authorization: `Bearer ${given}` } });
    expect((await get('/health/live')).status).toBe(200);
    const parts = async (given?: string) => {
      const answer = await get('/health/ready', given);
      return [answer.status, await answer.json()];
    };
    const closed = { status: 'waiting', parts: { database: 'up', 'secret host': 'waiting' } };
    expect(await parts()).toEqual([503, closed]);
    const open = { status: 'waiting', parts: { database: 'up', 'secret host': '10.0.0.7 is away' } };
    expect(await parts(key)).toEqual([503, open]);
    for (const wrong of ['', 'key-of-the-operatoR', 'x'])
      expect((await get('/metrics', wrong)).status).toBe(403);
    expect(await (await get('/metrics', key)).text()).toContain('process_cpu_seconds_total');
    await service.close();
    await expect(get('/health/live')).rejects.toThrow();
    await database.drop();
  });

  it('serves figures and details on a port of their own, and closes it too', async () => {
    const database = await createTestDatabase();
    const port = await freePort();
    const environment = { DATABASE_URL: database.url, PORT: '0', LOG_LEVEL: 'silent' };
    const config = loadConfig(BaseConfig, { ...environment, METRICS_PORT: String(port) });
    const service = await startService({ name: 'test', config, modules: [], entities: [] });
    const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
    expect((await fetch(`${service.url}/metrics`)).status).toBe(403);
    expect(await (await get('/metrics')).text()).toContain('process_cpu_seconds_total');
    expect(await (await get('/health/ready')).json()).toEqual({ parts: { database: 'up' } });
    expect((await get('/api/docs')).status).toBe(404);
    await service.close();
    await expect(get('/metrics')).rejects.toThrow();
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
