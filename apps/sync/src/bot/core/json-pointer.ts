/** A JSON pointer below another: names are escaped as RFC 6901 asks. */
export function below(path: string, ...names: readonly (string | number)[]): string {
  return names.reduce<string>(
    (at, name) => `${at}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    path,
  );
}

/** The value at a pointer, or undefined where there is none. */
export function valueAt(root: unknown, path: string): unknown {
  let value = root;
  for (const name of namesOf(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** Replaces a value. Throws a `RangeError` where there is none. */
export function replaceAt(root: unknown, path: string, value: unknown): void {
  const names = namesOf(path);
  const last = names.pop();
  const parent = names.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined),
    root,
  );
  if (typeof parent !== 'object' || parent === null || last === undefined || !Object.hasOwn(parent, last))
    throw new RangeError(`there is nothing at ${path}`);
  (parent as Record<string, unknown>)[last] = value;
}

function namesOf(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}
