import { message, say, type Message } from '@hub/messages';

/**
 * What the caller of failed work should do next. `retry` names when to try again, or `sooner` when that resolves;
 * `waitsFor` is the id of an account whose condition is the cause: the work is due at once when that account can be used
 * again. `few-tries` says that it may pass, and that after so many tries in all it will not; `never` means that repeating
 * cannot help. libs/bus turns it into a new `run_at` or a dead letter.
 */
export type Verdict =
  | { kind: 'retry'; afterMs: number; sooner?: Promise<unknown>; waitsFor?: string }
  | { kind: 'few-tries'; tries: number }
  | { kind: 'never' };

/** An error that carries its verdict. Thrown wherever the thrower knows more than the one who catches. */
export class VerdictError extends Error {
  constructor(
    text: string,
    public verdict: Verdict,
    options?: ErrorOptions,
  ) {
    super(text, options);
    this.name = new.target.name;
  }

  /** What went wrong and the next step, for people; `message` is the technical text of logs. */
  asMessage(): Message {
    return message('failures.unexpected', { error: this.message });
  }
}

/** A verdict in words of the catalogue; logs get the English ones. */
class SaidVerdict extends VerdictError {
  constructor(
    private readonly said: Message,
    verdict: Verdict,
    options?: ErrorOptions,
  ) {
    super(say(said, 'en'), verdict, options);
  }

  override asMessage(): Message {
    return this.said;
  }
}

/** Thrown when the same work may succeed later: after `afterMs` milliseconds, or as soon as `sooner` resolves. */
export class RetryLater extends SaidVerdict {
  constructor(said: Message, afterMs: number, options: ErrorOptions & { sooner?: Promise<unknown> } = {}) {
    const { sooner, ...rest } = options;
    super(said, { kind: 'retry', afterMs, ...(sooner ? { sooner } : {}) }, rest);
  }
}

/** Thrown when repeating the work cannot help; the message becomes the reason of the dead letter. */
export class GiveUp extends SaidVerdict {
  constructor(said: Message, options?: ErrorOptions) {
    super(said, { kind: 'never' }, options);
  }
}

/** Was the work refused rather than put off? What a repeat may still change is then for the bus to try. */
export function isRefusal(error: unknown): boolean {
  return error instanceof VerdictError && error.verdict.kind !== 'retry';
}

/** Was the work refused so that repeating it cannot help? */
export function isFinalRefusal(error: unknown): boolean {
  return error instanceof VerdictError && error.verdict.kind === 'never';
}
