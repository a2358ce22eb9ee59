import { BranchRepository, type BranchCalendar } from '@hub/accounts';
import { Bus, type Job } from '@hub/bus';
import type { FieldMap } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem, RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import type { TransferRow } from './transfer.entity.js';

/** A service or the bus is away, which may last: no reason to give a lead up. */
const awayStatuses = [503, 504];
const untilBackMs = 30_000;
const limitsDeadlineMs = 3_000;

type About = Pick<Job<unknown>, 'correlationId' | 'signal'>;

/** What a transfer has to know of its branch and does not ask amoCRM for: from the hub's own records and services. */
@Injectable()
export class BranchDirectory {
  constructor(
    private readonly bus: Bus,
    private readonly branches: BranchRepository,
  ) {}

  /** How the HQ account's fields are called in the branch account. Throws `RetryLater` while sync is away. */
  async readFieldMap(
    { hqAccountId, target }: TransferRow,
    { correlationId, signal }: About,
  ): Promise<FieldMap> {
    const request = { referenceAccountId: hqAccountId, branchAccountId: target.accountId };
    try {
      return await this.bus.request('sync.field-map', request, { correlationId, signal });
    } catch (error) {
      if (!isAway(error)) throw error;
      const said = message('failures.field-map-away', { failure: error.body.detail });
      throw new RetryLater(said, untilBackMs, { cause: error });
    }
  }

  /** Opening hours of the branch, or null where it has none. */
  async readCalendar(branchId: string): Promise<BranchCalendar | null> {
    return (await this.branches.get(branchId)).calendar;
  }

  /**
   * Whether this user owns leads for the exchange of the branch: by the branch itself, or by the exchange settings of its
   * account. No, where there are none, and while nobody answers for them.
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

function isAway(error: unknown): error is Problem {
  return error instanceof Problem && awayStatuses.includes(error.body.status);
}

function isUnknown(error: unknown): boolean {
  return error instanceof Problem && error.body.status === 404;
}
