import { calendarOf } from '@hub/accounts';
import { Bus, type Job } from '@hub/bus';
import type { EscalationRulesBody } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isTakeDue } from '../custody/is-take-due.js';
import { ReadEscalationSetting } from './escalation-setting.js';
import { EscalationRepository } from './escalation.repository.js';

export const acceptanceConsumer = 'router.acceptance';
const everyMs = 60_000;
const pageSize = 200;
const minuteMs = 60_000;

/**
 * HQ has not accepted a lead in the working time that the rules allow: it waits for a person, until it is accepted or
 * the rules allow more time, or any.
 */
@Injectable()
export class WatchAcceptance implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly settings: ReadEscalationSetting,
    private readonly escalations: EscalationRepository,
  ) {}

  onModuleInit(): void {
    const handle = (job: Job<unknown>) => this.watch(job, new Date());
    this.bus.consume({ consumer: acceptanceConsumer, concurrency: 1, handle });
    this.bus.schedule({ consumer: acceptanceConsumer, when: { everyMs } });
  }

  private async watch(job: Job<unknown>, now: Date): Promise<void> {
    const escalation = (await this.settings.findRules())?.escalation;
    const minutes = escalation?.acceptWithinMinutes ?? null;
    const until = minutes === null ? null : new Date(now.getTime() - minutes * minuteMs);
    await job.step((tx) => this.escalations.clearLate(tx, until));
    if (!escalation || minutes === null || until === null) return;
    for (let after: string | null = null; ;) {
      const page = await this.escalations.listUnaccepted(until, after, pageSize);
      const late = page.filter(
        ({ deliveredAt }) => deliveredAt && isLate(deliveredAt, minutes, escalation, now),
      );
      await job.step(async (tx) => {
        for (const { id } of late) await this.escalations.markLate(tx, id, now);
      });
      after = page.at(-1)?.id ?? null;
      if (page.length < pageSize) break;
    }
  }
}

function isLate(
  handedAt: Date,
  takeWithinMinutes: number,
  { calendar }: EscalationRulesBody,
  now: Date,
): boolean {
  return isTakeDue({ handedAt, takeWithinMinutes }, calendar ? calendarOf(calendar) : null, now);
}
