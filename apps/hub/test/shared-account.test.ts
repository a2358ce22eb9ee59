import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createPipeline, findLead, patchLead } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import { leadsOf, saveRules, type RouterHub } from '../../router/test/router-hub.js';
import {
  act,
  handOver,
  publishBranchChange,
  startCustodyHub,
  untilObserved,
  untilQuiet,
} from './custody-world.js';

let hub: RouterHub;
beforeAll(async () => {
  hub = await startCustodyHub();
});
afterAll(() => hub.close());

it('a lead that its branch opens again goes on there, although the next branch is in the same account', async () => {
  const franchise = await hub.found('shared');
  const { branch, branchAccountId, hqAccountId, exchange, remotes } = franchise;
  const pipeline = await createPipeline(branch, {
    ...{ name: 'Тверь', sort: 90, is_main: false, is_unsorted_on: false },
    _embedded: { statuses: [{ name: 'Новая заявка', sort: 10 }] },
  });
  const stage = pipeline._embedded.statuses.find(({ name }) => name === 'Новая заявка')!;
  const regions = [{ name: 'Марс', aliases: [] }];
  const place = { pipelineId: pipeline.id, statusId: stage.id };
  const branchId = await hub.app.addBranch({
    ...{ name: 'Тверь shared', accountId: branchAccountId, regions },
    ...place,
  });
  await saveRules(hub, franchise, { rejectTag: 'неНаш' });
  await untilObserved(hub, franchise);
  const { leadId, branchLeadId } = await handOver(hub, franchise);
  const custody = () => hub.app.ask('router.custody.show', { accountId: hqAccountId, leadId });
  await patchLead(branch, branchLeadId, { tags_to_add: [{ name: 'неНаш' }] });
  await publishBranchChange(hub, franchise, branchLeadId);
  await eventually(async () => expect(await custody()).toMatchObject({ isInHand: true }));
  await untilQuiet(hub, branchAccountId, branchLeadId);

  // Nobody has told the hub.
  const opened = { leadId: branchLeadId, statusId: exchange.statusId };
  await act(hub, remotes.branch.subdomain, 'lead.move', opened);
  await hub.app.ask('router.custody.re-route', { leadId, branchId, reason: 'ближе' });
  await eventually(async () => {
    const { legs, isInHand } = await custody();
    expect(legs.map(({ branchName, state }) => [branchName, state])).toEqual([
      ['Казань shared', 'ended'],
      ['Казань shared', 'in-branch'],
    ]);
    expect(isInHand).toBe(false);
  });
  expect((await findLead(branch, branchLeadId))!.pipeline_id).toBe(exchange.pipelineId);
  expect(await leadsOf(branch)).toHaveLength(1);
});
