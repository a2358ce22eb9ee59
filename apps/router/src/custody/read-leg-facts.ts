import type { RoutingRulesBody } from '@hub/contracts';
import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import { ReadLeadFacts } from '../lead/read-lead-facts.js';
import type { LeadFacts } from '../rule/facts.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { ReadHand } from './read-hand.js';

/** Any stage of the intake in which routing decides; no account has it. */
const openStatusId = 0;

/** Reads the HQ lead of a leg for routing, as if it had just come in. */
@Injectable()
export class ReadLegFacts {
  constructor(
    private readonly cards: ReadCards,
    private readonly facts: ReadLeadFacts,
    private readonly hand: ReadHand,
  ) {}

  /** Null: the lead is gone or closed, or HQ's people have taken it on. */
  async run(job: Job<unknown>, leg: TransferRow, rules: RoutingRulesBody): Promise<LeadFacts | null> {
    const { findLead, findContact } = this.cards.of(job, leg.hqAccountId, { isInside: false });
    const lead = await findLead(leg.hqLeadId);
    if (!lead || (await this.hand.of(leg, lead)) !== 'in-hand') return null;
    const facts = await this.facts.run(lead, rules, { findContact, signal: job.signal, isAsNew: true });
    // «Филиал» and an operator name the branch that has had it.
    return {
      ...facts,
      ...{ pipelineId: rules.intakePipelineId, statusId: openStatusId, branchName: null, word: null },
    };
  }
}
