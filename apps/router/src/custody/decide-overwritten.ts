import { normaliseRegion } from '@hub/accounts/pure';

/** One change of «Филиал» of an HQ lead. */
export interface WrittenChoice {
  /** amoCRM's second. */
  at: number;
  text: string;
}

/**
 * What people had written into «Филиал» when the hub wrote its own name there, given the changes of that moment; null:
 * nothing, or that very name. A robot and a person are the same here. The hub's own write is the last change of the gap.
 */
export function decideOverwritten(changes: readonly WrittenChoice[], own: string): string | null {
  const [last, before] = [...changes].sort((one, other) => other.at - one.at);
  if (!last || spelling(last.text) !== spelling(own) || !before) return null;
  return before.text === '' || spelling(before.text) === spelling(own) ? null : before.text;
}

const spelling = (text: string): string => normaliseRegion(text);
