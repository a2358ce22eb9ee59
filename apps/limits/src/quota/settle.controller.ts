import { Reply } from '@hub/bus';
import { ConfirmQuota, SettleQuota, type QuotaSettled } from '@hub/contracts';
import { Controller } from '@nestjs/common';
import { SettleReservation } from './settle-reservation.js';

/** Hears what became of the transfers that have a reservation. */
@Controller()
export class SettleController {
  constructor(private readonly settle: SettleReservation) {}

  @Reply('limits.quotas.confirm')
  async confirm({ transferId, ...lead }: ConfirmQuota): Promise<QuotaSettled> {
    return { isKnown: await this.settle.confirm(transferId, lead) };
  }

  @Reply('limits.quotas.release')
  async release({ transferId }: SettleQuota): Promise<QuotaSettled> {
    return { isKnown: await this.settle.end(transferId, 'released') };
  }
}
