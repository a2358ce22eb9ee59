import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openSmallExchange, startExchange, type Exchange } from './start-exchange.js';

let exchange: Exchange;
beforeAll(async () => {
  exchange = await startExchange();
});
afterAll(() => exchange.close());

interface Opened {
  hub: Exchange['hub'];
  accountId: string;
}

const openAlarms = async ({ hub, accountId }: Opened) =>
  (
    await hub.source.query<{ facts: object }[]>(
      `SELECT facts FROM accounts.alarm WHERE kind = 'claim-setting-refused' AND account_id = $1 AND cleared_at IS NULL`,
      [accountId],
    )
  ).map(({ facts }) => facts);

/** For how many seconds the lead is still set aside; it is offered again at once. */
async function endPause({ hub, accountId }: Opened, leadId: number): Promise<number> {
  const about = [accountId, leadId];
  const [row]: { seconds: number }[] = await hub.source.query(
    `SELECT extract(epoch FROM until - now())::float AS seconds FROM limits.set_aside
      WHERE account_id = $1 AND lead_id = $2`,
    about,
  );
  await hub.source.query(
    `UPDATE limits.set_aside SET until = now() WHERE account_id = $1 AND lead_id = $2`,
    about,
  );
  return row?.seconds ?? 0;
}

it.each([
  ['responsible_user_id', 'user'],
  ['status_id', 'stage'],
])('a press that is refused by its %s takes no lead out of the stock', async (path, blame) => {
  const { hub } = exchange;
  const { accountId, manager, targetStage, leadId, save, press, fault } = await openSmallExchange(
    exchange,
    `of-${blame}`,
  );
  const about = { hub, accountId };
  const wrong = { request_id: '0', errors: [{ code: 'NotSupportedChoice', path, detail: 'No.' }] };
  const body = { 'validation-errors': [wrong] };
  const refusedOnce = () => fault({ kind: 'status', status: 400, body, method: 'PATCH' });

  await refusedOnce();
  await expect(press()).rejects.toMatchObject({ body: { status: 502 } });
  expect((await hub.ask('limits.waiting', { accountId })).items).toEqual([]);
  expect(await openAlarms(about)).toMatchObject([{ blame, user: manager, stage: targetStage.statusId }]);
  await save();
  expect(await openAlarms(about)).toEqual([]);

  await refusedOnce();
  await expect(press()).rejects.toMatchObject({ body: { status: 502 } });
  expect(await openAlarms(about)).toHaveLength(1);
  expect(await press()).toMatchObject({ outcome: 'granted', leadId });
  expect(await openAlarms(about)).toEqual([]);
});

it.each(['GET', 'PATCH'])(
  'rights that were lost at the %s for a while hide no lead for longer than a minute, and an alarm says so',
  async (method) => {
    const { hub } = exchange;
    const { accountId, leadId, press, fault } = await openSmallExchange(
      exchange,
      `rights-${method.toLowerCase()}`,
    );
    const about = { hub, accountId };
    const tries = 4;
    await fault({ kind: 'status', status: 403, method, path: `/api/v4/leads/${leadId}`, count: tries });
    for (let count = 0; count < tries; count++) {
      await expect(press()).rejects.toMatchObject({ body: { status: 502 } });
      expect(await endPause(about, leadId)).toBeLessThanOrEqual(60);
    }
    expect(await openAlarms(about)).toMatchObject([{ blame: 'account' }]);
    expect(await press()).toMatchObject({ outcome: 'granted', leadId });
    expect(await openAlarms(about)).toEqual([]);
  },
);

it('a lead that amoCRM refuses while it hands others over is offered ever more seldom', async () => {
  const { hub } = exchange;
  const { accountId, leadId, addLead, press, fault } = await openSmallExchange(exchange, 'one-lead');
  const about = { hub, accountId };
  const path = `/api/v4/leads/${leadId}`;
  const next = await addLead();
  await fault({ kind: 'status', status: 422, method: 'PATCH', path, count: 2 });
  await expect(press()).rejects.toMatchObject({ body: { status: 502 } });
  expect(await press()).toMatchObject({ outcome: 'granted', leadId: next });
  await endPause(about, leadId);
  await expect(press()).rejects.toMatchObject({ body: { status: 502 } });
  expect(await endPause(about, leadId)).toBeGreaterThan(60);
});
