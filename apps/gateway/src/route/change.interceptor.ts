import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { from, lastValueFrom, tap, type Observable } from 'rxjs';
import { Audit } from '../audit/audit.repository.js';
import { redactValues } from '../audit/redact-secrets.js';
import type { Call, HubRequest } from './call.js';
import { entityTag } from './if-match.js';
import { IdempotencyRepository } from './idempotency.repository.js';
import { ROUTE, type RouteFacts } from './route-facts.js';

interface Versioned {
  version: number;
}

/** What the audit keeps of a request: a widget's names nobody, the token does; a client's data stays out of it. */
function asked(body: unknown, { manager }: Call, isPersonal: boolean): unknown {
  if (isPersonal) return redactValues(body);
  return manager ? { ...(body as object | undefined), ...manager } : body;
}

/**
 * Around every handler. Reads: nothing leaves that was not proven to be the caller's. Changes: an audit row before
 * the work, completed after it, so that a death in between still leaves a trace; and the same `Idempotency-Key` with
 * the same body gets the first answer again, or the word that nobody knows it, without any work.
 */
@Injectable()
export class ChangeInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly audit: Audit,
    private readonly idempotency: IdempotencyRepository,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<HubRequest>();
    const { call } = request;
    if (!call) throw new Error('A route without the access guard');
    const facts = this.reflector.get<RouteFacts>(ROUTE, context.getHandler());
    const tagged = tap((answer: unknown) => {
      if (facts.isVersioned) request.res?.setHeader('ETag', entityTag((answer as Versioned).version));
    });
    // Express answers HEAD by the route of GET.
    if (['GET', 'HEAD'].includes(request.method) || facts.isQuestion)
      return next.handle().pipe(
        tap(() => call.assertProven()),
        tagged,
      );
    const work = () =>
      this.audited(request, { call, facts }, () => lastValueFrom(next.handle(), { defaultValue: undefined }));
    const key = request.get('idempotency-key');
    if (request.method !== 'POST' || key === undefined || !call.caller) return from(work()).pipe(tagged);
    const { isRepeatable = false } = facts;
    const repeatable = { callerId: call.caller.id, key, path: request.path, body: request.body as unknown };
    return from(this.idempotency.once({ ...repeatable, isRepeatable }, work));
  }

  private async audited(
    request: HubRequest,
    { call, facts }: { call: Call; facts: RouteFacts },
    work: () => Promise<unknown>,
  ): Promise<unknown> {
    if (!call.caller) return work();
    const row = {
      actorId: call.caller.id,
      actor: call.caller.name,
      action: `${request.method} ${request.path}`,
      correlationId: call.correlationId,
      request: asked(request.body, call, facts.isPersonal === true),
      before: () => call.before,
    };
    return this.audit.around(row, work);
  }
}
