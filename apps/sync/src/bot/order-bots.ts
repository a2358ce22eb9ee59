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
