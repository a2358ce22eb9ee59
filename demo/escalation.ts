import type { CustodyView } from '@hub/contracts';
import type { Spoken } from '@hub/messages';
import type { Stage } from './custody.js';
import type { BranchSetup, SandboxPipeline } from './franchise.js';
import { until } from './jobs.js';

/** A branch gives a deal of its own to head office, which accepts and wins it; returns the one line of custody. */
export async function giveAndWin(stage: Stage, branch: BranchSetup): Promise<string> {
  const { sandbox, franchise } = stage;
  const leadId = await giveNew(stage, branch, 'Остекление фасада');
  const cardId = await untilState(stage, branch, { leadId, state: 'delivered' });
  const move = { action: 'lead.move', subdomain: franchise.hq.subdomain, leadId: cardId };
  await sandbox.control('POST', 'actions', { ...move, statusId: franchise.escalation.acceptedStatusId });
  await untilState(stage, branch, { leadId, state: 'accepted' });
  await sandbox.control('POST', 'actions', { ...move, statusId: 142 });
  return lineOf(stage, branch, { leadId, endedAs: 'won' });
}

/** A branch makes a deal of its own and gives it to head office; returns the deal. */
export async function giveNew(stage: Stage, branch: BranchSetup, name: string): Promise<number> {
  const made = await stage.sandbox.call<{ _embedded: { leads: { id: number }[] } }>(
    branch.account,
    'POST',
    '/api/v4/leads',
    [{ name, price: 4_000_000 }],
  );
  const leadId = made._embedded.leads[0]?.id ?? 0;
  await give(stage, branch, { leadId, reason: 'объём больше, чем филиал может взять' });
  return leadId;
}

/** A branch gives back what came from head office, which hands it back; returns the one line of custody. */
export async function giveAndGetBack(stage: Stage, branch: BranchSetup, leadId: number): Promise<string> {
  await give(stage, branch, { leadId, reason: 'клиент просит скидку' });
  return handBack(stage, branch, leadId);
}

/** Head office hands a deal back that a branch has given to it; returns the one line of custody. */
async function handBack(stage: Stage, branch: BranchSetup, leadId: number): Promise<string> {
  const { sandbox, franchise } = stage;
  const cardId = await untilState(stage, branch, { leadId, state: 'delivered' });
  const { pipelineId, handedOverStatusId: statusId } = franchise.intake;
  const back = { action: 'lead.move', subdomain: franchise.hq.subdomain, leadId: cardId };
  await sandbox.control('POST', 'actions', { ...back, pipelineId, statusId });
  return lineOf(stage, branch, { leadId, endedAs: 'handed-back' });
}

/** A branch gives a deal to head office. */
export async function give(
  { sandbox }: Stage,
  { account, subdomain }: BranchSetup,
  { leadId, reason }: { leadId: number; reason: string },
): Promise<void> {
  const pipelines = await sandbox.list<SandboxPipeline>(account, '/api/v4/leads/pipelines', 'pipelines');
  const pipeline = pipelines.find(({ name }) => name === 'Передача в головной офис');
  const first = pipeline?._embedded.statuses.find(({ name }) => name === 'Передача');
  const fields = await sandbox.list<{ id: number; name: string }>(
    account,
    '/api/v4/leads/custom_fields',
    'custom_fields',
  );
  const comment = fields.find(({ name }) => name === 'Комментарий');
  await sandbox.call(account, 'PATCH', `/api/v4/leads/${leadId}`, {
    custom_fields_values: [{ field_id: comment?.id ?? 0, values: [{ value: reason }] }],
  });
  const move = { action: 'lead.move', leadId, pipelineId: pipeline?.id ?? 0, statusId: first?.id ?? 0 };
  await sandbox.control('POST', 'actions', { ...move, subdomain });
}

const trailPath = ({ ids }: Stage, { subdomain }: BranchSetup, leadId: number) =>
  `leads/${ids[subdomain] ?? ''}/${leadId}/custody`;

/** Gives the HQ lead. An escalation is not there before the hub has seen the move. */
async function untilState(
  stage: Stage,
  branch: BranchSetup,
  { leadId, state }: { leadId: number; state: string },
): Promise<number> {
  const { items } = await until(
    () =>
      stage.hub.get<{ items: { branchLeadId: number; leadId: number | null; state: string }[] }>(
        `escalations?accountId=${stage.ids[branch.subdomain] ?? ''}`,
      ),
    ({ items }) => items.some((one) => one.branchLeadId === leadId && one.state === state),
  );
  return items.find((one) => one.branchLeadId === leadId)?.leadId ?? 0;
}

async function lineOf(
  stage: Stage,
  branch: BranchSetup,
  { leadId, endedAs }: { leadId: number; endedAs: string },
): Promise<string> {
  const { text } = await until(
    () => stage.hub.get<Spoken<CustodyView>>(trailPath(stage, branch, leadId)),
    ({ escalations }) => escalations.at(-1)?.state === 'ended' && escalations.at(-1)?.endedAs === endedAs,
  );
  return text;
}
