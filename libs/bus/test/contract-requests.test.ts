import { message } from '@hub/messages';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { Reply, type ReplyAbout } from '@hub/bus';
import { Problem } from '@hub/platform';
import { eventually } from '@hub/testing';
import { BusSides, changed, correlationId, modes } from './bus-sides.js';
import { useTwoConsumers } from './use-two-consumers.js';

useTwoConsumers();

/** What became of the requests that wait until they are told to stop. */
const waits: string[] = [];

@Controller()
class PingController {
  @Reply('sync.ping')
  ping(request: Record<string, unknown>, about: ReplyAbout): Promise<{ ok: true }> {
    const { signal } = about;
    if ('again' in request) return this.ping({}, about);
    if ('long' in request) return Promise.resolve({ ok: 'x'.repeat(250_000) as unknown as true });
    if ('wait' in request) {
      waits.push('begun');
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          waits.push('stopped');
          reject(new Error('stopped'));
        });
      });
    }
    if ('fail' in request)
      throw new Problem(409, message('problems.given-up', { subject: 'x' }), [
        { path: 'fail', detail: message('fields.unknown') },
      ]);
    if ('crash' in request) throw new TypeError('secret detail');
    if ('hang' in request) return new Promise(() => undefined);
    return Promise.resolve({ ok: true });
  }
}

describe.each(modes)('requests %s', (mode) => {
  let sides: BusSides;
  const start: BusSides['start'] = (...services) => sides.start(...services);

  beforeEach(async () => {
    sides = await BusSides.open(mode);
  });

  afterEach(() => sides.close());

  it('answers requests, carries problems through, and never hangs', async () => {
    const { bus } = await start({ service: 'gateway' }, { service: 'sync', controllers: [PingController] });
    const ask = (payload: object, deadlineMs = 2_000) =>
      bus.request('sync.ping', payload as Record<string, never>, { correlationId: randomUUID(), deadlineMs });
    await expect(ask({})).resolves.toEqual({ ok: true });
    await expect(ask({ again: 1 })).resolves.toEqual({ ok: true });
    await expect(ask({ fail: 1 })).rejects.toMatchObject({
      body: {
        status: 409,
        detail: message('problems.given-up', { subject: 'x' }),
        errors: [{ path: 'fail', detail: message('fields.unknown') }],
      },
    });
    await expect(ask({ crash: 1 })).rejects.toMatchObject({
      body: { status: 500, detail: expect.not.stringContaining('secret') },
    });
    await expect(ask({ hang: 1 }, 100)).rejects.toMatchObject({ body: { status: 504 } });
  });

  it('tells the answering service when the asker gives up', async () => {
    const { bus } = await start({ service: 'gateway' }, { service: 'sync', controllers: [PingController] });
    const waiting: object = { wait: 1 };
    const ask = (signal: AbortSignal) =>
      bus.request('sync.ping', waiting as Record<string, never>, {
        correlationId,
        deadlineMs: 120_000,
        signal,
      });
    waits.length = 0;
    const asker = new AbortController();
    const asked = ask(asker.signal);
    await eventually(() => expect(waits).toEqual(['begun']));
    asker.abort();
    await expect(asked).rejects.toMatchObject({ body: { status: 503 } });
    await eventually(() => expect(waits).toEqual(['begun', 'stopped']));
    await expect(ask(AbortSignal.abort())).rejects.toMatchObject({ body: { status: 503 } });
    expect(waits).toHaveLength(2);
  });

  it('refuses messages, jobs, requests and replies that are too long, by name and size', async () => {
    const { bus, source } = await start(
      { service: 'gateway' },
      { service: 'sync', controllers: [PingController] },
    );
    const long = { ...changed(1), accountId: 'ы'.repeat(100_000) };
    const about = { key: 'k', correlationId };
    const bytes = Buffer.byteLength(JSON.stringify(long));
    const tooLarge = (subject: string) => ({ name: 'PayloadTooLarge', subject, bytes });
    await source.transaction(async (tx) => {
      await expect(bus.publish(tx, 'crm.changed', long, about)).rejects.toMatchObject(
        tooLarge('crm.changed'),
      );
      await expect(bus.enqueue(tx, 'gateway.work', long, about)).rejects.toMatchObject(
        tooLarge('gateway.work'),
      );
    });
    expect(await source.query('SELECT FROM gateway.outbox')).toEqual([]);
    expect(await source.query('SELECT FROM gateway.inbox')).toEqual([]);
    const ask = (payload: object) =>
      bus.request('sync.ping', payload as Record<string, never>, { correlationId });
    await expect(ask({ long: 1 })).rejects.toMatchObject({
      body: { status: 500, detail: { key: 'problems.reply-too-large', facts: { subject: 'sync.ping' } } },
    });
    await expect(ask({ x: 'x'.repeat(250_000) })).rejects.toMatchObject({
      body: { status: 413, detail: { key: 'problems.too-large-for-bus' } },
    });
  });

  it('refuses a request that no service answers with 503', async () => {
    const { bus } = await start({ service: 'gateway' });
    await expect(bus.request('sync.ping', {}, { correlationId })).rejects.toMatchObject({
      body: { status: 503 },
    });
  });
});
