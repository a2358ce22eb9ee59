/** Things in the order in which each comes after those it needs. What needs itself, by whatever way, keeps its place. */
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
