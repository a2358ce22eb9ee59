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

it('is no rejection what the lead showed before the rules named it, until it appears anew', async () => {
  const lead = await handOver(hub, franchise);
  const { branch } = franchise;
  const signs = async () => {
    const query = 'SELECT signs FROM router.mirror JOIN router.transfer ON id = leg_id WHERE hq_lead_id = $1';
    const [row] = await hub.app.source.query<{ signs: { tags: string[] } | null }[]>(query, [lead.leadId]);
    return row?.signs?.tags ?? [];
  };
  const tag = async (isSet: boolean) => {
    const tags = [{ name: 'Давний' }];
    await patchLead(branch, lead.branchLeadId, isSet ? { tags_to_add: tags } : { tags_to_delete: tags });
    await publishBranchChange(hub, franchise, lead.branchLeadId);
  };
  const shows = (isSet: boolean) =>
    eventually(async () => expect((await signs()).includes('Давний')).toBe(isSet));
  await tag(true);
  await shows(true);
  await saveRules(hub, franchise, { rejectStatusName: rejectStage.name, rejectTag: 'давний' });
  await patchLead(branch, lead.branchLeadId, { price: 777 });
  await publishBranchChange(hub, franchise, lead.branchLeadId);
  await eventually(async () => {
    const seen = `SELECT FROM router.mirror JOIN router.transfer leg ON leg.id = leg_id
      JOIN journal.lead ON account_id = $1 AND lead_id = branch_lead_id
      WHERE hq_lead_id = $2 AND price = 777 AND seen_version = version`;
    expect(await hub.app.source.query(seen, [franchise.branchAccountId, lead.leadId])).toHaveLength(1);
  });
  expect(await custody(lead.leadId)).toMatchObject({ legs: [{ state: 'in-branch' }] });
  await tag(false);
  await shows(false);
  await tag(true);
  await untilRejected(lead.leadId);
});

/** The branch's lead after its first mirror, under rules that name another tag of rejection than before its hand-over. */
async function nameLater(rejectTag: string): Promise<Handed> {
  const lead = await handOver(hub, franchise);
  await eventually(async () => {
    const mirrored = `SELECT FROM router.mirror WHERE leg_id = $1 AND signs IS NOT NULL`;
    expect(await hub.app.source.query(mirrored, [lead.transferId])).toHaveLength(1);
  });
  await untilQuiet(hub, franchise.branchAccountId, lead.branchLeadId);
  await saveRules(hub, franchise, { rejectStatusName: rejectStage.name, rejectTag });
  return lead;
}

const tagIn = ({ branchLeadId }: Handed, name: string) =>
  patchLead(franchise.branch, branchLeadId, { tags_to_add: [{ name }] });

it('is followed where nobody knows whether the lead showed it before the rules named it', async () => {
  const lead = await nameLater('Неизвестно');
  // Recorded by a version that did not keep what leads show.
  await hub.app.source.query('UPDATE router.mirror SET signs = NULL WHERE leg_id = $1', [lead.transferId]);
  await tagIn(lead, 'Неизвестно');
  await publishBranchChange(hub, franchise, lead.branchLeadId);
  await untilRejected(lead.leadId);
});

it('is followed when the branch opens a lead again that it has lost with a tag named after the hand-over', async () => {
  const lead = await nameLater('Позже');
  await tagIn(lead, 'Позже');
  await moveInBranch(lead, 143);
  await eventually(async () =>
    expect((await custody(lead.leadId)).legs).toMatchObject([{ endedAs: 'lost' }]),
  );
  await untilQuiet(hub, franchise.branchAccountId, lead.branchLeadId);
  await moveInBranch(lead, franchise.exchange.statusId);
  await untilRejected(lead.leadId);
});
