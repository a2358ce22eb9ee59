/**
 * The UTF-8 bytes of a text as a text of one character per byte: Node sends those several times faster than a text with
 * letters beyond ASCII, they join without copying, and their length is the Content-Length. Send it as `latin1`.
 */
export type ByteText = string & { readonly bytes: unique symbol };

export function toByteText(text: string): ByteText {
  const ascii = Buffer.byteLength(text) === text.length;
  return (ascii ? text : Buffer.from(text).toString('latin1')) as ByteText;
}

/** The text again. */
export function fromBytes(bytes: ByteText | Buffer): string {
  return (typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes).toString();
}

/** The bytes of a JSON list of texts that are JSON themselves, between two pieces of more JSON. */
export function joinByteTexts(before: ByteText, rows: readonly ByteText[], after: ByteText): Buffer {
  return Buffer.from(`${before}[${rows.join(',')}]${after}`, 'latin1');
}
