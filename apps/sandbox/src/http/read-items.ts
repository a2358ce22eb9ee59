import { readingOf, type Account } from '../state/account.js';
import { ApiProblem } from './problem.js';
import type { ApiContext } from './route.js';
import { asArrayOf, checkShape, onlyKnown, type Rule, type Shape } from './shape.js';
import { RequestValidation, type ItemValidation } from './validation.js';

/** One item of a write: its echo, its typed body and the place for its further errors. */
export interface WriteItem<T> {
  requestId: string;
  body: T;
  errors: ItemValidation;
}

export interface WriteItems<T> {
  items: WriteItem<T>[];
  validation: RequestValidation;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Checks a body, or a part of one, against its shape; what it gives has only keys that passed, and known ones. */
export function passedKeys(
  account: Account,
  errors: ItemValidation,
  body: Record<string, unknown>,
  shape: Record<string, Rule>,
): Record<string, unknown> {
  const reading = readingOf(account);
  checkShape(errors, body, shape, { prefix: '', ...reading });
  return errors.passedTypes(reading.strict ? body : onlyKnown(body, shape));
}

function readItem<T>(
  ctx: ApiContext,
  raw: unknown,
  shape: Shape<T> | null,
  errors: ItemValidation,
): WriteItem<T> {
  if (!isObject(raw)) {
    errors.add('InvalidType', '', 'This value should be of type array.');
    return { requestId: errors.requestId, body: errors.passedTypes({}) as T, errors };
  }
  const body: Record<string, unknown> = { ...raw };
  delete body.request_id;
  const passed = shape === null ? body : passedKeys(ctx.account, errors, body, shape);
  return { requestId: errors.requestId, body: passed as T, errors };
}

function echoOf(raw: unknown, index: number): string {
  const id = isObject(raw) ? raw.request_id : undefined;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : String(index);
}

/**
 * The items of a batch body, checked against the shape (null: unchecked). Errors only collect: add your own to
 * `item.errors`, then call `validation.throwIfAny()` before the first write. Until then `body` lacks the keys that failed,
 * required ones too. 400 on an empty body, 422 above `max`.
 */
export function readBatch<T>(ctx: ApiContext, shape: Shape<T> | null, max = 250): WriteItems<T> {
  const validation = new RequestValidation();
  const body = asArrayOf(ctx.body, { type: 'array' }, readingOf(ctx.account).areNumbersLists);
  if (!Array.isArray(body)) {
    if (body === undefined || body === null || (isObject(body) && Object.keys(body).length === 0))
      throw new ApiProblem(400, 'Request data can not be empty');
    validation.item('0').add('InvalidType', '', 'This value should be of type array.');
    validation.throwIfAny();
    return { items: [], validation };
  }
  if (body.length === 0) throw new ApiProblem(400, 'Request data can not be empty');
  if (body.length > max) throw new ApiProblem(422, `Limit ${max} per page`);
  const items = body.map((raw: unknown, index) =>
    readItem(ctx, raw, shape, validation.item(echoOf(raw, index))),
  );
  return { items, validation };
}

/** Reports an `id` in a single PATCH that is not the one of the path; the official client sends the own one along. */
export function checkOwnId(item: WriteItem<{ id?: number | string }>, own: number | string): void {
  const { id } = item.body;
  if (id !== undefined && id !== own) item.errors.add('NotSupportedChoice', 'id');
}

/**
 * The single object of a PATCH on `/{id}`, or of the POSTs that take one object. 400 when it says nothing. A list is an object
 * with the keys 0, 1, …, as a recorded answer reads it: PHP has one kind of array.
 */
export function readObject<T>(
  ctx: ApiContext,
  shape: Shape<T>,
): WriteItem<T> & { validation: RequestValidation } {
  const validation = new RequestValidation();
  const body = isObject(ctx.body) ? ctx.body : Array.isArray(ctx.body) ? { ...ctx.body } : {};
  const isEmpty = Object.keys(body).every((key) => ['request_id', 'id'].includes(key));
  if (isEmpty) throw new ApiProblem(400, 'Request data can not be empty');
  const item = readItem(ctx, body, shape, validation.item(echoOf(body, 0)));
  return { ...item, validation };
}

/** The same where no key is needed: the body may be empty or missing. */
export function readOptional<T>(
  ctx: ApiContext,
  shape: Shape<T>,
): WriteItem<T> & { validation: RequestValidation } {
  const { body } = ctx;
  if (body !== undefined && !(typeof body === 'object' && body !== null && Object.keys(body).length === 0))
    return readObject(ctx, shape);
  const validation = new RequestValidation();
  return { requestId: '0', body: {} as T, errors: validation.item('0'), validation };
}
