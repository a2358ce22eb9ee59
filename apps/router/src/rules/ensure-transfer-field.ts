import { createCustomField, listCustomFields, type AmoClient } from '@hub/amocrm';
import { TRANSFER_FIELD_CODE } from '@hub/contracts';

/**
 * Makes sure that the HQ account has the hub's lead field for transfer ids: the hand-over writes the id there, so that
 * a lead that is merged at HQ afterwards is known to be handed over. Branches get the field with their release.
 */
export async function ensureTransferField(hq: AmoClient, name: string): Promise<void> {
  const fields = await listCustomFields(hq, 'leads');
  if (fields.some(({ code }) => code === TRANSFER_FIELD_CODE)) return;
  await createCustomField(hq, 'leads', { name, type: 'text', code: TRANSFER_FIELD_CODE, is_api_only: true });
}
