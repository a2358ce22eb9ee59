import { Bus, forEver, type Job } from '@hub/bus';
import type { LeadRead } from '@hub/contracts';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DueCards } from './due-cards.js';

/** How long the hint may take to arrive here when the reading for it arrived first. */
const untilHintMs = 250;

/** A lead was read by another service for a hint: the reader of the lane uses that instead of a call. */
@Injectable()
export class ReadingConsumer implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly due: DueCards,
  ) {}

  onModuleInit(): void {
    this.bus.consume<LeadRead>({
      consumer: 'observer.reading',
      subject: 'lead.read',
      concurrency: 16,
      again: { forMs: forEver },
      handle: (job) => this.take(job),
    });
  }

  /** A reading that arrives too late is dropped: the observer reads the lead by itself. */
  private async take(job: Job<LeadRead>): Promise<void> {
    const { leadId } = job.payload;
    const isTaken = await job.step((tx) => this.due.hand(tx, job.payload, job.correlationId));
    if (!isTaken && job.attempt === 1)
      throw new RetryLater(message('failures.change-unknown', { leadId }), untilHintMs);
  }
}
