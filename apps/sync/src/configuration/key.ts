/**
 * Natural keys are paths of names: `leads/Регион`, `Продажи/Новая`. `~` and `/` inside a name are escaped as in a
 * JSON pointer, so a segment that begins with an unescaped `~` is always one of ours (`~won`, `~#2`).
 */
export function segment(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The name a segment was made of. */
export function nameOfSegment(text: string): string {
  return text.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Joins a path and a segment; an empty path gives the segment alone. */
export function joinKey(within: string, last: string): string {
  return within === '' ? last : `${within}/${last}`;
}

/** The last segment of a key, still escaped. */
export function lastSegment(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

/** Gives equal keys a number from the second on, in order of arrival. */
export function keyMaker(): (key: string) => string {
  const seen = new Map<string, number>();
  return (key) => {
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? key : `${key}~#${count}`;
  };
}
