import { longestIncreasing } from './arrange.js';

/** A stage of an account: `key` is its release key, or any unique text for a branch's own stage. */
export interface PresentStage {
  readonly key: string;
  readonly sort: number;
}

export interface StagePlace {
  readonly sort: number;
  /** Call of the pipeline's stage creations that carries this stage; 0 for moves. */
  readonly wave: number;
}

/**
 * Places for the stages of one existing pipeline. amoCRM renumbers all stages after every write: 20, 30, 40 …
 * (sheet 3.3), so each number is chosen against the numbers at the moment it is sent. New stages go
 * first, all in one call, as long as fewer than ten share one gap; each further nine take one more call, because
 * only renumbering makes numbers free again. Then the stages outside the longest run already in the right order are
 * moved, one call each, in wanted order: whatever precedes a stage is in place before it. A branch's own stages are
 * never written and keep their order.
 */
export function arrangeStages(
  wanted: readonly string[],
  present: readonly PresentStage[],
): ReadonlyMap<string, StagePlace> {
  const places = new Map<string, StagePlace>();
  let line: PresentStage[] = [...present].sort((a, b) => a.sort - b.sort);
  const position = new Map(line.map(({ key }, at) => [key, at]));
  const positions = wanted.map((key) => position.get(key) ?? null);
  const fixed = new Set(longestIncreasing(positions).map((at) => wanted[at] ?? ''));
  const movers = wanted.filter((key) => position.has(key) && !fixed.has(key));

  let missing = wanted.filter((key) => !position.has(key));
  for (let wave = 0; missing.length > 0; wave++) {
    const added = roomFor(missing, wanted, fixed, line);
    for (const stage of added) {
      places.set(stage.key, { sort: stage.sort, wave });
      fixed.add(stage.key);
    }
    line = renumber([...line, ...added]);
    missing = missing.filter((key) => !fixed.has(key));
  }
  for (const key of movers) {
    const rest = line.filter((stage) => stage.key !== key);
    const [low, high] = gapAfter(predecessor(key, wanted, fixed), rest);
    const sort = high === null ? low + 10 : Math.max(low + 1, Math.floor((low + high) / 2));
    places.set(key, { sort, wave: 0 });
    fixed.add(key);
    line = renumber([...rest, { key, sort }]);
  }
  return places;
}

/**
 * Places for the stages of a new pipeline. Its call takes stages, but no descriptions (sheet 3.4): those without any
 * go in it (wave 0), the described ones follow in one call of their own, or more where ten share a gap. A pipeline
 * needs a stage, so where all are described the first goes along and gets its texts afterwards.
 */
export function arrangeNewStages(
  wanted: readonly string[],
  described: ReadonlySet<string>,
): ReadonlyMap<string, StagePlace> {
  const plain = wanted.filter((key) => !described.has(key));
  const present = renumber(
    (plain.length > 0 ? plain : wanted.slice(0, 1)).map((key, sort) => ({ key, sort })),
  );
  const later = [...arrangeStages(wanted, present)].map(
    ([key, { sort, wave }]) => [key, { sort, wave: wave + 1 }] as const,
  );
  return new Map([...present.map(({ key, sort }) => [key, { sort, wave: 0 }] as const), ...later]);
}

/** The new stages that find a free number in the present line, each behind its predecessor in the wanted order. */
function roomFor(
  missing: readonly string[],
  wanted: readonly string[],
  fixed: ReadonlySet<string>,
  line: readonly PresentStage[],
): readonly PresentStage[] {
  const added: PresentStage[] = [];
  const placed = new Set(fixed);
  for (const key of missing) {
    const behind = predecessor(key, wanted, placed);
    // An earlier stage found no free number, so this one would come before it.
    const elder = missing[missing.indexOf(key) - 1];
    if (elder !== undefined && !placed.has(elder) && follows(elder, key, wanted, fixed)) continue;
    const [low, high] = gapAfter(behind, [...line, ...added]);
    const sort = high === null ? low + 10 : low + 1;
    if (high !== null && sort >= high && added.length > 0) continue;
    added.push({ key, sort });
    placed.add(key);
  }
  return added;
}

/** Whether no fixed stage is between the two in the wanted order, so that they share one gap. */
function follows(elder: string, key: string, wanted: readonly string[], fixed: ReadonlySet<string>): boolean {
  return !wanted.slice(wanted.indexOf(elder), wanted.indexOf(key)).some((between) => fixed.has(between));
}

function predecessor(key: string, wanted: readonly string[], fixed: ReadonlySet<string>): string | null {
  return wanted.slice(0, wanted.indexOf(key)).findLast((candidate) => fixed.has(candidate)) ?? null;
}

/** The sorts around the place behind `key`; null as upper bound when it is the last. 10 is the unsorted stage's. */
function gapAfter(key: string | null, line: readonly PresentStage[]): [number, number | null] {
  const low = line.find((stage) => stage.key === key)?.sort ?? 10;
  const above = line.filter((stage) => stage.key !== key && stage.sort > low).map((stage) => stage.sort);
  return [low, above.length > 0 ? Math.min(...above) : null];
}

function renumber(line: readonly PresentStage[]): PresentStage[] {
  return [...line].sort((a, b) => a.sort - b.sort).map(({ key }, at) => ({ key, sort: 20 + at * 10 }));
}
