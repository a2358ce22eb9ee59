import { Problem, type FieldError } from '@hub/platform';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';

/**
 * Turns an unknown body into an instance of its contract class. Throws a 400 `Problem` that names every wrong and
 * every unexpected field; used by the gateway for REST bodies and by the services for bus requests alike.
 */
export function parseRequest<T extends object>(type: new () => T, body: unknown): T {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Problem(400, 'The body must be a JSON object');
  }
  const value = plainToInstance(type, body);
  const errors = validateSync(value, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
    validationError: { target: false, value: false },
  });
  if (errors.length > 0) throw new Problem(400, 'The request has wrong fields', flatten(errors, ''));
  return value;
}

function flatten(errors: ValidationError[], prefix: string): FieldError[] {
  return errors.flatMap((error) => {
    const path = prefix + error.property;
    const own = Object.values(error.constraints ?? {}).map((detail) => ({ path, detail }));
    return [...own, ...flatten(error.children ?? [], `${path}.`)];
  });
}
