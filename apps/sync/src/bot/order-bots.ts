/** Sorts items so that each comes after those it needs. An item that needs itself, directly or not, keeps its place. */
export function orderByNeed<T>(things: readonly T[], needs: (thing: T) => readonly T[]): T[] {
  const ordered = new Set<T>();
  const onTheWay = new Set<T>();
  const add = (thing: T): void => {
    if (ordered.has(thing) || onTheWay.has(thing)) return;
    onTheWay.add(thing);
    needs(thing).forEach(add);
    ordered.add(thing);
  };
  things.forEach(add);
  return [...ordered];
}

/**
 * The items that need each other, this one among them, in the order in which it reaches them; none when it does not need
 * itself, directly or through others.
 */
export function circleOf<T>(thing: T, needs: (thing: T) => readonly T[]): T[] {
  const reach = (from: T): Set<T> => {
    const found = new Set<T>(needs(from));
    for (const next of found) for (const further of needs(next)) found.add(further);
    return found;
  };
  return [...reach(thing)].filter((other) => reach(other).has(thing));
}
