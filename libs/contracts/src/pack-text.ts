import { gunzipSync, gzipSync } from 'node:zlib';

/** Longer texts are refused: a small packet may unpack to gigabytes. */
const longestText = 3 * 1_000_000;

/** A long text as the bus carries it: JSON inside JSON inside JSON is mostly backslashes. */
export function packText(text: string): string {
  return gzipSync(text).toString('base64');
}

/** The text that was packed. Throws a `RangeError` for more than three megabytes. */
export function unpackText(packed: string): string {
  return gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: longestText }).toString('utf8');
}
