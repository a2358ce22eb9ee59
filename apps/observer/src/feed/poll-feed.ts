import { Bus, forEver, type Job } from '@hub/bus';
import { Journal } from '@hub/journal';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { BeginJournal } from '../fill/begin-journal.js';
import { addFound, type Found } from './add-found.js';
import { cursorOf, nextSpan } from './next-span.js';
import { pollConsumer, type PollJob } from './poll-job.js';
import { ReadWindow, type FeedWindow } from './read-window.js';
import { RecordWindow } from './record-window.js';

/**
 * Reads what is new in the feed of an account: each event leaves a row of history, and a change that no webhook named
 * becomes a hint. History, hints and cursor commit together, so after a crash the same span is read again.
 */
@Injectable()
export class PollFeed implements OnModuleInit {
  constructor(
    @Inject(Bus) private readonly bus: Bus,
    private readonly journal: Journal,
    private readonly journals: BeginJournal,
    private readonly windows: ReadWindow,
    private readonly record: RecordWindow,
  ) {}

  onModuleInit(): void {
    this.bus.consume<PollJob>({
      consumer: pollConsumer,
      concurrency: 16,
      again: { forMs: forEver },
      handle: (job) => this.poll(job),
    });
  }

  /** After a standstill the feed is read window by window, oldest first, each with a transaction of its own. */
  private async poll(job: Job<PollJob>): Promise<void> {
    const { accountId, isUrgent = false } = job.payload;
    await this.journals.ensure(accountId, job.correlationId);
    const last = await this.journal.findAccount(accountId);
    if (!last) return;
    const now = Math.floor(Date.now() / 1000);
    const priority = isUrgent ? 'routing' : 'bulk';
    let read: FeedWindow | null = null;
    let before: Found = { real: 0, missed: 0 };
    for (;;) {
      const span = nextSpan(read?.until ?? cursorOf(last.feedUntil, now), now, read);
      read = await this.windows.run({ accountId, span, priority }, job.log);
      if (!read) return;
      const window = read;
      // Dropped hints are counted over the whole poll, and so must be what it found.
      const found = addFound(before, window.heals);
      if (span.to === undefined) return job.finish((tx) => this.record.run(tx, job, window, { found, last }));
      await job.step((tx) => this.record.run(tx, job, window, { found }));
      before = found;
    }
  }
}
