import { Bus, type Job } from '@hub/bus';
import { VerdictError } from '@hub/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { BroughtRepository } from './brought.repository.js';
import { driftConsumer, type DriftJob } from './drift-job.js';
import { DriftRepository } from './drift.repository.js';
import { ReadDrift } from './read-drift.js';
import { RecordDrift } from './record-drift.js';

/** A passing failure is reported from the third attempt on, a few seconds after the first. */
const silentAttempts = 2;

/**
 * One reading of one account: read → findings → record. One that cannot be read is tried again by the rule of the bus.
 * An account that a plan is changing is read when that has ended.
 */
@Injectable()
export class CheckDrift implements OnModuleInit {
  constructor(
    @Inject(Bus) private readonly bus: Bus,
    @Inject(BroughtRepository) private readonly plans: BroughtRepository,
    @Inject(DriftRepository) private readonly drift: DriftRepository,
    @Inject(ReadDrift) private readonly reading: ReadDrift,
    @Inject(RecordDrift) private readonly recording: RecordDrift,
  ) {}

  onModuleInit(): void {
    this.bus.consume<DriftJob>({
      consumer: driftConsumer,
      concurrency: 16,
      handle: (job) => this.check(job),
    });
  }

  private async check(job: Job<DriftJob>): Promise<void> {
    const { accountId, askedAt } = job.payload;
    const brought = await this.plans.findBrought(accountId);
    if (!brought) return;
    const readAt = (await this.drift.findAccount(accountId))?.readAt;
    if (askedAt !== undefined && readAt && readAt > new Date(askedAt)) return;
    // What changes while the account is read may be missed, so a reading counts from its beginning.
    const now = new Date();
    if (brought.isUnderway) return job.finish((tx) => this.drift.owe(tx, accountId));
    try {
      const reading = await this.reading.read(brought, job);
      const admins = (await this.hasNews(accountId, reading.found))
        ? await this.reading.admins(accountId, job.signal)
        : undefined;
      const found = await job.finish((tx) => this.recording.record(tx, brought, reading, { admins, now }));
      if (found > 0) job.log.info({ found }, 'the account differs from its release');
    } catch (error) {
      if (shouldReport(error, job.attempt))
        await job.step((tx) => this.drift.noteUnread(tx, accountId, error.asMessage(), new Date()));
      throw error;
    }
  }

  /** Administrators are read only for findings that are new. */
  private async hasNews(
    accountId: string,
    found: readonly { kind: string; key: string }[],
  ): Promise<boolean> {
    if (found.length === 0) return false;
    const open = new Set((await this.drift.listOpen(accountId)).map(({ kind, key }) => `${kind} ${key}`));
    return found.some(({ kind, key }) => !open.has(`${kind} ${key}`));
  }
}

/** A failure that waits for access to the account has its own alarm. */
function shouldReport(error: unknown, attempt: number): error is VerdictError {
  if (!(error instanceof VerdictError) || 'waitsFor' in error.verdict) return false;
  return error.verdict.kind !== 'retry' || attempt > silentAttempts;
}
