import { ClientNats, ServerNats } from '@nestjs/microservices';
import { EmptyResponseException } from '@nestjs/microservices/errors/empty-response.exception.js';
import { message } from '@hub/messages';
import type { NatsConnection, Subscription, SubscriptionOptions } from '@nats-io/transport-node';
import { firstValueFrom, Observable, takeUntil } from 'rxjs';
import { Problem } from '@hub/platform';
import { Bell } from './bell.js';
import type { NatsLink } from './nats-link.js';
import { readCancelledId } from './nats-messages.js';
import { cancelRequest, type ReplyEnvelope, type RequestEnvelope } from './reply.js';
import type { Requester } from './requests.js';

type NestNatsOptions = ConstructorParameters<typeof ClientNats>[0];

/** A caller that gives up a request publishes its id here; every process that answers requests subscribes. */
const cancelSubject = 'hub.cancel';
/** Longer than any request's deadline should be. */
const drainMs = 10_000;

/** Requests through Nest's NATS client. A subject without a responder fails at once, because NATS reports it. */
export class NatsRequests implements Requester {
  private readonly client: ClientNats;

  constructor(private readonly link: NatsLink) {
    this.client = new ClientNats(link.options);
  }

  async ask(subject: string, envelope: RequestEnvelope, signal: AbortSignal): Promise<ReplyEnvelope> {
    if (!this.link.isConnected) throw new Problem(503, message('problems.bus-away'));
    // On the connection that carried the request, so that it cannot overtake it.
    const cancel = () => this.client.emit(cancelSubject, { id: envelope.id });
    signal.addEventListener('abort', cancel);
    try {
      const answer = this.client.send<ReplyEnvelope>(subject, envelope);
      return await firstValueFrom(untilAborted(answer, signal));
    } catch (error) {
      if (error instanceof EmptyResponseException) {
        throw new Problem(503, message('problems.nobody-answers', { subject }), undefined, { cause: error });
      }
      // The connection may have broken behind the request: whether it arrived is not known.
      const options = { cause: error, isOutcomeOpen: true };
      throw new Problem(503, message('problems.not-asked', { subject }), undefined, options);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  close(): Promise<void> {
    return this.client.close();
  }
}

/** Ends the answer's stream, and with it the subscription, when the caller gives up. */
function untilAborted<T>(answer: Observable<T>, signal: AbortSignal): Observable<T> {
  const gone = new Observable<void>((gone) => {
    const emitEnd = () => gone.next();
    if (signal.aborted) emitEnd();
    signal.addEventListener('abort', emitEnd);
    return () => signal.removeEventListener('abort', emitEnd);
  });
  return answer.pipe(takeUntil(gone));
}

/** Nest's NATS server, which drains: it takes no more requests and answers those it has before it closes. */
export class DrainingNatsServer extends ServerNats {
  private readonly taken: Subscription[] = [];
  private running = 0;
  private readonly idle = new Bell();

  constructor(options: NestNatsOptions) {
    super({ ...options, queue: 'hub', waitOnFirstConnect: true });
    this.setOnProcessingStartHook((_transport, _context, done) => {
      this.running += 1;
      void done();
    });
    this.setOnProcessingEndHook(() => {
      this.running -= 1;
      if (this.running === 0) this.idle.ring();
    });
  }

  override bindEvents(client: NatsConnection): void {
    client.subscribe(cancelSubject, {
      callback: (error, message) => {
        const id = error ? undefined : readCancelledId(message);
        // Only after the request in the same chunk of data is registered.
        if (id !== undefined) setImmediate(() => cancelRequest(id));
      },
    });
    super.bindEvents({
      subscribe: (subject: string, options: SubscriptionOptions) => {
        const subscription = client.subscribe(subject, options);
        this.taken.push(subscription);
        return subscription;
      },
    });
  }

  override async close(): Promise<void> {
    if (this.taken.length > 0) {
      await Promise.all(this.taken.map((subscription) => subscription.drain().catch(() => undefined)));
      const until = Date.now() + drainMs;
      // Checked again after each wake-up, because `Bell` keeps an earlier ring.
      while (this.running > 0 && Date.now() < until) await this.idle.wait(until - Date.now());
      await this.unwrap<NatsConnection>()
        .flush()
        .catch(() => undefined);
    }
    await super.close();
  }
}
