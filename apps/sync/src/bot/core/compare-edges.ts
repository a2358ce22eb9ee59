import type { Edge } from './edge.js';

/** An edge that differs between the two graphs; null where one of them does not have it. */
export interface Disagreement {
  readonly code: Edge | null;
  readonly layout: Edge | null;
}

/**
 * Pairs the edges of both graphs by step and way and gives back what differs. Comparing sets of (from, to) would pass two
 * swapped buttons.
 */
export function compareEdges(code: readonly Edge[], layout: readonly Edge[]): Disagreement[] {
  const ours = byPlace(code);
  const theirs = byPlace(layout);
  const differing: Disagreement[] = [];
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const [own, shown] = [ours.get(key) ?? [], theirs.get(key) ?? []];
    const pairs = key.endsWith(' button') ? pairButtons(own, shown) : pairAll(own, shown);
    differing.push(...pairs.filter(({ code: a, layout: b }) => !isSame(a, b)));
  }
  return differing;
}

/** Buttons of a step are compared together, because each graph counts only those that are wired. */
function byPlace(edges: readonly Edge[]): Map<string, Edge[]> {
  const groups = new Map<string, Edge[]>();
  for (const edge of edges) {
    const way = edge.way.startsWith('button ') ? 'button' : edge.way;
    const key = `${edge.from} ${way}`;
    groups.set(key, [...(groups.get(key) ?? []), edge]);
  }
  return groups;
}

function isSame(a: Edge | null, b: Edge | null): boolean {
  return a !== null && b !== null && a.to === b.to && a.isEnd === b.isEnd;
}

/**
 * Pairs the edges of one way by their order. The layout draws one arrow for "next" and for "another answer", and one for the
 * errors of all messages of a block.
 */
function pairAll(code: readonly Edge[], layout: readonly Edge[]): Disagreement[] {
  return [
    ...code.map((inCode, at) => ({ code: inCode, layout: layout[at] ?? layout[0] ?? null })),
    ...layout.slice(code.length).map((shown) => ({ code: null, layout: shown })),
  ];
}

/** Pairs buttons by their texts, and those that are left in their order. */
function pairButtons(code: readonly Edge[], layout: readonly Edge[]): Disagreement[] {
  const left = [...layout];
  const take = (at: number): Edge | null => (at < 0 ? null : (left.splice(at, 1)[0] ?? null));
  const byName = code.map((inCode) => ({
    inCode,
    shown: take(left.findIndex(({ names }) => names?.some((name) => inCode.names?.includes(name)))),
  }));
  const pairs = byName.map(({ inCode, shown }) => ({ code: inCode, layout: shown ?? take(0) }));
  return [...pairs, ...left.map((shown) => ({ code: null, layout: shown }))];
}
