import {
  AmoClients,
  createCustomField,
  createPipeline,
  listCustomFields,
  listPipelines,
  patchCustomField,
  type AmoClient,
  type AmoCustomField,
} from '@hub/amocrm';
import { Reply } from '@hub/bus';
import {
  FieldMapRequest,
  TRANSFER_FIELD_CODE,
  WriteList,
  type FieldMap,
  type WrittenList,
} from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import type { CrmApp } from '@hub/testing';
import { Controller, Inject } from '@nestjs/common';
import type { NewAccountReply, TestSandbox } from '../../sandbox/test/call-sandbox.js';

/** An HQ account and one branch account in the sandbox, known to the hub, with rules saved. */
export interface Franchise {
  /** The region of its branch. Branches of other tests have other ones. */
  region: string;
  hqAccountId: string;
  branchAccountId: string;
  hq: AmoClient;
  branch: AmoClient;
  remotes: { hq: NewAccountReply; branch: NewAccountReply };
  intake: { pipelineId: number; newId: number; handedOverId: number };
  exchange: { pipelineId: number; statusId: number; userId: number };
  fields: { region: AmoCustomField; comment: AmoCustomField; secret: AmoCustomField };
  branchFields: { region: AmoCustomField; comment: AmoCustomField; transfer: AmoCustomField };
}

/** Stands in for sync: answers from what the test has set up. */
@Controller()
export class FieldMapResponder {
  static readonly maps = new Map<string, FieldMap>();
  /** Branch accounts for which sync is away. */
  static readonly away = new Set<string>();

  @Reply('sync.field-map')
  answer(request: FieldMapRequest): Promise<FieldMap> {
    if (FieldMapResponder.away.has(request.branchAccountId))
      throw new Problem(503, message('problems.nobody-answers', { subject: 'sync.field-map' }));
    const map = FieldMapResponder.maps.get(request.branchAccountId);
    return Promise.resolve(map ?? { fields: [], transferFieldId: null });
  }
}

/** Stands in for sync: adds and renames the values of a list, without its care for what else is in the account. */
@Controller()
export class ListWriter {
  constructor(@Inject(AmoClients) private readonly clients: AmoClients) {}

  @Reply('sync.lists.write')
  async write({ accountId, fieldId, add, rename }: WriteList): Promise<WrittenList> {
    const amo = this.clients.forAccount(accountId, 'bulk');
    const read = async () => (await listCustomFields(amo, 'leads')).find(({ id }) => id === fieldId)!.enums;
    const kept = (await read()).map(({ id, value, sort }) => ({
      ...{ id, sort, value: rename.find((one) => one.id === id)?.value ?? value },
    }));
    const added = add.map((value, at) => ({ value, sort: 10_000 + at }));
    await patchCustomField(amo, 'leads', fieldId, { enums: [...kept, ...added] });
    return { values: (await read()).map(({ id, value }) => ({ id, value })), refusal: null };
  }
}

/** Sets a franchise up; `name` keeps the accounts and regions of several tests apart. */
export async function foundFranchise(sandbox: TestSandbox, hub: CrmApp, name: string): Promise<Franchise> {
  const region = `Регион ${name}`;
  const remotes = {
    hq: await sandbox.account({ subdomain: `hq-${name}` }),
    branch: await sandbox.account({ subdomain: `kazan-${name}`, users: [{ name: 'Биржа' }] }),
  };
  const hqAccountId = await hub.connect(remotes.hq, ['reference', 'hq']);
  const branchAccountId = await hub.connect(remotes.branch, ['branch']);
  const [hq, branch] = [hub.client(hqAccountId), hub.client(branchAccountId)];
  const intake = await openIntake(hq);
  const exchange = await openExchange(branch, remotes.branch.users.at(-1)!.id);
  const fields = {
    region: await selectField(hq, 'Регион', [region, 'Марс']),
    comment: await textField(hq, 'Комментарий'),
    secret: await textField(hq, 'Только для ГО'),
  };
  const branchFields = {
    region: await selectField(branch, 'Регион', [region, 'Марс']),
    comment: await textField(branch, 'Комментарий'),
    transfer: await textField(branch, 'ID передачи', TRANSFER_FIELD_CODE),
  };
  FieldMapResponder.maps.set(branchAccountId, {
    fields: [
      entry('region', fields.region, branchFields.region),
      entry('comment', fields.comment, branchFields.comment),
      entry('secret', fields.secret, branchFields.comment),
    ],
    transferFieldId: branchFields.transfer.id,
  });
  await hub.addBranch({
    name: `Казань ${name}`,
    accountId: branchAccountId,
    regions: [{ name: region, aliases: [] }],
    pipelineId: exchange.pipelineId,
    statusId: exchange.statusId,
    exchangeUserId: exchange.userId,
  });
  await hub.ask('router.rules.save', {
    hqAccountId,
    intakePipelineId: intake.pipelineId,
    handedOverStatusId: intake.handedOverId,
    regionFieldId: fields.region.id,
    branchFieldId: null,
    allowedFieldIds: [fields.region.id, fields.comment.id],
  });
  return {
    region,
    hqAccountId,
    branchAccountId,
    hq,
    branch,
    remotes,
    intake,
    exchange,
    fields,
    branchFields,
  };
}

async function openIntake(hq: AmoClient): Promise<Franchise['intake']> {
  const pipeline = await createPipeline(hq, {
    name: 'Входящие обращения',
    sort: 10,
    is_main: false,
    is_unsorted_on: false,
    _embedded: {
      statuses: [
        { name: 'Новое', sort: 10 },
        { name: 'Передано в филиал', sort: 20 },
      ],
    },
  });
  const stage = (name: string) => pipeline._embedded.statuses.find((one) => one.name === name)!.id;
  return { pipelineId: pipeline.id, newId: stage('Новое'), handedOverId: stage('Передано в филиал') };
}

async function openExchange(branch: AmoClient, userId: number): Promise<Franchise['exchange']> {
  const [pipeline] = await listPipelines(branch);
  const stage = pipeline!._embedded.statuses.find(({ type, id }) => type === 0 && id > 143);
  return { pipelineId: pipeline!.id, statusId: stage!.id, userId };
}

function selectField(amo: AmoClient, name: string, values: string[]): Promise<AmoCustomField> {
  const enums = values.map((value, sort) => ({ value, sort }));
  return createCustomField(amo, 'leads', { name, type: 'select', enums });
}

function textField(amo: AmoClient, name: string, code?: string): Promise<AmoCustomField> {
  return createCustomField(amo, 'leads', { name, type: 'text', ...(code === undefined ? {} : { code }) });
}

function entry(key: string, reference: AmoCustomField, branch: AmoCustomField): FieldMap['fields'][number] {
  const enums = reference.enums.map(({ id, value }) => ({
    referenceEnumId: id,
    branchEnumId: branch.enums.find((one) => one.value === value)!.id,
  }));
  return { key, referenceFieldId: reference.id, branchFieldId: branch.id, type: reference.type, enums };
}
