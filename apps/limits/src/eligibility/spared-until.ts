const dayMs = 86_400_000;

/**
 * Until when (epoch milliseconds) a group spares a new manager; null: it does not, the start date is unknown, or it is further
 * ahead than the group spares anybody.
 */
export function sparedUntil(startedAt: Date | null, graceDays: number, now: number): number | null {
  const graceMs = graceDays * dayMs;
  if (!startedAt || graceMs <= 0 || startedAt.getTime() - now > graceMs) return null;
  return startedAt.getTime() + graceMs;
}
