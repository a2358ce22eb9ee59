interface Fields {
  custom_fields_values?: readonly {
    field_code?: string | undefined;
    values: readonly { value?: unknown }[] | null;
  }[];
}

/**
 * Phones (last ten digits) and e-mails of a contact that is to be made, so that two of one client are never made by one
 * call. Rough on purpose: the callers that create the contacts decide whether two of them are one person.
 */
export function contactTerms({ custom_fields_values: fields = [] }: Fields): string[] {
  const texts = (code: string) =>
    fields
      .filter(({ field_code }) => field_code === code)
      .flatMap(({ values }) => (values ?? []).map(({ value }) => String(value)));
  const phones = texts('PHONE').map((text) => text.replace(/\D/g, '').slice(-10));
  const emails = texts('EMAIL').map((text) => text.trim().toLowerCase());
  return [...new Set([...phones, ...emails])].filter((term) => term !== '').map((term) => `term ${term}`);
}
