import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { listPipelines, patchPipeline } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import { escalationCheckConsumer } from '../../router/src/custody/custody-work.js';
import { KnownNames } from '../../router/src/custody/known-names.js';
import { alarmsOf, type RouterHub } from '../../router/test/router-hub.js';
import { addMirrorFields, startCustodyHub, untilObserved } from './custody-world.js';
import {
  atHq,
  branchLead,
  give,
  openEscalation,
  runNow,
  untilEscalated,
  type EscalationWorld,
} from './escalation-world.js';

let hub: RouterHub;
let world: EscalationWorld;

beforeAll(async () => {
  hub = await startCustodyHub();
  const franchise = await hub.found('named');
  await addMirrorFields(franchise);
  world = await openEscalation(hub, franchise);
  await untilObserved(hub, franchise);
});
afterAll(() => hub.close());

async function rename(name: string): Promise<void> {
  const { branch, branchAccountId } = world.franchise;
  await patchPipeline(branch, world.branch.id, { name });
  hub.app.app.get(KnownNames, { strict: false }).forget(branchAccountId);
}

const missing = () => alarmsOf(hub, 'escalation-pipeline-missing');

it('finds the pipeline of a branch by its name as people read it, and raises an alarm where there is none', async () => {
  await rename(' передача В головной офис ');
  const leadId = await branchLead(world, { phone: '+7 912 000-02-01', reason: 'Скидка' });
  await give(world, leadId);
  await untilEscalated(world, leadId, { state: 'delivered' });
  await runNow(world, escalationCheckConsumer);
  expect(await missing()).toEqual([]);

  await rename('Передача в ГО');
  await runNow(world, escalationCheckConsumer, 2);
  await eventually(async () =>
    expect(await missing()).toMatchObject([{ subject: world.franchise.branchAccountId }]),
  );
  await rename('Передача в головной офис');
  await runNow(world, escalationCheckConsumer, 3);
  await eventually(async () => expect(await missing()).toEqual([]));
});

it('takes a stage that amoCRM shows without its place for the last one of head office, not for the first', async () => {
  const { hq, hqAccountId, remotes } = world.franchise;
  const pipelines = await listPipelines(hq);
  const at = pipelines.findIndex(({ id }) => id === world.hq.id);
  const work = pipelines[at]!._embedded.statuses.findIndex(({ id }) => id === world.hq.stages[2]);
  const path = `_embedded.pipelines.${at}._embedded.statuses.${work}.sort`;
  await hub.sandbox.control('POST', 'faults', {
    ...{ kind: 'edit', method: 'GET', path: '/api/v4/leads/pipelines', edit: [{ path, value: null }] },
    ...{ subdomain: remotes.hq.subdomain, count: null },
  });
  hub.app.app.get(KnownNames, { strict: false }).forget(hqAccountId);
  const leadId = await branchLead(world, { phone: '+7 912 000-02-02', reason: 'Скидка' });
  await give(world, leadId);
  const cardId = await untilEscalated(world, leadId, { state: 'delivered' });
  expect((await atHq(world, cardId)).status_id).toBe(world.hq.stages[0]);
});
