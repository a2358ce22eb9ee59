import type { ReleasedList } from '@hub/contracts';

/**
 * What branch accounts cannot choose in a list of the HQ account. `accounts`: their release has it and is not applied
 * there. Else the release lacks it: `hq`, `reference`, `blueprint` say where that comes from.
 */
export interface ListGap {
  why: 'accounts' | 'hq' | 'reference' | 'blueprint';
  names: string[];
  /** Accounts without some of these values; of the ones that are named, `more` are left out. */
  hosts: string[];
  more: number;
}

/**
 * What a release, or the accounts that follow it, lacks of a list; null: nothing. `lacks` says what of the wanted a list
 * of these values is without. A value that nothing wanted needs may be missing anywhere.
 */
export function findGap(
  { values, isHq, reference }: Pick<ReleasedList, 'values' | 'isHq' | 'reference'>,
  lacks: (values: readonly string[]) => string[],
): ListGap | null {
  const missing = lacks(values.map(({ value }) => value));
  if (missing.length > 0) {
    const origin = reference === null ? 'blueprint' : 'reference';
    return { why: isHq ? 'hq' : origin, names: missing, hosts: [], more: 0 };
  }
  const wanted = lacks([]).length;
  const behind = values.filter(({ value, lacking }) => lacking > 0 && lacks([value]).length < wanted);
  if (behind.length === 0) return null;
  const hosts = [...new Set(behind.flatMap((one) => one.hosts))].sort();
  const most = Math.max(...behind.map(({ lacking }) => lacking));
  return {
    why: 'accounts',
    names: behind.map(({ value }) => value),
    hosts,
    more: Math.max(0, most - hosts.length),
  };
}
