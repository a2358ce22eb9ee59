import { validationProblem, type ItemErrors } from './problem.js';

/** Symfony's words where the place of the error gives none. */
const unspecified = 'This value is not valid.';

const details: Record<string, string> = {
  NotSupportedChoice: 'The value you selected is not a valid choice.',
  FieldMissing: 'This field is missing.',
  FieldNotExpected: 'This field was not expected.',
  NotBlank: 'This value should not be blank.',
  NotNullable: 'This value should not be null.',
  TooLow: 'This value should be positive.',
};

const missing = new Set(['FieldMissing', 'NotBlank']);

/** The errors of one item of a batch. Paths are dotted and relative to the item. */
export class ItemValidation {
  readonly errors: ItemErrors['errors'] = [];
  /** Paths that failed the check of types. */
  private readonly failed: string[] = [];

  constructor(readonly requestId: string) {}

  add(code: string, path: string, detail?: string): void {
    if (this.failed.some((one) => covers(one, path, code))) return;
    this.errors.push({ code, path, detail: detail ?? details[code] ?? unspecified });
  }

  /** Whether the check of types refused something at or below a path. */
  hasFailed(path: string): boolean {
    return this.failed.some((one) => one === path || one.startsWith(`${path}.`));
  }

  /**
   * Ends the check of types of `body` and gives the parts of it that passed: amoCRM reports wrong types and wrong choices of
   * one item together (entities 0.4). Elements of lists keep their places. Later errors about a part that failed are dropped.
   */
  passedTypes<T extends object>(body: T): T {
    if (this.errors.length === 0) return body;
    for (const { path } of this.errors) this.failed.push(path);
    return this.failed.reduce<unknown>(
      (kept, path) => without(kept, path === '' ? [] : path.split('.')),
      body,
    ) as T;
  }
}

/** Whether an error at `failed` already says what another one at `path` would. */
function covers(failed: string, path: string, code: string): boolean {
  if (failed === '' || path === failed || path.startsWith(`${failed}.`)) return true;
  return missing.has(code) && failed.startsWith(`${path}.`);
}

/** A copy without the part at a path: a key goes, an element of a list becomes empty. */
function without(value: unknown, [key, ...rest]: string[]): unknown {
  if (key === undefined) return {};
  if (Array.isArray(value)) {
    const list = value as unknown[];
    return list.map((one, index) => (String(index) === key ? without(one, rest) : one));
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return value;
  const { [key]: part, ...kept } = value as Record<string, unknown>;
  return rest.length === 0 ? kept : { ...kept, [key]: without(part, rest) };
}

/** Collects what is wrong with a whole request, so that one bad item refuses the batch before anything is written. */
export class RequestValidation {
  private readonly items: ItemValidation[] = [];

  item(requestId: string): ItemValidation {
    const item = new ItemValidation(requestId);
    this.items.push(item);
    return item;
  }

  /** Throws the 400 of config 1.4 when any item has errors. */
  throwIfAny(): void {
    const failed = this.items.filter((item) => item.errors.length > 0);
    if (failed.length === 0) return;
    throw validationProblem(failed.map((item) => ({ request_id: item.requestId, errors: item.errors })));
  }
}
