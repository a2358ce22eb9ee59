import { Injectable } from '@nestjs/common';
import { ended } from './after-act.js';
import { decideEscalation, type EscalationNow } from './decide-escalation.js';
import type { EscalationContext } from './escalation-context.js';
import { stagesOf } from './escalation-setting.js';
import type { EscalationRow } from './escalation.entity.js';
import { EscalationRepository } from './escalation.repository.js';
import { LoadEscalation } from './load-escalation.js';

/** Judges an escalation of which nothing is left to be written: both leads are loaded → the next state is decided → kept. */
@Injectable()
export class JudgeEscalation {
  constructor(
    private readonly load: LoadEscalation,
    private readonly escalations: EscalationRepository,
  ) {}

  /** Null: nothing is to be done now, or it has ended meanwhile. */
  async run(context: EscalationContext, row: EscalationRow): Promise<EscalationRow | null> {
    if (row.state === 'ending') return this.keep(context, row, ended(new Date()));
    const { setting } = context;
    const { seen, ...observation } = await this.load.run(row, setting, context.job.signal);
    const decision = decideEscalation(row as EscalationNow, seen, {
      pipelineId: stagesOf(row, setting).first.pipelineId,
      closesHqLead: setting.rules.closesHqLead ?? true,
    });
    const observed = { ...observation, problem: null };
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
}

function hasChanged(row: EscalationRow, observed: Partial<EscalationRow>): boolean {
  return (Object.keys(observed) as (keyof EscalationRow)[]).some(
    (column) => row[column] !== observed[column],
  );
}

/** Ends by which the branch lead has left its escalation pipeline without the hub. */
const leftBy: readonly string[] = ['withdrawn', 'closed-in-branch', 're-routed'];
