import { Bus, forEver, type Job } from '@hub/bus';
import type { LeadWritten } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DueCards } from '../hint/due-cards.js';
import { OwnWrites } from './own-writes.js';
import { TakeEcho } from './take-echo.js';

/** The hub has changed a lead: the write is kept, and a webhook that came first and waits for it is judged. */
@Injectable()
export class OwnWriteConsumer implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly own: OwnWrites,
    private readonly echoes: TakeEcho,
    private readonly due: DueCards,
  ) {}

  onModuleInit(): void {
    this.bus.consume<LeadWritten>({
      consumer: 'observer.own-write',
      subject: 'lead.written',
      concurrency: 16,
      again: { forMs: forEver },
      handle: (job) => this.take(job),
    });
  }

  private async take(job: Job<LeadWritten>): Promise<void> {
    const { accountId, leadId, updatedAt } = job.payload;
    await job.finish(async (tx) => {
      await this.own.add(tx, job.payload);
      const card = await this.due.findHooked(tx, accountId, leadId);
      if (card?.hook?.changedAt !== updatedAt) return;
      const { hook, changedBy } = card;
      const echo = { accountId, leadId, hook, changedBy };
      if ((await this.echoes.run(tx, echo, job.correlationId)) === 'taken') await this.due.answer(tx, [card]);
      else await this.due.hasten(tx, card, job.correlationId);
    });
  }
}
