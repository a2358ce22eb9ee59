/** Names in quotes, at most ten: more would not be read. */
export function listNames(all: readonly string[]): string {
  const shown = all.slice(0, 10).map((name) => `«${name}»`);
  return all.length > shown.length ? `${shown.join(', ')} …` : shown.join(', ');
}
