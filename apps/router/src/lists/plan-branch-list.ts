/** A value of a list field. */
export interface ListValue {
  id: number;
  value: string;
  sort: number;
  code: string | null;
}

/** A branch that is to have a value of the list. */
interface ListedBranch {
  id: string;
  name: string;
}

/** Which value is a branch's, and the name under which the hub saw it last. */
export type KnownValues = Readonly<Record<string, { enumId: number; name: string }>>;

export interface BranchListPlan {
  /** The whole list as it is to be; null: it is right as it is. Values that are not the hub's stay as they are. */
  values: { id?: number; value: string; sort: number; code?: string }[] | null;
  /** What the list lacks, by name. */
  missing: string[];
  known: KnownValues;
}

/**
 * How a list comes to have a value for each branch. A value of the branch's name is taken as it is, whoever made it. The
 * value of a renamed branch is renamed with it, so that leads keep theirs, unless somebody has given it other words, or another
 * branch has its former name by now. Nothing is ever removed.
 */
export function planBranchList(
  list: readonly ListValue[],
  branches: readonly ListedBranch[],
  known: KnownValues,
): BranchListPlan {
  const values = list.map(({ id, value, sort, code }) => ({
    ...{ id, value, sort },
    ...(code === null ? {} : { code }),
  }));
  const added: { value: string; sort: number }[] = [];
  const missing: string[] = [];
  const next: Record<string, { enumId: number; name: string }> = { ...known };
  const isTaken = (text: string) => branches.some(({ name }) => isSameName(name, text));
  let last = Math.max(0, ...list.map(({ sort }) => sort));
  for (const { id, name } of branches) {
    const standing = values.find(({ value }) => isSameName(value, name));
    if (standing) {
      next[id] = { enumId: standing.id, name };
      continue;
    }
    missing.push(name);
    const own = known[id];
    const former =
      own && !isTaken(own.name)
        ? values.find((one) => one.id === own.enumId && isSameName(one.value, own.name))
        : undefined;
    if (former) former.value = name;
    else added.push({ value: name, sort: (last += 1) });
  }
  return { values: missing.length > 0 ? [...values, ...added] : null, missing, known: next };
}

/** amoCRM keeps words as they are typed; routing reads them so too. */
function isSameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
