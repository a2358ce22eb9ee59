const dayMs = 86_400_000;

/** Until when (epoch milliseconds) a group spares a new manager; null: it does not, or the start date is unknown. */
export function sparedUntil(startedAt: Date | null, graceDays: number): number | null {
  return startedAt && graceDays > 0 ? startedAt.getTime() + graceDays * dayMs : null;
}
