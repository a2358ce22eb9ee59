import type { ReRouteRow } from './re-route.entity.js';

/** What people say about a lead that is to leave its branch. */
export interface Said {
  /** Another branch; `isByPlace`: its region was corrected to that of this branch. */
  wanted: { branchId: string; isByPlace: boolean } | null;
  /** The own branch, by name or by place; null: it is not named anew. */
  ownBy: 'name' | 'place' | null;
  /** By which of them they want a branch that takes no leads now; null: they want none such. */
  waitsBy: 'name' | 'place' | null;
  /** HQ has closed or deleted its lead. */
  isOver: boolean;
}

type Asked = Pick<ReRouteRow, 'why' | 'state' | 'branchId' | 'reason' | 'baseline' | 'stepStartedAt'>;

/** Nothing of it was done, or may have been done. Inside HQ a lead that the hub has moved away, and a person back, is asked for anew. */
export const isUnbegun = ({
  state,
  stepStartedAt,
  baseline,
}: Pick<Asked, 'state' | 'stepStartedAt' | 'baseline'>): boolean =>
  state === 'asked' && stepStartedAt === null && baseline?.away === undefined;

/**
 * What becomes of a re-route that was asked for and may wait for hours: `drop` it; `change` the branch that is to have the lead; `wait`:
 * none gets it before the one that takes no leads now; `keep` it; `later`: it is too late to take it back, and what was said counts
 * for the next leg. A place changes only what a place has asked for. The own branch takes back no rejection and no time that has
 * run out: those are the branch's.
 */
export function decideReRoute(asked: Asked, said: Said): 'drop' | 'change' | 'wait' | 'keep' | 'later' {
  const isByPlace = asked.reason.key === 'custody.why-region';
  const mayDrop = isUnbegun(asked);
  if (said.isOver) return mayDrop ? 'drop' : 'keep';
  if (said.wanted) return said.wanted.isByPlace && !isByPlace ? 'later' : 'change';
  const isReRouted = asked.why === 're-routed';
  if (said.waitsBy) {
    if (said.waitsBy === 'place' && !isByPlace && asked.branchId !== null) return 'later';
    return isReRouted && mayDrop ? 'drop' : 'wait';
  }
  const isTakenBack = said.ownBy === 'name' || (said.ownBy === 'place' && isByPlace);
  if (!isTakenBack) return 'keep';
  if (!isReRouted) return asked.branchId === null ? 'keep' : 'wait';
  return mayDrop ? 'drop' : 'later';
}
