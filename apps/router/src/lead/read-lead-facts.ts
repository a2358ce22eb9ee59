import { mainContactOf, type AmoLead } from '@hub/amocrm';
import type { RoutingRulesBody } from '@hub/contracts';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { AccountFacts } from '../account-facts.js';
import { isNewChoice } from '../custody/decide-choice.js';
import { ReadPlaces, type FindContact } from '../region/read-places.js';
import { textOf } from '../region/text-of.js';
import { spoken } from '../region/read-place.js';
import { closingStatusIds } from '../rule/closing-status-ids.js';
import type { LastLeg, LeadFacts } from '../rule/facts.js';
import { KnownClients } from './known-clients.js';
import { LeadPast, type EndedTrail } from './lead-past.js';

/** When to ask again for a stage of the intake pipeline that HQ does not show. */
const stageUnreadMs = 30_000;

/** What facts are read with. */
export interface FactsFrom {
  findContact: FindContact;
  signal: AbortSignal;
  /** A lead that was handed over is judged as if it was not. */
  isAsNew?: boolean;
  /** A person has asked to have it decided anew. */
  isAsked?: boolean;
}

/** Reads the facts of a lead that routing decides by. */
@Injectable()
export class ReadLeadFacts {
  constructor(
    private readonly accounts: AccountFacts,
    private readonly places: ReadPlaces,
    private readonly past: LeadPast,
    private readonly clients: KnownClients,
  ) {}

  /**
   * Asks HQ for the stages of the intake pipeline when it does not know this one; throws `RetryLater` when HQ does not
   * say.
   */
  async run(
    lead: AmoLead,
    rules: RoutingRulesBody,
    { findContact, signal, isAsNew = false, isAsked = false }: FactsFrom,
  ): Promise<LeadFacts> {
    const { id, pipeline_id: pipelineId, status_id: statusId } = lead;
    const accountId = rules.hqAccountId;
    const isIntake = pipelineId === rules.intakePipelineId;
    const isUnsorted =
      isIntake && (await this.accounts.isUnsorted({ accountId, pipelineId, statusId }, signal));
    // «Неразобранное» is not to be taken for open: a hand-over would take the lead out of it.
    if (isUnsorted === null)
      throw new RetryLater(message('failures.stage-unread', { id: String(statusId) }), stageUnreadMs);
    const branchName = textOf(lead, rules.branchFieldId ?? null);
    const facts = { accountId, pipelineId, statusId, isUnsorted };
    if (!isIntake) return { ...facts, place: { kind: 'empty' }, branchName };
    const contactId = mainContactOf(lead);
    const { sent, ofContact, ended, ...past } = await this.past.find(accountId, id, contactId);
    const isHandedOver = statusId === rules.handedOverStatusId && !isAsNew;
    const isOpen = !isUnsorted && !isHandedOver && !closingStatusIds.includes(statusId);
    const isIgnored = past.word?.kind === 'ignore';
    const asked = { rules, hqLeadId: id, ofContact };
    return {
      ...facts,
      place: await this.places.ofLead(lead, rules, { sent, findContact }),
      branchName: spoken(branchName) ?? sent.branch,
      ...past,
      isAsked,
      lastLeg: ended && !isAsNew ? lastLegOf(ended, branchName) : null,
      // One that is not to be routed needs no known client, and its contact is not read for it.
      ...(isOpen && !isIgnored ? await this.clients.ofLead(asked, { contactId, findContact }) : {}),
    };
  }
}

/** The name of a branch that differs from what the hub knows was put there by a person. */
function lastLegOf({ statusId, shown: last }: EndedTrail, shown: string | null): LastLeg {
  const isOtherChosen = last !== null && spoken(shown) !== null && isNewChoice({ shown, last });
  return { statusId, isOtherChosen };
}
