import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { LoadSetting } from '../lead/load-setting.js';
import { touchedAt } from '../lead/touched-at.js';
import { TakePlace } from '../quota/take-place.js';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import { isDue, type ChangingLead } from './decide-re-judge.js';
import { ForeseeJudgement, type Foreseen } from './foresee-judgement.js';
import { LoadKnown, type LeadRecord } from './load-known.js';
import type { ReJudgeWork } from './re-judge-work.js';
import { ReadIntake, type Intake } from './read-intake.js';

const ended: Foreseen = { branchId: null, isEnded: true, goesByItself: false };

/** Reads the leads that routing may be about, and finds those whose judgement would change. */
@Injectable()
export class FindChanging {
  constructor(
    private readonly setting: LoadSetting,
    private readonly places: TakePlace,
    private readonly intake: ReadIntake,
    private readonly known: LoadKnown,
    private readonly foreseeing: ForeseeJudgement,
  ) {}

  /**
   * A lead whose contact cannot be read now is left out (`unread`) and logged: its own job reads it with longer retries. A
   * running job about it is made due at once.
   */
  async run(
    job: Job<ReJudgeWork>,
    { rules }: RoutingRules,
  ): Promise<{ changing: ChangingLead[]; unread: number[]; isWhole: Intake['isWhole'] }> {
    const { accountId, cause } = job.payload;
    const waiting = await this.known.listWaiting(accountId);
    const { leads, isWhole } = await this.intake.run(rules, waiting, job.signal);
    // A branch that is full still is no change.
    const now = new Date();
    const read = await this.setting.run(rules, now);
    const input = { job, rules, setting: await this.places.known(read, null, job.correlationId), now };
    const records = await this.known.load(accountId, [...new Set([...waiting, ...leads.keys()])]);
    const own = [...records].filter(([, record]) => isUnrecorded(record) || isTimed(record, now));
    // Their own jobs judge them, and a change that a person has just made needs no question.
    const busy = await this.known.reviveWork(
      accountId,
      own.map(([leadId]) => leadId),
    );
    const changing: ChangingLead[] = [];
    const unread: number[] = [];
    for (const [leadId, record] of records) {
      const isLeftToBus = cause === 'timer' && record.isGivenUp && record.listed?.state !== 'asked';
      if (busy.has(leadId) || isLeftToBus) continue;
      const lead = leads.get(leadId);
      // Whether it is gone is for the judge to find out.
      const foreseen = lead ? await this.foreseeing.run(input, lead, record) : ended;
      if (foreseen === 'unread') unread.push(leadId);
      if (foreseen === 'unread' || !foreseen) continue;
      const createdAt = lead ? new Date(lead.created_at * 1000) : (record.since ?? new Date());
      const touched = lead ? touchedAt(lead) : createdAt;
      changing.push({ leadId, ...foreseen, createdAt, touchedAt: touched, listed: record.listed });
    }
    return { changing, unread, isWhole };
  }
}

/** Nothing is recorded about it at all. */
function isUnrecorded({ judged, transfer, listed, isGivenUp }: LeadRecord): boolean {
  return !judged && !transfer && !listed && !isGivenUp;
}

/** The job of its timer is on its way; one that was given up is left to what revives it. */
function isTimed(record: LeadRecord, now: Date): boolean {
  return isDue(record, now) && !record.isGivenUp;
}
