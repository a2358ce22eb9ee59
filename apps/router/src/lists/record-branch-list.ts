import { AlarmRepository, type Account } from '@hub/accounts';
import type { Intent } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import type { BranchListWork } from './enqueue-branch-list.js';
import type { FieldName, KeptList, ListName } from './branch-list.entity.js';
import { BranchListRepository } from './branch-list.repository.js';
import { TransferRepository } from '../transfer/transfer.repository.js';
import { renamedValues, type KnownValues } from './plan-branch-list.js';

const kind = 'branch-list-behind';
/** Why a list is behind, as its alarm says. */
type Why = 'missing' | 'observed' | 'refused';

/** Records what was learned of a list, and keeps the alarm about it. */
@Injectable()
export class RecordBranchList {
  constructor(
    private readonly lists: BranchListRepository,
    private readonly alarms: AlarmRepository,
    private readonly transfers: TransferRepository,
  ) {}

  /** What is recorded of the list. */
  async read(hqAccountId: string, list: ListName): Promise<KeptList> {
    return this.lists.read(hqAccountId, list);
  }

  /** What leads show of a value that was given other words is what the hub knew of before: it is no choice of a person. */
  async inStep(job: Job<BranchListWork>, row: KeptList, known: KnownValues): Promise<void> {
    const { hqAccountId: id, list } = row;
    const renamed = renamedValues(row.known, known);
    await job.step(async (tx) => {
      if (renamed.length > 0) await this.transfers.renameShown(tx, id, renamed);
      await this.lists.put(tx, { hqAccountId: id, list, known, stepStartedAt: null, stepWrittenAt: null });
      await this.alarms.clear(tx, kind, subjectOf(id, list), new Date());
    });
  }

  async keep(job: Job<BranchListWork>, row: KeptList, intent: Intent | null): Promise<void> {
    const [stepStartedAt, stepWrittenAt] = [intent?.firstAt ?? null, intent?.lastAt ?? null];
    await job.step((tx) => this.lists.put(tx, { ...row, stepStartedAt, stepWrittenAt }));
  }

  /** There is no list to keep, or nothing wrong with the field. */
  async nothing(job: Job<BranchListWork>, { id }: Account, list: FieldName): Promise<void> {
    await job.step((tx) => this.alarms.clear(tx, kind, subjectOf(id, list), new Date()));
  }

  /** A person has to mend the field. */
  async behind(
    job: Job<BranchListWork>,
    { id, host }: Account,
    list: FieldName,
    { why, missing = [] }: { why: Why; missing?: readonly string[] },
  ): Promise<void> {
    const facts = { account: host, list, why, names: [...missing] };
    const alarm = { kind, subject: subjectOf(id, list), accountId: id, facts } as const;
    await job.step((tx) => this.alarms.keep(tx, alarm, new Date()));
  }
}

function subjectOf(accountId: string, list: FieldName): string {
  return list === 'branch' ? accountId : `${accountId}:${list}`;
}
