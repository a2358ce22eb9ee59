import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { findLead } from '@hub/amocrm';
import { message } from '@hub/messages';
import { eventually } from '@hub/testing';
import { alarmsOf, publishLeadChange, type RouterHub } from '../../router/test/router-hub.js';
import {
  act,
  addMirrorFields,
  handOver,
  publishBranchChange,
  shownAt,
  stagesOf,
  startCustodyHub,
  untilObserved,
} from './custody-world.js';

let hub: RouterHub;

beforeAll(async () => {
  hub = await startCustodyHub();
});
afterAll(() => hub.close());

it('a lead that HQ cannot open again, because the handed-over stage is gone, is still closed with its outcome', async () => {
  const franchise = await hub.found('stage-gone');
  const { hq, hqAccountId, intake, exchange, remotes } = franchise;
  await addMirrorFields(franchise);
  await untilObserved(hub, franchise);
  const stages = await stagesOf(franchise);
  const { leadId, branchLeadId } = await handOver(hub, franchise);
  const move = async (statusId: number) => {
    const place = { leadId: branchLeadId, statusId, pipelineId: exchange.pipelineId };
    await act(hub, remotes.branch.subdomain, 'lead.move', place);
    await publishBranchChange(hub, franchise, branchLeadId);
  };
  const untilShown = (shown: object) =>
    eventually(async () => expect(await shownAt(franchise, leadId)).toMatchObject(shown));
  await move(143);
  await untilShown({ statusId: 143 });
  const path = `/api/v4/leads/pipelines/${intake.pipelineId}/statuses/${intake.handedOverId}`;
  await hq.call({ method: 'DELETE', path });

  await move(stages[1]!.id);
  await untilShown({ result: 'В работе', statusId: 143 });
  await eventually(async () => {
    const { legs } = await hub.app.ask('router.custody.show', { accountId: hqAccountId, leadId });
    expect(legs).toMatchObject([{ endedAs: null, leftOut: [message('custody.move')] }]);
  });
  const lead = (await findLead(hq, leadId))!;
  expect(lead.pipeline_id).toBe(intake.pipelineId);
  await publishLeadChange(hub, franchise, leadId, 'update');
  await eventually(async () => {
    const seen = 'SELECT FROM journal.lead WHERE account_id = $1 AND lead_id = $2 AND updated_at >= $3';
    expect(await hub.app.source.query(seen, [hqAccountId, leadId, lead.updated_at])).toHaveLength(1);
  });

  await move(142);
  await untilShown({ result: 'Успешно реализовано', statusId: 142 });
  expect(await alarmsOf(hub, 'handed-over-stage-refused')).toMatchObject([{ subject: hqAccountId }]);
});
