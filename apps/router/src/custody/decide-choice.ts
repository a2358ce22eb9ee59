import { normaliseRegion } from '@hub/accounts/pure';

/** What an HQ lead shows of its branch and its place, as it is known from then on. */
export interface ShownChoice {
  /** amoCRM's second of the last change that was read with it. */
  readAt: number;
  /** The text of «Филиал»; missing: what it shows asks for something still, or is known. */
  shown?: string | null;
  /** As `placeTextOf` in `decide-place.ts`; missing likewise. */
  place?: string;
  /** The branch that a person wants and that takes no leads now; null: none; missing: as before. */
  waitsFor?: string | null;
}

/**
 * What a person asks for: `choose` a branch; `wait` for one that takes no leads now; `remember`: nothing, and what is shown is
 * what a later choice is to differ from; `none`.
 */
export type Verdict = 'choose' | 'wait' | 'remember' | 'none';

/** What «Филиал» of an HQ lead says, and what the hub knows of it. */
export interface ChoiceFacts {
  /** What HQ shows; null: nothing. */
  shown: string | null;
  /** What the hub has written or heeded last; null: not known. */
  last: string | null;
  /** The one branch of that name; null: there is none. */
  branchId: string | null;
  /** It takes leads now. */
  isUsable: boolean;
  /** The branch of the leg. */
  ownBranchId: string;
  /**
   * The trail is in hand, and the branch has not had the lead: a choice that could not be carried out before is still
   * valid.
   */
  isOpen: boolean;
  /** The trail is in hand. */
  isInHand: boolean;
}

/**
 * Whether «Филиал» is a choice of a person. What the hub wrote, or has acted on before, is no choice, whichever branch has
 * the lead now: where the hand-over could not write, HQ keeps showing a former branch. The branch of a lead in hand is a choice where a
 * person has put its name there anew: what the hub has written itself asks for nothing.
 */
export function decideChoice(facts: ChoiceFacts): Verdict {
  const { branchId, isUsable, ownBranchId, isOpen, isInHand, last } = facts;
  const isNew = isNewChoice(facts);
  if (branchId === ownBranchId && isInHand && isNew && last !== null) return isUsable ? 'choose' : 'wait';
  if (branchId === null || branchId === ownBranchId) return isNew ? 'remember' : 'none';
  if (!isNew && !isOpen) return 'none';
  return isUsable ? 'choose' : 'wait';
}

/** «Филиал» shows another name than the hub has written or heeded last. */
export function isNewChoice({ shown, last }: Pick<ChoiceFacts, 'shown' | 'last'>): boolean {
  return spelling(shown) !== spelling(last);
}

const spelling = (name: string | null): string => normaliseRegion(name ?? '');
