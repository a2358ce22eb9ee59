import { AmoError } from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { BroughtRepository } from './brought.repository.js';
import { driftConsumer, type DriftJob } from './drift-job.js';
import { DriftRepository } from './drift.repository.js';
import { ReadDrift } from './read-drift.js';
import { RecordDrift } from './record-drift.js';

/** An account that cannot be read is tried so often, then left for its next night. */
const tries = 3;

/** One reading of one account: read → findings → record. An account that a plan is changing is read when that has ended. */
@Injectable()
export class LookForDrift implements OnModuleInit {
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
      handle: (job) => this.look(job),
    });
  }

  private async look(job: Job<DriftJob>): Promise<void> {
    const { accountId } = job.payload;
    const brought = await this.plans.findBrought(accountId);
    if (!brought) return;
    if (brought.isUnderway) return job.finish((tx) => this.drift.owe(tx, accountId));
    try {
      const reading = await this.reading.read(brought, job);
      const admins = (await this.hasNews(accountId, reading.found))
        ? await this.reading.admins(accountId, job.signal)
        : undefined;
      const found = await job.finish((tx) =>
        this.recording.record(tx, brought, reading, { admins, now: new Date() }),
      );
      if (found > 0) job.log.info({ found }, 'the account differs from its release');
    } catch (error) {
      if (!(error instanceof AmoError)) throw error;
      const isLast = error.verdict.kind !== 'retry' || job.attempt >= tries;
      const note = isLast ? job.finish.bind(job) : job.step.bind(job);
      await note((tx) => this.drift.noteUnread(tx, accountId, error.asMessage(), new Date()));
      if (!isLast) throw error;
      job.log.warn({ error }, 'the account could not be read for its drift');
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
