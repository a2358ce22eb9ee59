import { applyDecorators, Logger } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { parseRequest, type Requests, type RequestSubject } from '@hub/contracts';
import { Problem, RetryLater, type ProblemBody } from '@hub/platform';

/** A request on the wire. */
export interface RequestEnvelope {
  payload: unknown;
  correlationId: string;
  /** By the asker's clock, in milliseconds since 1970. */
  askedAt: number;
  deadlineMs: number;
}

/** An answer on the wire. */
export type ReplyEnvelope = { value: unknown } | { problem: ProblemBody };

/** What a responder learns beside the request. */
export interface ReplyAbout {
  correlationId: string;
  /** Aborted at the caller's deadline. */
  signal: AbortSignal;
}

type Responder<S extends RequestSubject> = (
  request: Requests[S]['request'],
  about: ReplyAbout,
) => Promise<Requests[S]['reply']>;

const log = new Logger('Reply');
/** Well below the 1 MB of NATS, and a reply this long should be a page. */
const maxReplyBytes = 250_000;

/**
 * Makes a method of a Nest controller answer a request. Its first parameter must be typed by the contract class: the
 * body is parsed with it. A `Problem` reaches the caller as it is, `RetryLater` as 503, anything else as a bare 500. A
 * request that comes after its deadline is not begun, because its asker was told that it failed.
 */
export function Reply<S extends RequestSubject>(subject: S) {
  return <T extends Responder<S>>(
    target: object,
    name: string | symbol,
    descriptor: TypedPropertyDescriptor<T>,
  ): void => {
    const respond = descriptor.value;
    if (!respond) throw new Error(`@Reply('${subject}') belongs on a method`);
    const types = Reflect.getMetadata('design:paramtypes', target, name) as unknown[] | undefined;
    const type = types?.[0] as (new () => object) | undefined;
    const answer = async function (this: unknown, envelope: RequestEnvelope): Promise<ReplyEnvelope> {
      try {
        const request = (
          type && type !== Object ? parseRequest(type, envelope.payload) : envelope.payload
        ) as Requests[S]['request'];
        const signal = AbortSignal.timeout(timeLeft(envelope, subject));
        const value = await respond.call(this, request, { correlationId: envelope.correlationId, signal });
        if (Buffer.byteLength(JSON.stringify(value)) > maxReplyBytes)
          throw new Error('The reply needs pages');
        return { value };
      } catch (error) {
        return { problem: asProblem(error, subject, envelope.correlationId).body };
      }
    };
    const replaced = descriptor as PropertyDescriptor;
    replaced.value = answer;
    applyDecorators(MessagePattern(subject))(target, name, replaced);
  };
}

/** What is left until the asker gives up; throws a 504 `Problem`, which nobody hears, when nothing is. */
function timeLeft({ askedAt, deadlineMs, correlationId }: RequestEnvelope, subject: string): number {
  const leftMs = Math.min(deadlineMs, askedAt + deadlineMs - Date.now());
  if (leftMs > 0) return leftMs;
  log.warn(`${subject} ${correlationId}: came ${-leftMs} ms after its deadline (do the clocks agree?)`);
  throw new Problem(504, `${subject} came too late`);
}

function asProblem(error: unknown, subject: string, correlationId: string): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof RetryLater) return new Problem(503, error.message);
  log.error(
    `${subject} ${correlationId}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return new Problem(500, 'The service failed; its log names the cause under the correlation id');
}
