interface Node<R> {
  fixed: Map<string, Node<R>>;
  digits: Node<R> | undefined;
  any: Node<R> | undefined;
  routes: Map<string, { route: R; names: string[] }>;
}

export type Found<R> =
  | { kind: 'route'; route: R; params: Record<string, string> }
  | { kind: 'wrong-method' }
  | { kind: 'unknown' };

function newNode<R>(): Node<R> {
  return { fixed: new Map(), digits: undefined, any: undefined, routes: new Map() };
}

const onlyDigits = /^\d+$/;

/** Routes compiled to a tree by path segment: a look-up costs one map access per segment, however many routes. */
export class Router<R extends { method: string; path: string }> {
  private readonly root: Node<R> = newNode();

  constructor(routes: readonly R[]) {
    for (const route of routes) this.add(route);
  }

  /** Finds the route of a path; fixed segments win over `:digits`, these over `*any`. */
  find(method: string, path: string): Found<R> {
    const parts = path.split('/');
    if (parts.length > 2 && parts.at(-1) === '') parts.pop();
    const values: string[] = [];
    const node = this.walk(this.root, parts, 1, values);
    if (!node) return { kind: 'unknown' };
    const hit = node.routes.get(method);
    if (!hit) return { kind: 'wrong-method' };
    const params: Record<string, string> = {};
    hit.names.forEach((name, index) => (params[name] = values[index] ?? ''));
    return { kind: 'route', route: hit.route, params };
  }

  private walk(node: Node<R>, parts: string[], index: number, values: string[]): Node<R> | undefined {
    const part = parts[index];
    if (part === undefined) return node.routes.size > 0 ? node : undefined;
    const fixed = node.fixed.get(part);
    const found = fixed && this.walk(fixed, parts, index + 1, values);
    if (found) return found;
    for (const next of [
      onlyDigits.test(part) ? node.digits : undefined,
      part === '' ? undefined : node.any,
    ]) {
      if (!next) continue;
      values.push(part);
      const deeper = this.walk(next, parts, index + 1, values);
      if (deeper) return deeper;
      values.pop();
    }
    return undefined;
  }

  private add(route: R): void {
    let node = this.root;
    const names: string[] = [];
    for (const part of route.path.split('/').slice(1)) {
      if (part.startsWith(':')) node = node.digits ??= newNode();
      else if (part.startsWith('*')) node = node.any ??= newNode();
      else {
        const next: Node<R> = node.fixed.get(part) ?? newNode();
        node.fixed.set(part, next);
        node = next;
        continue;
      }
      names.push(part.slice(1));
    }
    if (node.routes.has(route.method)) throw new Error(`two routes for ${route.method} ${route.path}`);
    node.routes.set(route.method, { route, names });
  }
}
