import { AlarmRepository } from '@hub/accounts';
import { Bus, forEver, type Job } from '@hub/bus';
import type { HintsDropped } from '@hub/contracts';
import { JournalWriter } from '@hub/journal';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BeginJournal } from '../fill/begin-journal.js';
import { isFlood } from './is-flood.js';
import { pollConsumer, pollKey, type PollJob } from './poll-job.js';

/** How often an account is polled whose hints are dropped: its real changes come this way. */
const pollEveryMs = 10_000;

/**
 * The gateway drops hints of an account whose webhooks name more cards than they may. Its events, which name real changes
 * only, are read soon then; where few events follow many dropped hints, an alarm is raised.
 */
@Injectable()
export class DroppedHints implements OnModuleInit {
  constructor(
    @Inject(AlarmRepository) private readonly alarms: AlarmRepository,
    private readonly writer: JournalWriter,
    private readonly journals: BeginJournal,
    private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.bus.consume<HintsDropped>({
      consumer: 'observer.flood',
      subject: 'hints.dropped',
      again: { forMs: forEver },
      handle: (job) => this.note(job),
    });
  }

  private async note(job: Job<HintsDropped>): Promise<void> {
    const { accountId, count, at } = job.payload;
    await this.journals.ensure(accountId, job.correlationId);
    const period = Math.floor(at / pollEveryMs);
    // At the end of the period, so that everything that was dropped in it comes before the poll.
    const runAt = new Date((period + 1) * pollEveryMs);
    const poll: PollJob = { accountId, isUrgent: true };
    const about = { id: `flood:${accountId}:${period}`, key: pollKey(accountId), runAt };
    await job.finish(async (tx) => {
      await this.writer.noteDropped(tx, accountId, count);
      await this.bus.enqueue(tx, pollConsumer, poll, { ...about, correlationId: job.correlationId });
    });
  }

  /** A poll that began with so many dropped hints found so many real changes: raises the alarm, or ends a quiet one. */
  async judge(
    tx: EntityManager,
    accountId: string,
    { dropped, real }: { dropped: number; real: number },
    now: Date,
  ): Promise<void> {
    const alarm = { kind: 'webhook-flood', subject: accountId, accountId } as const;
    if (isFlood(dropped, real)) await this.alarms.raise(tx, { ...alarm, facts: { dropped } }, now);
    else await this.alarms.clearQuiet(tx, alarm.kind, accountId, now);
    if (dropped > 0) await this.writer.noteDropped(tx, accountId, -dropped);
  }
}
