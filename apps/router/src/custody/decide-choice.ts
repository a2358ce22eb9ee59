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
}

/**
 * Whether «Филиал» is a choice of a person: `choose`; `remember`: it asks for nothing, and is what a later one is to
 * differ from; `none`. What the hub wrote, or has acted on before, is no choice, whichever branch has the lead now:
 * where the hand-over could not write, HQ keeps showing a former branch.
 */
export function decideChoice(facts: ChoiceFacts): 'choose' | 'remember' | 'none' {
  const { branchId, isUsable, ownBranchId, isOpen } = facts;
  const isNew = isNewChoice(facts);
  if (branchId === null || branchId === ownBranchId) return isNew ? 'remember' : 'none';
  return isUsable && (isNew || isOpen) ? 'choose' : 'none';
}

/** «Филиал» shows another name than the hub has written or heeded last. */
export function isNewChoice({ shown, last }: Pick<ChoiceFacts, 'shown' | 'last'>): boolean {
  return spelling(shown) !== spelling(last);
}

const spelling = (name: string | null): string => normaliseRegion(name ?? '');
