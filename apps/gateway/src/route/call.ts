import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Bus } from '@hub/bus';
import type { Requests, RequestSubject } from '@hub/contracts';
import { type Locale, message } from '@hub/messages';
import { Problem } from '@hub/platform';
import type { Request } from 'express';
import type { Manager } from '../widget/manager.js';
import { decideAccess, isTied, type Access, type Caller } from './decide-access.js';

/** What the guard leaves on a request for the parts behind it. */
export interface HubRequest extends Request {
  correlationId: string;
  /** The reader's language. */
  locale: Locale;
  call?: Call;
}

/**
 * One authorised REST call to a service. A caller tied to branches who named none is `unproven`: `ask` refuses until
 * `readOwn` has shown that the object is theirs, or `narrowToAccounts` was called for a list.
 */
export class Call {
  /** What the audit row keeps as "before"; `readOwn` fills it. */
  before: unknown = null;
  /** Who presses, where the call came from a widget. */
  manager: Manager | null = null;
  private isProven: boolean;

  constructor(
    readonly caller: Caller | null,
    access: Access,
    private readonly bus: Bus,
    /** Where the call came from: its correlation id, and the language its reader wants. */
    private readonly request: Pick<HubRequest, 'correlationId' | 'locale'>,
  ) {
    this.isProven = access === 'allow';
  }

  /** The same call by whoever the caller is now: what it may see has to be shown anew. */
  as(caller: Caller): Call {
    return new Call(caller, isTied(caller) ? 'unproven' : 'allow', this.bus, this.request);
  }

  /** Asks a service. Throws the service's `Problem`, 403 when unproven, 503 or 504 when nobody answers in time. */
  async ask<S extends RequestSubject>(
    subject: S,
    payload: Requests[S]['request'],
    deadlineMs?: number,
  ): Promise<Requests[S]['reply']> {
    if (!this.isProven) throw forbidden();
    return this.bus.request(subject, payload, about(this.correlationId, deadlineMs));
  }

  /** Asks for what a write takes the place of; it becomes the audit's "before". Null when there is nothing yet. */
  async find<S extends RequestSubject>(
    subject: S,
    payload: Requests[S]['request'],
  ): Promise<Requests[S]['reply'] | null> {
    try {
      const reply = await this.ask(subject, payload);
      this.before = reply;
      return reply;
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /**
   * Asks for one object by its id and checks that its `accountId` or `branchId` is the caller's own; it becomes the
   * audit's "before". For tied callers a missing object and a foreign one are the same 403.
   */
  async readOwn<S extends RequestSubject>(
    subject: S,
    payload: Requests[S]['request'],
  ): Promise<Requests[S]['reply']> {
    const reply = await this.bus
      .request(subject, payload, about(this.correlationId))
      .catch((error: unknown) => {
        throw this.caller && isTied(this.caller) && isMissing(error) ? forbidden() : error;
      });
    this.requireOwn(reply);
    this.before = reply;
    return reply;
  }

  /** Throws 403 unless the object's `accountId` or `branchId` is the caller's own. */
  requireOwn(object: object | null): void {
    if (!this.caller || !isTied(this.caller)) return;
    const { accountId, branchId } = (object ?? {}) as { accountId?: unknown; branchId?: unknown };
    const named = { accountIds: strings(accountId), branchIds: strings(branchId) };
    if (decideAccess(this.caller, 'branch-read', named) !== 'allow') throw forbidden();
    this.isProven = true;
  }

  get correlationId(): string {
    return this.request.correlationId;
  }

  /** The language that texts of the answer are said in. */
  get locale(): Locale {
    return this.request.locale;
  }

  /** Who asks, for records that services keep. */
  get by(): string {
    return this.caller?.name ?? 'nobody';
  }

  /**
   * The accounts a list must be narrowed to, or null for all. Whoever calls it narrows the list: `ask` is allowed from
   * now on.
   */
  narrowToAccounts(): string[] | null {
    this.isProven = true;
    return this.caller?.accountIds ? [...this.caller.accountIds] : null;
  }

  /** The same for branches. */
  narrowToBranches(): string[] | null {
    this.isProven = true;
    return this.caller?.branchIds ? [...this.caller.branchIds] : null;
  }

  /** Throws 403 when nothing has shown that the answer may be seen; the interceptor's second line for reads. */
  assertProven(): void {
    if (!this.isProven) throw forbidden();
  }
}

/** The one answer for every key without the right: it never shows whether the object exists. */
export function forbidden(): Problem {
  return new Problem(403, message('problems.forbidden'));
}

/** Parameter decorator: the authorised call. */
export const Asked = createParamDecorator((_: unknown, context: ExecutionContext): Call => {
  const { call } = context.switchToHttp().getRequest<HubRequest>();
  if (!call) throw new Error('A route without the access guard');
  return call;
});

function about(correlationId: string, deadlineMs?: number): { correlationId: string; deadlineMs?: number } {
  return deadlineMs === undefined ? { correlationId } : { correlationId, deadlineMs };
}

function isMissing(error: unknown): boolean {
  return error instanceof Problem && error.body.status === 404;
}

function strings(value: unknown): string[] {
  return typeof value === 'string' ? [value] : [];
}
