/** A name without what people write differently and mean the same, or do not see: case, spaces, dash or hyphen, ё, joiners. */
export function foldName(name: string): string {
  return (
    name
      .normalize('NFKD')
      .toLowerCase()
      // The two dots of a letter, which are a separate character in this form.
      .replaceAll('\u0308', '')
      .replace(/[‐‑‒–—―−]/g, '-')
      .replace(/[\s\p{Default_Ignorable_Code_Point}]+/gu, '')
  );
}

/** Whether two names differ, and only in what people write differently. */
export function isNearTwin(one: string, other: string): boolean {
  return one !== other && foldName(one) === foldName(other);
}
