const secretNames =
  /^(secret|token|password|authorization|code|clientSecret|accessToken|refreshToken|longLivedToken|url)$/;

/**
 * A copy without what must never be stored: values under secret names become `***`. A `key` is secret only beside a
 * `prefix`, as an API key; those of plans and the ledger are names. Dates become text.
 */
export function redactSecrets(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(redactSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      (secretNames.test(name) || (name === 'key' && 'prefix' in value)) && typeof inner === 'string'
        ? '***'
        : redactSecrets(inner),
    ]),
  );
}
