import type { ReleasedList } from '@hub/contracts';

/**
 * What branch accounts cannot choose in a list of the HQ account. `accounts`: their release has it and is not applied
 * there. Else the release lacks it: `hq`, `reference`, `blueprint` say where that comes from.
 */
export interface ListGap {
  why: 'accounts' | 'hq' | 'reference' | 'blueprint';
  names: string[];
  /** Some of the accounts without one of these values; there are `more`. */
  hosts: string[];
  more: number;
}

/** As many accounts are named. */
const mostHosts = 5;

/**
 * What a release, or the accounts that follow it, lacks of a list; null: nothing. `lacks` says what of the wanted a list
 * of these values is without. A value that nothing wanted needs may be missing anywhere.
 */
export function findGap(
  { values, hosts, isHq, reference }: Pick<ReleasedList, 'values' | 'hosts' | 'isHq' | 'reference'>,
  lacks: (values: readonly string[]) => string[],
): ListGap | null {
  const missing = lacks(values.map(({ value }) => value));
  if (missing.length > 0) {
    const origin = reference === null ? 'blueprint' : 'reference';
    return { why: isHq ? 'hq' : origin, names: missing, hosts: [], more: 0 };
  }
  const wanted = lacks([]).length;
  const behind = values.filter(({ value, lacking }) => lacking.length > 0 && lacks([value]).length < wanted);
  if (behind.length === 0) return null;
  const places = new Set(behind.flatMap(({ lacking }) => lacking));
  const lacking = hosts.filter((_, place) => places.has(place));
  return {
    why: 'accounts',
    names: behind.map(({ value }) => value),
    hosts: lacking.slice(0, mostHosts),
    more: Math.max(0, lacking.length - mostHosts),
  };
}
