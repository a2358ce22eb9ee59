/** A program that ran for this long was well: its next end counts as the first one again. */
const steadyMs = 60_000;
const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** With the pauses between them about 15 seconds for a program that dies at once. */
const shortLivesAllowed = 6;

export type Restart = { kind: 'again'; afterMs: number; shortLives: number } | { kind: 'give-up' };

/**
 * What follows when a supervised program has ended: another start after a pause that doubles, or no more. `shortLives`
 * counts the ends before this one that came too early, one after the other.
 */
export function decideRestart(shortLives: number, ranMs: number): Restart {
  const count = ranMs >= steadyMs ? 1 : shortLives + 1;
  if (count >= shortLivesAllowed) return { kind: 'give-up' };
  return {
    kind: 'again',
    afterMs: Math.min(firstPauseMs * 2 ** (count - 1), longestPauseMs),
    shortLives: count,
  };
}
