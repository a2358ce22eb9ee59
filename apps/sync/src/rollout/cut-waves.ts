/** The default sizes of the waves after the canary. */
export const usualWaves: readonly number[] = [10, 50];

/**
 * The wave of each account, from 1, in the order of `accountIds`: first the canary (the first account when none is
 * named), then waves of the given sizes, of which the last one repeats.
 */
export function cutWaves(
  accountIds: readonly string[],
  canaryIds: readonly string[],
  sizes: readonly number[] = usualWaves,
): ReadonlyMap<string, number> {
  const canary = new Set(canaryIds.length > 0 ? canaryIds : accountIds.slice(0, 1));
  const rest = accountIds.filter((id) => !canary.has(id));
  const waves = new Map(accountIds.filter((id) => canary.has(id)).map((id) => [id, 1]));
  let at = 0;
  for (let wave = 2; at < rest.length; wave++) {
    const size = Math.max(1, sizes[wave - 2] ?? sizes.at(-1) ?? rest.length);
    for (const id of rest.slice(at, at + size)) waves.set(id, wave);
    at += size;
  }
  return waves;
}
