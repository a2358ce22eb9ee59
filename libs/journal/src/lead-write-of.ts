import type { LeadWrite } from '@hub/amocrm';
import type { LeadWritten } from '@hub/contracts';

/**
 * A change of a lead in the words of the journal. Null: it also writes what the journal keeps and cannot foresee, or what
 * amoCRM's feed has no event for, so that its result has to be read.
 */
export function leadWriteOf({
  pipeline_id: pipelineId,
  status_id: statusId,
  responsible_user_id: ownerId,
  custom_fields_values: fields = [],
  ...others
}: LeadWrite): Pick<LeadWritten, 'values' | 'fields'> | null {
  if (Object.keys(others).length > 0) return null;
  const named = fields.flatMap(({ field_id: id, field_code: code }) => id ?? code ?? []);
  if (named.length < fields.length) return null;
  return {
    values: {
      ...(pipelineId === undefined ? {} : { pipelineId }),
      ...(statusId === undefined ? {} : { statusId }),
      ...(ownerId === undefined ? {} : { ownerId }),
    },
    fields: named,
  };
}
