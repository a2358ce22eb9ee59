import { validationProblem, type ItemErrors } from './problem.js';

const details: Record<string, string> = {
  NotSupportedChoice: 'The value you selected is not a valid choice.',
  FieldMissing: 'This field is missing.',
  FieldNotExpected: 'This field was not expected.',
  NotBlank: 'This value should not be blank.',
  NotNullable: 'This value should not be null.',
  TooLow: 'This value should be positive.',
};

/** The errors of one item of a batch. Paths are dotted and relative to the item. */
export class ItemValidation {
  readonly errors: ItemErrors['errors'] = [];

  constructor(readonly requestId: string) {}

  add(code: string, path: string, detail?: string): void {
    this.errors.push({ code, path, detail: detail ?? details[code] ?? code });
  }
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
