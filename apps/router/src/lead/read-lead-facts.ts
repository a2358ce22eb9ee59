import { mainContactOf, type AmoLead } from '@hub/amocrm';
import type { RoutingRulesBody } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import { AccountFacts } from '../account-facts.js';
import { ReadPlaces, type FindContact } from '../region/read-places.js';
import { textOf } from '../region/text-of.js';
import { spoken } from '../region/read-place.js';
import { closingStatusIds } from '../rule/closing-status-ids.js';
import type { LeadFacts } from '../rule/facts.js';
import { KnownClients } from './known-clients.js';
import { LeadPast } from './lead-past.js';

/** What facts are read with. */
export interface FactsFrom {
  findContact: FindContact;
  signal: AbortSignal;
  /** A lead that was handed over is judged as if it was not. */
  isAsNew?: boolean;
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

  /** Asks HQ for the stages of the intake pipeline when it does not know this one. */
  async run(
    lead: AmoLead,
    rules: RoutingRulesBody,
    { findContact, signal, isAsNew = false }: FactsFrom,
  ): Promise<LeadFacts> {
    const { id, pipeline_id: pipelineId, status_id: statusId } = lead;
    const accountId = rules.hqAccountId;
    const isIntake = pipelineId === rules.intakePipelineId;
    const isUnsorted =
      isIntake && (await this.accounts.isUnsorted({ accountId, pipelineId, statusId }, signal)) === true;
    const branchName = textOf(lead, rules.branchFieldId ?? null);
    const facts = { accountId, pipelineId, statusId, isUnsorted };
    if (!isIntake) return { ...facts, place: { kind: 'empty' }, branchName };
    const contactId = mainContactOf(lead);
    const { sent, ofContact, ...past } = await this.past.find(accountId, id, contactId);
    const isHandedOver = statusId === rules.handedOverStatusId && !isAsNew;
    const isOpen = !isUnsorted && !isHandedOver && !closingStatusIds.includes(statusId);
    const isIgnored = past.word?.kind === 'ignore';
    const asked = { rules, hqLeadId: id, ofContact };
    return {
      ...facts,
      place: await this.places.ofLead(lead, rules, { sent, findContact }),
      branchName: spoken(branchName) ?? sent.branch,
      ...past,
      // One that is not to be routed needs no known client, and its contact is not read for it.
      ...(isOpen && !isIgnored ? await this.clients.ofLead(asked, { contactId, findContact }) : {}),
    };
  }
}
