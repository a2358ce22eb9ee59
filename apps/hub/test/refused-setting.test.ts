import { message } from '@hub/messages';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ClaimLead } from '../../limits/src/claim/claim-lead.js';
import { FinishClaim } from '../../limits/src/claim/finish-claim.js';
import { MakeClaim } from '../../limits/src/claim/make-claim.js';
import { ResolveClaim } from '../../limits/src/claim/resolve-claim.js';
import { LimitsModule } from '../../limits/src/limits.module.js';
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
    expect((await hub.ask('limits.waiting', { accountId })).items).toEqual([]);
    expect(await press()).toMatchObject({ outcome: 'granted', leadId });
    expect(await openAlarms(about)).toEqual([]);
  },
);

it('a lead that alone is forbidden is listed, and is no matter of the account once others are given', async () => {
  const { hub } = exchange;
  const { accountId, leadId, addLead, press, fault } = await openSmallExchange(exchange, 'one-forbidden');
  const about = { hub, accountId };
  const next = await addLead();
  await fault({ kind: 'status', status: 403, method: 'PATCH', path: `/api/v4/leads/${leadId}`, count: 3 });
  await expect(press()).rejects.toMatchObject({ body: { status: 502 } });
  expect(await openAlarms(about)).toMatchObject([{ blame: 'account' }]);
  expect(await press()).toMatchObject({ outcome: 'granted', leadId: next });
  for (const seconds of [60, 120]) {
    await endPause(about, leadId);
    await expect(press()).rejects.toMatchObject({ body: { status: 502 } });
    expect(await openAlarms(about)).toEqual([]);
    expect((await hub.ask('limits.waiting', { accountId })).items).toMatchObject([{ leadId }]);
    expect(await endPause(about, leadId)).toBeGreaterThan(seconds - 30);
  }
});

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

it('a press whose claim another process ended as failed is answered with that failure', async () => {
  const { accountId, manager: userId } = await openSmallExchange(exchange, 'elsewhere');
  const limits = exchange.hub.app.select(LimitsModule);
  const problem = message('failures.not-found', { host: 'x', method: 'PATCH', path: '/' });
  const press = async (...asked: Parameters<ClaimLead['press']>) => {
    const claim = await limits.get(ClaimLead).press(...asked);
    await limits.get(ResolveClaim).fail(claim, problem, 'lead');
    return claim;
  };
  const button = new MakeClaim({ press } as ClaimLead, limits.get(FinishClaim));
  await expect(button.make({ accountId, userId, idempotencyKey: 'late' }, 'test')).rejects.toMatchObject({
    body: { status: 502, detail: message('problems.hand-over-refused', { failure: problem }) },
  });
});
