import type { Account } from '../state/account.js';
import type { FieldType } from '../state/custom-field.js';
import type { CustomValue, FieldValues } from '../state/entity.js';
import type { FormValue } from './form-encode.js';

const pad = (value: number): string => String(value).padStart(2, '0');

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
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: account.timezone }).formatToParts(
    seconds * 1000,
  );
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return `${pad(of('day'))}.${pad(of('month'))}.${of('year')}`;
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

/** `Y-m-d H:i:s` in the account's time zone, as v2 writes times of tasks and notes. */
export function localTime(account: Account, seconds: number): string {
  const options: Intl.DateTimeFormatOptions = {
    timeZone: account.timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  };
  const parts = new Intl.DateTimeFormat('en-GB', options).formatToParts(seconds * 1000);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('year')}-${of('month')}-${of('day')} ${of('hour')}:${of('minute')}:${of('second')}`;
}
