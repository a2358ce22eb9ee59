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
import { decideChoice, decidePlace, type ShownChoice, type Verdict } from './decide-choice.js';
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

type Picked = Pick<Choice, 'shown' | 'place' | 'wanted' | 'waitsFor'>;

/** What a field shows, the branch that it means, the same where that can have the lead, and what is made of it. */
interface Shown<T> {
  shown: T;
  meant: BranchFacts | null;
  branch: NextBranch | null;
  verdict: Verdict;
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
        ...{ readAt, shown, place: placeOfLead(lead, rules), hand, waitsFor: null },
        wanted: { branch: placed, why: why('custody.why-chosen', placed) },
      };
    // What was chosen before HQ took the lead on counts no longer.
    const isInHand = leg.inHandSince !== null && hand === 'in-hand';
    const about = { lead, rules, setting, tried: isInHand ? tried : new Set<string>() };
    const byName = this.byName(leg, { ...about, shown, isInHand });
    const picked = pick(byName, await this.byPlace(leg, about), leg.wantedBranchId);
    const isToWait = !hasEnded || isInHand;
    return { readAt, hand, ...(isToWait ? this.orWanted(leg, picked, about) : withoutWaiting(picked)) };
  }

  /** Nobody has said anything new: the branch that was named before gets the lead where it takes leads by now. */
  private orWanted(leg: TransferRow, picked: Picked, { rules, setting }: About): Picked {
    const { wantedBranchId } = leg;
    if (picked.wanted || picked.waitsFor !== undefined || wantedBranchId === null) return picked;
    const known = setting.branches.find(({ id }) => id === wantedBranchId);
    const branch = usable(known, rules);
    if (branch)
      return { ...picked, wanted: { branch, why: why('custody.why-chosen', branch) }, waitsFor: null };
    return known === undefined || known.state === 'closed' ? { ...picked, waitsFor: null } : picked;
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
    return { shown, meant: named, branch, verdict };
  }

  private async byPlace(leg: TransferRow, { lead, rules, setting, tried }: About): Promise<Shown<string>> {
    const [region, city] = [textOf(lead, rules.regionFieldId), textOf(lead, rules.cityFieldId ?? null)];
    const place = placeOfLead(lead, rules);
    if (place === leg.hqPlace) return { shown: place, meant: null, branch: null, verdict: 'none' };
    const read = await this.places.ofTexts({ region, city, phoneRegion: null });
    const open = setting.branches.filter(({ state }) => state !== 'closed');
    const branches = findTerritory(read, setting.rules, open).candidates.map((candidate) => candidate.branch);
    const branch = usable(branches[0], rules);
    const verdict = decidePlace({
      ...{ shown: place, last: leg.hqPlace, ownBranchId: leg.branchId, isUsable: branch !== null },
      branchIds: branches.map(({ id }) => id),
      isTried: branches.some(({ id }) => tried.has(id)),
    });
    return { shown: place, meant: branches[0] ?? null, branch, verdict };
  }
}

/** The branch that is wanted, and what is known of both fields from now on; `waitsFor`: for which it has waited. */
function pick(byName: Shown<string | null>, byPlace: Shown<string>, waitsFor: string | null): Picked {
  const [{ shown }, { shown: place }] = [byName, byPlace];
  if (byName.verdict === 'choose' && byName.branch) {
    const wanted = { branch: byName.branch, why: why('custody.why-chosen', byName.branch) };
    return { shown, place, wanted, waitsFor: null };
  }
  if (byName.verdict === 'wait' && byName.meant)
    return { shown, place, wanted: null, waitsFor: byName.meant.id };
  const known = byName.verdict === 'remember' ? { shown, waitsFor: null } : {};
  if (byPlace.verdict === 'choose' && byPlace.branch) {
    const wanted = { branch: byPlace.branch, why: why('custody.why-region', byPlace.branch) };
    return { ...known, place, wanted, waitsFor: null };
  }
  if (byPlace.verdict === 'wait' && byPlace.meant)
    return { ...known, place, wanted: null, waitsFor: byPlace.meant.id };
  if (byPlace.verdict !== 'remember') return { ...known, wanted: null };
  // «Филиал» may name the branch still for which the lead waits.
  const isNamed = waitsFor !== null && byName.verdict === 'none' && byName.meant?.id === waitsFor;
  return { ...known, place, wanted: null, ...(isNamed ? {} : { waitsFor: null }) };
}

/** As what is chosen of a lead that no branch is to have: a branch that takes no leads now is chosen by the next reading. */
function withoutWaiting({ waitsFor, ...picked }: Picked): Picked {
  return typeof waitsFor === 'string' ? { wanted: null } : picked;
}

const why = (key: 'custody.why-chosen' | 'custody.why-region', { name }: NextBranch): Message =>
  message(key, { branch: name });
const isClosed = ({ status_id }: AmoLead): boolean => closingStatusIds.includes(status_id);
