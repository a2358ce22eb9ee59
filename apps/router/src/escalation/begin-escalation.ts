import type { Job } from '@hub/bus';
import type { StageRef } from '@hub/contracts';
import { Journal, type JournalLead, type LeadOfAccount } from '@hub/journal';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import { closingStatusIds } from '../rule/closing-status-ids.js';
import { carries } from '../transfer/branch-lead.js';
import { EscalationPlaces } from './escalation-places.js';
import { isGiven, ReadEscalationSetting, type EscalationSetting } from './escalation-setting.js';
import type { EscalationRow } from './escalation.entity.js';
import { EscalationRepository } from './escalation.repository.js';
import { mayBegin } from './may-begin.js';
import { reasonOf } from './reason-of.js';

const stageUnreadMs = 60_000;

/** Begins an escalation when a branch lead is in the pipeline for it. The journal decides, not the message. */
@Injectable()
export class BeginEscalation {
  constructor(
    private readonly escalations: EscalationRepository,
    private readonly settings: ReadEscalationSetting,
    private readonly journal: Journal,
    private readonly places: EscalationPlaces,
    private readonly cards: ReadCards,
  ) {}

  /**
   * The new escalation, of which nothing is done yet; null: there is none to begin. `reportedPlace`: where the lead was,
   * according to the message.
   */
  async run(
    job: Job<unknown>,
    lead: LeadOfAccount,
    reportedPlace: StageRef | null,
  ): Promise<EscalationRow | null> {
    const seen = await this.journal.findLead(lead.accountId, lead.leadId);
    if (!seen) return null;
    const last = await this.escalations.findLast(lead);
    const setting = await this.settingOf(seen);
    if (!setting) {
      if (last?.isInPipeline) await job.step((tx) => this.escalations.leftPipeline(tx, lead));
      return null;
    }
    const verdict = mayBegin(last, seen.version);
    if (verdict === 'no' || (verdict === 'if-reason' && !(await this.hasReason(job, lead, seen.version))))
      return null;
    if (await this.isBeingMade(job, lead)) return null;
    const row = await this.places.compose(seen, {
      ...{ hqAccountId: setting.rules.hqAccountId, last, reportedPlace },
    });
    if (!row) return null;
    return (await job.step((tx) => this.escalations.add(tx, row))) ? row : null;
  }

  /** Whether the lead says by now why it was given; that it does not is known until it changes again. */
  private async hasReason(job: Job<unknown>, lead: LeadOfAccount, version: number): Promise<boolean> {
    const read = await this.cards.of(job, lead.accountId, { isInside: false }).findLead(lead.leadId);
    if (read && reasonOf(read) !== null) return true;
    await job.step((tx) => this.escalations.sawInPipeline(tx, lead, version));
    return false;
  }

  /**
   * The hub has made this lead itself and does not know its id yet, because the answer is on its way or lost: without
   * its leg it would get a second card at HQ. It is tried again when its transfer is done.
   */
  private async isBeingMade(job: Job<unknown>, { accountId, leadId }: LeadOfAccount): Promise<boolean> {
    const transferIds = await this.escalations.listBeingMade(accountId);
    if (transferIds.length === 0) return false;
    const lead = await this.cards.of(job, accountId, { isInside: false }).findLead(leadId);
    return lead !== null && transferIds.some((id) => carries(lead, id));
  }

  /** Null: the lead is not given to HQ where it is. Throws `RetryLater` while that is not known. */
  private async settingOf({
    accountId,
    pipelineId,
    statusId,
    goneAt,
  }: JournalLead): Promise<EscalationSetting | null> {
    if (goneAt !== null || closingStatusIds.includes(statusId)) return null;
    const setting = await this.settings.run(accountId, { pipelineId, statusId });
    const isThere = setting ? isGiven(setting, { pipelineId, statusId }) : false;
    if (isThere === null)
      throw new RetryLater(message('failures.stage-unread', { id: String(statusId) }), stageUnreadMs);
    return isThere ? setting : null;
  }
}
