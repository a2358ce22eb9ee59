import type { Job } from '@hub/bus';
import { message } from '@hub/messages';
import { Injectable } from '@nestjs/common';
import { ended } from './after-act.js';
import type { Act } from './escalation-act.js';
import { decideEscalation, type EscalationNow } from './decide-escalation.js';
import type { EscalationContext } from './escalation-context.js';
import { EscalationContexts } from './escalation-context.js';
import { placesOf, ReadEscalationSetting } from './escalation-setting.js';
import type { EscalationRow } from './escalation.entity.js';
import { EscalationRepository } from './escalation.repository.js';
import { LoadEscalation } from './load-escalation.js';
import { OpenEscalation } from './open-escalation.js';
import { RunActs } from './run-acts.js';

/** What the judgement of an escalation needs. */
@Injectable()
export class EscalationInputs {
  constructor(
    readonly settings: ReadEscalationSetting,
    readonly contexts: EscalationContexts,
    readonly opening: OpenEscalation,
    readonly load: LoadEscalation,
  ) {}
}

/**
 * Advances an escalation until nothing is left to do now: stored acts are carried out first, then it is judged again.
 */
@Injectable()
export class EscalationActs {
  constructor(
    private readonly inputs: EscalationInputs,
    private readonly acts: RunActs,
    private readonly escalations: EscalationRepository,
  ) {}

  /**
   * Without rules for escalations it stays unchanged. Where HQ's pipeline is missing the escalation waits, with a
   * problem for a person.
   */
  async run(job: Job<unknown>, begun: EscalationRow): Promise<void> {
    const setting = await this.inputs.settings.run(begun.branchAccountId);
    if (!setting) return this.sayNoPipeline(job, begun);
    const context = await this.inputs.contexts.open(job, begun, setting);
    for (let row: EscalationRow | null = begun; row && row.state !== 'ended';) {
      const act: Act | undefined = row.todo[0];
      row = act ? await this.acts.first(context, row, act) : await this.advance(context, row);
    }
  }

  /** Null: nothing is to be done now, or it has ended meanwhile. */
  private async advance(context: EscalationContext, row: EscalationRow): Promise<EscalationRow | null> {
    if (row.state === 'asked') return this.inputs.opening.run(context, row);
    if (row.state === 'ending') return this.keep(context, row, ended(new Date()));
    return this.judge(context, row);
  }

  private async judge(context: EscalationContext, row: EscalationRow): Promise<EscalationRow | null> {
    const { setting } = context;
    const { seen, seenBranch, seenCard, cardOwnerId } = await this.inputs.load.run(row, setting);
    const decision = decideEscalation(row as EscalationNow, seen, {
      pipelineId: placesOf(row, setting).first.pipelineId,
      closesHqLead: setting.rules.closesHqLead ?? true,
    });
    const observed = { seenBranch, seenCard, hqOwnerId: row.hqOwnerId ?? cardOwnerId, problem: null };
    const now = new Date();
    switch (decision.kind) {
      case 'stay':
        if (hasChanged(row, observed)) await this.keep(context, row, observed);
        return null;
      case 'go': {
        const accepted = decision.state === 'accepted' && row.acceptedAt === null;
        const state = { state: decision.state, ...(accepted ? { acceptedAt: now, lateSince: null } : {}) };
        return this.keep(context, row, { ...observed, ...state, todo: decision.acts, changedAt: now });
      }
      case 'end': {
        const left = leftBy.includes(decision.as) || seen.branch === 'gone' ? { isInPipeline: false } : {};
        const ends = { state: 'ending', endedAs: decision.as, todo: decision.acts, changedAt: now } as const;
        return this.keep(context, row, { ...observed, ...left, ...ends });
      }
    }
  }

  private async keep(
    { job }: EscalationContext,
    row: EscalationRow,
    change: Partial<EscalationRow>,
  ): Promise<EscalationRow | null> {
    const isKept = await job.step((tx) => this.escalations.change(tx, row.id, change));
    return isKept ? { ...row, ...change } : null;
  }

  private async sayNoPipeline(job: Job<unknown>, row: EscalationRow): Promise<void> {
    const problem = message('failures.escalation-no-pipeline');
    if (row.problem?.key === problem.key || !(await this.inputs.settings.findRules())) return;
    await job.step((tx) => this.escalations.change(tx, row.id, { problem, changedAt: new Date() }));
  }
}

function hasChanged(row: EscalationRow, observed: Partial<EscalationRow>): boolean {
  return (Object.keys(observed) as (keyof EscalationRow)[]).some(
    (column) => row[column] !== observed[column],
  );
}

/** Ends by which the branch lead has left its escalation pipeline without the hub. */
const leftBy: readonly string[] = ['withdrawn', 'closed-in-branch', 're-routed'];
