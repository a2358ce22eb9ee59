import { normaliseRegion } from '@hub/accounts/pure';

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
 * Whether «Филиал» is a choice of a person: `choose`; `remember`: it asks for nothing, and is what a later one is to
 * differ from; `none`. What the hub wrote, or has acted on before, is no choice, whichever branch has the lead now:
 * where the hand-over could not write, HQ keeps showing a former branch. The branch of a lead in hand is a choice where a
 * person has put its name there anew: what the hub has written itself asks for nothing.
 */
export function decideChoice(facts: ChoiceFacts): 'choose' | 'remember' | 'none' {
  const { branchId, isUsable, ownBranchId, isOpen, isInHand, last } = facts;
  const isNew = spelling(facts.shown) !== spelling(facts.last);
  if (branchId === ownBranchId && isInHand && isNew && last !== null) return isUsable ? 'choose' : 'none';
  if (branchId === null || branchId === ownBranchId) return isNew ? 'remember' : 'none';
  return isUsable && (isNew || isOpen) ? 'choose' : 'none';
}

const spelling = (name: string | null): string => normaliseRegion(name ?? '');
