import { AlarmRepository } from '@hub/accounts';
import { Bus, type Job } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { WaitingRepository } from './waiting.repository.js';

export const custodyAlarmsConsumer = 'router.custody-alarms';
const everyMs = 5 * 60_000;
const kinds = [
  'lead-not-left',
  'lead-in-two',
  'mirror-stuck',
  'escalation-gone',
  'escalation-not-back',
] as const;

/**
 * Keeps the alarms about leads in custody that only a person can bring on, or whose cause may last, one per cause and HQ account. These rows
 * join the whole journal, so they are counted less often than those of `ReviewWaiting`.
 */
@Injectable()
export class ReviewCustody implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly waiting: WaitingRepository,
    private readonly alarms: AlarmRepository,
  ) {}

  onModuleInit(): void {
    const consumer = custodyAlarmsConsumer;
    this.bus.consume({ consumer, concurrency: 1, handle: (job) => this.review(job) });
    this.bus.schedule({ consumer, when: { everyMs } });
  }

  private async review(job: Job<unknown>): Promise<void> {
    const counts = await this.waiting.count(kinds);
    const now = new Date();
    await job.finish(async (tx) => {
      for (const kind of kinds) {
        const own = counts.filter(({ cause }) => cause === kind);
        for (const { accountId, count, since, leadId } of own) {
          const facts = { count, since: since.toISOString(), leadId };
          await this.alarms.keep(tx, { kind, subject: accountId, accountId, facts }, now);
        }
        const subjects = own.map(({ accountId }) => accountId);
        await this.alarms.clearOthers(tx, kind, { prefix: '', subjects }, now);
      }
    });
  }
}
