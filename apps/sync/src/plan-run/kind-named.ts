import { Problem } from '@hub/platform';
import type { KindName } from '../kind/kind.js';
import { kinds } from '../kind/kinds.js';

/** The kind a request names. Throws a 422 `Problem` that lists the kinds there are. */
export function kindNamed(name: string): KindName {
  const found = kinds.find((kind) => kind.name === name);
  if (found) return found.name;
  const known = kinds.map((kind) => kind.name).join(', ');
  throw new Problem(422, `There is no kind "${name}"`, [
    { path: 'kind', detail: `kind must be one of ${known}` },
  ]);
}
