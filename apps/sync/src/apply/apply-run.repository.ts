import type { Account } from '@hub/accounts';
import type { Job } from '@hub/bus';
import { awaitFirstWrite, longestWriteMs } from '@hub/amocrm';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { PlanRun } from '../plan-run/plan-run.entity.js';
import { PlanRunRepository } from '../plan-run/plan-run.repository.js';
import { statesBefore } from '../plan-run/plan-state.js';
import type { Outcomes } from './outcomes.js';
import type { Learned } from './read-answer.js';

/**
 * What may stop an apply between two calls: a person's order, or an account that is not to be written to now. `again` when
 * people have changed its exceptions or its ledger: then the plan is made again first.
 */
export interface Stop {
  readonly order: PlanRun['order'] | 'again';
  readonly account: Pick<Account, 'name' | 'mode' | 'state' | 'groupId'> | null;
}

/** What an apply knows after a call, or before its first one. */
interface Progress {
  readonly facts?: Partial<
    Pick<PlanRun, 'hasBegun' | 'inFlight' | 'callsPlanned' | 'callsDone' | 'changedAt'>
  > & {
    /** A call is made next if nothing stops it, or none is left to make. */
    readonly begins?: 'call' | 'end' | null;
  };
  readonly learned?: Pick<Learned, 'entries' | 'forgotten'>;
  readonly outcomes?: Outcomes;
}

/** The account of a plan in a statement about that plan. */
const accountOf = (id: string) =>
  `(SELECT to_jsonb(a) FROM (SELECT name, mode, state, group_id AS "groupId" FROM accounts.account WHERE id = ${id}) a) AS account`;

/** What an apply asks and records between its calls: one statement each, because it does so before every call. */
@Injectable()
export class ApplyRunRepository {
  private readonly columns: string;

  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
  ) {
    this.columns = source
      .getMetadata(PlanRun)
      .columns.map(({ databaseName, propertyName }) => `run."${databaseName}" AS "${propertyName}"`)
      .join(', ');
  }

  /**
   * The whole plan with its snapshot, its state moved by `begin`, and what stops it at once; null when it is not to be
   * carried out. Throws a 404 `Problem`.
   */
  async begin(tx: EntityManager, id: string, now: Date): Promise<(PlanRun & Pick<Stop, 'account'>) | null> {
    const [[run]]: [(PlanRun & Pick<Stop, 'account'>)[], number] = await tx.query(
      `UPDATE sync.plan_run run SET state = 'applying', reason = NULL, refusal = NULL, changed_at = $2
        WHERE id = $1 AND state = ANY ($3) RETURNING ${this.columns}, ${accountOf('run.account_id')}`,
      [id, now, statesBefore('begin')],
    );
    if (!run) await this.runs.get(id);
    return run ?? null;
  }

  /** Records what is known, in the ledger too; what is not given stays as it is. Safe to repeat. */
  async record(
    job: Pick<Job<unknown>, 'stepAtOnce'>,
    { id, accountId, revision }: Pick<PlanRun, 'id' | 'accountId' | 'revision'>,
    { facts = {}, learned: { entries, forgotten } = { entries: [], forgotten: [] }, outcomes = {} }: Progress,
  ): Promise<Stop> {
    const [stop] = await job.stepAtOnce<Stop>({
      name: 'record-progress',
      text: `SELECT sync.record_progress($1, $2, $3, $4) AS "order", ${accountOf('$2')}`,
      values: [
        id,
        accountId,
        JSON.stringify({ ...facts, revision }),
        JSON.stringify({ entries, forgotten, outcomes }),
      ],
    });
    return stop ?? { order: null, account: null };
  }

  /** Throws `RetryLater` while a call of another plan of the account may still arrive: it would undo what comes before it. */
  async awaitOthers({ id, accountId }: Pick<PlanRun, 'id' | 'accountId'>, now: Date): Promise<void> {
    const [last] = await this.source.query<{ begunAt: Date | null }[]>(
      `SELECT max(greatest((run.in_flight ->> 'begunAt')::timestamptz, move.begun_at)) AS "begunAt"
         FROM sync.plan_run run LEFT JOIN LATERAL (
           SELECT max(begun_at) AS begun_at FROM sync.moved_deal WHERE plan_id = run.id AND moved_at IS NULL
         ) move ON true
        WHERE run.account_id = $1 AND run.has_begun AND run.changed_at > $2 AND run.id <> $3`,
      [accountId, new Date(now.getTime() - longestWriteMs), id],
    );
    if (last?.begunAt) awaitFirstWrite(last.begunAt, now);
  }

  /** What stops an apply now, in the middle of a long step. */
  async findStop({ id, revision }: Pick<PlanRun, 'id' | 'revision'>): Promise<Stop> {
    const [stop] = await this.source.query<Stop[]>(
      `SELECT coalesce("order", CASE WHEN revision <> $2 THEN 'again' END) AS "order", ${accountOf('account_id')}
         FROM sync.plan_run WHERE id = $1`,
      [id, revision],
    );
    return stop ?? { order: null, account: null };
  }
}
