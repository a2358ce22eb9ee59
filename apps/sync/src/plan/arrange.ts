/** Positions (ascending) of a longest strictly increasing run of `values`; null is skipped. O(n log n). */
export function longestIncreasing(values: readonly (number | null)[]): readonly number[] {
  const tails: number[] = [];
  const previous: number[] = [];
  values.forEach((value, at) => {
    if (value === null) return;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous[at] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = at;
  });
  const run: number[] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) run.push(at);
  return run.reverse();
}

const step = 10;

/**
 * Sorts for objects in their wanted order, for kinds whose sort amoCRM keeps as sent. Null means "in the right place";
 * the fewest possible objects get a number. Input: the present sorts, null for objects that do not exist yet. The
 * rule: objects i < j may both stay only if there are enough numbers between them, so `sort − position` must not fall,
 * and a longest such run is the most that can stay.
 */
export function arrange(sorts: readonly (number | null)[]): readonly (number | null)[] {
  const slack = sorts.map((sort, at) =>
    sort === null || sort < at + 1 ? null : (sort - at) * (sorts.length + 1) + at,
  );
  const kept = longestIncreasing(slack);
  const wanted: (number | null)[] = sorts.map(() => null);
  let from = -1;
  for (const to of [...kept, sorts.length]) {
    const low = from < 0 ? 0 : (sorts[from] ?? 0);
    const places = to - from;
    const high = to < sorts.length ? (sorts[to] ?? 0) : low + places * step;
    for (let at = from + 1; at < to; at++)
      wanted[at] = low + Math.floor(((high - low) * (at - from)) / places);
    from = to;
  }
  return wanted;
}
