import type { AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import { LoadRouting } from '../lead/load-routing.js';
import type { LeadWork } from '../lead/lead-work.js';
import { closingStatusIds, type BranchFacts } from '../lead/route-lead.js';
import { isInPlace } from '../transfer/is-in-place.js';
import { textOf } from '../region/read-places.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { usable, type NextBranch } from './choose-branch.js';
import { chooseByName } from './choose-by-name.js';
import { decideChoice } from './decide-choice.js';
import type { Hand } from './decide-hand.js';
import { ReadHand } from './read-hand.js';
import { LegRepository } from './leg.repository.js';

/** What «Филиал» shows, the branch that can have the lead for it, and what is made of it. */
export interface Choice {
  shown: string | null;
  branch: NextBranch | null;
  verdict: ReturnType<typeof decideChoice>;
  /** What HQ's people make of a lead that no branch has; null: a branch has it. */
  hand: Hand | null;
}

/** Reads which branch «Филиал» of an HQ lead names; a lead without a branch also by the pipeline of one inside HQ. */
@Injectable()
export class ReadChoice {
  constructor(
    private readonly routing: LoadRouting,
    private readonly rules: RoutingRulesRepository,
    private readonly cards: ReadCards,
    private readonly legs: LegRepository,
    private readonly hand: ReadHand,
  ) {}

  /** Null: there is no such field, and a branch has the lead. */
  async run(job: Job<LeadWork>, leg: TransferRow): Promise<Choice | 'closed' | null> {
    const { rules } = await this.rules.getNewestOf(leg.hqAccountId);
    const fieldId = rules.branchFieldId ?? null;
    const hasEnded = leg.endedAt !== null;
    if (fieldId === null && !hasEnded) return null;
    const cards = this.cards.of(job, leg.hqAccountId, { isInside: false });
    const lead = await cards.findLead(leg.hqLeadId);
    if (!lead || isClosed(lead)) return 'closed';
    const hand = hasEnded ? await this.hand.of(leg, lead) : null;
    // What was chosen before HQ took the lead on counts no longer.
    const isInHand = leg.inHandSince !== null && hand === 'in-hand';
    const { branches } = await this.routing.readSetting(rules);
    const shown = textOf(lead, fieldId);
    const isTheirs = ({ target }: BranchFacts) => target !== null && isInPlace({ ...leg, target }, lead);
    const placed = hand === 'taken' ? usable(branches.find(isTheirs), rules) : null;
    if (placed) return { shown, branch: placed, verdict: 'choose', hand };
    const named = chooseByName(shown, branches);
    const branch = usable(named ?? undefined, rules);
    const isOpen = isInHand && named !== null && !(await this.legs.listTried(leg.trailId)).has(named.id);
    const verdict = decideChoice({
      ...{ shown, last: leg.hqBranchName, isUsable: branch !== null, isOpen, isInHand },
      ...{ branchId: named?.id ?? null, ownBranchId: leg.branchId },
    });
    return { shown, branch, verdict, hand };
  }
}

const isClosed = ({ status_id }: AmoLead): boolean => closingStatusIds.includes(status_id);
