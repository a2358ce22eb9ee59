import { TRANSFER_FIELD_CODE, type FieldMap, type FieldMapEntry } from '@hub/contracts';
import type { ConfigObject, Configuration } from '../configuration/configuration.js';
import { textOf } from '../configuration/json.js';
import type { LedgerEntry } from '../plan/ledger.js';

/**
 * How the lead fields of a reference account are called in a branch, from the branch's ledger. Ids are paths
 * (`leads/field/enum`). A branch may have got its fields from a blueprint, whose refs are the keys. The reference
 * account's ids are the release's refs, or come from its own ledger when the release is a blueprint. A field or value
 * that was never applied to both is left out.
 */
export function mapFields(
  release: Configuration,
  ledger: readonly LedgerEntry[],
  referenceLedger: readonly LedgerEntry[] | null = null,
): FieldMap {
  const inBranch = idsIn(ledger);
  const inReference = referenceLedger ? idsIn(referenceLedger) : ({ ref }: ConfigObject) => lastNumber(ref);
  const fields = release.objects.filter(({ kind, within }) => kind === 'field' && within === 'leads');
  const entries = fields.flatMap((field): FieldMapEntry[] => {
    const [branchFieldId, referenceFieldId] = [inBranch(field), inReference(field)];
    if (branchFieldId === null || referenceFieldId === null) return [];
    const values = release.objects.filter(({ kind, within }) => kind === 'enum' && within === field.key);
    const enums = values.flatMap((value) => {
      const [from, to] = [inReference(value), inBranch(value)];
      return from === null || to === null ? [] : [{ referenceEnumId: from, branchEnumId: to }];
    });
    return [{ key: field.key, referenceFieldId, branchFieldId, type: textOf(field.attributes.type), enums }];
  });
  const transfer = fields.find(({ attributes }) => attributes.code === TRANSFER_FIELD_CODE);
  return { fields: entries, transferFieldId: transfer ? inBranch(transfer) : null };
}

function idsIn(ledger: readonly LedgerEntry[]): (object: ConfigObject) => number | null {
  const ids = new Map(ledger.map(({ kind, ref, branchId }) => [`${kind} ${ref}`, branchId]));
  return ({ kind, ref, key }) => lastNumber(ids.get(`${kind} ${ref}`) ?? ids.get(`${kind} ${key}`) ?? '');
}

function lastNumber(path: string): number | null {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return /^\d+$/.test(last) ? Number(last) : null;
}
