import type { AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import type { RoutingRulesBody } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import type { LeadWork } from '../lead/lead-work.js';
import { LoadSetting, type Setting } from '../lead/load-setting.js';
import { closingStatusIds, type BranchFacts } from '../lead/route-lead.js';
import type { PlaceTexts } from '../region/read-place.js';
import { ReadPlaces } from '../region/read-places.js';
import { textOf } from '../region/text-of.js';
import { findTerritory } from '../rule/find-territory.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { isInPlace } from '../transfer/is-in-place.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { isAwaited, usable, type NextBranch } from './choose-branch.js';
import { chooseByName } from './choose-by-name.js';
import { decideChoice, type ShownChoice, type Verdict } from './decide-choice.js';
import type { Hand } from './decide-hand.js';
import { decidePlace, isSameText, textsOfPlace, type MeantPlace } from './decide-place.js';
import { placeOfLead } from './place-of-lead.js';
import { ReadHand } from './read-hand.js';

/** Which branch a person wants to have the lead, and why; null: none. */
export interface Choice extends ShownChoice {
  wanted: { branch: NextBranch; why: Message } | null;
  /** By which of them the branch of the leg is named anew; null: by neither. */
  ownBy: 'name' | 'place' | null;
  /** By which of them a branch is chosen that takes no leads now; null: by neither. */
  waitsBy: 'name' | 'place' | null;
  /** What HQ's people make of a lead that no branch has; null: a branch has it. */
  hand: Hand | null;
}

/** What a choice is read from. */
interface About {
  lead: AmoLead;
  rules: RoutingRulesBody;
  setting: Setting;
  isInHand: boolean;
  listTried: ListTried;
}

/** The branches that have had the lead; of a lead that is not in hand, those that have rejected it. */
export type ListTried = (isInHand: boolean) => Promise<ReadonlySet<string>>;

type Picked = Pick<Choice, 'shown' | 'place' | 'wanted' | 'waitsFor'>;

/** What a field shows, the branch that it means, the same where that can have the lead, and what is made of it. */
interface Shown<T, V = Verdict> {
  shown: T;
  meant: BranchFacts | null;
  branch: NextBranch | null;
  verdict: V;
}
type ShownPlace = Shown<string, ReturnType<typeof decidePlace>>;

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

  /** «Филиал» counts before the place. Null: there is no such field, and a branch has the lead, which waits for no other. */
  async run(job: Job<LeadWork>, leg: TransferRow, listTried: ListTried): Promise<Choice | 'closed' | null> {
    const { rules } = await this.rules.getNewestOf(leg.hqAccountId);
    const hasEnded = leg.endedAt !== null;
    if (rules.branchFieldId == null && !hasEnded && leg.wantedBranchId === null) return null;
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
        ...{ ownBy: null, waitsBy: null },
        wanted: { branch: placed, why: why('custody.why-chosen', placed) },
      };
    // What was chosen before HQ took the lead on counts no longer.
    const isInHand = leg.inHandSince !== null && hand === 'in-hand';
    const about = { lead, rules, setting, isInHand, listTried };
    const byName = await this.byName(leg, { ...about, shown });
    const byPlace = await this.byPlace(leg, about);
    const ownBy = isOwn(leg, byName) ? 'name' : isOwn(leg, byPlace) ? 'place' : null;
    const picked =
      ownBy === 'name' && !hasEnded
        ? { shown, place: byPlace.shown, wanted: null, waitsFor: null }
        : pick(byName, byPlace, leg.wantedBranchId);
    const waitsBy = typeof picked.waitsFor !== 'string' ? null : byName.verdict === 'wait' ? 'name' : 'place';
    const isToWait = !hasEnded || isInHand;
    return {
      readAt,
      hand,
      ...{ ownBy, waitsBy },
      ...(isToWait ? this.orWanted(leg, picked, about) : withoutWaiting(picked)),
    };
  }

  /** Nobody has said anything new: the branch that was named before gets the lead where it takes leads by now. */
  private orWanted(leg: TransferRow, picked: Picked, { rules, setting }: About): Picked {
    const { wantedBranchId } = leg;
    if (picked.wanted || picked.waitsFor !== undefined || wantedBranchId === null) return picked;
    const isThere = leg.endedAt === null && wantedBranchId === leg.branchId;
    if (isThere) return { ...picked, waitsFor: null };
    const known = setting.branches.find(({ id }) => id === wantedBranchId);
    const branch = usable(known, rules);
    if (branch)
      return { ...picked, wanted: { branch, why: why('custody.why-chosen', branch) }, waitsFor: null };
    return isAwaited(known) ? picked : { ...picked, waitsFor: null };
  }

  private async byName(
    leg: TransferRow,
    { rules, setting, listTried, shown, isInHand }: About & { shown: string | null },
  ): Promise<Shown<string | null>> {
    const named = chooseByName(shown, setting.branches);
    const branch = usable(named ?? undefined, rules);
    const verdict = decideChoice({
      ...{ shown, last: leg.hqBranchName, isUsable: branch !== null, isInHand },
      isOpen: isInHand && named !== null && !(await listTried(isInHand)).has(named.id),
      ...{ branchId: named?.id ?? null, ownBranchId: leg.branchId },
    });
    return { shown, meant: named, branch, verdict };
  }

  private async byPlace(leg: TransferRow, about: About): Promise<ShownPlace> {
    const { lead, rules, setting, isInHand, listTried } = about;
    const shown = placeOfLead(lead, rules);
    // Without «Филиал» a place moves no lead that a branch has.
    const isChoice = rules.branchFieldId != null || leg.endedAt !== null;
    if (!isChoice || isSameText(shown, leg.hqPlace))
      return { shown, meant: null, branch: null, verdict: 'none' };
    const [region, city] = [textOf(lead, rules.regionFieldId), textOf(lead, rules.cityFieldId ?? null)];
    const texts = textsOfPlace(leg.hqPlace);
    const now = await this.meant({ region, city }, setting);
    const meant = setting.branches.find(({ id }) => id === now.branchIds[0]);
    const branch = usable(meant, rules);
    const tried = await listTried(isInHand);
    const verdict = decidePlace({
      ...{ shown, last: leg.hqPlace, now, before: texts && (await this.meant(texts, setting)) },
      ...{ ownBranchId: leg.branchId, waitsFor: leg.wantedBranchId, isLiving: leg.endedAt === null },
      ...{ isUsable: branch !== null, isTried: now.branchIds.some((id) => tried.has(id)) },
    });
    return { shown, meant: meant ?? null, branch, verdict };
  }

  private async meant(
    texts: Pick<PlaceTexts, 'region' | 'city'>,
    { rules, branches }: Setting,
  ): Promise<MeantPlace> {
    const place = await this.places.ofTexts({ ...texts, phoneRegion: null });
    const open = branches.filter(({ state }) => state !== 'closed');
    const { candidates } = findTerritory(place, rules, open);
    return { place, branchIds: candidates.map(({ branch }) => branch.id) };
  }
}

/** The branch that is wanted, and what is known of both fields from now on; `waitsFor`: for which it has waited. */
function pick(byName: Shown<string | null>, byPlace: ShownPlace, waitsFor: string | null): Picked {
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
  if (byPlace.verdict === 'same') return { ...known, place, wanted: null };
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
const isOwn = (
  { branchId }: TransferRow,
  { verdict, meant }: Pick<ShownPlace, 'verdict' | 'meant'>,
): boolean => verdict === 'remember' && meant?.id === branchId;
const isClosed = ({ status_id }: AmoLead): boolean => closingStatusIds.includes(status_id);
