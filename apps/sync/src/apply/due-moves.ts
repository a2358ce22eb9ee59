/** What the record says of a deal that this plan was to move. */
export interface KnownMove {
  /** When the call that moves it was begun last. */
  readonly begunAt: Date;
  readonly isMoved: boolean;
}

export interface DueMoves {
  /** Deals to move now. */
  readonly move: readonly number[];
  /** Deals whose call was begun and that have left: they need no other one. */
  readonly moved: readonly number[];
  /** The last begun call that may still be running; null when there is none. */
  readonly onItsWaySince: Date | null;
}

/**
 * What to do with a page of deals. A deal that was moved and is in the old stage again was put back by a person and
 * stays. A deal whose call got no answer is moved again only when that call cannot arrive any more (`mayArrive`): a
 * person may have moved it on meanwhile.
 */
export function dueMoves(
  deals: readonly { readonly id: number; readonly isThere: boolean }[],
  known: ReadonlyMap<number, KnownMove>,
  mayArrive: (begunAt: Date) => boolean,
): DueMoves {
  const move: number[] = [];
  const moved: number[] = [];
  let onItsWaySince: Date | null = null;
  for (const { id, isThere } of deals) {
    const before = known.get(id);
    if (before?.isMoved) continue;
    if (!isThere) {
      if (before) moved.push(id);
      continue;
    }
    if (before && mayArrive(before.begunAt)) {
      if (onItsWaySince === null || before.begunAt > onItsWaySince) onItsWaySince = before.begunAt;
    } else move.push(id);
  }
  return { move, moved, onItsWaySince };
}
