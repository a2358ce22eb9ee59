import { randomUUID } from 'node:crypto';
import { createLead, listPipelines } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { saveExchange, startExchange, type Exchange } from './start-exchange.js';

let exchange: Exchange;
beforeAll(async () => {
  exchange = await startExchange();
});
afterAll(() => exchange.close());

it.each([
  ['responsible_user_id', 'user'],
  ['status_id', 'stage'],
])('a press that is refused by its %s takes no lead out of the stock', async (path, blame) => {
  const { sandbox, hub } = exchange;
  const remote = await sandbox.account({
    subdomain: `of-${blame}`,
    users: ['Биржа', 'Анна', 'Борис'].map((name) => ({ name })),
  });
  const [owner = 0, ...managers] = remote.users.map(({ id }) => id);
  const accountId = await hub.connect(remote, ['branch']);
  const amo = hub.client(accountId);
  const [pipeline] = await listPipelines(amo);
  const [first, target] = pipeline!._embedded.statuses
    .filter(({ type, id }) => type === 0 && id > 143)
    .map(({ id }) => ({ pipelineId: pipeline!.id, statusId: id }));
  const save = () =>
    saveExchange(
      hub,
      { accountId, managers, activeDeals: null },
      { exchangeStages: [first!], exchangeUserIds: [owner], targetStage: target! },
    );
  const leadId = await createLead(amo, {
    ...{ name: 'Заявка', pipeline_id: first!.pipelineId, status_id: first!.statusId },
    responsible_user_id: owner,
  });
  await hub.announceUsable(accountId);
  await save();
  await eventually(async () =>
    expect((await hub.ask('limits.settings.show', { accountId })).leadsReadAt).not.toBeNull(),
  );
  const press = () =>
    hub.ask('limits.claims.make', { accountId, userId: managers[1]!, idempotencyKey: randomUUID() });
  const openAlarms = async () =>
    (
      await hub.source.query<{ facts: object }[]>(
        `SELECT facts FROM accounts.alarm WHERE kind = 'claim-setting-refused' AND account_id = $1 AND cleared_at IS NULL`,
        [accountId],
      )
    ).map(({ facts }) => facts);
  const body = {
    'validation-errors': [{ request_id: '0', errors: [{ code: 'NotSupportedChoice', path, detail: 'No.' }] }],
  };
  const fault = { kind: 'status', status: 400, body, subdomain: remote.subdomain, method: 'PATCH' };
  const refusedOnce = () => sandbox.control('POST', 'faults', { ...fault, count: 1 });

  await refusedOnce();
  await expect(press()).rejects.toMatchObject({ body: { status: 502 } });
  expect((await hub.ask('limits.waiting', { accountId })).items).toEqual([]);
  expect(await openAlarms()).toMatchObject([{ blame, user: managers[1], stage: target!.statusId }]);
  await save();
  expect(await openAlarms()).toEqual([]);

  await refusedOnce();
  await expect(press()).rejects.toMatchObject({ body: { status: 502 } });
  expect(await openAlarms()).toHaveLength(1);
  expect(await press()).toMatchObject({ outcome: 'granted', leadId });
  expect(await openAlarms()).toEqual([]);
});
