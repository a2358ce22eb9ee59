import type { AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import type { RoutingRulesBody } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import type { LeadWork } from '../lead/lead-work.js';
import { LoadSetting, type Setting } from '../lead/load-setting.js';
import { closingStatusIds, type BranchFacts } from '../lead/route-lead.js';
import { ReadPlaces } from '../region/read-places.js';
import { textOf } from '../region/text-of.js';
import { findTerritory } from '../rule/find-territory.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { isInPlace } from '../transfer/is-in-place.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { usable, type NextBranch } from './choose-branch.js';
import { chooseByName } from './choose-by-name.js';
import { decideChoice, decidePlace, type ShownChoice } from './decide-choice.js';
import type { Hand } from './decide-hand.js';
import { placeOfLead } from './place-of-lead.js';
import { ReadHand } from './read-hand.js';

/** Which branch a person wants to have the lead, and why; null: none. */
export interface Choice extends ShownChoice {
  wanted: { branch: NextBranch; why: Message } | null;
  /** What HQ's people make of a lead that no branch has; null: a branch has it. */
  hand: Hand | null;
}

/** What a choice is read from. */
interface About {
  lead: AmoLead;
  rules: RoutingRulesBody;
  setting: Setting;
  tried: ReadonlySet<string>;
}

/** What a field shows, the branch that can have the lead for it, and what is made of it. */
interface Shown<T> {
  shown: T;
  branch: NextBranch | null;
  verdict: ReturnType<typeof decideChoice>;
}

/**
 * Reads which branch «Филиал» of an HQ lead names, or to which one its place was corrected; a lead without a branch also by
 * the pipeline of one inside HQ.
 */
@Injectable()
export class ReadChoice {
  constructor(
    private readonly setting: LoadSetting,
    private readonly rules: RoutingRulesRepository,
    private readonly cards: ReadCards,
    private readonly hand: ReadHand,
    private readonly places: ReadPlaces,
  ) {}

  /**
   * «Филиал» counts before the place. Null: there is no such field, and a branch has the lead. `tried`: the branches that
   * have had the lead, for a leg in hand.
   */
  async run(
    job: Job<LeadWork>,
    leg: TransferRow,
    tried: ReadonlySet<string>,
  ): Promise<Choice | 'closed' | null> {
    const { rules } = await this.rules.getNewestOf(leg.hqAccountId);
    const hasEnded = leg.endedAt !== null;
    if (rules.branchFieldId == null && !hasEnded) return null;
    const lead = await this.cards.of(job, leg.hqAccountId, { isInside: false }).findLead(leg.hqLeadId);
    if (!lead || isClosed(lead)) return 'closed';
    const hand = hasEnded ? await this.hand.of(leg, lead) : null;
    const setting = await this.setting.run(rules, new Date());
    const [readAt, shown] = [lead.updated_at, textOf(lead, rules.branchFieldId ?? null)];
    const isTheirs = ({ target }: BranchFacts) => target && isInPlace({ ...leg, target }, lead);
    const placed = hand === 'taken' ? usable(setting.branches.find(isTheirs), rules) : null;
    if (placed)
      return {
        ...{ readAt, shown, place: placeOfLead(lead, rules), hand },
        wanted: { branch: placed, why: why('custody.why-chosen', placed) },
      };
    // What was chosen before HQ took the lead on counts no longer.
    const isInHand = leg.inHandSince !== null && hand === 'in-hand';
    const about = { lead, rules, setting, tried: isInHand ? tried : new Set<string>() };
    return {
      readAt,
      hand,
      ...this.pick(this.byName(leg, { ...about, shown, isInHand }), await this.byPlace(leg, about)),
    };
  }

  /** The branch that is wanted, and what is known of both from now on. */
  private pick(
    byName: Shown<string | null>,
    byPlace: Shown<string>,
  ): Pick<Choice, 'shown' | 'place' | 'wanted'> {
    const [{ shown }, { shown: place }] = [byName, byPlace];
    if (byName.verdict === 'choose' && byName.branch)
      return {
        shown,
        place,
        wanted: { branch: byName.branch, why: why('custody.why-chosen', byName.branch) },
      };
    const known = byName.verdict === 'remember' ? { shown } : {};
    if (byPlace.verdict === 'choose' && byPlace.branch) {
      const wanted = { branch: byPlace.branch, why: why('custody.why-region', byPlace.branch) };
      return { ...known, place, wanted };
    }
    return { ...known, ...(byPlace.verdict === 'remember' ? { place } : {}), wanted: null };
  }

  private byName(
    leg: TransferRow,
    { rules, setting, tried, shown, isInHand }: About & { shown: string | null; isInHand: boolean },
  ): Shown<string | null> {
    const named = chooseByName(shown, setting.branches);
    const branch = usable(named ?? undefined, rules);
    const verdict = decideChoice({
      ...{ shown, last: leg.hqBranchName, isUsable: branch !== null, isInHand },
      isOpen: isInHand && named !== null && !tried.has(named.id),
      ...{ branchId: named?.id ?? null, ownBranchId: leg.branchId },
    });
    return { shown, branch, verdict };
  }

  private async byPlace(leg: TransferRow, { lead, rules, setting, tried }: About): Promise<Shown<string>> {
    const [region, city] = [textOf(lead, rules.regionFieldId), textOf(lead, rules.cityFieldId ?? null)];
    const place = placeOfLead(lead, rules);
    if (place === leg.hqPlace) return { shown: place, branch: null, verdict: 'none' };
    const read = await this.places.ofTexts({ region, city, phoneRegion: null });
    const open = setting.branches.filter(({ state }) => state !== 'closed');
    const branches = findTerritory(read, setting.rules, open).candidates.map((candidate) => candidate.branch);
    const branch = usable(branches[0], rules);
    const verdict = decidePlace({
      ...{ shown: place, last: leg.hqPlace, ownBranchId: leg.branchId, isUsable: branch !== null },
      branchIds: branches.map(({ id }) => id),
      isTried: branches.some(({ id }) => tried.has(id)),
    });
    return { shown: place, branch, verdict };
  }
}

const why = (key: 'custody.why-chosen' | 'custody.why-region', { name }: NextBranch): Message =>
  message(key, { branch: name });
const isClosed = ({ status_id }: AmoLead): boolean => closingStatusIds.includes(status_id);
