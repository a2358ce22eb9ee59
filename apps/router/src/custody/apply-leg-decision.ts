import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { message } from '@hub/messages';
import { isInsideHq } from '../rule/inside-hq.js';
import { EndOwnerTask } from '../transfer/end-owner-task.js';
import { AskReRoute } from './ask-re-route.js';
import type { CustodyDecision, LegState } from './decide-custody.js';
import { LegRepository, type BranchLeg } from './leg.repository.js';
import type { SeenLead } from './load-mirror.js';
import { ReadRejection, type Rejection } from './read-rejection.js';
import { ReRouteRepository } from './re-route.repository.js';

/** The decision about a leg, and the rejection that its branch lead shows. */
export interface LegOutcome {
  decision: CustodyDecision;
  /** What is new about a rejection; null: nothing. */
  rejection: Rejection | null;
}

/** Carries out what was decided about a leg. */
@Injectable()
export class ApplyLegDecision {
  constructor(
    private readonly legs: LegRepository,
    private readonly rejection: ReadRejection,
    private readonly ask: AskReRoute,
    private readonly reRoutes: ReRouteRepository,
    private readonly endTask: EndOwnerTask,
  ) {}

  /** The decision, with the rejection that the branch lead shows; only a leg that its branch has, or has again, can have one. */
  async plan(
    leg: BranchLeg,
    state: LegState,
    branch: SeenLead,
    decision: CustodyDecision,
  ): Promise<LegOutcome> {
    const isTheirs = state.state === 'in-branch' || decision.kind === 're-open';
    const rejection = isTheirs ? await this.rejection.of(leg, branch) : ({ kind: 'not-read' } as const);
    return { decision, rejection };
  }

  /** In the transaction that records what the HQ lead shows, after that. */
  async run(
    tx: EntityManager,
    leg: BranchLeg,
    { decision, rejection }: LegOutcome,
    { correlationId, now }: { correlationId: string; now: Date },
  ): Promise<void> {
    // A lead that its branch has deleted still waits for the branch that a person has named.
    if (decision.kind === 'end')
      await this.legs.end(tx, leg.id, decision.as, now, decision.as === 'gone' ? undefined : null);
    // The client of a won deal may have to be called still.
    if (decision.kind === 'end' && decision.as !== 'won')
      await this.endTask.ask(tx, leg, message('cards.owner-task-over'), correlationId);
    // Only a person can decide about a lead that the branch has deleted or merged. Inside HQ no lead is left.
    const isLost = decision.kind === 'end' && decision.as === 'gone' && !isInsideHq(leg);
    if (isLost) await this.legs.putOpenInHand(tx, leg.id, now);
    // A lead that the branch had deleted is there again, or was closed there: the branch has answered for it.
    const isAnswered = decision.kind === 're-open' || (leg.endedAs === 'gone' && decision.kind !== 'stay');
    if (isAnswered) await this.legs.takeOffHand(tx, leg.trailId);
    if (decision.kind === 're-open') await this.legs.reOpen(tx, leg.id);
    if (rejection?.kind === 'withdrawn') await this.reRoutes.withdrawRejection(tx, leg.id);
    if (rejection?.kind === 'ask') {
      const wanted = { why: 'rejected', reason: rejection.reason, branchId: null, correlationId } as const;
      await this.ask.rejected(tx, leg, wanted);
    }
  }
}
