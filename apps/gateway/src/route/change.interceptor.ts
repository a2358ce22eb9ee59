import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { from, lastValueFrom, tap, type Observable } from 'rxjs';
import { Audit } from '../audit/audit.repository.js';
import type { Call, HubRequest } from './call.js';
import { IdempotencyRepository } from './idempotency.repository.js';

/**
 * Around every handler. Reads: nothing leaves that was not proven to be the caller's. Changes: an audit row before
 * the work, completed after it, so that a death in between still leaves a trace; and the same `Idempotency-Key` with
 * the same body gets the first answer again without any work.
 */
@Injectable()
export class ChangeInterceptor implements NestInterceptor {
  constructor(
    private readonly audit: Audit,
    private readonly idempotency: IdempotencyRepository,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<HubRequest>();
    const { call } = request;
    if (!call) throw new Error('A route without the access guard');
    if (request.method === 'GET') return next.handle().pipe(tap(() => call.assertProven()));
    const work = () =>
      this.audited(request, call, () => lastValueFrom(next.handle(), { defaultValue: undefined }));
    const key = request.get('idempotency-key');
    if (request.method !== 'POST' || key === undefined || !call.caller) return from(work());
    return from(
      this.idempotency.once({ callerId: call.caller.id, key, path: request.path, body: request.body }, work),
    );
  }

  private async audited(request: HubRequest, call: Call, work: () => Promise<unknown>): Promise<unknown> {
    if (!call.caller) return work();
    const id = await this.audit.begin({
      actorId: call.caller.id,
      actor: call.caller.name,
      action: `${request.method} ${request.path}`,
      correlationId: call.correlationId,
      request: request.body,
    });
    try {
      const answer = await work();
      await this.audit.finish(id, { outcome: 'done', before: call.before, after: answer });
      return answer;
    } catch (error) {
      await this.audit.finish(id, { outcome: 'refused', before: call.before, after: undefined });
      throw error;
    }
  }
}
