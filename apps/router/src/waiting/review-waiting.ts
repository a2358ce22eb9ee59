import { AlarmRepository, type AlarmKind, type RaisedAlarm } from '@hub/accounts';
import { inTransaction } from '@hub/database';
import { describeFailure, every, LOGGER, type Logger, type Rounds } from '@hub/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ReviewReJudgeList } from '../re-judge/review-re-judge-list.js';
import { FindWaiting } from './find-waiting.js';

const everyMs = 20_000;

type Kind = Extract<AlarmKind, `lead-${string}` | `transfer-${string}` | `escalation-${string}`>;
type Cause = Omit<RaisedAlarm, 'kind'>;

/**
 * Keeps the alarms about leads and transfers that make no progress: one per cause, with counts, raised when a person has
 * to act and cleared when none is left. Every copy of the service runs this, one at a time.
 */
@Injectable()
export class ReviewWaiting implements OnApplicationBootstrap, OnModuleDestroy {
  private rounds: Rounds | undefined;
  /** What could not be reviewed in the last round. */
  private failing = new Set<string>();
  private readonly reviewed: readonly [Kind, (tx: EntityManager, now: Date) => Promise<Cause[]>][] = [
    ['lead-waits', (tx) => this.waiting.findLeads(tx)],
    ['lead-unjudged', (tx, now) => this.waiting.findUnjudged(tx, now)],
    ['lead-undecided', (tx, now) => this.waiting.findUndecided(tx, now)],
    ['lead-not-made', (tx, now) => this.waiting.findUnmade(tx, now)],
    ['lead-in-hand', (tx, now) => this.waiting.findInHand(tx, now)],
    ['transfer-stuck', (tx, now) => this.waiting.findStuck(tx, now)],
    ['escalation-late', (tx) => this.waiting.findLateEscalations(tx)],
    ['escalation-stuck', (tx, now) => this.waiting.findStuckEscalations(tx, now)],
  ];

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

  /**
   * Brings the alarms up to date as of `now`, each kind by itself: one whose query fails keeps none of the others as they
   * were. One that fails twice in a row is an alarm, because its own alarms seem current and are not.
   */
  async review(now: Date): Promise<void> {
    const failed = new Map<string, unknown>();
    const apart = (name: string, work: () => Promise<void>) =>
      work().catch((error: unknown) => failed.set(name, error));
    await apart('re-judge', () => this.reJudgeList.run(now));
    for (const [kind, find] of this.reviewed)
      await apart(kind, () =>
        inTransaction(this.source, async (tx) => {
          if (await isFirst(tx)) await this.keep(tx, kind, await find(tx, now), now);
        }),
      );
    const again = [...failed].filter(([name]) => this.failing.has(name));
    this.failing = new Set(failed.keys());
    for (const [name, error] of failed) this.log.warn({ error, alarm: name }, 'alarms were not reviewed');
    await inTransaction(this.source, (tx) => this.reportFailing(tx, again, now));
  }

  private async reportFailing(tx: EntityManager, failing: [string, unknown][], now: Date): Promise<void> {
    const [kind, subject] = ['review-failing', 'router'] as const;
    if (failing.length === 0)
      return this.failing.size > 0 ? undefined : this.alarms.clear(tx, kind, subject, now);
    const kinds = failing.map(([name]) => name).join(', ');
    const facts = { kinds, reason: describeFailure(failing[0]?.[1]) };
    await this.alarms.keep(tx, { kind, subject, facts }, now);
  }

  private async keep(tx: EntityManager, kind: Kind, causes: readonly Cause[], now: Date): Promise<void> {
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
