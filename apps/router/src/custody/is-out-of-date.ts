import type { Outcome } from './outcome-of.js';

/**
 * Whether the journal shows a branch lead closed as it was before the hub read it open, in amoCRM's second `keptAt` (null: it has
 * not): as the hub's own closing, after the branch has kept its lead or has opened it again. `unclear`: both were in one second.
 */
export function isOutOfDate(
  status: Outcome,
  updatedAt: number,
  keptAt: number | null,
): 'yes' | 'no' | 'unclear' {
  const isClosed = status === 'won' || status === 'lost';
  if (!isClosed || keptAt === null || updatedAt > keptAt) return 'no';
  return updatedAt === keptAt ? 'unclear' : 'yes';
}
