import type { AmoFieldValues, NewFieldValues } from '@hub/amocrm';
import { emailKeys, phoneKeys } from '@hub/amocrm/pure';

/** A contact as far as it is corrected. */
export interface Reachable {
  custom_fields_values: readonly {
    field_code: AmoFieldValues['field_code'];
    values: readonly Pick<AmoFieldValues['values'][number], 'value' | 'enum_code'>[];
  }[];
}

const keysOf = { PHONE: phoneKeys, EMAIL: emailKeys } as const;
type Code = keyof typeof keysOf;

/**
 * The PHONE and EMAIL fields of the branch contact with what HQ's contact has and it lacks, or null when it lacks
 * nothing. Whatever stands there stays, because people of the branch may have written it; numbers are compared, not
 * how they are written, and one that proves nobody is not carried. A PATCH replaces all values of a field, so all are given; a
 * field with a value that is not understood stays as it is.
 */
export function decideCorrection(atHq: Reachable, inBranch: Reachable): NewFieldValues[] | null {
  const fields = (Object.keys(keysOf) as Code[]).flatMap((code) => {
    const there = valuesOf(inBranch, code);
    if (!there.every(isText)) return [];
    const known = new Set(there.flatMap(({ value }) => keysOf[code](value)));
    const lacking = valuesOf(atHq, code)
      .filter(isText)
      .filter(({ value }) => keysOf[code](value).some((key) => !known.has(key)));
    return lacking.length > 0 ? [{ field_code: code, values: [...there, ...lacking] }] : [];
  });
  return fields.length > 0 ? fields : null;
}

function valuesOf({ custom_fields_values: fields }: Reachable, code: Code) {
  return fields
    .filter(({ field_code }) => field_code === code)
    .flatMap(({ values }) => values)
    .filter(({ value }) => value !== null)
    .map(({ value, enum_code }) => ({ value, enum_code: enum_code ?? 'WORK' }));
}

function isText<T extends { value: unknown }>(one: T): one is T & { value: string } {
  return typeof one.value === 'string';
}
