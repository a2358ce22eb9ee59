import { AlarmRepository, type AlarmKind, type RaisedAlarm } from '@hub/accounts';
import { inTransaction } from '@hub/database';
import { every, LOGGER, type Logger, type Rounds } from '@hub/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ReviewReJudgeList } from '../re-judge/review-re-judge-list.js';
import { FindWaiting } from './find-waiting.js';

const everyMs = 20_000;

/**
 * Keeps the alarms about leads and transfers that make no progress: one per cause, with counts, raised when a person has
 * to act and cleared when none is left. Every copy of the service runs this, one at a time.
 */
@Injectable()
export class ReviewWaiting implements OnApplicationBootstrap, OnModuleDestroy {
  private rounds: Rounds | undefined;

  constructor(
    private readonly source: DataSource,
    private readonly waiting: FindWaiting,
    private readonly reJudgeList: ReviewReJudgeList,
    private readonly alarms: AlarmRepository,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const round = () => this.review(new Date());
    this.rounds = every(everyMs, round, this.log, 'alarms about waiting leads were not reviewed');
  }

  async onModuleDestroy(): Promise<void> {
    await this.rounds?.stop();
  }

  /** Brings the alarms up to date as of `now`. */
  async review(now: Date): Promise<void> {
    await this.reJudgeList.run(now);
    await inTransaction(this.source, async (tx) => {
      if (!(await isFirst(tx))) return;
      await this.keep(tx, 'lead-waits', await this.waiting.findLeads(tx), now);
      await this.keep(tx, 'lead-unjudged', await this.waiting.findUnjudged(tx, now), now);
      await this.keep(tx, 'lead-undecided', await this.waiting.findUndecided(tx, now), now);
      await this.keep(tx, 'lead-not-made', await this.waiting.findUnmade(tx, now), now);
      await this.keep(tx, 'lead-in-hand', await this.waiting.findInHand(tx, now), now);
      await this.keep(tx, 'transfer-stuck', await this.waiting.findStuck(tx, now), now);
      await this.keep(tx, 'escalation-late', await this.waiting.findLateEscalations(tx), now);
      await this.keep(tx, 'escalation-stuck', await this.waiting.findStuckEscalations(tx, now), now);
    });
  }

  private async keep(
    tx: EntityManager,
    kind: Extract<AlarmKind, `lead-${string}` | `transfer-${string}` | `escalation-${string}`>,
    causes: readonly Omit<RaisedAlarm, 'kind'>[],
    now: Date,
  ): Promise<void> {
    for (const cause of causes) await this.alarms.keep(tx, { ...cause, kind }, now);
    await this.alarms.clearOthers(
      tx,
      kind,
      { prefix: '', subjects: causes.map(({ subject }) => subject) },
      now,
    );
  }
}

/** Another copy's review may be running. */
async function isFirst(tx: EntityManager): Promise<boolean> {
  const [row]: { isFirst: boolean }[] = await tx.query(
    `SELECT pg_try_advisory_xact_lock(hashtextextended('router.review', 0)) AS "isFirst"`,
  );
  return row?.isFirst === true;
}
