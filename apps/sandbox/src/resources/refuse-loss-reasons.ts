import { ApiProblem } from '../http/problem.js';

/** Throws 400 when there are keys of items that give a loss reason to a lead which is not lost (entities 1.7). */
export function refuseLossReasons(keys: readonly (string | number)[]): void {
  if (keys.length === 0) return;
  const errors = Object.fromEntries(
    keys.map((key) => [key, 'Loss reason can be specified only for lost lead']),
  );
  throw new ApiProblem(400, 'Invalid request body', { errors });
}
