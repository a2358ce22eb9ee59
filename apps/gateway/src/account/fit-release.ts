import type { NeededField, NeededPipeline } from '@hub/contracts';

/** A pipeline as it stands in the account. */
export interface LivePipeline {
  id: number;
  name: string;
  isArchived: boolean;
  /** Names of all its stages, the system ones included. */
  stages: string[];
}

/** A custom field as it stands; built-in ones are in the way of nothing and left out. */
export interface LiveField {
  id: number;
  entity: string;
  name: string;
  code: string | null;
  type: string;
}

/** What would stop a plan with a question: one word for why, and the object's name. */
export interface Collision {
  why: 'several' | 'type' | 'code' | 'archived';
  name: string;
}

/** What bringing the release into the account means, as far as names, codes and room go. */
export interface ReleaseFit {
  newPipelines: string[];
  /** Pipelines with how many stages they would have. */
  stages: { name: string; count: number }[];
  newFields: NeededField[];
  /** Own objects of the account that the hub would take into its care, because they have the name or the code. */
  adopted: { pipelines: string[]; fields: string[] };
  collisions: { pipelines: Collision[]; fields: Collision[] };
}

/**
 * Holds a release against an account the way the planner matches: by ledger, then by code, then by exact name. The plan
 * itself says it exactly; this says it before there is one.
 */
export function fitRelease(
  needs: { pipelines: readonly NeededPipeline[]; fields: readonly NeededField[] },
  live: { pipelines: readonly LivePipeline[]; fields: readonly LiveField[] },
): ReleaseFit {
  const fit: ReleaseFit = {
    ...{ newPipelines: [], stages: [], newFields: [] },
    adopted: { pipelines: [], fields: [] },
    collisions: { pipelines: [], fields: [] },
  };
  const claimed = claimedIn(needs.pipelines, live.pipelines);
  for (const wanted of needs.pipelines) fitPipeline(wanted, live.pipelines, claimed, fit);
  const owners = claimedIn(needs.fields, live.fields);
  for (const wanted of needs.fields) fitField(wanted, live.fields, owners, fit);
  return fit;
}

/** Ids that the ledger gives to objects of the release and that are really there. */
function claimedIn(
  wanted: readonly { branchId: number | null }[],
  live: readonly { id: number }[],
): ReadonlySet<number> {
  const there = new Set(live.map(({ id }) => id));
  return new Set(
    wanted.flatMap(({ branchId }) => (branchId !== null && there.has(branchId) ? [branchId] : [])),
  );
}

function fitPipeline(
  wanted: NeededPipeline,
  live: readonly LivePipeline[],
  claimed: ReadonlySet<number>,
  fit: ReleaseFit,
): void {
  const { name } = wanted;
  const known = live.find(({ id }) => id === wanted.branchId);
  if (known?.isArchived) return void fit.collisions.pipelines.push({ why: 'archived', name });
  const namesakes = live.filter((one) => one.name === name && !one.isArchived && !claimed.has(one.id));
  if (!known && namesakes.length > 1) return void fit.collisions.pipelines.push({ why: 'several', name });
  const found = known ?? namesakes[0];
  if (!found) {
    fit.newPipelines.push(name);
    return void fit.stages.push({ name, count: wanted.stages });
  }
  if (!known) fit.adopted.pipelines.push(name);
  const missing = wanted.newStages.filter((stage) => !found.stages.includes(stage));
  fit.stages.push({ name: found.name, count: found.stages.length + missing.length });
}

function fitField(
  wanted: NeededField,
  live: readonly LiveField[],
  claimed: ReadonlySet<number>,
  fit: ReleaseFit,
): void {
  const standing = live.filter(({ entity }) => entity === wanted.entity);
  const found = findField(wanted, standing, claimed);
  if (found === 'new') fit.newFields.push(wanted);
  else if (typeof found === 'string') fit.collisions.fields.push({ why: found, name: wanted.name });
  else if (found.id !== wanted.branchId) fit.adopted.fields.push(found.name);
}

/** The field that the wanted one is, or why it is none. A type never changes (sheet 4.2). */
function findField(
  { name, code, type, branchId }: NeededField,
  standing: readonly LiveField[],
  claimed: ReadonlySet<number>,
): LiveField | Collision['why'] | 'new' {
  const known = standing.find(({ id }) => id === branchId);
  if (known) return known.type === type ? known : 'type';
  const holder = code === null ? undefined : standing.find((one) => one.code === code);
  if (holder && claimed.has(holder.id)) return 'code';
  const namesakes = standing.filter((one) => one.name === name && !claimed.has(one.id));
  if (!holder && namesakes.length > 1) return 'several';
  const found = holder ?? namesakes[0];
  if (!found) return 'new';
  if (code !== null && found.code !== null && found.code !== code) return 'code';
  return found.type === type ? found : 'type';
}
