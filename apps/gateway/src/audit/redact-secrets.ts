const secretNames =
  /^(secret|token|password|authorization|code|clientSecret|accessToken|refreshToken|longLivedToken|url)$/;

/** The state of a connect link, and the secret in a webhook's address. */
const secretParts = /([?&]state=|\/hooks\/amocrm\/)[^&\s"]+/g;

/**
 * A copy without what must never be stored: values under secret names become `***`. A `key` is secret only beside a
 * `prefix`, as an API key; those of plans and the ledger are names. Dates become text, and characters that no database
 * takes are replaced: a refused body is written down too. Addresses lose the parts that open something.
 */
export function redactSecrets(value: unknown): unknown {
  if (typeof value === 'string') return plain(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(redactSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      plain(name),
      (secretNames.test(name) || (name === 'key' && 'prefix' in value)) && typeof inner === 'string'
        ? '***'
        : redactSecrets(inner),
    ]),
  );
}

function plain(text: string): string {
  return Buffer.from(text).toString().replaceAll('\0', '\uFFFD').replace(secretParts, '$1***');
}
