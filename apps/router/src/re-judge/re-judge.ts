import { AlarmRepository } from '@hub/accounts';
import type { AmoLead } from '@hub/amocrm';
import { Bus, enqueuePerSpan, type Job } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ReadCards } from '../absence/read-cards.js';
import { LoadRouting, touchedAt } from '../lead/load-routing.js';
import { respectCancel } from '../lead/respect-cancel.js';
import { routeLead, type BranchFacts } from '../lead/route-lead.js';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import { decideReJudge, foreseeJudgement, type ChangingLead } from './decide-re-judge.js';
import { HoldLeads } from './hold-leads.js';
import { LoadKnown, type LeadRecord } from './load-known.js';
import { ReadIntake } from './read-intake.js';

/** "Look which leads of this HQ account would be judged otherwise now." */
interface ReJudgeWork {
  accountId: string;
  cause: Cause;
}

/**
 * `saved`: something that leads may wait for; `rules-saved`: the rules, by which the client's place may be read from
 * other fields now, or from the phone; `timer`: nothing was saved, so that given-up work stays given up.
 */
type Cause = 'saved' | 'rules-saved' | 'timer';

const consumer = 'router.re-judge';
/** A change that is younger may still be on its way as a webhook or with the healing poll. */
const untilHeardMs = 5 * 60_000;
/** What is saved within this time is looked at once. */
const spanMs = 2_000;
const dayMs = 86_400_000;
const usualMaxAgeDays = 3;

/**
 * What was judged once is judged again: the open leads of the intake pipeline and all that wait are read → routing
 * decides about each → those whose judgement would change are given to the judge, oldest first, or a person is asked.
 */
@Injectable()
export class ReJudge implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly routing: LoadRouting,
    private readonly intake: ReadIntake,
    private readonly known: LoadKnown,
    private readonly holding: HoldLeads,
    private readonly cards: ReadCards,
    private readonly alarms: AlarmRepository,
  ) {}

  onModuleInit(): void {
    this.bus.consume<ReJudgeWork>({ consumer, concurrency: 1, handle: (job) => this.run(job) });
  }

  /** In the transaction that saves what leads may wait for. */
  async ask(
    tx: EntityManager,
    accountId: string,
    correlationId: string,
    cause: Exclude<Cause, 'timer'> = 'saved',
  ): Promise<void> {
    const work: ReJudgeWork = { accountId, cause };
    const about = { key: accountId, id: `${cause} ${accountId}`, at: Date.now(), spanMs, correlationId };
    await enqueuePerSpan(this.bus, tx, consumer, work, about);
  }

  /** The look that nobody asked for, unless one is due or running. One that waits for its next try is due at once. */
  async askPeriodic(tx: EntityManager, accountId: string, correlationId: string): Promise<void> {
    const busy = await this.bus.hastenKeys(tx, consumer, [accountId]);
    if (busy.has(accountId)) return;
    const work: ReJudgeWork = { accountId, cause: 'timer' };
    await this.bus.enqueue(tx, consumer, work, { key: accountId, correlationId });
  }

  private async run(job: Job<ReJudgeWork>): Promise<void> {
    const { accountId } = job.payload;
    const rules = await this.routing.findRules(accountId);
    if (!rules) return;
    await this.routing.stamp.awaitJudgements();
    // A lead that is judged or moved while the others are read is held for no longer than that.
    const now = new Date();
    const { changing, isWhole } = await this.findChanging(job, rules);
    const maxAgeMs = (rules.rules.maxAgeDays ?? usualMaxAgeDays) * dayMs;
    const held = decideReJudge(changing, { now, maxAgeMs });
    await job.finish(async (tx) => {
      await this.holding.run(tx, accountId, held, { now, correlationId: job.correlationId });
      await this.reportWhole(tx, accountId, isWhole, now);
    });
    const asked = held.filter(({ state }) => state === 'asked').length;
    job.log.info({ accountId, released: held.length - asked, asked }, 'leads are judged again');
  }

  /** Raises or clears the alarm of an account with more leads than are read. */
  private async reportWhole(
    tx: EntityManager,
    accountId: string,
    isWhole: boolean,
    now: Date,
  ): Promise<void> {
    if (isWhole) await this.alarms.clear(tx, 'intake-cut', accountId, now);
    else await this.alarms.keep(tx, { kind: 'intake-cut', subject: accountId, accountId, facts: {} }, now);
  }

  private async findChanging(
    job: Job<ReJudgeWork>,
    { rules }: RoutingRules,
  ): Promise<{ changing: ChangingLead[]; isWhole: boolean }> {
    const { accountId, cause } = job.payload;
    const waiting = await this.known.listWaiting(accountId);
    const { leads, isWhole } = await this.intake.run(rules, waiting, job.signal);
    const branches = await this.routing.readBranches();
    const records = await this.known.load(accountId, [...new Set([...waiting, ...leads.keys()])]);
    const unheard = [...records].filter(([, record]) => isUnheard(record)).map(([leadId]) => leadId);
    // Their own work judges them, and nobody has to be asked about a change that somebody has just made.
    const busy = await this.known.hastenWork(accountId, unheard);
    const changing: ChangingLead[] = [];
    for (const [leadId, record] of records) {
      if (busy.has(leadId) || (cause === 'timer' && record.isGivenUp)) continue;
      const lead = leads.get(leadId);
      const foreseen = lead
        ? await this.foresee(job, { rules, branches, lead, record })
        : // Whether it is gone is for the judge to find out.
          { branchId: null };
      const createdAt = lead ? new Date(lead.created_at * 1000) : (record.since ?? new Date());
      if (!foreseen) continue;
      const touched = lead ? touchedAt(lead) : createdAt;
      changing.push({ leadId, ...foreseen, createdAt, touchedAt: touched, held: record.held });
    }
    return { changing, isWhole };
  }

  private async foresee(
    job: Job<ReJudgeWork>,
    about: {
      rules: RoutingRules['rules'];
      branches: readonly BranchFacts[];
      lead: AmoLead;
      record: LeadRecord;
    },
  ): Promise<{ branchId: string | null } | null> {
    const { rules, branches, lead, record } = about;
    const isFresh = Date.now() - touchedAt(lead).getTime() < untilHeardMs;
    if (record.judged === null && !record.transfer && isFresh) return null;
    // That its client's numbers say nothing was found out when it was judged; to read them costs a call for each lead.
    const isSilent = record.judged?.kind === 'wait' && record.judged.reason?.found === 'empty';
    const asRead =
      isSilent && job.payload.cause !== 'rules-saved' ? { ...rules, usesPhoneCode: false } : rules;
    const { findContact: readContact } = this.cards.of(job, rules.hqAccountId, {
      isInside: false,
      priority: 'bulk',
    });
    const facts = await this.routing.readFacts(lead, asRead, { readContact, signal: job.signal });
    return foreseeJudgement(record, respectCancel(routeLead(facts, rules, branches), record.cancelled));
  }
}

/** Nothing is recorded about it at all. */
function isUnheard({ judged, transfer, held, isGivenUp }: LeadRecord): boolean {
  return !judged && !transfer && !held && !isGivenUp;
}
