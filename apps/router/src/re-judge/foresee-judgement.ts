import type { AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { isRefusal, RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { AbsentCardRepository } from '../absence/absent-card.repository.js';
import { ReadCards } from '../absence/read-cards.js';
import type { Setting } from '../lead/load-setting.js';
import { ReadLeadFacts } from '../lead/read-lead-facts.js';
import { respectCancel } from '../lead/respect-cancel.js';
import { routeLead } from '../lead/route-lead.js';
import { touchedAt } from '../lead/touched-at.js';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import { foreseeJudgement, isBounded, isDue, wasBelievedGone, type ChangingLead } from './decide-re-judge.js';
import type { LeadRecord } from './load-known.js';
import type { ReJudgeWork } from './re-judge-work.js';

/** The webhook or the healing poll of a change that is younger than this may still arrive. */
const arrivesWithinMs = 5 * 60_000;

/** What one run over the leads of HQ decides by. */
interface ReJudgeInput {
  job: Job<ReJudgeWork>;
  rules: RoutingRules['rules'];
  setting: Setting;
  /** Branches are open or closed as of this moment. */
  now: Date;
}

export type Foreseen = Pick<ChangingLead, 'branchId' | 'isEnded' | 'goesByItself'>;

/** Says what the judge would decide about a lead now. */
@Injectable()
export class ForeseeJudgement {
  constructor(
    private readonly facts: ReadLeadFacts,
    private readonly cards: ReadCards,
    private readonly absent: AbsentCardRepository,
  ) {}

  /** Null: nothing would change, or the judge has to find out by itself; `unread`: nobody knows, its contact cannot be read now. */
  async run(
    { job, rules, setting, now }: ReJudgeInput,
    lead: AmoLead,
    record: LeadRecord,
  ): Promise<Foreseen | 'unread' | null> {
    const { hqAccountId: accountId } = rules;
    // The list has it, so that the judge does not believe the next read that finds nothing.
    if (wasBelievedGone(record.judged))
      await job.step((tx) => this.absent.forget(tx, { accountId, entity: 'lead', entityId: lead.id }));
    const isFresh = Date.now() - touchedAt(lead).getTime() < arrivesWithinMs;
    if (record.judged === null && !record.transfer && isFresh) return null;
    // That its client's contact says nothing was found out when it was judged; to read it costs a call for each lead.
    const isSilent = record.judged?.kind === 'wait' && record.judged.reason?.found === 'empty';
    const isContactUnread = isSilent && job.payload.cause !== 'rules-saved';
    // The places of HQ are for leads on their way.
    const cards = this.cards.of(job, accountId, { isInside: true, priority: 'bulk' });
    const findContact = isContactUnread ? () => Promise.resolve(null) : cards.findContact;
    try {
      const read = await this.facts.run(lead, rules, { findContact, signal: job.signal });
      // The rotation must not change the question that a person was asked.
      const facts = { ...read, currentBranchId: record.listed?.branchId ?? null };
      const decided = respectCancel(routeLead(facts, setting.rules, setting.branches), record.cancelled);
      const foreseen = foreseeJudgement(record, decided);
      const isEnded = decided.decision.kind === 'ignore';
      const goesByItself = isDue(record, now) || isBounded(record, decided);
      return foreseen && { ...foreseen, isEnded, goesByItself };
    } catch (error) {
      if (!(error instanceof RetryLater) && !isRefusal(error)) throw error;
      job.log.warn({ accountId, leadId: lead.id, err: error }, 'lead is left out of judging again');
      return 'unread';
    }
  }
}
