import type { Account } from '../state/account.js';
import type { FieldType } from '../state/custom-field.js';
import type { CustomValue, FieldValues } from '../state/entity.js';
import { localTime } from '../values/account-time.js';
import type { FormValue } from './form-encode.js';

/** Seconds of a stored date, which may be Unix seconds or a text like RFC 3339. */
function secondsOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  const seconds = /^-?\d+$/.test(value) ? Number(value) : Math.floor(Date.parse(value) / 1000);
  return Number.isFinite(seconds) ? seconds : null;
}

/** Stored values come from JSON bodies, so they are form values too. */
const plain = (value: unknown): FormValue => value as FormValue;

const withEnum = ({ value, enum_id }: CustomValue): FormValue => ({ value: plain(value), enum: enum_id });

function day(account: Account, value: unknown): FormValue {
  const seconds = secondsOf(value);
  if (seconds === null) return plain(value);
  return localTime(account.timezone, seconds).slice(0, 10).split('-').reverse().join('.');
}

type Show = (account: Account, stored: readonly CustomValue[]) => FormValue;

const dates: Show = (_account, stored) => stored.map(({ value }) => String(secondsOf(value) ?? ''));

const isOn = (value: unknown): boolean => value === true || value === 1 || value === '1';

/** The types that are shown in their own way; all others are lists of `{value, enum?}`. */
const shows: Partial<Record<FieldType, Show>> = {
  date: dates,
  date_time: dates,
  birthday: (account, stored) => stored.map(({ value }) => ({ value: day(account, value) })),
  radiobutton: (_account, [chosen]) => (chosen ? withEnum(chosen) : []),
  checkbox: (_account, stored) => stored.map(({ value }) => ({ value: isOn(value) ? '1' : '0' })),
  // Config 7.4 has no example of these: shown as reads show them, for they have no `value`.
  chained_list: (_account, stored) =>
    stored.map(({ catalog_id, catalog_element_id }) => ({ catalog_id, catalog_element_id })),
  smart_address: (_account, stored) =>
    stored.map(({ value, enum_id }) => ({ value: plain(value), subtype: enum_id })),
};

/**
 * `custom_fields` of a hook (config 7.4): lists of `{value, enum?}`, plain timestamps for dates, one object for a radio
 * button, "1"/"0" for a check box, `dd.mm.yyyy` for a birthday. Fields deleted since are left out.
 */
export function customFieldsPayload(account: Account, stored: readonly FieldValues[]): FormValue[] {
  return stored.flatMap(({ field_id, values: set }) => {
    const field = account.fields.get(field_id);
    if (!field || set.length === 0) return [];
    return [
      {
        id: field.id,
        name: field.name,
        code: field.code,
        values: shows[field.type]?.(account, set) ?? set.map(withEnum),
      },
    ];
  });
}
