import { Bus, BusModule } from '@hub/bus';
import { eventually } from '@hub/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pollConsumer } from '../../observer/src/feed/poll-job.js';
import { openSmallExchange, startExchange, type Exchange } from './start-exchange.js';

let exchange: Exchange;
beforeAll(async () => {
  exchange = await startExchange();
});
afterAll(() => exchange.close());

it('no limit of deals is judged while changes of long ago are known and not read, though the feed is', async () => {
  const { hub } = exchange;
  const { accountId, manager: userId } = await openSmallExchange(exchange, 'behind');
  const bus = hub.app.select(BusModule.forService('observer')).get(Bus, { strict: true });
  const polledAt = async () => {
    const [row]: { at: Date | null }[] = await hub.source.query(
      'SELECT polled_at AS at FROM journal.account WHERE account_id = $1',
      [accountId],
    );
    return row?.at?.getTime() ?? 0;
  };
  let polls = 0;
  const poll = async () => {
    const before = await polledAt();
    await bus.startDue(pollConsumer, new Date(Date.now() + polls++ * 3_600_000));
    await bus.startDue(pollConsumer, new Date(Date.now() + polls * 3_600_000));
    await eventually(async () => expect(await polledAt()).toBeGreaterThan(before));
  };
  const reasons = async () =>
    (await hub.ask('limits.eligibility.show', { accountId, userId })).reasons.map(({ reason }) => reason);

  await hub.source.query(
    `INSERT INTO observer.due_card (account_id, entity, entity_id, lane, asks, asked_at, due_at, unread_since, is_deletion_reported)
     VALUES ($1, 'lead', 1, 'rest', 1, now(), now() + interval '1 hour', now() - interval '2 hours', false)`,
    [accountId],
  );
  await poll();
  expect(await reasons()).toEqual(['stock-unknown']);
  await hub.source.query('DELETE FROM observer.due_card WHERE account_id = $1', [accountId]);
  await poll();
  expect(await reasons()).toEqual([]);
});
