import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Inject } from '@nestjs/common';
import { Bus, Reply, type Job, type ReplyAbout } from '@hub/bus';
import { eventVersions, type CrmChanged } from '@hub/contracts';
import { eventually } from '@hub/testing';
import { DataSource } from 'typeorm';
import { BusSides, changed, correlationId, modes } from './bus-sides.js';
import { LogLines } from './log-lines.js';
import { useTwoConsumers } from './use-two-consumers.js';

useTwoConsumers();

@Controller()
class PingController {
  constructor(
    @Inject(Bus) private readonly bus: Bus,
    @Inject(DataSource) private readonly source: DataSource,
  ) {}

  @Reply('sync.ping')
  async ping(request: object, about: ReplyAbout): Promise<{ ok: true }> {
    if ('fail' in request) throw new TypeError('broken');
    const { correlationId } = about;
    await this.source.transaction((tx) =>
      this.bus.enqueue(tx, 'sync.work', { accountId: null }, { id: 'asked for', key: 'k', correlationId }),
    );
    return { ok: true };
  }
}

const quiet = (consumer: string) => ({ consumer, handle: () => Promise.resolve() });

describe.each(modes)('what follows a message %s', (mode) => {
  let sides: BusSides;
  let lines: LogLines;

  beforeEach(async () => {
    sides = await BusSides.open(mode);
    lines = new LogLines();
  });

  afterEach(() => sides.close());

  it('names the cause of what a job publishes, enqueues and asks, and the account, in every line', async () => {
    const causes: (string | null)[] = [];
    const buses: Bus[] = [];
    const onLead = async (job: Job<CrmChanged>) => {
      causes.push(job.causeId);
      const bus = buses[0]!;
      const about = { key: 'k', correlationId: job.correlationId };
      await job.step(async (tx) => {
        await bus.enqueue(tx, 'router.work', { accountId: 'b' }, { ...about, id: 'own' });
        await bus.publish(tx, 'account.removed', { accountId: 'c', host: 'c.example' }, about);
      });
      const ask = (payload: object) => bus.request('sync.ping', payload as Record<string, never>, about);
      await ask({ accountId: 'd' });
      await expect(ask({ fail: true })).rejects.toMatchObject({ body: { status: 500 } });
    };
    const { log } = lines;
    const router = await sides.start(
      {
        service: 'router',
        log,
        consumers: [
          { consumer: 'router.lead', subject: 'crm.changed', handle: onLead },
          quiet('router.work'),
          { ...quiet('router.forget'), subject: 'account.removed' },
        ],
      },
      { service: 'sync', log, consumers: [quiet('sync.work')], controllers: [PingController] },
    );
    buses.push(router.bus);
    const id = await router.source.transaction((tx) =>
      router.bus.publish(tx, 'crm.changed', changed(1), { key: 'k', correlationId, causeId: 'a hook' }),
    );
    await eventually(() => {
      expect(lines.with({ consumer: 'router.lead', msg: 'done' })).toMatchObject([
        { id, correlationId, causeId: 'a hook', account: 'a' },
      ]);
      expect(lines.with({ consumer: 'router.work', msg: 'done' })).toMatchObject([
        { id: 'own', correlationId, causeId: id, account: 'b' },
      ]);
      expect(lines.with({ consumer: 'router.forget', msg: 'done' })).toMatchObject([
        { correlationId, causeId: id, account: 'c' },
      ]);
      const [asked] = lines.with({ subject: 'sync.ping', msg: 'answered' });
      expect(asked).toMatchObject({ correlationId, causeId: id, account: 'd' });
      expect(lines.with({ consumer: 'sync.work', msg: 'done' })).toMatchObject([
        { id: 'asked for', correlationId, causeId: asked?.id },
      ]);
      expect(lines.with({ subject: 'sync.ping', causeId: id, correlationId, level: 50 })).toHaveLength(1);
    });
    expect(causes).toEqual(['a hook']);
  });

  it('leaves a message of a newer version to its sender until this code knows it, and says so once', async () => {
    const seen: number[] = [];
    const lead = {
      consumer: 'router.lead',
      subject: 'crm.changed' as const,
      handle: (job: Job<CrmChanged>) => Promise.resolve(void seen.push(job.payload.entityId)),
    };
    const { log } = lines;
    const { bus, source } = await sides.start({ service: 'router', log, consumers: [lead] });
    await source.transaction(async (tx) => {
      await bus.publish(tx, 'crm.changed', changed(1), { key: 'a', correlationId });
      await tx.query('UPDATE router.outbox SET version = 2');
      await bus.publish(tx, 'crm.changed', changed(2), { key: 'a', correlationId });
      await bus.publish(tx, 'crm.changed', changed(3), { key: 'b', correlationId });
    });
    const sendAgain = async () => {
      await source.query('UPDATE router.outbox SET send_at = now()');
      await source.query(`SELECT pg_notify('router_outbox', '')`);
    };
    await eventually(async () => {
      await sendAgain();
      const [row]: { sends: number }[] = await source.query('SELECT max(sends) AS sends FROM router.outbox');
      expect(row!.sends).toBeGreaterThan(1);
      expect(seen).toEqual([3]);
    });
    const line = { consumer: 'router.lead', subject: 'crm.changed', version: 2 };
    expect(lines.with(line)).toMatchObject([{ known: 1, correlationId, account: 'a', level: 40 }]);
    eventVersions['crm.changed'] = 2;
    try {
      await eventually(async () => {
        await sendAgain();
        expect(seen).toEqual([3, 1, 2]);
      });
    } finally {
      eventVersions['crm.changed'] = 1;
    }
  });
});
