/** What is known of a card whose reads find nothing. */
export interface Absence {
  /** How many reads found nothing, the last one included. */
  reads: number;
  /** From the first of them to the last one. */
  lastedMs: number;
  /** A webhook or an event said that the card was deleted. */
  isDeletionReported: boolean;
}

export type AbsenceVerdict = { kind: 'gone' } | { kind: 'read-again'; afterMs: number };

/** When to read again, after the first read that found nothing. amoCRM is seen to lag behind itself for seconds. */
const readAgainAtMs = [5_000, 15_000, 35_000, 65_000, 110_000];
const readAgainWhenReportedMs = [30_000];
const pauseMs = 5_000;

/**
 * Is a card gone that a read did not find? Absent is not deleted: amoCRM answers 204 to a first read of what is there.
 * It is gone when reads of about two minutes found nothing; of half a minute when a deletion was told as well.
 */
export function judgeAbsence({ reads, lastedMs, isDeletionReported }: Absence): AbsenceVerdict {
  const plan = isDeletionReported ? readAgainWhenReportedMs : readAgainAtMs;
  const next = plan.find((atMs) => atMs > lastedMs);
  if (next !== undefined) return { kind: 'read-again', afterMs: Math.max(pauseMs, next - lastedMs) };
  // Work that was put off for long has had the time, but not the reads.
  const leastReads = Math.min(3, plan.length + 1);
  return reads < leastReads ? { kind: 'read-again', afterMs: pauseMs } : { kind: 'gone' };
}
