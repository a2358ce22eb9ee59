/** A parsed query: PHP brackets become nested objects, lists become objects keyed "0", "1", … */
export interface QueryTree {
  [key: string]: QueryNode;
}
type QueryNode = string | QueryTree;

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** What PHP gives to `[]`: one more than the largest index so far. */
function nextIndex(node: QueryTree): string {
  const indexes = Object.keys(node).filter((key) => /^\d+$/.test(key));
  return String(indexes.reduce((most, key) => Math.max(most, Number(key) + 1), 0));
}

function put(tree: QueryTree, path: string[], value: string): void {
  let node = tree;
  path.forEach((part, index) => {
    const key = part === '' ? nextIndex(node) : part;
    if (index === path.length - 1) {
      node[key] = value;
      return;
    }
    const next = node[key];
    if (typeof next === 'object') node = next;
    else node = node[key] = Object.create(null) as QueryTree;
  });
}

/** Parses `a=1&f[x][]=2&f[y][0][z]=3`, brackets percent-encoded or not. Never throws. */
export function parseQuery(text: string): QueryTree {
  const tree = Object.create(null) as QueryTree;
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
    const open = name.indexOf('[');
    if (open <= 0) put(tree, [name], value);
    else {
      const rest = [...name.slice(open).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '');
      put(tree, [name.slice(0, open), ...rest], value);
    }
  }
  return tree;
}

/** The node under a path of keys, or undefined. */
function queryAt(tree: QueryTree, ...path: string[]): QueryNode | undefined {
  let node: QueryNode | undefined = tree;
  for (const key of path) {
    if (typeof node !== 'object') return undefined;
    node = node[key];
  }
  return node;
}

/** One value; of a list, indexed or not, the first. Undefined when the key is absent or holds keys with names. */
export function queryText(tree: QueryTree, ...path: string[]): string | undefined {
  const node = queryAt(tree, ...path);
  if (typeof node !== 'object') return node;
  const [first] = Object.entries(node).flatMap(([key, value]) =>
    /^\d+$/.test(key) && typeof value === 'string' ? [value] : [],
  );
  return first;
}

/** One value or a list of values as a list; undefined when the key is absent. */
export function queryList(tree: QueryTree, ...path: string[]): string[] | undefined {
  const node = queryAt(tree, ...path);
  if (node === undefined) return undefined;
  if (typeof node === 'string') return [node];
  return Object.values(node).filter((value) => typeof value === 'string');
}

interface Range {
  from: number;
  to: number;
}

/** `[from]` and/or `[to]`; undefined when neither is there. */
export function queryRange(tree: QueryTree, ...path: string[]): Range | undefined {
  const from = queryText(tree, ...path, 'from');
  const to = queryText(tree, ...path, 'to');
  if (from === undefined && to === undefined) return undefined;
  return {
    from: from === undefined ? -Infinity : Number(from),
    to: to === undefined ? Infinity : Number(to),
  };
}

/** The comma list of `with`; unknown words are simply never asked for. */
export function withSet(tree: QueryTree): ReadonlySet<string> {
  const words = queryList(tree, 'with') ?? [];
  return new Set(words.flatMap((one) => one.split(',')).map((word) => word.trim()));
}
