import type { AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { isRefusal, RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import { LoadRouting, touchedAt } from '../lead/load-routing.js';
import { respectCancel } from '../lead/respect-cancel.js';
import type { Setting } from '../lead/load-setting.js';
import { routeLead } from '../lead/route-lead.js';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import { foreseeJudgement, isBounded, type ChangingLead } from './decide-re-judge.js';
import { LoadKnown, type LeadRecord } from './load-known.js';
import type { ReJudgeWork } from './re-judge-work.js';
import { ReadIntake, type Intake } from './read-intake.js';

/** The webhook or the healing poll of a change that is younger than this may still arrive. */
const arrivesWithinMs = 5 * 60_000;

/** What one run over the leads of HQ decides by. */
interface ReJudgeInput {
  job: Job<ReJudgeWork>;
  rules: RoutingRules['rules'];
  setting: Setting;
}

type Foreseen = Pick<ChangingLead, 'branchId' | 'isEnded' | 'isBounded'>;

const ended: Foreseen = { branchId: null, isEnded: true, isBounded: false };

/** Reads the leads that routing may be about, and finds those whose judgement would change. */
@Injectable()
export class FindChanging {
  constructor(
    private readonly routing: LoadRouting,
    private readonly intake: ReadIntake,
    private readonly known: LoadKnown,
    private readonly cards: ReadCards,
  ) {}

  /**
   * A lead whose contact cannot be read now is left out and logged: its own job reads it with longer retries. A running
   * job about it is made due at once.
   */
  async run(
    job: Job<ReJudgeWork>,
    { rules }: RoutingRules,
  ): Promise<{ changing: ChangingLead[]; isWhole: Intake['isWhole'] }> {
    const { accountId, cause } = job.payload;
    const waiting = await this.known.listWaiting(accountId);
    const { leads, isWhole } = await this.intake.run(rules, waiting, job.signal);
    // A branch that is full still is no change.
    const read = await this.routing.readSetting(rules);
    const input = { job, rules, setting: await this.routing.places.known(read, null, job.correlationId) };
    const records = await this.known.load(accountId, [...new Set([...waiting, ...leads.keys()])]);
    const unrecorded = [...records].filter(([, record]) => isUnrecorded(record)).map(([leadId]) => leadId);
    // Their own jobs judge them, and a change that a person has just made needs no question.
    const busy = await this.known.reviveWork(accountId, unrecorded);
    const changing: ChangingLead[] = [];
    for (const [leadId, record] of records) {
      if (busy.has(leadId) || (cause === 'timer' && record.isGivenUp)) continue;
      const lead = leads.get(leadId);
      // Whether it is gone is for the judge to find out.
      const foreseen = lead ? await this.foresee(input, lead, record) : ended;
      if (!foreseen) continue;
      const createdAt = lead ? new Date(lead.created_at * 1000) : (record.since ?? new Date());
      const touched = lead ? touchedAt(lead) : createdAt;
      changing.push({ leadId, ...foreseen, createdAt, touchedAt: touched, listed: record.listed });
    }
    return { changing, isWhole };
  }

  private async foresee(
    { job, rules, setting }: ReJudgeInput,
    lead: AmoLead,
    record: LeadRecord,
  ): Promise<Foreseen | null> {
    const isFresh = Date.now() - touchedAt(lead).getTime() < arrivesWithinMs;
    if (record.judged === null && !record.transfer && isFresh) return null;
    // That its client's numbers say nothing was found out when it was judged; to read them costs a call for each lead.
    const isSilent = record.judged?.kind === 'wait' && record.judged.reason?.found === 'empty';
    const asRead =
      isSilent && job.payload.cause !== 'rules-saved' ? { ...rules, usesPhoneCode: false } : rules;
    // The places of HQ are for leads on their way.
    const { findContact } = this.cards.of(job, rules.hqAccountId, { isInside: true, priority: 'bulk' });
    try {
      const read = await this.routing.readFacts(lead, asRead, { findContact, signal: job.signal });
      // The rotation must not change the question that a person was asked.
      const facts = { ...read, currentBranchId: record.listed?.branchId ?? null };
      const decided = respectCancel(routeLead(facts, setting.rules, setting.branches), record.cancelled);
      const foreseen = foreseeJudgement(record, decided);
      const isEnded = decided.decision.kind === 'ignore';
      return foreseen && { ...foreseen, isEnded, isBounded: isBounded(record, decided) };
    } catch (error) {
      if (!(error instanceof RetryLater) && !isRefusal(error)) throw error;
      job.log.warn(
        { accountId: rules.hqAccountId, leadId: lead.id, err: error },
        'lead is left out of the look',
      );
      return null;
    }
  }
}

/** Nothing is recorded about it at all. */
function isUnrecorded({ judged, transfer, listed, isGivenUp }: LeadRecord): boolean {
  return !judged && !transfer && !listed && !isGivenUp;
}
