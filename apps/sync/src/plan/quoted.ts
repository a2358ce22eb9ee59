/** A word for a shell: names of an account may have quotes of their own, and what a shell would expand. */
export function quoted(word: string): string {
  return `"${escaped(word)}"`;
}

/** A part of a word in double quotes. */
export function escaped(part: string): string {
  return part.replace(/["\\$`]/g, '\\$&');
}
