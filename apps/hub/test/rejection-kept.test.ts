import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { patchLead } from '@hub/amocrm';
import { Bus, BusModule } from '@hub/bus';
import { eventually } from '@hub/testing';
import { checkConsumer } from '../../router/src/custody/custody-work.js';
import type { Franchise } from '../../router/test/franchise.js';
import { publishLeadChange, saveRules, type RouterHub } from '../../router/test/router-hub.js';
import {
  act,
  handOver,
  publishBranchChange,
  stagesOf,
  startCustodyHub,
  untilObserved,
  untilQuiet,
  type Handed,
} from './custody-world.js';

/*
 * A branch rejects a lead while head office has closed its own, or seems to have.
 */
let hub: RouterHub;
let franchise: Franchise;
let rejectStage: { id: number; name: string };

beforeAll(async () => {
  hub = await startCustodyHub();
  franchise = await hub.found('kept');
  rejectStage = (await stagesOf(franchise))[1]!;
  await saveRules(hub, franchise, { rejectStatusName: rejectStage.name, rejectTag: 'неНаш' });
  await untilObserved(hub, franchise);
});
afterAll(() => hub.close());

const custody = (leadId: number) =>
  hub.app.ask('router.custody.show', { accountId: franchise.hqAccountId, leadId });

async function moveInBranch({ branchLeadId }: Handed, statusId: number): Promise<void> {
  await act(hub, franchise.remotes.branch.subdomain, 'lead.move', { leadId: branchLeadId, statusId });
  await publishBranchChange(hub, franchise, branchLeadId);
}

async function moveAtHq(leadId: number, statusId: number): Promise<void> {
  const { hq, intake } = franchise;
  await patchLead(hq, leadId, { pipeline_id: intake.pipelineId, status_id: statusId });
  await publishLeadChange(hub, franchise, leadId, 'update');
  await eventually(async () => {
    const seen = 'SELECT FROM journal.lead WHERE account_id = $1 AND lead_id = $2 AND status_id = $3';
    expect(await hub.app.source.query(seen, [franchise.hqAccountId, leadId, statusId])).toHaveLength(1);
  });
}

const untilRejected = (leadId: number) =>
  eventually(async () =>
    expect(await custody(leadId)).toMatchObject({ isInHand: true, legs: [{ endedAs: 'rejected' }] }),
  );

it('is followed when the branch moves the lead that it lost into the stage of rejections', async () => {
  const lead = await handOver(hub, franchise);
  await moveInBranch(lead, 143);
  await eventually(async () =>
    expect((await custody(lead.leadId)).legs).toMatchObject([{ endedAs: 'lost' }]),
  );
  await untilQuiet(hub, franchise.branchAccountId, lead.branchLeadId);
  await moveInBranch(lead, rejectStage.id);
  await untilRejected(lead.leadId);
});

it('is followed as soon as head office opens its lead again', async () => {
  const lead = await handOver(hub, franchise);
  await moveAtHq(lead.leadId, 143);
  await moveInBranch(lead, rejectStage.id);
  await eventually(async () => {
    const seen = 'SELECT FROM journal.lead WHERE account_id = $1 AND lead_id = $2 AND status_id = $3';
    const about = [franchise.branchAccountId, lead.branchLeadId, rejectStage.id];
    expect(await hub.app.source.query(seen, about)).toHaveLength(1);
  });
  await untilQuiet(hub, franchise.branchAccountId, lead.branchLeadId);
  expect((await custody(lead.leadId)).legs).toMatchObject([{ state: 'in-branch' }]);
  await moveAtHq(lead.leadId, franchise.intake.handedOverId);
  const bus = hub.app.app.select(BusModule.forService('router')).get(Bus, { strict: true });
  await bus.startDue(checkConsumer, new Date(Date.now() + 3_600_000));
  await untilRejected(lead.leadId);
});
