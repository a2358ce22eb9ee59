/** A nested body as PHP builds it; null and undefined are left out, booleans become 1 and 0. */
export type FormValue =
  string | number | boolean | null | undefined | FormValue[] | { [key: string]: FormValue };

export const formType = 'application/x-www-form-urlencoded';

export interface FormBody {
  [key: string]: FormValue;
}

/**
 * UTF-8 has no halves of surrogate pairs, and PHP's `json_decode` refuses them, so no facts say what amoCRM would send: they
 * become the replacement character, and the hook goes out.
 */
const encode = (text: string): string =>
  encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd')).replaceAll('%20', '+');

function collect(pairs: string[], name: string, value: FormValue): void {
  if (value === null || value === undefined) return;
  if (typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) collect(pairs, `${name}[${key}]`, inner);
    return;
  }
  const text = typeof value === 'boolean' ? (value ? '1' : '0') : String(value);
  pairs.push(`${encode(name)}=${encode(text)}`);
}

/** `application/x-www-form-urlencoded` with PHP brackets, percent-encoded as http_build_query does (config 7.3). */
export function formEncode(body: FormBody): string {
  const pairs: string[] = [];
  for (const [key, value] of Object.entries(body)) collect(pairs, key, value);
  return pairs.join('&');
}
