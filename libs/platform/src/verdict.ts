/**
 * What the caller of failed work should do next. `retry` names the earliest moment that makes sense,
 * `never` means that repeating cannot help. libs/bus turns it into a new `run_at` or a dead letter.
 */
export type Verdict = { kind: 'retry'; afterMs: number } | { kind: 'never' };

/** An error that carries its verdict. Thrown wherever the thrower knows more than the one who catches. */
export class VerdictError extends Error {
  constructor(
    message: string,
    readonly verdict: Verdict,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Thrown when the same work may succeed later: not before `afterMs` milliseconds from now. */
export class RetryLater extends VerdictError {
  constructor(message: string, afterMs: number, options?: ErrorOptions) {
    super(message, { kind: 'retry', afterMs }, options);
  }
}

/** Thrown when repeating the work cannot help; the message becomes the reason of the dead letter. */
export class GiveUp extends VerdictError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, { kind: 'never' }, options);
  }
}
