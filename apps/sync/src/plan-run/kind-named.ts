import { message } from '@hub/messages';
import { Problem } from '@hub/platform/pure';
import type { KindName } from '../kind/kind-name.js';
import { kinds } from '../kind/kinds.js';

/** The kind a request names in the field `path`. Throws a 422 `Problem` that lists the kinds there are. */
export function kindNamed(name: string, path = 'kind'): KindName {
  const found = kinds.find((kind) => kind.name === name);
  if (found) return found.name;
  const of = kinds.map((kind) => kind.name);
  throw new Problem(422, message('problems.no-such-kind', { kind: name }), [
    { path, detail: message('fields.choice', { of }) },
  ]);
}
