import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openSmallExchange, startExchange, type Exchange } from './start-exchange.js';

let exchange: Exchange;
beforeAll(async () => {
  exchange = await startExchange();
});
afterAll(() => exchange.close());

it.each([
  ['fails', 'of another', 'failed'],
  ['is granted', 'of the manager', 'granted'],
])(
  'a claim whose lead cannot be read for an hour after its change %s where the lead is %s',
  async (_, whose, state) => {
    const { hub } = exchange;
    const { accountId, manager, leadId, press, fault } = await openSmallExchange(exchange, state);
    const path = `/api/v4/leads/${leadId}`;
    await fault({ kind: 'reset', method: 'PATCH', path });
    await expect(press('dark')).rejects.toMatchObject({ body: { status: 503 } });
    await fault({ kind: 'status', status: 400, method: 'GET', path, count: 9 });
    await expect(press('dark')).rejects.toMatchObject({ body: { status: 503 } });

    if (whose === 'of the manager')
      await hub.source.query('UPDATE journal.lead SET owner_id = $2 WHERE account_id = $1', [
        accountId,
        manager,
      ]);
    await hub.source.query(
      `UPDATE limits.claim SET write_repeated_at = write_repeated_at - interval '61 minutes' WHERE account_id = $1`,
      [accountId],
    );
    if (state === 'granted') expect(await press('dark')).toMatchObject({ outcome: 'granted', leadId });
    else await expect(press('dark')).rejects.toMatchObject({ body: { status: 502 } });
    expect(
      await hub.source.query('SELECT state FROM limits.claim WHERE account_id = $1', [accountId]),
    ).toEqual([{ state }]);
  },
);

it('reads that do not find the lead are no proof that it is gone, least of all after its change was begun', async () => {
  const { hub } = exchange;
  const { accountId, leadId, addLead, press, fault } = await openSmallExchange(exchange, 'absent');
  await addLead();
  const path = `/api/v4/leads/${leadId}`;
  const absent = { kind: 'status', status: 204, body: '', method: 'GET', path };
  await fault(absent);
  await fault({ kind: 'reset', method: 'PATCH', path });
  await expect(press('dark')).rejects.toMatchObject({ body: { status: 503 } });
  await hub.source.query(
    `UPDATE limits.claim SET write_repeated_at = write_repeated_at - interval '1 minute' WHERE account_id = $1`,
    [accountId],
  );
  await fault({ ...absent, count: 2 });
  await expect(press('dark')).rejects.toMatchObject({ body: { status: 503 } });
  expect(await press('dark')).toMatchObject({ outcome: 'granted', leadId });
});
