/** In any spelling: `clientSecret`, `client_secret`, `X-Auth-Token`. A field of a hub's view that ends so is a flag. */
const secretNames = /(secret|token|password|authorization|apikey)$/;
/** Secret as a text; as a list or an object it is something else, such as the steps of a bot. */
const secretTexts = /^(code|url)$/;

/** The state of a connect link, and the secret in a webhook's address. */
const secretParts = /([?&]state=|\/hooks\/amocrm\/)[^&\s"]+/g;

/**
 * A copy without what must never be stored: values under secret names become `***`, lists and objects included. A `key` is secret only beside a
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
      isSecret(name, inner) || (name === 'key' && 'prefix' in value) ? '***' : redactSecrets(inner),
    ]),
  );
}

/** Whether an answer has what is shown once: a key, a token, an address that opens something. A `code` names a fault or a field. */
export function hasSecrets(value: unknown): boolean {
  if (typeof value === 'string') return value.search(secretParts) >= 0;
  if (typeof value !== 'object' || value === null || value instanceof Date) return false;
  if (Array.isArray(value)) return value.some(hasSecrets);
  return Object.entries(value).some(
    ([name, inner]) =>
      (!secretTexts.test(name) && isSecret(name, inner)) ||
      (name === 'key' && 'prefix' in value) ||
      hasSecrets(inner),
  );
}

/** A copy with the fields' names alone: a body that is a client's. */
export function redactValues(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return '***';
  return Object.fromEntries(Object.keys(value).map((name) => [plain(name), '***']));
}

function isSecret(name: string, value: unknown): boolean {
  if (value === null || value === undefined || typeof value === 'boolean') return false;
  const spelt = name.toLowerCase().replaceAll(/[^a-z]/g, '');
  return secretNames.test(spelt) || (secretTexts.test(spelt) && typeof value === 'string');
}

function plain(text: string): string {
  return Buffer.from(text).toString().replaceAll('\0', '\uFFFD').replace(secretParts, '$1***');
}
