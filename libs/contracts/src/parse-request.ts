import { message, type Message } from '@hub/messages';
import { Problem, type FieldError } from '@hub/platform/pure';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { hintOf } from './field-hint.js';

/**
 * Turns an unknown body into an instance of its contract class. Throws a 400 `Problem` that names every wrong and
 * every unexpected field, each once, with what it must be; used by the gateway for REST bodies and by the services for
 * bus requests alike.
 */
export function parseRequest<T extends object>(type: new () => T, body: unknown): T {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Problem(400, message('problems.not-an-object'));
  }
  const value = plainToInstance(type, body);
  const errors = validateSync(value, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
    validationError: { target: true, value: false },
  });
  if (errors.length > 0) throw new Problem(400, message('problems.wrong-fields'), flatten(errors, ''));
  return value;
}

function flatten(errors: ValidationError[], prefix: string): FieldError[] {
  return errors.flatMap((error) => {
    const path = prefix + error.property;
    const inner = flatten(error.children ?? [], `${path}.`);
    const failed = Object.keys(error.constraints ?? {});
    // A list whose items are no objects: the items are named, which says it all.
    const isNamed = inner.length > 0 && failed.every((check) => aboutItems.includes(check));
    return failed.length === 0 || isNamed ? inner : [{ path, detail: detailOf(error, failed) }, ...inner];
  });
}

const aboutItems = ['isObject', 'nestedValidation'];

function detailOf({ target, property }: ValidationError, failed: readonly string[]): Message {
  if (failed.includes('whitelistValidation')) return message('fields.unknown');
  if (failed.every((check) => check === 'isPlainText')) return message('fields.plain-text');
  return hintOf(target, property);
}
