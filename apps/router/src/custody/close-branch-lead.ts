import { patchLead, type LeadWrite } from '@hub/amocrm';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { lostStatusId } from '../rule/closing-status-ids.js';
import { AskBranch } from './ask-branch.js';
import { AskReRoute } from './ask-re-route.js';
import {
  decideClosing,
  isAway,
  isMovedBack,
  judgeAttempt,
  type Baseline,
  type LeadNow,
  type LeavingPlace,
} from './decide-leaving.js';
import { isUnbegun } from './decide-re-route.js';
import { LegRepository } from './leg.repository.js';
import type { ReRouteRow } from './re-route.entity.js';
import { leftStage, readLeaving, RecordLeaving, type Leaving, type Progress } from './record-leaving.js';

/** Closes a branch lead that is to leave, and opens one again that was taken before it was closed. */
@Injectable()
export class CloseBranchLead {
  constructor(
    private readonly legs: LegRepository,
    private readonly records: RecordLeaving,
    private readonly ask: AskReRoute,
    private readonly branch: AskBranch,
  ) {}

  /** Null: the next step is the branch's, or HQ has closed its lead since this was asked: nothing is left to be done then. */
  async close(leaving: Leaving): Promise<ReRouteRow | null> {
    const { leg, row, cards, away } = leaving;
    if (await this.isOver(leaving)) return null;
    if (row.stepStartedAt === null && (await this.legs.isForeign(leg))) return this.awaitBranch(leaving);
    let baseline = row.baseline;
    const find = async (since: number | null): Promise<Progress | null> => {
      const lead = await readLeaving(leaving);
      // The read may have waited for long: the next attempt finds nothing to do.
      if (since === null && (await this.isOver(leaving)))
        throw new RetryLater(message('failures.transfer-changed'), 0);
      if (since !== null && baseline) {
        const attempt = judgeAttempt(baseline, lead, away);
        if (attempt !== 'unchanged') return { state: attempt, keptAt: lead?.updatedAt };
        const isTakenBack = (await leftStage(leaving)) !== null && !isMovedBack(lead, away);
        return isTakenBack ? { state: 'kept', keptAt: lead?.updatedAt } : null;
      }
      const decision = await this.decide(leaving, lead);
      if (decision === 'kept') return { state: 'kept', keptAt: keptAtOf(lead) };
      baseline = lead && away ? { ...lead, away } : lead;
      return decision === 'closed' ? { state: 'closed', baseline } : null;
    };
    const write = async (): Promise<Progress> => {
      if (!baseline) throw new Error('A branch lead is closed that was not read');
      await patchLead(cards.client, leg.branchLeadId, leavingOf(baseline, away));
      leaving.notePatch();
      return { state: 'closed' };
    };
    return this.records.safely(leaving, { find, write, kept: () => ({ baseline }) });
  }

  /** HQ has closed its lead, and what was asked is taken back; not where it is begun, nor of a branch inside HQ. */
  private async isOver({ job, leg, row, away }: Leaving): Promise<boolean> {
    if (!isUnbegun(row) || away !== null) return false;
    return job.step(async (tx) => (await this.ask.isHqOver(tx, leg)) && (await this.ask.over(tx, row)));
  }

  /** The lead was taken before it was closed: it goes back to its stage. */
  async open(leaving: Leaving): Promise<ReRouteRow> {
    const { leg, row, cards, away } = leaving;
    const find = async (): Promise<Progress | null> => {
      const lead = await readLeaving(leaving);
      if (isMovedBack(lead, away)) return { state: 'asked' };
      const isOpen = lead === null || !isAway(lead, away);
      return isOpen ? { state: 'kept', keptAt: lead?.updatedAt } : null;
    };
    const write = async (): Promise<Progress> => {
      const place = row.baseline ?? leg.target;
      const opened = { pipeline_id: place.pipelineId, status_id: place.statusId };
      const keptAt = await patchLead(cards.client, leg.branchLeadId, opened);
      leaving.notePatch();
      return { state: 'kept', keptAt };
    };
    return this.records.safely(leaving, { find, write });
  }

  private async decide(
    { job, leg, row, away }: Leaving,
    lead: LeadNow,
  ): Promise<ReturnType<typeof decideClosing>> {
    const isAsked = row.why === 'not-taken' && lead !== null;
    const handedTo = isAsked ? await this.branch.handedTo(leg, lead, job.signal) : leg.target;
    return decideClosing(row.why, lead, handedTo, away);
  }

  /** The hub changes nothing of the deal: the next step depends on what the branch does with it. */
  private async awaitBranch(leaving: Leaving): Promise<ReRouteRow | null> {
    const lead = await readLeaving(leaving);
    const state = await this.decide(leaving, lead);
    return state === 'close' ? null : this.records.record(leaving, { state, keptAt: keptAtOf(lead) });
  }
}

/** What is written to a lead that leaves: the tag of a rejection would be one to the next branch inside HQ as well. */
function leavingOf({ pipelineId }: Baseline, away: LeavingPlace | null): LeadWrite {
  if (away === null) return { pipeline_id: pipelineId, status_id: lostStatusId };
  const place = { pipeline_id: away.pipelineId, status_id: away.statusId };
  return away.rejectTag === null ? place : { ...place, tags_to_delete: [{ name: away.rejectTag }] };
}

/** Until when a reading of the lead as lost is out of date; not where it really is lost. */
function keptAtOf(lead: LeadNow): number | undefined {
  return lead?.statusId === lostStatusId ? undefined : lead?.updatedAt;
}
