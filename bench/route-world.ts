import type { CrmApp } from '@hub/testing';
import { FieldMapResponder } from '../apps/router/test/franchise.js';
import type { SandboxAccount, SandboxApi } from '../demo/sandbox-api.js';

interface Pipeline {
  id: number;
  _embedded: { statuses: { id: number; type: number }[] };
}
interface Made {
  _embedded: Record<string, { id: number }[]>;
}
interface Opened {
  remote: SandboxAccount;
  accountId: string;
}

/** A head office with an intake for as many regions as it has branches. */
interface HeadOffice extends Opened {
  regions: readonly string[];
  regionFieldId: number;
  pipelineId: number;
  statusId: number;
}

/** A branch account, with the place into which leads come. */
interface OpenedBranch extends Opened {
  pipelineId: number;
  statusId: number;
}

interface ReceivedLead {
  leadId: number;
  contactId: number;
  phone: string;
}

/** Rows of one POST. */
const atOnce = 250;

const ids = ({ _embedded }: Made): number[] => Object.values(_embedded)[0]?.map(({ id }) => id) ?? [];

/** Opens a head office and branches in the sandbox, connects them and saves the rules by which each region has its branch. */
export async function openFranchise(
  { hub, sandbox }: { hub: CrmApp; sandbox: SandboxApi },
  { name, branchCount, features }: { name: string; branchCount: number; features: object },
): Promise<{ hq: HeadOffice; branches: OpenedBranch[] }> {
  const open = async (subdomain: string, roles: Parameters<CrmApp['connect']>[1]): Promise<Opened> => {
    const remote = await sandbox.control<SandboxAccount>('POST', 'accounts', { subdomain, features });
    return { remote, accountId: await hub.connect(remote, roles) };
  };
  const regions = Array.from({ length: branchCount }, (_, at) => `Округ ${name} ${at}`);
  const hq = await open(`hq-${name}`, ['reference', 'hq']);
  const { pipelineId, stages } = await placesOf(sandbox, hq.remote);
  const [statusId = 0, handedOverStatusId = 0] = stages;
  const enums = regions.map((value, sort) => ({ value, sort }));
  const regionFieldId = await addField(sandbox, hq.remote, { name: 'Регион', type: 'select', enums });
  const branches: OpenedBranch[] = [];
  for (const [at, region] of regions.entries()) {
    const branch = await open(`b-${name}-${at}`, ['branch']);
    branches.push({ ...branch, ...(await openBranch({ hub, sandbox }, branch, region)) });
  }
  const rules = { hqAccountId: hq.accountId, intakePipelineId: pipelineId, handedOverStatusId };
  await hub.ask('router.rules.save', { ...rules, regionFieldId, branchFieldId: null, allowedFieldIds: [] });
  return { hq: { ...hq, regions, regionFieldId, pipelineId, statusId }, branches };
}

async function openBranch(
  { hub, sandbox }: { hub: CrmApp; sandbox: SandboxApi },
  { remote, accountId }: Opened,
  region: string,
): Promise<{ pipelineId: number; statusId: number }> {
  const { pipelineId, stages } = await placesOf(sandbox, remote);
  const field = { name: 'ID передачи', type: 'text', code: 'HUB_TRANSFER_ID' };
  const transferFieldId = await addField(sandbox, remote, field);
  FieldMapResponder.maps.set(accountId, { fields: [], transferFieldId });
  const place = { pipelineId, statusId: stages[0] ?? 0 };
  // Whom leads are handed out by: no task is set for an owner.
  const exchangeUserId = remote.users[0]?.id ?? null;
  await hub.addBranch({
    name: region,
    accountId,
    regions: [{ name: region, aliases: [] }],
    exchangeUserId,
    ...place,
  });
  await hub.source.query(`UPDATE accounts.account SET duplicate_control = 'absent' WHERE id = $1`, [
    accountId,
  ]);
  return place;
}

async function placesOf(
  sandbox: SandboxApi,
  remote: SandboxAccount,
): Promise<{ pipelineId: number; stages: number[] }> {
  const [pipeline] = await sandbox.list<Pipeline>(remote, '/api/v4/leads/pipelines', 'pipelines');
  if (!pipeline) throw new Error(`${remote.subdomain} has no pipeline`);
  const stages = pipeline._embedded.statuses.filter(({ id, type }) => type === 0 && id > 143);
  return { pipelineId: pipeline.id, stages: stages.map(({ id }) => id) };
}

async function addField(sandbox: SandboxApi, remote: SandboxAccount, field: object): Promise<number> {
  return ids(await sandbox.call<Made>(remote, 'POST', '/api/v4/leads/custom_fields', [field]))[0] ?? 0;
}

/** Makes leads of new clients with one phone each, evenly over the regions. No service is notified of them. */
export async function receiveLeads(
  sandbox: SandboxApi,
  { remote, regions, regionFieldId, pipelineId, statusId }: HeadOffice,
  count: number,
): Promise<ReceivedLead[]> {
  const made: ReceivedLead[] = [];
  for (let from = 0; from < count; from += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, count - from) }, (_, at) => from + at);
    const phones = numbers.map((number) => `+7921${String(3_000_000 + number)}`);
    const clients = phones.map((value, at) => ({
      name: `Клиент ${numbers[at]}`,
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value }] }],
    }));
    const contactIds = ids(await sandbox.call<Made>(remote, 'POST', '/api/v4/contacts', clients));
    const leads = numbers.map((number, at) => ({
      ...{ name: `Заявка ${number}`, pipeline_id: pipelineId, status_id: statusId },
      custom_fields_values: [
        { field_id: regionFieldId, values: [{ value: regions[number % regions.length] }] },
      ],
      _embedded: { contacts: [{ id: contactIds[at] }] },
    }));
    const leadIds = ids(await sandbox.call<Made>(remote, 'POST', '/api/v4/leads', leads));
    made.push(
      ...leadIds.map((leadId, at) => ({ leadId, contactId: contactIds[at] ?? 0, phone: phones[at] ?? '' })),
    );
  }
  return made;
}
