import type { RegionAnswer } from '@hub/regions';

/** The place that a text means, or null: it means none, several, or one by a guess from a misspelling. */
export function sureOf(answer: RegionAnswer): { region: string; town: string | null } | null {
  return answer.kind === 'region' && answer.how !== 'fuzzy' ? answer : null;
}
