import { Logger } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { parseRequest, type Requests, type RequestSubject } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem, problemOf, type ProblemBody } from '@hub/platform';
import { maxReplyBytes } from './payload-limit.js';
import { causedBy, traceOf } from './trace.js';

/** A request on the wire. */
export interface RequestEnvelope {
  /** By which it can be cancelled. */
  id: string;
  payload: unknown;
  correlationId: string;
  /** The job or request it is asked for. */
  causeId?: string | undefined;
  /** By the asker's clock, in milliseconds since 1970. */
  askedAt: number;
  deadlineMs: number;
}

/** An answer on the wire. */
export type ReplyEnvelope = { value: unknown } | { problem: ProblemBody };

/** What a responder learns beside the request. */
export interface ReplyAbout {
  correlationId: string;
  /** Aborted at the caller's deadline, or when the caller gives up. */
  signal: AbortSignal;
}

type Responder<S extends RequestSubject> = (
  request: Requests[S]['request'],
  about: ReplyAbout,
) => Promise<Requests[S]['reply']>;

const log = new Logger('Reply');
/** What this process is answering now, by the request's id. */
const answering = new Map<string, AbortController>();

/** Aborts the responder's signal of a request that its caller gave up. Unknown ids are other processes' or past. */
export function cancelRequest(id: string): void {
  answering.get(id)?.abort(new Problem(503, message('problems.asker-gone')));
}

/**
 * Makes a method of a Nest controller answer a request; the method itself stays as it is. Its first parameter must be
 * typed by the contract class: the body is parsed with it. A `Problem` reaches the caller as it is, anything else as
 * `problemOf` says, and so does a reply over 250 KB. A request that comes after its deadline is not begun, because its
 * caller has got an error already.
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
      const cancel = new AbortController();
      const trace = { subject, ...traceOf(envelope) };
      answering.set(envelope.id, cancel);
      try {
        const request = (
          type && type !== Object ? parseRequest(type, envelope.payload) : envelope.payload
        ) as Requests[S]['request'];
        const signal = AbortSignal.any([AbortSignal.timeout(timeLeft(envelope, subject)), cancel.signal]);
        const about = { correlationId: envelope.correlationId, signal };
        const value = await causedBy(envelope.id, () => respond.call(this, request, about));
        const reply = { value: fitting(subject, value) };
        log.log({ msg: 'answered', ...trace });
        return reply;
      } catch (error) {
        return { problem: asProblem(error, trace).body };
      } finally {
        answering.delete(envelope.id);
      }
    };
    // Beside the method, so that calling it from its own class gives its value and no envelope.
    const beside = { value: answer, configurable: true, writable: true };
    Object.defineProperty(target, `${String(name)} answering ${subject}`, beside);
    MessagePattern(subject)(target, name, beside);
  };
}

function fitting<T>(subject: string, value: T): T {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes <= maxReplyBytes) return value;
  throw new Problem(500, message('problems.reply-too-large', { subject, bytes, most: maxReplyBytes }));
}

/** The time until the caller's deadline; throws a 504 `Problem`, which no caller receives, when it has passed. */
function timeLeft({ askedAt, deadlineMs }: RequestEnvelope, subject: string): number {
  const leftMs = Math.min(deadlineMs, askedAt + deadlineMs - Date.now());
  if (leftMs > 0) return leftMs;
  throw new Problem(504, message('problems.came-late', { subject, ms: -leftMs }));
}

/** Logs one line about a request that got no answer: as an error or a warning where this service needs attention. */
function asProblem(error: unknown, trace: object): Problem {
  const problem = problemOf(error);
  const { status } = problem.body;
  const line = { msg: `refused: ${problem.message}`, status, ...trace };
  if (status === 500)
    log.error(error instanceof Problem ? line : { msg: 'the request failed', error, ...trace });
  else if (status === 504 || problem.isOutcomeOpen) log.warn(line);
  else log.log(line);
  return problem;
}
