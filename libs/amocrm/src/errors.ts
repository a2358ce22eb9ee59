import { message, type Facts, type Message, type NameIn } from '@hub/messages';
import { VerdictError, type Verdict } from '@hub/platform/pure';

/** Which call an error is about. No token, no query values, no body: errors end up in logs and dead letters. */
export interface CallFacts {
  host: string;
  method: string;
  path: string;
  /** Absent when no answer came. */
  status?: number;
  /** amoCRM's X-Request-Id, for its support. */
  requestId?: string;
}

/** What amoCRM says against one item of a batch. */
export interface ItemErrors {
  /** The item's `request_id`, or null when the answer names none. */
  requestId: string | null;
  errors: { code: string; path: string; detail: string }[];
}

const minuteMs = 60_000;
/** How long amoCRM may go on with a write after its caller stopped waiting. */
const unknownForMs = minuteMs;
const later = (afterMs: number): Verdict => ({ kind: 'retry', afterMs });
const never: Verdict = { kind: 'never' };
/** For refusals that end when the rights are restored, by a person or by amoCRM, within about half an hour. */
const mayPass: Verdict = { kind: 'few-tries', tries: 5 };

/** Everything the client throws about a call. */
export abstract class AmoError extends VerdictError {
  constructor(
    text: string,
    readonly facts: CallFacts,
    verdict: Verdict,
    options?: ErrorOptions,
  ) {
    super(`${facts.method} ${facts.host}${facts.path}: ${text}`, verdict, options);
  }

  abstract override asMessage(): Message;

  /** A message about this call: `host`, `method` and `path` are among its facts. */
  protected about(name: NameIn<'failures'>, facts: Facts = {}): Message {
    const { host, method, path } = this.facts;
    return message(`failures.${name}`, { host, method, path, ...facts });
  }
}

/** Thrown when amoCRM answers 429. The budget is backed off already. */
export class RateLimited extends AmoError {
  constructor(
    facts: CallFacts,
    readonly retryAfterMs: number,
  ) {
    super('too many requests', facts, later(retryAfterMs));
  }

  asMessage(): Message {
    return this.about('rate-limited');
  }
}

/** Thrown when a proxy page instead of a problem comes with 403: amoCRM has blocked this budget. */
export class Blocked extends AmoError {
  constructor(facts: CallFacts) {
    super('blocked by amoCRM', facts, later(15 * minuteMs));
  }

  asMessage(): Message {
    return this.about('blocked');
  }
}

/**
 * Thrown when this call is forbidden to this integration or user; the account goes on. It may pass: amoCRM answers so
 * for a while after a change of rights or tariff.
 */
export class Forbidden extends AmoError {
  constructor(
    facts: CallFacts,
    readonly detail: string,
  ) {
    super(`forbidden: ${detail}`, facts, mayPass);
  }

  asMessage(): Message {
    return this.about('forbidden', { detail: this.detail });
  }
}

/** Thrown on 401. The client renews the token and repeats; where that ends nothing, callers see it as `NeedsReconnect`. */
export class Unauthorized extends AmoError {
  constructor(facts: CallFacts) {
    super('unauthorized', facts, later(minuteMs));
  }

  asMessage(): Message {
    return this.about('unauthorized');
  }
}

/** Thrown when the account's tokens are dead, or its state forbids calls: a person has to act first. */
export class NeedsReconnect extends VerdictError {
  constructor(
    readonly accountId: string,
    readonly state: string,
    /** A code of the hub, or the words of the person who stopped the account. */
    readonly reason: string,
  ) {
    super(`Account ${accountId} cannot be called: ${state}: ${reason}`, later(15 * minuteMs));
  }

  override asMessage(): Message {
    const reason = message('failures.reason', { reason: this.reason });
    return message('failures.not-callable', { state: this.state, reason });
  }
}

/** Thrown when the account's tariff has ended. */
export class PaymentRequired extends AmoError {
  constructor(facts: CallFacts) {
    super('the account is not paid', facts, later(60 * minuteMs));
  }

  asMessage(): Message {
    return this.about('unpaid');
  }
}

/** Thrown when amoCRM refuses the content. One bad item refuses its whole batch; nothing was written. */
export class ValidationFailed extends AmoError {
  constructor(
    facts: CallFacts,
    readonly detail: string,
    readonly items: ItemErrors[],
  ) {
    super(`${detail}${describeItems(items)}`, facts, never);
  }

  asMessage(): Message {
    const first = this.items.flatMap((item) => item.errors).at(0);
    if (!first?.path) return this.about('invalid', { detail: first?.detail ?? this.detail });
    const { path: field, code, detail } = first;
    return this.about('invalid-field', { field, code, detail });
  }
}

/**
 * Thrown when the route or the object does not exist. Lists and single leads or contacts answer 204 instead. What is
 * not about one object may exist later: a new account answers 404 until all servers of amoCRM know it. An answer that it
 * knows no such route (`Cannot GET …`, configuration 1.4) says nothing about an object, whatever the path names: no card may count
 * as gone by it.
 */
export class NotFound extends AmoError {
  readonly isAboutObject: boolean;

  constructor(
    facts: CallFacts,
    readonly detail: string,
    /** False when no problem of amoCRM came with it but a page of a proxy. */
    isProblem = true,
  ) {
    const isAboutObject = isProblem && !unknownRoute.test(detail) && namesObject(facts.path);
    super(`not found: ${detail}`, facts, isAboutObject ? never : mayPass);
    this.isAboutObject = isAboutObject;
  }

  asMessage(): Message {
    return this.about('not-found');
  }
}

/** Thrown on any other refusal (405, 422, 425 …). Nothing was written. */
export class Refused extends AmoError {
  constructor(
    facts: CallFacts,
    readonly detail: string,
  ) {
    super(`refused: ${detail}`, facts, never);
  }

  asMessage(): Message {
    return this.about('refused', { detail: this.detail });
  }
}

/**
 * Thrown on 5xx. With `mayHaveTakenEffect` a write may have been made or may still be made: read before writing again.
 */
export class ServerFailed extends AmoError {
  constructor(
    facts: CallFacts,
    readonly detail: string,
    readonly mayHaveTakenEffect: boolean,
  ) {
    super(`server failed: ${detail}`, facts, later(mayHaveTakenEffect ? unknownForMs : 10_000));
  }

  asMessage(): Message {
    return this.about('server-failed', { detail: this.detail });
  }
}

/**
 * Thrown when a write was sent and no answer came. Its outcome is unknown, not failed, and after a time-out amoCRM may
 * still be working on it: read before writing again, and do not write again at once.
 */
export class OutcomeUnknown extends AmoError {
  constructor(facts: CallFacts, cause?: unknown, afterMs = unknownForMs) {
    super('no answer to a write; its outcome is unknown', facts, later(afterMs), { cause });
  }

  asMessage(): Message {
    return this.about('outcome-unknown');
  }
}

/** Thrown when nothing can have changed: the call was never sent, or it was a read that got no answer. */
export class ConnectionFailed extends AmoError {
  constructor(facts: CallFacts, cause?: unknown) {
    super('no connection', facts, later(5_000), { cause });
  }

  asMessage(): Message {
    return this.about('connection-failed');
  }
}

/** Thrown when an answer is not of the documented shape; `path` names the place. */
export class UnexpectedAnswer extends VerdictError {
  constructor(
    readonly path: string,
    readonly expected: string,
  ) {
    super(`amoCRM's answer has no ${expected} at ${path}`, later(minuteMs));
  }

  override asMessage(): Message {
    return message('failures.unexpected-answer', { expected: this.expected, path: this.path });
  }
}

/** Thrown when amoCRM has blocked this budget, or has asked for a longer back-off. Nothing was sent. */
export class BudgetStopped extends VerdictError {
  constructor(
    readonly budget: string,
    readonly reason: string,
    afterMs: number,
  ) {
    super(`Calls on ${budget} are stopped: ${reason}`, { kind: 'retry', afterMs });
  }

  override asMessage(): Message {
    return message('failures.budget-stopped', { reason: this.reason });
  }
}

/**
 * Is it certain that the write which threw this changed nothing? Every error with a verdict is thrown before the call
 * leaves, or on an answer that refuses it, except for the three that are named here.
 */
export function hasChangedNothing(error: unknown): boolean {
  if (!(error instanceof VerdictError)) return false;
  if (error instanceof OutcomeUnknown || error instanceof UnexpectedAnswer) return false;
  return !(error instanceof ServerFailed && error.mayHaveTakenEffect);
}

/** Has a part of the path a number, as in `/api/v4/leads/15/notes`? The version is none. */
const unknownRoute = /^Cannot [A-Z]+ /;

function namesObject(path: string): boolean {
  return path.split('/').some((part) => /^\d+$/.test(part));
}

function describeItems(items: ItemErrors[]): string {
  const first = items.flatMap((item) => item.errors).at(0);
  if (!first) return '';
  return ` (${items.length} items; first: ${first.code} at ${first.path || 'the item'}: ${first.detail})`;
}
