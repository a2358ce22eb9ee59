import type { WriteScope } from '../changes/write-scope.js';
import { ApiProblem } from '../http/problem.js';
import type { Rule, Shape } from '../http/shape.js';
import type { ItemValidation } from '../http/validation.js';

/** A deed of a person in the web interface: the keys it takes and what it does with them once they are checked. */
export interface Action {
  shape: Record<string, Rule>;
  run(
    scope: WriteScope,
    body: Record<string, unknown>,
    errors: ItemValidation,
  ): ActionResult | Promise<ActionResult>;
}

export type ActionResult = Record<string, unknown>;

/** Thrown out of `run` when `errors` tell what is wrong. */
export class BadAction extends Error {}

/** Ties a typed body to its shape; `run` sees only bodies that passed it. */
export function action<T extends object>(
  shape: Shape<T>,
  run: (scope: WriteScope, body: T, errors: ItemValidation) => ActionResult | Promise<ActionResult>,
): Action {
  return { shape, run: (scope, body, errors) => run(scope, body as T, errors) };
}

/** The object an id names, or the 400 that names the key. */
export function need<T>(errors: ItemValidation, key: string, found: T | undefined | null): T {
  if (found === undefined || found === null) {
    errors.add('NotSupportedChoice', key);
    throw new BadAction();
  }
  return found;
}

/** Refuses an action that is not possible now. */
export function refuse(detail: string): never {
  throw new ApiProblem(409, detail);
}
