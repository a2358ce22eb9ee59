/** Far more than any body of the API has. */
export const mostJsonLevels = 50;

const [quote, backslash] = [0x22, 0x5c];
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/**
 * Where a JSON text nests deeper than `most` levels, as line and column, or null. One pass over the bytes before
 * anything recursive reads the text; brackets in strings do not count, and whether the text is valid is not checked.
 */
export function findTooDeep(
  json: Uint8Array,
  most: number = mostJsonLevels,
): { line: number; column: number } | null {
  let [depth, line, lineStart] = [0, 1, 0];
  let isInString = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at] ?? 0;
    if (byte === 0x0a) [line, lineStart] = [line + 1, at + 1];
    if (isInString) {
      if (byte === backslash) at++;
      else if (byte === quote) isInString = false;
    } else if (byte === quote) isInString = true;
    else if (closing.has(byte)) depth -= 1;
    else if (opening.has(byte) && ++depth > most) return { line, column: at - lineStart + 1 };
  }
  return null;
}
