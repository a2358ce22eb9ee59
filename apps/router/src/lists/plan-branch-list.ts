import { normaliseRegion } from '@hub/accounts/pure';

/** A value of a list field. */
export interface ListValue {
  id: number;
  value: string;
}

/** A branch that is to have a value of the list. */
interface ListedBranch {
  id: string;
  name: string;
}

/**
 * A branch's value: `text` as the list has it, which is the only spelling that amoCRM takes of a lead, `name` as the
 * branch has it.
 */
interface KnownValue {
  enumId: number;
  name: string;
  text: string;
}

/** The values of branches, by the branch, as the hub saw them last. */
export type KnownValues = Readonly<Record<string, KnownValue>>;

/** A value of the list that was given other words. */
export interface RenamedValue {
  from: string;
  to: string;
}

interface Rename extends ListValue {
  before: string;
}

/** What a list lacks; sync brings it there (`sync.lists.write`). */
export interface BranchListPlan {
  add: string[];
  /** Values that get other words, by those that they have. */
  rename: Rename[];
  /** What the list lacks, by name. */
  missing: string[];
  known: KnownValues;
}

/**
 * How a list comes to have a value for each branch. A value of the branch's name is taken as routing reads it, whoever
 * made it. The value of a renamed branch is renamed with it, so that leads keep theirs, unless a person has changed its
 * text, or another branch has its former name by now. Nothing is ever removed.
 */
export function planBranchList(
  list: readonly ListValue[],
  branches: readonly ListedBranch[],
  known: KnownValues,
): BranchListPlan {
  const values = list.map(({ id, value }) => ({ id, value }));
  const add: string[] = [];
  const rename: Rename[] = [];
  const missing: string[] = [];
  const next: Record<string, KnownValue> = { ...known };
  const isTaken = (text: string) => branches.some(({ name }) => isSameName(name, text));
  for (const { id, name } of branches) {
    const own = known[id];
    const present =
      values.find(({ value }) => value === name) ?? values.find(({ value }) => isSameName(value, name));
    if (present && !isFormerSpelling(present, own, name)) {
      next[id] = { enumId: present.id, name, text: present.value };
      continue;
    }
    missing.push(name);
    const former =
      present ??
      (own && !isTaken(own.name)
        ? values.find((one) => one.id === own.enumId && isSameName(one.value, own.name))
        : undefined);
    if (!former) add.push(name);
    else {
      rename.push({ id: former.id, before: former.value, value: name });
      former.value = name;
    }
  }
  return { add, rename, missing, known: next };
}

/**
 * The values that were given other words since: what leads show of a branch has changed with them, and nobody has
 * chosen it.
 */
export function renamedValues(before: KnownValues, now: KnownValues): RenamedValue[] {
  return Object.entries(now).flatMap(([id, { enumId, text: to }]) => {
    const former = before[id];
    return former?.enumId === enumId && former.text !== to ? [{ from: former.text, to }] : [];
  });
}

/** The branch has got another spelling, and its value has the former one still. */
function isFormerSpelling(
  { id, value }: { id: number; value: string },
  own: KnownValue | undefined,
  name: string,
) {
  return own?.enumId === id && own.name !== name && value === own.name;
}

/** amoCRM keeps words as they are typed; routing reads them with less care, and so must this. */
function isSameName(one: string, other: string): boolean {
  return normaliseRegion(one) === normaliseRegion(other);
}
