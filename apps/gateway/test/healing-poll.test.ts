import { randomUUID } from 'node:crypto';
import { request as httpRequest, Agent } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AccountRepository, CredentialRepository } from '@hub/accounts';
import { Bus, BusModule } from '@hub/bus';
import type { CrmChanged } from '@hub/contracts';
import { eventually } from '@hub/testing';
import { Module, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PollSchedule } from '../src/poll/poll-schedule.js';
import { startEventFeed, type EventFeed } from './event-feed.js';
import { startGateway, type TestGateway } from './start-gateway.js';

const [changes, leads] = [5_000, 400];
const secret = 'the-secret-path';
const accountId = randomUUID();

/** The CRM's truth and what a service that reads the truth again has made of it: lead → number of its last change. */
const truth = new Map<number, number>();
const processed = new Map<number, number>();
const effects = new Map<string, number>();

@Module({ imports: [BusModule.forService('router')] })
class ReaderModule implements OnModuleInit {
  constructor(private readonly bus: Bus) {}

  onModuleInit(): void {
    this.bus.consume<CrmChanged>({
      consumer: 'router.lead',
      subject: 'crm.changed',
      handle: async (job) => {
        const { payload } = job;
        const now = truth.get(payload.entityId);
        if (now !== undefined && processed.get(payload.entityId) !== now) {
          const effect = `${payload.entityId}/${now}`;
          effects.set(effect, (effects.get(effect) ?? 0) + 1);
          processed.set(payload.entityId, now);
        }
        await job.finish(() => Promise.resolve());
      },
    });
  }
}

let gateway: TestGateway;
let feed: EventFeed;
const agent = new Agent({ keepAlive: true, maxSockets: 16 });

beforeAll(async () => {
  feed = await startEventFeed();
  gateway = await startGateway({ AMOCRM_CONNECT_TO: feed.url, POLL_SECONDS: 3600 }, [ReaderModule]);
  const { app } = gateway.service;
  const [accounts, credentials] = [app.get(AccountRepository), app.get(CredentialRepository)];
  await app.get(DataSource).transaction(async (tx) => {
    const place = { subdomain: 'kazan', host: 'kazan.amocrm.ru', name: 'kazan', timeZone: 'Europe/Moscow' };
    await accounts.register(tx, { id: accountId, ...place, roles: ['branch'], mode: 'apply' }, new Date());
    await credentials.store(tx, accountId, { integrationId: 'i', longLivedToken: 't' }, new Date());
    await accounts.setWebhookSecret(tx, accountId, secret);
    await accounts.happen(tx, accountId, { kind: 'tokens-stored' }, new Date());
  });
});
afterAll(async () => {
  agent.destroy();
  await gateway.stop();
  await feed.close();
});

function hook(body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const url = `${gateway.service.url}/hooks/amocrm/${secret}`;
    const sent = httpRequest(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('error', reject).end(body);
  });
}

/** A small generator with a seed, so that a failure can be repeated. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

it('brings the latest state of every changed lead after one poll, with no effect twice', async () => {
  const roll = dice(7);
  let late: string[] = [];
  const sent: Promise<number>[] = [];
  for (let number = 1; number <= changes; number++) {
    const lead = 1 + Math.floor(roll() * leads);
    const createdAt = Math.floor(Date.now() / 1000);
    truth.set(lead, number);
    feed.events.push({ id: `e${number}`, entityId: lead, createdAt });
    const body = `leads%5Bupdate%5D%5B0%5D%5Bid%5D=${lead}&leads%5Bupdate%5D%5B0%5D%5Bupdated_at%5D=${createdAt}`;
    const fate = roll();
    if (fate >= 0.3) late.push(body);
    if (fate >= 0.9) late.push(body);
    if (late.length >= 20) {
      late.sort(() => roll() - 0.5);
      sent.push(...late.map(hook));
      late = [];
      if (sent.length % 200 < 20) await Promise.all(sent);
    }
  }
  sent.push(...late.map(hook));
  expect(new Set(await Promise.all(sent))).toEqual(new Set([200]));
  await gateway.service.app.get(PollSchedule).tick(Date.now());
  await eventually(() => {
    const behind = [...truth].filter(([lead, number]) => processed.get(lead) !== number);
    expect(behind).toEqual([]);
  }, 90_000);
  expect([...effects.values()].every((count) => count === 1)).toBe(true);
  const { body: health } = await gateway.api('get', `/accounts/${accountId}/health`);
  expect(health.poll.missed).toBeGreaterThan(0);
  expect(health.lastWebhookAt).not.toBeNull();
}, 120_000);
