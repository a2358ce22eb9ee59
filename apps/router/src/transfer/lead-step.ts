import { createLead, listNewestLeads, type AmoLead } from '@hub/amocrm';
import { RetryLater } from '@hub/platform';
import { mapFields, type MappedFields } from './map-fields.js';
import type { TransferContext } from './transfer-context.js';
import type { TransferStep } from './transfer-step.js';

const untilSyncedMs = 60_000;

/**
 * `contact-ready` → `lead-created`: one POST makes the branch lead with its contact, tag, fields and the hub-owned
 * field that carries the transfer id. By that field a later attempt recognises the lead; the leads are walked newest
 * first, because filters are a paid option and may lag behind (entities sheet 18).
 */
export const leadStep: TransferStep = {
  async look(context, since) {
    if (since === null) return null;
    for await (const page of listNewestLeads(context.branch)) {
      const found = page.find((lead) => carries(lead, context.transfer.id));
      if (found) {
        // The HQ lead may be deleted by now; the one in the branch is there all the same.
        const source = await context.findHqLead();
        const { leftOut } = source ? await mapHqFields(context, source) : context.transfer;
        return { state: 'lead-created', branchLeadId: found.id, leftOut };
      }
      if (page.some((lead) => lead.created_at < since)) return null;
    }
    return null;
  },

  async write(context) {
    const { id, target, branchContactId } = context.transfer;
    const source = await context.readHqLead();
    const { fields, leftOut, transferFieldId } = await mapHqFields(context, source);
    const branchLeadId = await createLead(context.branch, {
      name: source.name,
      price: source.price,
      pipeline_id: target.pipelineId,
      status_id: target.statusId,
      ...(target.ownerId === null ? {} : { responsible_user_id: target.ownerId }),
      custom_fields_values: [
        ...fields.map(({ fieldId, values }) => ({
          field_id: fieldId,
          values: values.map(({ value, enumId }) => (enumId === undefined ? { value } : { enum_id: enumId })),
        })),
        { field_id: transferFieldId, values: [{ value: id }] },
      ],
      _embedded: {
        tags: [{ name: context.texts.transferTag }],
        ...(branchContactId === null ? {} : { contacts: [{ id: branchContactId, is_main: true }] }),
      },
    });
    return { state: 'lead-created', branchLeadId, leftOut };
  },
};

async function mapHqFields(
  context: TransferContext,
  source: AmoLead,
): Promise<MappedFields & { transferFieldId: number }> {
  const { fields: links, transferFieldId } = await context.readFieldMap();
  if (transferFieldId === null) {
    // Without this field a crash could make a second lead, so nothing is written.
    throw new RetryLater(
      'The branch account has no transfer field yet: it has to be synced first',
      untilSyncedMs,
    );
  }
  const fields = source.custom_fields_values.map((field) => ({
    fieldId: field.field_id,
    name: field.field_name ?? String(field.field_id),
    type: field.field_type ?? '',
    values: field.values.map(({ value, enum_id }) => ({ value, enumId: enum_id })),
  }));
  const mapped = mapFields(fields, links, context.rules.allowedFieldIds);
  return {
    fields: mapped.fields,
    leftOut: [...context.transfer.leftOut, ...mapped.leftOut],
    transferFieldId,
  };
}

function carries(lead: AmoLead, transferId: string): boolean {
  return lead.custom_fields_values.some(({ values }) => values.some(({ value }) => value === transferId));
}
