import type { AmoLead } from '@hub/amocrm';
import { TRANSFER_FIELD_CODE } from '@hub/contracts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The transfer ids in the field of a lead that has one, with those of leads that were merged into it. */
export function transferIdsIn({ custom_fields_values: fields }: AmoLead): string[] {
  return fields
    .filter(({ field_code }) => field_code === TRANSFER_FIELD_CODE)
    .flatMap(({ values }) => values.map(({ value }) => value))
    .filter((value): value is string => typeof value === 'string' && uuid.test(value));
}

/** Last line of each note the router writes. A later attempt recognises its own note by it, in any language. */
export function transferMark(transferId: string): string {
  return `[hub ${transferId}]`;
}

/** The ids in marks of the router, in whatever notes a lead has. */
export function markedTransfers(text: string): string[] {
  return [...text.matchAll(/\[hub ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\]/g)].flatMap(
    ([, id = '']) => id,
  );
}
