import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openSmallExchange, startExchange, type Exchange } from './start-exchange.js';

let exchange: Exchange;
beforeAll(async () => {
  exchange = await startExchange();
});
afterAll(() => exchange.close());

it.each([
  ['responsible_user_id', 'user'],
  ['status_id', 'stage'],
])('a press that is refused by its %s takes no lead out of the stock', async (path, blame) => {
  const { hub } = exchange;
  const { accountId, manager, targetStage, leadId, save, press, fault } = await openSmallExchange(
    exchange,
    `of-${blame}`,
  );
  const openAlarms = async () =>
    (
      await hub.source.query<{ facts: object }[]>(
        `SELECT facts FROM accounts.alarm WHERE kind = 'claim-setting-refused' AND account_id = $1 AND cleared_at IS NULL`,
        [accountId],
      )
    ).map(({ facts }) => facts);
  const wrong = { request_id: '0', errors: [{ code: 'NotSupportedChoice', path, detail: 'No.' }] };
  const body = { 'validation-errors': [wrong] };
  const refusedOnce = () => fault({ kind: 'status', status: 400, body, method: 'PATCH' });

  await refusedOnce();
  await expect(press()).rejects.toMatchObject({ body: { status: 502 } });
  expect((await hub.ask('limits.waiting', { accountId })).items).toEqual([]);
  expect(await openAlarms()).toMatchObject([{ blame, user: manager, stage: targetStage.statusId }]);
  await save();
  expect(await openAlarms()).toEqual([]);

  await refusedOnce();
  await expect(press()).rejects.toMatchObject({ body: { status: 502 } });
  expect(await openAlarms()).toHaveLength(1);
  expect(await press()).toMatchObject({ outcome: 'granted', leadId });
  expect(await openAlarms()).toEqual([]);
});
