import { BranchRepository, normaliseRegion, type BranchCalendar } from '@hub/accounts';
import { Bus, type Job } from '@hub/bus';
import type { FieldMap } from '@hub/contracts';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { BranchListRepository } from '../lists/branch-list.repository.js';
import { askFieldMap, isAway, type ExpectedInHq } from './ask-field-map.js';
import type { TransferRow } from './transfer.entity.js';

const limitsDeadlineMs = 3_000;

type About = Pick<Job<unknown>, 'correlationId' | 'signal'>;

/** What a transfer has to know of its branch and does not ask amoCRM for: from the hub's own records and services. */
@Injectable()
export class BranchDirectory {
  constructor(
    private readonly bus: Bus,
    private readonly branches: BranchRepository,
    private readonly lists: BranchListRepository,
  ) {}

  /** How the HQ account's fields are called in the branch account. Throws `RetryLater` while sync is away. */
  async readFieldMap(
    { hqAccountId, target }: TransferRow,
    certain: ExpectedInHq,
    about: About,
  ): Promise<FieldMap> {
    return askFieldMap(this.bus, { hqAccountId, accountId: target.accountId, ...certain }, about);
  }

  /** What «Филиал» is to say of the branch now: as the list of the HQ account spells its name, where that is known. */
  async readShownName({ branchId, branchName, hqAccountId }: TransferRow): Promise<string> {
    const name = (await this.branches.find(branchId))?.name ?? branchName;
    const own = (await this.lists.read(hqAccountId)).known[branchId];
    return own && normaliseRegion(own.text) === normaliseRegion(name) ? own.text : name;
  }

  /** Opening hours of the branch, or null where it has none. */
  async readCalendar(branchId: string): Promise<BranchCalendar | null> {
    return (await this.branches.get(branchId)).calendar;
  }

  /**
   * Whether this user owns leads for the exchange of the branch: by the branch itself, or by the exchange settings of
   * its account. False where there are none, and while the limits service does not answer.
   */
  async isExchangeUser(
    { branchId, target: { accountId } }: TransferRow,
    userId: number | null,
    { correlationId, signal }: About,
  ): Promise<boolean> {
    if (userId === null) return false;
    if ((await this.branches.get(branchId)).exchangeUserId === userId) return true;
    const about = { correlationId, signal, deadlineMs: limitsDeadlineMs };
    try {
      const { groups } = await this.bus.request('limits.settings.show', { accountId }, about);
      return groups.some(({ exchangeUserIds }) => exchangeUserIds.includes(userId));
    } catch (error) {
      if (isAway(error) || isUnknown(error)) return false;
      throw error;
    }
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof Problem && error.body.status === 404;
}
