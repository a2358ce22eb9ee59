import { TRANSFER_FIELD_CODE, type FieldMap, type FieldMapEntry } from '@hub/contracts';
import type { Configuration } from '../configuration/configuration.js';
import { textOf } from '../configuration/json.js';
import type { LedgerEntry } from '../plan/ledger.js';

/**
 * How the lead fields of a reference account are called in a branch, from the branch's ledger. Ids are paths
 * (`leads/field/enum`). A field or value that was never applied to the branch is left out.
 */
export function mapFields(release: Configuration, ledger: readonly LedgerEntry[]): FieldMap {
  const branchIds = new Map(ledger.map(({ kind, ref, branchId }) => [`${kind} ${ref}`, branchId]));
  const fields = release.objects.filter(({ kind, within }) => kind === 'field' && within === 'leads');
  const entries = fields.flatMap((field): FieldMapEntry[] => {
    const branchId = branchIds.get(`field ${field.ref}`);
    const referenceFieldId = lastNumber(field.ref);
    if (branchId === undefined || referenceFieldId === null) return [];
    const values = release.objects.filter(({ kind, within }) => kind === 'enum' && within === field.key);
    const enums = values.flatMap(({ ref }) => {
      const [from, to] = [lastNumber(ref), lastNumber(branchIds.get(`enum ${ref}`) ?? '')];
      return from === null || to === null ? [] : [{ referenceEnumId: from, branchEnumId: to }];
    });
    const branchFieldId = lastNumber(branchId) ?? 0;
    return [{ key: field.key, referenceFieldId, branchFieldId, type: textOf(field.attributes.type), enums }];
  });
  const transfer = fields.find(({ attributes }) => attributes.code === TRANSFER_FIELD_CODE);
  const transferId = transfer ? branchIds.get(`field ${transfer.ref}`) : undefined;
  return { fields: entries, transferFieldId: lastNumber(transferId ?? '') };
}

function lastNumber(path: string): number | null {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return /^\d+$/.test(last) ? Number(last) : null;
}
