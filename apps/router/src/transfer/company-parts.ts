import type { AmoCompany, AmoFieldValues } from '@hub/amocrm';
import { message, type Fact } from '@hub/messages';
import { shortNameLength, type CardPart } from './card-parts.js';
import type { Firm } from './match-company.js';

/** Fields of companies with the same codes in every account: they alone cross. */
const crossing = { PHONE: 'WORK', EMAIL: 'WORK', WEB: null } as const;
type Crossing = keyof typeof crossing;

/** The company as it is compared. */
export function firmOf(company: AmoCompany): Firm {
  const texts = (code: Crossing) =>
    company.custom_fields_values
      .filter(({ field_code }) => field_code === code)
      .flatMap(({ values }) => values.map(({ value }) => value))
      .filter((value) => typeof value === 'string');
  return {
    name: company.name,
    phones: texts('PHONE'),
    emails: texts('EMAIL'),
    sites: texts('WEB'),
    taxIds: company.custom_fields_values.flatMap(taxIdsIn),
  };
}

/** The parts of the branch company. */
export function companyPartsOf(
  { name, custom_fields_values }: AmoCompany,
  ownerId: number | null,
): CardPart[] {
  return [
    {
      place: 'name',
      value: name,
      name: message('leftOut.company-name'),
      instead: name.slice(0, shortNameLength),
    },
    ...(ownerId === null
      ? []
      : [{ place: 'responsible_user_id', value: ownerId, name: message('leftOut.owner') }]),
    ...custom_fields_values.filter(crosses).map((field) => ({
      place: 'custom_fields_values',
      value: {
        field_code: field.field_code,
        values: field.values.map(({ value, enum_code }) => ({ value, ...enumOf(field, enum_code) })),
      },
      name: message('leftOut.company-field', { name: nameOf(field) }),
    })),
  ];
}

/** Filled fields of the company that do not cross. */
export function companyLeft({ custom_fields_values }: AmoCompany): Fact[] {
  return custom_fields_values
    .filter((field) => field.values.length > 0 && !crosses(field))
    .map((field) => message('leftOut.company-field', { name: nameOf(field) }));
}

function crosses({ field_code }: AmoFieldValues): boolean {
  return field_code !== null && field_code in crossing;
}

function enumOf({ field_code }: AmoFieldValues, code: string | null): { enum_code?: string } {
  const missing = crossing[field_code as Crossing];
  return missing === null ? {} : { enum_code: code ?? missing };
}

/** In a field of a legal entity, or in one that people have called «ИНН». */
function taxIdsIn({ field_type, field_name, field_code, values }: AmoFieldValues): string[] {
  const isTaxId = /^инн$/i.test(field_name?.trim() ?? '') || field_code === 'INN';
  return values.flatMap(({ value }) => {
    const id: unknown =
      field_type === 'legal_entity' ? (value as { vat_id?: unknown } | null)?.vat_id : value;
    return (isTaxId || field_type === 'legal_entity') && (typeof id === 'string' || typeof id === 'number')
      ? [String(id)]
      : [];
  });
}

function nameOf({ field_name, field_id }: AmoFieldValues): string {
  return field_name ?? String(field_id);
}
