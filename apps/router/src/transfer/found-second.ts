/** An HQ lead in which a begun write of the hub is found. */
export interface FoundWrite {
  /** «Филиал» shows what the hub has written there, or HQ has no such field. */
  isKnown: boolean;
  /** The lead is in the stage to which the write moved it. */
  isThere: boolean;
  /** Its place is another one than the hub knows. */
  isMoved: boolean;
  updatedAt: number;
}

/**
 * amoCRM's second up to which the hub knows the lead. Null: people have changed it since the write, so that its last second is
 * theirs, and it is to be read once more for what they want.
 */
export function foundSecond({ isKnown, isThere, isMoved, updatedAt }: FoundWrite): number | null {
  return isKnown && isThere && !isMoved ? updatedAt : null;
}
