import { safeWrite, type Intent } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { isFinalRefusal } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { isInsideHq } from '../rule/inside-hq.js';
import { isNamed, unique } from '../transfer/what-stays.js';
import { decideMirror, untouched, type Mirrored, type MirrorDecision } from './decide-mirror.js';
import { isTaken } from './decide-leaving.js';
import { lastingSigns, signsOf, type MaybeRejected } from './is-rejected.js';
import { LegRepository, type BranchLeg } from './leg.repository.js';
import { LoadMirror, type SeenLead } from './load-mirror.js';
import type { MirrorRow } from './mirror.entity.js';
import { MirrorRepository } from './mirror.repository.js';
import { RuleOfMirrors } from './rule-of-mirrors.js';
import { WriteMirror, type Written } from './write-mirror.js';

/**
 * Shows the branch lead in the fields of the HQ lead: the journal's state is read → what differs from what was written last is
 * decided → one PATCH. However many changes came meanwhile, the journal has one state.
 */
@Injectable()
export class MirrorLeg {
  constructor(
    private readonly load: LoadMirror,
    private readonly mirrors: MirrorRepository,
    private readonly legs: LegRepository,
    private readonly writer: WriteMirror,
    private readonly rules: RuleOfMirrors,
  ) {}

  /**
   * Brings the HQ lead up to date. What HQ refuses is recorded; `alongside` runs in the transaction that records the
   * mirror. A refusal that may pass leaves the HQ lead behind, so that the check tries it again: any other waits for
   * the next change. So does an HQ lead that is not won because another one of the same deal is. `isRejectionRead`: the
   * lead's rejection, or that it shows none, was decided about. Throws what is to be tried again before anything is
   * recorded.
   */
  async run(
    job: Job<unknown>,
    leg: BranchLeg,
    { branch, isRejectionRead }: { branch: SeenLead; isRejectionRead: boolean },
    alongside: (tx: EntityManager, now: Date) => Promise<void>,
  ): Promise<void> {
    const mirror = await this.mirrors.read(leg.id);
    const target = mirror.isTaken ? leg.target : await this.load.handedTo(job, leg, branch);
    const record = (written: Written | null, decision: MirrorDecision) =>
      job.step(async (tx) => {
        const now = new Date();
        await this.legs.recordHqWrite(tx, leg, written?.hqWroteAt ?? null);
        if (target !== leg.target) await this.legs.recordTarget(tx, leg.id, target);
        if (written) await this.writer.publish(tx, job, leg, written);
        await this.mirrors.put(tx, {
          legId: leg.id,
          seenVersion: mayPass(written) || decision.isOutcomeLate ? mirror.seenVersion : branch.version,
          written: writtenNow(decision, mirror, written),
          leftOut: unique([...decision.leftOut, ...(written?.dropped ?? [])]),
          isTaken: mirror.isTaken || isTaken(branch, target),
          signs: mayPass(written) ? mirror.signs : signsNow(mirror, branch, isRejectionRead),
          isRejectionOpen: false,
          ...{ stepStartedAt: null, stepWrittenAt: null },
          mirroredAt: written ? now : mirror.mirroredAt,
          refusedAt: mayPass(written) ? now : null,
          refusedSince: mayPass(written) ? (mirror.refusedSince ?? now) : null,
          refusedBy: mayPass(written) ? leg.hqAccountId : null,
        });
        if (mirror.refusedAt && written && !written.refusal)
          await this.writer.acceptedAgain(tx, leg, job.correlationId);
        await alongside(tx, now);
      });
    // Inside HQ the branch lead is the HQ lead: there is nothing to show it in.
    if (isInsideHq(leg)) {
      const written = mirror.written ?? untouched;
      return record(null, { patch: null, begun: written, written, leftOut: [], isOutcomeLate: false });
    }
    const rules = await this.rules.of(leg);
    const movedAt = mirror.written?.movedAt ?? null;
    const moves = { movedAt, handedAt: leg.changedAt, intakePipelineId: rules.intakePipelineId };
    const hq = await this.load.hqSide(leg, branch.seen, moves);
    const about = { rules, written: mirror.written, say: this.writer.say };
    const decision = decideMirror(branch.seen, hq, about);
    if (!decision.patch) return record(null, decision);
    const { patch, begun } = decision;
    const intent = intentOf(mirror);
    const written = await safeWrite<Written>(
      {
        intent,
        // The same values may be written again, but not while an older write may still arrive after them.
        find: () => Promise.resolve(null),
        // The intent of before is kept again when the write has changed nothing.
        keep: (kept) => this.keep(job, leg, kept === intent ? mirror : { ...mirror, written: begun }, kept),
        write: () => this.writer.run(job, leg, patch),
        record: (written) => record(written, decision),
      },
      () => new Date(),
    );
    if (!written.refusal) job.log.info({ transferId: leg.id, leadId: leg.hqLeadId }, 'branch lead mirrored');
  }

  private async keep(
    job: Job<unknown>,
    leg: BranchLeg,
    mirror: MirrorRow,
    intent: Intent | null,
  ): Promise<void> {
    const [stepStartedAt, stepWrittenAt] = [intent?.firstAt ?? null, intent?.lastAt ?? null];
    await job.step(async (tx) => {
      await this.legs.recordHqWrite(tx, leg, null);
      await this.mirrors.put(tx, { ...mirror, stepStartedAt, stepWrittenAt });
    });
  }
}

function writtenNow(decision: MirrorDecision, before: MirrorRow, written: Written | null): Mirrored | null {
  if (written?.refusal) return before.written;
  // The HQ lead is closed, or open, as it was: the next change tries the move again.
  if (isMoveRefused(written))
    return { ...decision.written, closedAs: decision.begun.closedAs, tried: before.written?.tried ?? null };
  return written && decision.patch?.move
    ? { ...decision.written, movedAt: written.hqWroteAt }
    : decision.written;
}

function signsNow({ signs }: MirrorRow, branch: SeenLead, isRejectionRead: boolean): MaybeRejected | null {
  return isRejectionRead ? signsOf(branch) : signs && lastingSigns(signs, branch);
}

/** HQ has taken all but the move. */
function isMoveRefused(written: Written | null): boolean {
  return isNamed(written?.dropped, 'custody.move');
}

/** Nothing was written, for a reason that may pass. */
function mayPass(written: Written | null): boolean {
  const refusal = written?.refusal ?? null;
  return refusal !== null && !isFinalRefusal(refusal);
}

function intentOf({ stepStartedAt, stepWrittenAt }: MirrorRow): Intent | null {
  return stepStartedAt && { firstAt: stepStartedAt, lastAt: stepWrittenAt ?? stepStartedAt };
}
