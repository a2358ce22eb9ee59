import type { AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import type { RoutingRulesBody } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import { LoadRouting } from '../lead/load-routing.js';
import type { LeadWork } from '../lead/lead-work.js';
import type { Setting } from '../lead/load-setting.js';
import { closingStatusIds } from '../lead/route-lead.js';
import { ReadPlaces, textOf } from '../region/read-places.js';
import { findTerritory } from '../rule/find-territory.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { usable, type NextBranch } from './choose-branch.js';
import { chooseByName } from './choose-by-name.js';
import { decideChoice, decidePlace, type ShownChoice } from './decide-choice.js';
import { LegRepository } from './leg.repository.js';
import { placeOfLead } from './place-of-lead.js';

/** Which branch a person wants to have the lead, and why; null: none. */
export interface Choice extends ShownChoice {
  wanted: { branch: NextBranch; why: Message } | null;
}

/** Reads which branch «Филиал» of an HQ lead names, or to which one its place was corrected. */
@Injectable()
export class ReadChoice {
  constructor(
    private readonly routing: LoadRouting,
    private readonly rules: RoutingRulesRepository,
    private readonly cards: ReadCards,
    private readonly legs: LegRepository,
    private readonly places: ReadPlaces,
  ) {}

  /** «Филиал» counts before the place. Null: there is no such field, and the lead is not in hand. */
  async run(job: Job<LeadWork>, leg: TransferRow): Promise<Choice | 'closed' | null> {
    const { rules } = await this.rules.getNewestOf(leg.hqAccountId);
    const fieldId = rules.branchFieldId ?? null;
    const isInHand = leg.inHandSince !== null;
    if (fieldId === null && !isInHand) return null;
    const lead = await this.cards.of(job, leg.hqAccountId, { isInside: false }).findLead(leg.hqLeadId);
    if (!lead || isClosed(lead)) return 'closed';
    const setting = await this.routing.readSetting(rules);
    const tried = isInHand ? await this.legs.listTried(leg.trailId) : new Set<string>();
    const shown = textOf(lead, fieldId);
    const named = chooseByName(shown, setting.branches);
    const byName = usable(named ?? undefined, rules);
    const ofName = decideChoice({
      ...{ shown, last: leg.hqBranchName, isUsable: byName !== null },
      isOpen: isInHand && named !== null && !tried.has(named.id),
      ...{ branchId: named?.id ?? null, ownBranchId: leg.branchId },
    });
    const {
      place,
      branch: byPlace,
      verdict: ofPlace,
    } = await this.byPlace(leg, { lead, rules, setting, tried });
    const readAt = lead.updated_at;
    if (ofName === 'choose' && byName)
      return { readAt, shown, place, wanted: { branch: byName, why: why('custody.why-chosen', byName) } };
    const known = ofName === 'remember' ? { shown } : {};
    if (ofPlace === 'choose' && byPlace)
      return {
        readAt,
        ...known,
        place,
        wanted: { branch: byPlace, why: why('custody.why-region', byPlace) },
      };
    return { readAt, ...known, ...(ofPlace === 'remember' ? { place } : {}), wanted: null };
  }

  private async byPlace(
    leg: TransferRow,
    about: { lead: AmoLead; rules: RoutingRulesBody; setting: Setting; tried: ReadonlySet<string> },
  ): Promise<{ place: string; branch: NextBranch | null; verdict: ReturnType<typeof decidePlace> }> {
    const { lead, rules, setting, tried } = about;
    const [region, city] = [textOf(lead, rules.regionFieldId), textOf(lead, rules.cityFieldId ?? null)];
    const place = placeOfLead(lead, rules);
    if (place === leg.hqPlace) return { place, branch: null, verdict: 'none' };
    const read = await this.places.ofTexts({ region, city, phoneRegion: null });
    const open = setting.branches.filter(({ state }) => state !== 'closed');
    const branches = findTerritory(read, setting.rules, open).candidates.map((candidate) => candidate.branch);
    const branch = usable(branches[0], rules);
    const verdict = decidePlace({
      ...{ shown: place, last: leg.hqPlace, ownBranchId: leg.branchId, isUsable: branch !== null },
      branchIds: branches.map(({ id }) => id),
      isTried: branches.some(({ id }) => tried.has(id)),
    });
    return { place, branch, verdict };
  }
}

const why = (key: 'custody.why-chosen' | 'custody.why-region', { name }: NextBranch): Message =>
  message(key, { branch: name });
const isClosed = ({ status_id }: AmoLead): boolean => closingStatusIds.includes(status_id);
