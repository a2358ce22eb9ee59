import { AlarmRepository } from '@hub/accounts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DeclineLeads } from './decline-leads.js';
import type { ReJudgeEntry } from './decide-re-judge.js';
import { ReJudgeLeadRepository, type LeadChoice } from './re-judge-lead.repository.js';
import { OpenAskRepository } from './open-ask.repository.js';
import { ReleaseLeads } from './release-leads.js';

/** What a person wants done with leads. */
export interface Answer extends LeadChoice {
  answer: 'yes' | 'no' | null;
}

/** Keeps which leads are judged again and which a person is asked about, with the question and its alarm. */
@Injectable()
export class ReJudgeList {
  constructor(
    private readonly list: ReJudgeLeadRepository,
    private readonly asks: OpenAskRepository,
    private readonly releasing: ReleaseLeads,
    private readonly declining: DeclineLeads,
    private readonly alarms: AlarmRepository,
  ) {}

  /**
   * Enqueues the released ones, and updates the one question. `isWhole` false: the account has more leads than are read,
   * which is an alarm; null: unknown.
   */
  async run(
    tx: EntityManager,
    accountId: string,
    {
      isWhole,
      ...found
    }: { leads: readonly ReJudgeEntry[]; unread: readonly number[]; isWhole: boolean | null },
    { now, correlationId }: { now: Date; correlationId: string },
  ): Promise<void> {
    await this.list.lock(tx, accountId);
    await this.list.put(tx, accountId, found, now);
    // The leads were read for a while, and some of them were judged meanwhile.
    await this.list.dropJudged(tx, accountId);
    await this.asks.refresh(tx, accountId, now);
    if (found.leads.some(({ state }) => state !== 'asked'))
      await this.releasing.ask(tx, { accountId }, correlationId);
    await this.reportWhole(tx, accountId, isWhole, now);
  }

  /** How many leads the question is about now; locked until the transaction ends. */
  async countAsked(tx: EntityManager, accountId: string): Promise<number> {
    await this.list.lock(tx, accountId);
    return this.list.countAsked(tx, accountId);
  }

  /** Does what a person has answered, or wants without being asked. Returns how many leads that is about. */
  async answer(
    tx: EntityManager,
    accountId: string,
    { answer, ...choice }: Answer,
    { now, ...by }: { now: Date; correlationId: string; rulesVersion: number },
  ): Promise<number> {
    await this.list.lock(tx, accountId);
    const state = answer === 'no' ? 'declined' : 'released';
    const leads = await (answer
      ? this.list.answer(tx, accountId, { ...choice, state })
      : this.list.release(tx, accountId, choice));
    if (state === 'declined') {
      const unjudged = await this.list.listDeclinedUnjudged(tx, accountId);
      await this.declining.run(tx, accountId, { declined: leads, unjudged }, { now, ...by });
    }
    await this.asks.refresh(tx, accountId, now);
    if (state === 'released' && leads.length > 0)
      await this.releasing.ask(tx, { accountId }, by.correlationId);
    return leads.length;
  }

  /** Raises or clears the alarm of an account with more leads than are read. */
  private async reportWhole(
    tx: EntityManager,
    accountId: string,
    isWhole: boolean | null,
    now: Date,
  ): Promise<void> {
    if (isWhole === null) return;
    if (isWhole) await this.alarms.clear(tx, 'intake-cut', accountId, now);
    else await this.alarms.keep(tx, { kind: 'intake-cut', subject: accountId, accountId, facts: {} }, now);
  }
}
