import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ReviewWaiting } from '../src/waiting/review-waiting.js';
import { alarmsOf, startRouterHub, type RouterHub } from './router-hub.js';

let hub: RouterHub;
beforeAll(async () => {
  hub = await startRouterHub();
});
afterAll(() => hub.close());

it('keeps the alarms of every kind whose query works, and says which it cannot review', async () => {
  const { source, app } = hub.app;
  const review = () => app.get(ReviewWaiting).review(new Date());
  const franchise = await hub.found('review');
  const judge = (leadId: number) =>
    source.query(
      `INSERT INTO router.judged_lead (account_id, lead_id, kind, reason, since, touched_at, read_at)
       VALUES ($1, $2, 'manual', $3, now(), now(), now())`,
      [franchise.hqAccountId, leadId, { check: 'region', found: 'no-branch', value: randomUUID() }],
    );
  await source.query('ALTER TABLE router.escalation RENAME late_since TO late_once');
  await judge(1);
  await review();
  expect(await alarmsOf(hub, 'lead-waits')).toHaveLength(1);
  // One failure passes by itself.
  expect(await alarmsOf(hub, 'review-failing')).toEqual([]);
  await judge(2);
  await review();
  expect(await alarmsOf(hub, 'lead-waits')).toHaveLength(2);
  expect(await alarmsOf(hub, 'review-failing')).toMatchObject([{ facts: { kinds: 'escalation-late' } }]);
  await source.query('ALTER TABLE router.escalation RENAME late_once TO late_since');
  await review();
  expect(await alarmsOf(hub, 'review-failing')).toEqual([]);
});
