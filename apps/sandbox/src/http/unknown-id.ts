import { switchOf } from '../state/account.js';
import { noContent } from './answer.js';
import { AnswerInstead, ApiProblem } from './problem.js';
import type { ApiContext } from './route.js';
import { RequestValidation } from './validation.js';

/**
 * Ends a call about an id that nobody has, where the page lists no 404 (config 8.1): nothing is read, and a write is refused
 * under `id`; by the switch it is 404 with `detail`.
 */
export function unknownId(ctx: ApiContext, deed: 'read' | 'write', detail: string): never {
  if (switchOf(ctx.account, 'unlisted_not_found') === '404') throw new ApiProblem(404, detail);
  const validation = new RequestValidation();
  if (deed === 'write') validation.item('0').add('NotSupportedChoice', 'id');
  validation.throwIfAny();
  throw new AnswerInstead(noContent);
}
