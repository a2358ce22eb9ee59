import { safeWrite, type Intent } from '@hub/amocrm';
import { isRefusal } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { KnownNames } from '../custody/known-names.js';
import { LegRepository, type BranchLeg } from '../custody/leg.repository.js';
import { MirrorRepository } from '../custody/mirror.repository.js';
import { afterAct } from './after-act.js';
import type { ActResult } from './act-step.js';
import { ActSteps } from './act-steps.js';
import type { Act } from './escalation-act.js';
import type { EscalationContext } from './escalation-context.js';
import { EscalationRepository } from './escalation.repository.js';
import type { EscalationRow } from './escalation.entity.js';

const nothingBegun = { stepStartedAt: null, stepWrittenAt: null, problem: null };

/** Carries out what an escalation has to write, one act at a time, each a safe write. */
@Injectable()
export class RunActs {
  constructor(
    private readonly escalations: EscalationRepository,
    private readonly names: KnownNames,
    private readonly legs: LegRepository,
    private readonly mirrors: MirrorRepository,
    private readonly steps: ActSteps,
  ) {}

  /** The first act that is left; null: the escalation has ended meanwhile. Throws what is to be tried again. */
  async first(context: EscalationContext, row: EscalationRow, act: Act): Promise<EscalationRow | null> {
    try {
      return await this.write(context, row, act);
    } catch (error) {
      if (row.state === 'asked' && isRefusal(error)) await this.openAnew(context, row);
      throw error;
    }
  }

  /** HQ may have another first stage by now: the next run reads the pipeline and decides the opening again. */
  private async openAnew({ job }: EscalationContext, row: EscalationRow): Promise<void> {
    this.names.forget(row.hqAccountId);
    await job.step((tx) => this.escalations.change(tx, row.id, { ...nothingBegun, todo: [] }));
  }

  private async write(
    context: EscalationContext,
    row: EscalationRow,
    act: Act,
  ): Promise<EscalationRow | null> {
    const { job } = context;
    const step = await this.steps.of(context, row, act);
    const place = { context, row, act };
    let recorded = row as EscalationRow | null;
    await safeWrite<ActResult>(
      {
        intent: intentOf(row),
        find: (since) => step.find(place, since),
        keep: async (intent) => {
          const begun = { stepStartedAt: intent?.firstAt ?? null, stepWrittenAt: intent?.lastAt ?? null };
          await job.step((tx) => this.escalations.change(tx, row.id, begun));
        },
        write: async () => {
          const result = await step.write(place);
          if (result.isTaken) context.taken.add(accountOf(row, act));
          return result;
        },
        record: async (result) => {
          recorded = await job.step((tx) => this.record(tx, row, act, result));
        },
      },
      () => new Date(),
    );
    job.log.info(
      { escalationId: row.id, act: act.do, state: recorded?.state ?? 'ended' },
      'escalation got on',
    );
    return recorded;
  }

  private async record(
    tx: EntityManager,
    row: EscalationRow,
    act: Act,
    { change = {}, isElsewhere = false }: ActResult,
  ): Promise<EscalationRow | null> {
    const done = { ...row, ...change, ...nothingBegun };
    const isOpened = row.state === 'asked' && row.todo.length === 1;
    // Before the escalation, as where its lead goes on in another deal (`GoOnMerged`).
    const leg = change.hqMovedAt && row.legId !== null ? await this.legs.lock(tx, row.legId) : null;
    const peers = isOpened ? await this.escalations.lockPeers(tx, done) : [];
    // Nothing else: which lead it is about, and whether its next act may be tried, others may have written meanwhile.
    const made = {
      ...change,
      ...nothingBegun,
      ...afterAct(done, { act, isElsewhere, peers, now: new Date() }),
    };
    if (!(await this.escalations.change(tx, row.id, made))) return null;
    const after = { ...row, ...made };
    if (leg) await this.noteMove(tx, leg, after);
    return after;
  }

  /**
   * The mirror, and the search for a choice of «Филиал», compare with the stage into which the hub moved the HQ lead.
   */
  private async noteMove(tx: EntityManager, leg: BranchLeg, { hqWroteAt }: EscalationRow): Promise<void> {
    if (hqWroteAt === null) return;
    await this.legs.recordHqWrite(tx, leg, hqWroteAt);
    await this.mirrors.noteMove(tx, leg.id, hqWroteAt);
  }
}

function accountOf({ hqAccountId, branchAccountId }: EscalationRow, act: Act): string {
  const isOfBranch = act.do === 'task' || (act.do === 'move' && act.side === 'branch');
  return isOfBranch ? branchAccountId : hqAccountId;
}

function intentOf({ stepStartedAt, stepWrittenAt }: EscalationRow): Intent | null {
  return stepStartedAt && { firstAt: stepStartedAt, lastAt: stepWrittenAt ?? stepStartedAt };
}
