import { AccountRepository, isCallable, type Account } from '@hub/accounts';
import { AmoClients, latestLeaveMs, listCustomFields, safeWrite, type AmoCustomField } from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { isAway } from '../transfer/ask-field-map.js';
import type { BranchListWork } from './enqueue-branch-list.js';
import type { KeptList } from './branch-list.entity.js';
import type { BranchListPlan, KnownValues, ListValue } from './plan-branch-list.js';
import { RecordBranchList } from './record-branch-list.js';
import { WantedLists } from './wanted-lists.js';

const untilReadAgainMs = 5_000;
const untilBackMs = 30_000;
/** The rest follows at once, because the list is not in step then. */
const mostAtOnce = 500;

/** One list with what it is to have; `field` as this job has read it. */
interface ListUpdate {
  field: AmoCustomField;
  account: Account;
  row: KeptList;
  plan: (values: readonly ListValue[]) => BranchListPlan;
}

/** What the hub knows of a list after a write; null: amoCRM has refused it. */
type Known = KnownValues | null;

/**
 * Keeps «Филиал» and «Регион» of an HQ account in step with the branches: the field is read → what it lacks is decided
 * → sync, the one service that writes configuration, adds and renames the values (`sync.lists.write`). Of the city field it is
 * known only whether it is there.
 */
@Injectable()
export class KeepBranchList {
  constructor(
    private readonly wanted: WantedLists,
    private readonly accounts: AccountRepository,
    private readonly clients: AmoClients,
    private readonly bus: Bus,
    private readonly record: RecordBranchList,
  ) {}

  /**
   * Does nothing for rules without such a field and for one that is no list. While the account cannot be called, its
   * alarms stay.
   */
  async run(job: Job<BranchListWork>): Promise<void> {
    const { hqAccountId } = job.payload;
    const account = await this.accounts.get(hqAccountId);
    const lists = await this.wanted.of(hqAccountId);
    if (!lists.some(({ list }) => list === 'branch')) await this.record.nothing(job, account, 'branch');
    const cityFieldId = await this.wanted.cityFieldOf(hqAccountId);
    if (cityFieldId === null) await this.record.nothing(job, account, 'city');
    // Nothing is known of the lists; they are asked for again when the account can be used.
    if (!isCallable(account.state)) return;
    const amo = this.clients.forAccount(hqAccountId, 'bulk', job.signal);
    const fields = await listCustomFields(amo, 'leads');
    const hasCity = fields.some(({ id }) => id === cityFieldId);
    if (hasCity) await this.record.nothing(job, account, 'city');
    else if (cityFieldId !== null) await this.record.behind(job, account, 'city', { why: 'missing' });
    for (const { list, fieldId, plan } of lists) {
      const field = fields.find(({ id }) => id === fieldId);
      if (!field) await this.record.behind(job, account, list, { why: 'missing' });
      else if (field.type !== 'select') await this.record.nothing(job, account, list);
      else {
        const row = await this.record.read(hqAccountId, list);
        await this.bring(job, { field, account, row, plan: (values) => plan(values, row.known) });
      }
    }
  }

  private async bring(job: Job<BranchListWork>, update: ListUpdate): Promise<void> {
    const { account, field, row, plan } = update;
    const { missing, known } = plan(field.enums);
    if (missing.length === 0) return this.record.inStep(job, row, known);
    if (account.mode === 'observe')
      return this.record.behind(job, account, row.list, { why: 'observed', missing });
    try {
      await this.write(job, update);
    } catch (error) {
      // Outside of the safe write, because a request without an answer may have been carried out.
      if (!isAway(error)) throw error;
      const said = message('failures.list-away', { failure: error.body.detail });
      throw new RetryLater(said, untilBackMs, { cause: error });
    }
  }

  private async write(job: Job<BranchListWork>, update: ListUpdate): Promise<void> {
    const { account, field, row } = update;
    const { missing } = update.plan(field.enums);
    const firstAt = row.stepStartedAt;
    await safeWrite<{ known: Known }>(
      {
        intent: firstAt && { firstAt, lastAt: row.stepWrittenAt ?? firstAt },
        find: () => Promise.resolve(null),
        keep: (intent) => this.record.keep(job, row, intent),
        write: async () => ({ known: await this.ask(job, update) }),
        record: async ({ known }) => {
          if (known) return this.record.inStep(job, row, known);
          await this.record.keep(job, row, null);
          await this.record.behind(job, account, row.list, { why: 'refused', missing });
        },
      },
      () => new Date(),
    );
    job.log.info({ accountId: account.id, list: row.list }, 'list written');
  }

  /** Sync's signal aborts at the deadline, so that no write leaves later than another one counts on. */
  private async ask(job: Job<BranchListWork>, { account, field, plan }: ListUpdate): Promise<Known> {
    const { add, rename } = plan(field.enums);
    const changes = { add: add.slice(0, mostAtOnce), rename: rename.slice(0, mostAtOnce) };
    const request = { accountId: account.id, fieldId: field.id, ...changes };
    const { correlationId, signal } = job;
    const about = { correlationId, signal, deadlineMs: latestLeaveMs };
    const { values, refusal } = await this.bus.request('sync.lists.write', request, about);
    if (refusal) return null;
    const written = plan(values);
    if (written.missing.length > 0) throw new RetryLater(message('failures.list-changed'), untilReadAgainMs);
    return written.known;
  }
}
