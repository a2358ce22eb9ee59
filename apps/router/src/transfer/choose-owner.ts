/** Whom a lead gets as its owner, and who should have been it and is gone. */
export interface ChosenOwner {
  /** Null: no owner is sent, and amoCRM takes the owner of the token. */
  ownerId: number | null;
  goneId: number | null;
}

/**
 * The branch's own owner of new leads; when that user has left or is inactive, the stand-in, if that user is active; else
 * nobody. A lead with the wrong owner can be given away, one that is not delivered cannot.
 */
export function chooseOwner(
  { ownerId, standInId }: { ownerId: number | null; standInId: number | null },
  isGone: (userId: number) => boolean,
): ChosenOwner {
  if (ownerId === null || !isGone(ownerId)) return { ownerId, goneId: null };
  const isStandInThere = standInId !== null && standInId !== ownerId && !isGone(standInId);
  return { ownerId: isStandInThere ? standInId : null, goneId: ownerId };
}
