import type { AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import { LoadSetting } from '../lead/load-setting.js';
import type { LeadWork } from '../lead/lead-work.js';
import { closingStatusIds } from '../lead/route-lead.js';
import { textOf } from '../region/read-places.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { usable, type NextBranch } from './choose-branch.js';
import { chooseByName } from './choose-by-name.js';
import { decideChoice } from './decide-choice.js';
import { LegRepository } from './leg.repository.js';

/** What «Филиал» shows, the branch that can have the lead for it, and what is made of it. */
export interface Choice {
  shown: string | null;
  branch: NextBranch | null;
  verdict: ReturnType<typeof decideChoice>;
}

/** Reads which branch «Филиал» of an HQ lead names. */
@Injectable()
export class ReadChoice {
  constructor(
    private readonly setting: LoadSetting,
    private readonly rules: RoutingRulesRepository,
    private readonly cards: ReadCards,
    private readonly legs: LegRepository,
  ) {}

  /** Null: there is no such field, and the lead is not in hand. */
  async run(job: Job<LeadWork>, leg: TransferRow): Promise<Choice | 'closed' | null> {
    const { rules } = await this.rules.getNewestOf(leg.hqAccountId);
    const fieldId = rules.branchFieldId ?? null;
    const isInHand = leg.inHandSince !== null;
    if (fieldId === null && !isInHand) return null;
    const cards = this.cards.of(job, leg.hqAccountId, { isInside: false });
    const lead = await cards.findLead(leg.hqLeadId);
    if (!lead || isClosed(lead)) return 'closed';
    const { branches } = await this.setting.run(rules, new Date());
    const shown = textOf(lead, fieldId);
    const named = chooseByName(shown, branches);
    const branch = usable(named ?? undefined, rules);
    const isOpen = isInHand && named !== null && !(await this.legs.listTried(leg.trailId)).has(named.id);
    const verdict = decideChoice({
      ...{ shown, last: leg.hqBranchName, isUsable: branch !== null, isOpen },
      ...{ branchId: named?.id ?? null, ownBranchId: leg.branchId },
    });
    return { shown, branch, verdict };
  }
}

const isClosed = ({ status_id }: AmoLead): boolean => closingStatusIds.includes(status_id);
