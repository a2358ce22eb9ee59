/** What a lead says of a bot that was run on it. */
type MarkVerdict =
  { readonly verdict: 'ran' | 'unmarked' } | { readonly verdict: 'other'; readonly found: string };

interface Value {
  readonly field_code: string | null;
  readonly values: readonly { readonly value: unknown }[];
}

/** Code of the field of leads into which a bot writes its mark. */
export const markField = 'HUB_BOT';

/** Whether this delivery handled the lead last: its mark is in the field, and each bot overwrites the one before. */
export function judgeMark(mark: string, fields: readonly Value[]): MarkVerdict {
  const field = fields.find(({ field_code: code }) => code === markField);
  const value = field?.values[0]?.value;
  if (typeof value !== 'string' || value === '') return { verdict: 'unmarked' };
  return value === mark ? { verdict: 'ran' } : { verdict: 'other', found: value };
}
