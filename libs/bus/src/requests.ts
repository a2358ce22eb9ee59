import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { message } from '@hub/messages';
import { firstValueFrom } from 'rxjs';
import { Problem } from '@hub/platform';
import { cancelRequest, type ReplyEnvelope, type RequestEnvelope } from './reply.js';

/**
 * Carries a request to the service that answers it, and its cancellation. Throws a 503 `Problem` when nobody answers.
 */
export interface Requester {
  ask(subject: string, envelope: RequestEnvelope, signal: AbortSignal): Promise<ReplyEnvelope>;
  close(): Promise<void>;
}

/** Nest transport of one process: `@Reply` controllers register here, and requests are function calls. */
export class InProcessRequests extends Server implements CustomTransportStrategy, Requester {
  listen(callback: () => void): void {
    callback();
  }

  close(): Promise<void> {
    this.messageHandlers.clear();
    return Promise.resolve();
  }

  on(): void {
    // It emits no events.
  }

  unwrap(): never {
    throw new Error('There is no server behind in-process requests');
  }

  /** Both ways go through JSON, so that nothing works here that would fail between processes. */
  async ask(subject: string, envelope: RequestEnvelope, signal: AbortSignal): Promise<ReplyEnvelope> {
    const handler = this.getHandlerByPattern(subject);
    if (!handler) throw new Problem(503, message('problems.nobody-answers', { subject }));
    const cancel = () => cancelRequest(envelope.id);
    signal.addEventListener('abort', cancel);
    try {
      const answer: unknown = await firstValueFrom(
        this.transformToObservable(await handler(copy(envelope) as RequestEnvelope, { subject })),
      );
      return copy(answer) as ReplyEnvelope;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }
}

function copy(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
