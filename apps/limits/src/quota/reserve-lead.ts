import type { QuotaReserved, ReserveQuota } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { databaseNow } from '../database-now.js';
import { JudgeQuotas } from './judge-quotas.js';
import { QuotaRepository } from './quota.repository.js';
import { ReservationRepository } from './reservation.repository.js';
import { viewFullness } from './view-quota.js';

/** How long a reservation is left alone before somebody asks for its transfer, which is added right after it. */
const untilReviewMs = 60_000;

/** Takes a lead out of the quota of a branch, before the transfer is added that brings it. */
@Injectable()
export class ReserveLead {
  constructor(
    private readonly source: DataSource,
    private readonly quotas: QuotaRepository,
    private readonly judgeQuotas: JudgeQuotas,
    private readonly reservations: ReservationRepository,
  ) {}

  /**
   * One at a time for each branch: what others have reserved by then is counted. A transfer that has its place in this
   * branch keeps it; what was reserved for the same HQ lead under another transfer, or in another branch, is freed, unless
   * the branch is full: then nothing changes. A branch without a quota takes everything, and nothing is kept of it. With
   * `isForced` a full branch takes the lead.
   */
  async reserve(request: ReserveQuota): Promise<QuotaReserved> {
    const { transferId, branchId, hqAccountId, hqLeadId, isForced } = request;
    return inTransaction(this.source, async (tx) => {
      const quota = await this.quotas.lock(tx, branchId);
      const now = await databaseNow(tx);
      const at = new Date(now);
      const before = await this.reservations.find(tx, transferId);
      const hasPlace =
        before?.branchId === branchId && (before.state === 'reserved' || before.state === 'confirmed');
      if (quota && !hasPlace) {
        const [verdict] = await this.judgeQuotas.judge(tx, [quota], now, { hqAccountId, hqLeadId });
        if (verdict?.isFull && !isForced) return { isReserved: false, quota: viewFullness(verdict) };
      }
      if (before?.state === 'reserved' && before.branchId !== branchId)
        await this.reservations.resolve(tx, before, { state: 'released', resolvedAt: at });
      await this.reservations.releaseOthers(tx, { hqAccountId, hqLeadId, transferId }, at);
      if (!quota) return { isReserved: true, quota: null };
      if (!hasPlace)
        await this.reservations.put(tx, {
          ...{ hqAccountId, hqLeadId, transferId, branchId, state: 'reserved', reservedAt: at },
          ...{ reviewAt: new Date(now + untilReviewMs), resolvedAt: null },
          ...{ accountId: null, leadId: null, closedAt: null },
        });
      const [left] = await this.judgeQuotas.judge(tx, [quota], now);
      return { isReserved: true, quota: left ? viewFullness(left) : null };
    });
  }
}
