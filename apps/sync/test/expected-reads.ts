import { batchCalls, hasBody } from '../src/apply/batch-calls.js';
import type { Step } from '../src/apply/call.js';
import type { ConfigObject } from '../src/configuration/configuration.js';
import type { Kind, Reading } from '../src/kind/kind.js';
import type { KindName } from '../src/kind/kind-name.js';
import { kindOf, kinds } from '../src/kind/kinds.js';
import type { LedgerEntry } from '../src/plan/ledger.js';
import { isWritten, type Change, type Plan } from '../src/plan/plan.js';

/** Reads by the kind whose lists they are; what is missing is none. */
export type Reads = Readonly<Partial<Record<KindName, number>>>;

/** The kinds that have lists of their own: several may be read together. */
const readers = (): readonly (Kind & { reading: Reading })[] =>
  kinds.filter(
    (kind, at): kind is Kind & { reading: Reading } =>
      kind.reading !== null && kinds.findIndex(({ reading }) => reading === kind.reading) === at,
  );

function perKind(count: (kind: Kind & { reading: Reading }) => number): Reads {
  const counts = readers().map((kind) => [kind.name, count(kind)] as const);
  return Object.fromEntries(counts.filter(([, reads]) => reads > 0));
}

const isReadWith = (name: KindName, { reading }: Kind): boolean => kindOf(name).reading === reading;
/** A list of one page costs one read. */
const distinctLists = ({ lists }: Reading, paths: readonly string[]): number =>
  lists.includes('') ? Math.min(1, paths.length) : new Set(paths.map((path) => path.split('/')[0])).size;

/** A plan: every list in which the release or the ledger has anything. Details of described objects are not in it. */
export function readsOfPlan(objects: readonly ConfigObject[], ledger: readonly LedgerEntry[]): Reads {
  return perKind((kind) =>
    distinctLists(kind.reading, [
      ...objects.filter(({ kind: of }) => isReadWith(of, kind)).map(({ within }) => within),
      ...ledger.filter(({ kind: of }) => isReadWith(of, kind)).map(({ branchId }) => branchId),
    ]),
  );
}

const pathOf = ({ branchId, within }: Change): string => branchId ?? within;

/** The look before the first write: the lists that are written, or in which objects are taken over. */
export function readsOfDraft({ changes }: Plan): Reads {
  return perKind((kind) =>
    distinctLists(
      kind.reading,
      changes.filter((change) => isWritten(change) && isReadWith(change.kind, kind)).map(pathOf),
    ),
  );
}

/**
 * The look before each call about existing objects: one at the list that it writes, and before a tab goes one at the fields
 * that may be in it. Descriptions of stages are not in it.
 */
export function readsOfChecks(plan: Plan): Reads {
  const isAboutExisting = (step: Step) =>
    step.do === 'move-deals' || (step.method !== 'POST' && !step.pending);
  const checks = batchCalls(plan).filter(isAboutExisting).flatMap(listsShown);
  return perKind((kind) => checks.filter((name) => isReadWith(name, kind)).length);
}

function listsShown(step: Step): readonly KindName[] {
  if (step.do === 'move-deals') return [step.kind];
  const own = step.items[0]!.kind;
  return step.method === 'DELETE' && own === 'field-group' ? [own, 'field'] : [own];
}

/** The read-back: the lists that were written, but for those that only got new objects and whose answers show them whole. */
export function readsOfVerify({ changes }: Plan): Reads {
  return perKind((kind) => {
    const written = changes.filter(
      (change) => isReadWith(change.kind, kind) && (hasBody(change) || change.action === 'delete'),
    );
    const open = kind.reading.answered ? written.filter(({ action }) => action !== 'create') : written;
    return distinctLists(kind.reading, open.map(pathOf));
  });
}

/** Reads added up by kind. */
export function sumOf(...all: readonly Reads[]): Reads {
  const sum: Partial<Record<KindName, number>> = {};
  for (const reads of all)
    for (const [name, count] of Object.entries(reads) as [KindName, number][])
      sum[name] = (sum[name] ?? 0) + count;
  return sum;
}
