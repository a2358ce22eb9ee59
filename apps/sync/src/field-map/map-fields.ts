import type { FieldGap, FieldMap, FieldMapEntry } from '@hub/contracts';
import { TRANSFER_FIELD_CODE } from '@hub/contracts/pure';
import type { ConfigObject, Configuration } from '../configuration/configuration.js';
import { enumKind } from '../kind/enum.kind.js';
import { fieldKind } from '../kind/field.kind.js';
import { transferField } from '../kind/transfer-field.js';
import { textOf } from '../configuration/json.js';
import type { LedgerEntry } from '../plan/ledger.js';
import { findField, findKnown, findValue, idsIn, type HqAccount, type Released } from './find-in-hq.js';

/** What the two accounts of a field map are known by. */
export interface Sides {
  /** Releases that plans of the branch account were begun for, newest first; `isOfHq` says which were read from HQ. */
  readonly releases: readonly { readonly configuration: Configuration; readonly isOfHq: boolean }[];
  readonly branch: readonly LedgerEntry[];
  readonly hq: HqAccount;
}

/**
 * How the lead fields of the HQ account are called in a branch account. What the branch's ledger has is in the branch,
 * whichever release brought it; which HQ field is the same, `findField` says. `missing` names the fields of the branch's
 * newest release that one of the accounts lacks, the hub's own field always.
 */
export function mapFields({ releases, branch, hq }: Sides): FieldMap {
  const idInBranch = idsIn(branch);
  const fields = groupById(releases, { kind: fieldKind.name, within: 'leads' }, idInBranch);
  const entries: FieldMapEntry[] = [];
  const missing: FieldGap[] = [];
  let hqTransferFieldId: number | null = null;
  for (const [branchFieldId, known] of fields.inBranch) {
    const { object } = known[0];
    const found = findField(known, hq);
    if ('why' in found) missing.push(gap('hq', object, found.why));
    else if (isTransferField(object)) hqTransferFieldId = found.id;
    else entries.push(entryOf(known, branchFieldId, found, { releases, branch, hq }));
  }
  for (const object of fields.notInBranch) missing.push(gap('branch', object, 'not-applied'));
  const transferFieldId =
    [...fields.inBranch].find(([, [{ object }]]) => isTransferField(object))?.[0] ?? null;
  const isNamed = missing.some(({ isHubField }) => isHubField);
  if (transferFieldId === null && !isNamed) missing.push(gap('branch', transferField, 'not-applied'));
  return { fields: entries, transferFieldId, hqTransferFieldId, missing };
}

type Group = readonly [Released, ...Released[]];

/** Objects of a kind's shelf over all releases, by the branch object that they are; and of the newest those that are none. */
function groupById(
  releases: Sides['releases'],
  { kind, within }: Pick<ConfigObject, 'kind' | 'within'>,
  idInBranch: (object: ConfigObject) => number | null,
): { inBranch: ReadonlyMap<number, Group>; notInBranch: readonly ConfigObject[] } {
  const inBranch = new Map<number, [Released, ...Released[]]>();
  const notInBranch: ConfigObject[] = [];
  releases.forEach(({ configuration, isOfHq }, at) => {
    for (const object of configuration.objects) {
      if (object.kind !== kind || object.within !== within) continue;
      const id = idInBranch(object);
      const known = id === null ? undefined : inBranch.get(id);
      if (known) known.push({ object, isOfHq });
      else if (id !== null) inBranch.set(id, [{ object, isOfHq }]);
      else if (at === 0) notInBranch.push(object);
    }
  });
  return { inBranch, notInBranch };
}

function entryOf(
  known: Group,
  branchFieldId: number,
  { id, by }: { id: number; by: NonNullable<FieldMapEntry['foundBy']> },
  { releases, branch, hq }: Sides,
): FieldMapEntry {
  const { key, attributes } = known[0].object;
  const enums = valuesOf(known, { releases, branch }).flatMap(([branchEnumId, same]) => {
    const referenceEnumId = findValue(same, id, hq);
    return referenceEnumId === null ? [] : [{ referenceEnumId, branchEnumId }];
  });
  return { key, referenceFieldId: id, branchFieldId, type: textOf(attributes.type), enums, foundBy: by };
}

/** List values of a field that the branch has, by their id there. */
function valuesOf(
  known: Group,
  { releases, branch }: Pick<Sides, 'releases' | 'branch'>,
): (readonly [number, Group])[] {
  const keys = [...new Set(known.map(({ object }) => object.key))];
  const idInBranch = idsIn(branch);
  const values = keys.flatMap((within) => [
    ...groupById(releases, { kind: enumKind.name, within }, idInBranch).inBranch,
  ]);
  return [...new Map(values)];
}

/** Whether the fields of the HQ account have to be read: releases and ledgers do not say all that the branch has. */
export function needsLive({ releases, branch, hq }: Sides): boolean {
  const fields = groupById(releases, { kind: fieldKind.name, within: 'leads' }, idsIn(branch)).inBranch;
  const isUnknown = (known: Group) => findKnown(known, hq) === null;
  return [...fields.values()].some(
    (known) =>
      isUnknown(known) || valuesOf(known, { releases, branch }).some(([, value]) => isUnknown(value)),
  );
}

function gap(
  side: FieldGap['side'],
  object: Pick<ConfigObject, 'key' | 'attributes'>,
  why: FieldGap['why'],
): FieldGap {
  const { key, attributes } = object;
  const code = typeof attributes.code === 'string' ? attributes.code : null;
  return { side, key, name: textOf(attributes.name), code, isHubField: isTransferField(object), why };
}

function isTransferField({ attributes }: Pick<ConfigObject, 'attributes'>): boolean {
  return attributes.code === TRANSFER_FIELD_CODE;
}
