import { AccountRepository, BranchRepository, isCallable, type Account } from '@hub/accounts';
import {
  AmoClients,
  listCustomFields,
  patchCustomField,
  safeWrite,
  type AmoClient,
  type AmoCustomField,
} from '@hub/amocrm';
import { message } from '@hub/messages';
import { isRefusal, RetryLater } from '@hub/platform';
import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { BranchListWork } from './enqueue-branch-list.js';
import type { KeptList, ListName } from './branch-list.entity.js';
import { planBranchList, type BranchListPlan, type KnownValues } from './plan-branch-list.js';
import { RecordBranchList } from './record-branch-list.js';
import { regionsToList } from './regions-to-list.js';

const untilReadAgainMs = 5_000;

type Plan = (field: AmoCustomField, known: KnownValues) => BranchListPlan;

/** One list with what it is to have; `first` is the field as this job has read it. */
interface ListUpdate {
  amo: AmoClient;
  fieldId: number;
  account: Account;
  row: KeptList;
  plan: (field: AmoCustomField) => BranchListPlan;
  first: AmoCustomField | null;
}

/**
 * Keeps «Филиал» and «Регион» of an HQ account in step with the branches: the field is read → what it lacks is planned
 * → one PATCH, right after another read, because it replaces the whole list → read again. amoCRM has no conditional
 * write: a value that a person adds in the part of a second between that read and the PATCH is lost.
 */
@Injectable()
export class KeepBranchList {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly branches: BranchRepository,
    private readonly accounts: AccountRepository,
    private readonly clients: AmoClients,
    private readonly record: RecordBranchList,
  ) {}

  /**
   * Does nothing for rules without such a field and for one that is no list. While the account cannot be called, its
   * alarms stay.
   */
  async run(job: Job<BranchListWork>): Promise<void> {
    const { hqAccountId } = job.payload;
    const { rules } = await this.rules.getNewestOf(hqAccountId);
    const account = await this.accounts.get(hqAccountId);
    const branchFieldId = rules.branchFieldId ?? null;
    if (branchFieldId === null) await this.record.nothing(job, account, 'branch');
    // Nothing is known of the lists; they are asked for again when the account can be used.
    if (!isCallable(account.state)) return;
    const branches = (await this.branches.list()).filter(({ state }) => state === 'active');
    const amo = this.clients.forAccount(hqAccountId, 'bulk', job.signal);
    const fields = await listCustomFields(amo, 'leads');
    const update = async (list: ListName, fieldId: number, plan: Plan) => {
      const first = fields.find(({ id }) => id === fieldId) ?? null;
      const row = await this.record.lists.read(hqAccountId, list);
      const planOf = (field: AmoCustomField) => plan(field, row.known);
      await this.bring(job, { amo, fieldId, account, row, plan: planOf, first });
    };
    if (branchFieldId !== null)
      await update('branch', branchFieldId, ({ enums }, known) => planBranchList(enums, branches, known));
    const reader = await this.record.words.reader();
    await update('region', rules.regionFieldId, ({ enums }) => {
      const listed = enums.map(({ value }) => value);
      return planBranchList(
        enums,
        regionsToList(branches, listed, (text) => reader.read(text)),
        {},
      );
    });
  }

  private async bring(job: Job<BranchListWork>, update: ListUpdate): Promise<void> {
    const { account, first: field, row } = update;
    const { list } = row;
    if (!field) return this.record.behind(job, account, list, { why: 'missing' });
    if (field.type !== 'select') return this.record.nothing(job, account, list);
    const { values, missing, known } = update.plan(field);
    if (values === null) return this.record.inStep(job, row, known);
    if (account.mode === 'observe')
      return this.record.behind(job, account, list, { why: 'observed', missing });
    try {
      await this.write(job, update);
    } catch (error) {
      if (!isRefusal(error) || job.signal.aborted) throw error;
      await this.record.behind(job, account, list, { why: 'refused', missing });
    }
  }

  private async write(job: Job<BranchListWork>, update: ListUpdate): Promise<void> {
    const { amo, fieldId, row } = update;
    const firstAt = row.stepStartedAt;
    await safeWrite<KnownValues>(
      {
        intent: firstAt && { firstAt, lastAt: row.stepWrittenAt ?? firstAt },
        find: () => Promise.resolve(null),
        keep: (intent) => this.record.keep(job, row, intent),
        write: async () => {
          const fresh = update.plan(await needField(update));
          if (fresh.values === null) return fresh.known;
          await patchCustomField(amo, 'leads', fieldId, { enums: fresh.values });
          const written = update.plan(await needField(update));
          if (written.values !== null)
            throw new RetryLater(message('failures.list-changed'), untilReadAgainMs);
          return written.known;
        },
        record: (known) => this.record.inStep(job, row, known),
      },
      () => new Date(),
    );
    job.log.info({ accountId: update.account.id, list: row.list }, 'list brought into step');
  }
}

async function readField({ amo, fieldId }: ListUpdate): Promise<AmoCustomField | null> {
  const fields = await listCustomFields(amo, 'leads');
  return fields.find(({ id }) => id === fieldId) ?? null;
}

async function needField(update: ListUpdate): Promise<AmoCustomField> {
  const field = await readField(update);
  if (!field) throw new RetryLater(message('failures.list-changed'), untilReadAgainMs);
  return field;
}
