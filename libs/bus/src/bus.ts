import type { AccountRemoved, Events, Requests, RequestSubject, Subject } from '@hub/contracts';
import type { Message } from '@hub/messages';
import type { Logger } from '@hub/platform';
import type { EntityManager } from 'typeorm';
import type { ScheduleSubject, When } from './due-runs.js';
import type { Work } from './work.js';

/** The fields of every message: the key that orders it, and the ids that trace its causes. */
export interface About {
  /** Work with the same key runs in order, one at a time. */
  key: string;
  correlationId: string;
  /** Id of what led to this one; the job or request that the code runs for when missing. */
  causeId?: string;
}

export interface JobAbout extends About {
  /** Names the job; the same id again is the same job. A fresh id when missing. */
  id?: string;
  /** Not before this moment; until then it is a timer outside its key's order. */
  runAt?: Date;
}

export interface RequestAbout {
  correlationId: string;
  /** 5 seconds when missing. */
  deadlineMs?: number;
  /** Gives the request up early; the responder's signal aborts as well. */
  signal?: AbortSignal;
}

/**
 * A statement that may write and gives rows: a `SELECT`, or a change with `RETURNING`, without a `WITH` of its own. It is
 * prepared under its name; one name has one text.
 */
export interface Statement {
  name: string;
  text: string;
  values: readonly unknown[];
}

/** One attempt at one message. */
export interface Job<P> {
  id: string;
  key: string;
  payload: P;
  /** 1 for the first try. */
  attempt: number;
  correlationId: string;
  /** Id of the job or request that led to this one. */
  causeId: string | null;
  /**
   * Aborted when the lease is lost or the drain's patience ends; pass it to slow calls. Its `throwIfAborted` also asks
   * the clock, and must be called right before anything that changes the outside: it throws `LeaseLost` when a call of
   * two thirds of the lease could end after it.
   */
  signal: AbortSignal;
  log: Logger;
  /** The payloads of more work of this key that waits behind this job: what the job has read from outside may be old. */
  followers(): Promise<readonly unknown[]>;
  /** A transaction that commits only while this worker still owns the job; else throws `LeaseLost`. */
  step<T>(effect: (tx: EntityManager) => Promise<T>): Promise<T>;
  /** As `step` for one statement: one round trip in place of three, for what is recorded before every call. */
  stepAtOnce<Row extends object>(statement: Statement): Promise<Row[]>;
  /** As `step`, and completes the job in the same transaction. A handler that returns without it is finished for it. */
  finish<T>(effect: (tx: EntityManager) => Promise<T>): Promise<T>;
}

/** A job that became a dead letter, and why. */
export interface GivenUp<P> extends Pick<Job<P>, 'payload' | 'correlationId'> {
  reason: Message;
}

export interface ConsumerSpec<P> {
  /** `<service>.<noun>`, as in `eventConsumers`. */
  consumer: string;
  /** The published subject it consumes; none for a consumer of its own jobs and timers. */
  subject?: Subject;
  /** Jobs at once in this process; 8 when missing. */
  concurrency?: number;
  /** May run again after a crash: act through `step`/`finish`, or read before you write. */
  handle(job: Job<P>): Promise<void>;
  /**
   * Ends what waits for a job that was given up, in the transaction that makes it a dead letter. Work of a consumer
   * without it goes on waiting, so the bus tries it again by itself (docs/bus.md).
   */
  givenUp?(tx: EntityManager, job: GivenUp<P>): Promise<void>;
  again?: TriesAgain<P>;
  /**
   * For how long a job may begin no step and no call: then `job-hangs` says so. An hour when missing. Such a job keeps its
   * lease, so that nothing else shows it.
   */
  stillMs?: number;
}

/** Of `TriesAgain.forMs`: the work does what is right however late it is done. */
export const forEver = Infinity;

/** How the bus tries given-up work of a consumer again by itself. A person may replay all of it at any time. */
export interface TriesAgain<P> {
  /** For how long after it was given up; an hour when missing, because work that is days old may undo what people did since. */
  forMs?: number;
  /** Which payloads only a person tries again. */
  keep?: Partial<P>;
  /** Keys whose work waits for a person's word now. */
  keysLeftToPeople?: (tx: EntityManager) => Promise<readonly string[]>;
  /** False: one by one only, not all at once when the account can be used again or settings were saved. */
  withAccount?: boolean;
}

/** Work that is due by the clock. */
export interface ScheduleSpec {
  /** The consumer that does the work; it has no other schedule. */
  consumer: string;
  when: When;
  /** Whom it runs for now; one run for the whole service, with an empty payload, when missing. */
  subjects?: () => Promise<readonly ScheduleSubject[]>;
}

/** The bus of one service, bound to that service's schema; also the injection token. */
export abstract class Bus {
  /**
   * Writes the message in the transaction of the state it reports; every consumer gets it once that commits. Throws
   * `PayloadTooLarge` (over 200 KB) before it writes.
   */
  abstract publish<S extends Subject>(
    tx: EntityManager,
    subject: S,
    payload: Events[S],
    about: About,
  ): Promise<string>;

  /**
   * Puts a job, or with `runAt` a durable timer, into this service's own inbox. The same id again moves a row that
   * has not started and answers true; a started or finished one is left alone and the answer is false. Throws
   * `PayloadTooLarge` as `publish` does.
   */
  abstract enqueue(tx: EntityManager, consumer: string, payload: Work, about: JobAbout): Promise<boolean>;

  /** As `enqueue` for many jobs of one consumer, with one statement. */
  abstract enqueueAll(
    tx: EntityManager,
    consumer: string,
    jobs: readonly { payload: Work; about: JobAbout }[],
  ): Promise<boolean[]>;

  /** Takes back a job or timer that has not started. False when there is none. */
  abstract cancel(tx: EntityManager, consumer: string, id: string): Promise<boolean>;

  /**
   * Makes work of these keys due at once: what waits for its next try, and dead letters, whose attempts are counted
   * anew. Returns the keys that have work now, running work included; the others have none.
   */
  abstract reviveKeys(tx: EntityManager, consumer: string, keys: readonly string[]): Promise<Set<string>>;

  /**
   * Makes what waits for its next try due at once, of these keys. What waits for an account stays, because the
   * account's return wakes it, and so do dead letters. Returns the keys that have work which has not begun: what runs
   * may have read what was changed since.
   */
  abstract retryKeys(tx: EntityManager, consumer: string, keys: readonly string[]): Promise<Set<string>>;

  /** Keys whose work about this account was given up: it is a dead letter until a person or a change revives it. */
  abstract givenUpKeys(consumer: string, accountId: string): Promise<Set<string>>;

  /**
   * Runs the dead letters of a job's key again, behind it: after a good run they have nothing left to do, or can do it now,
   * and none stays in the list. Does nothing where `isKept` says so of one of them. Call it before `finish`; the account is
   * that of the payload.
   */
  abstract reviveGivenUp<P extends { accountId: string }>(
    consumer: string,
    job: Job<P>,
    isKept?: (payload: P) => boolean,
  ): Promise<void>;

  /**
   * Tries given-up work again that this account's answers or its settings were the cause of, because the cause may be gone.
   * Leaves out what was tried within five minutes. When an account can be used again, the bus does it by itself.
   */
  abstract releaseGivenUp(tx: EntityManager, accountId: string): Promise<void>;

  /**
   * Discards the dead letters of these keys, whose work a person wants no longer, and updates their alarm. What the consumer
   * leaves to a person (`again.keep`) stays.
   */
  abstract discardGivenUp(tx: EntityManager, consumer: string, keys: readonly string[]): Promise<void>;

  /** Tries the given-up work again that is due for it, as the bus does by itself once a minute. */
  abstract tryGivenUp(now: Date): Promise<void>;

  /**
   * Erases what this service's inbox keeps of an account that is gone: its finished and given-up work, and the words of
   * errors that name it. Work on its way keeps its ids and fails on its own.
   */
  abstract forget(tx: EntityManager, account: AccountRemoved): Promise<void>;

  /**
   * Declares a consumer. Call it in `onModuleInit`; work starts when the application has started. Throws when
   * `eventConsumers` does not name it under its subject: no message would be kept for it.
   */
  abstract consume<P>(spec: ConsumerSpec<P>): void;

  /**
   * Makes a job for a consumer of this service at each due moment, once however many copies run, as soon as a check
   * finds it (within a minute, or within a period under a minute). After a standstill the last missed moment alone is
   * made up for, and so it is when the job before it was still unfinished. A subject begins with the first moment after
   * it was first seen. Call it in `onModuleInit`; throws when the moments make no sense.
   */
  abstract schedule(spec: ScheduleSpec): void;

  /** Makes the jobs of this consumer's schedule that are due by `now`, as the bus does by itself. */
  abstract startDue(consumer: string, now: Date): Promise<void>;

  /**
   * Asks another service. Throws its `Problem`; 413 when the request is too long, 503 when nobody answers there or the
   * asker gives up, 504 when the deadline passes.
   */
  abstract request<S extends RequestSubject>(
    subject: S,
    payload: Requests[S]['request'],
    about: RequestAbout,
  ): Promise<Requests[S]['reply']>;

  /**
   * Calls `wake` on a NOTIFY of this PostgreSQL channel, and whenever a NOTIFY may have been missed. Call it in
   * `onModuleInit`; one listener per channel and process.
   */
  abstract onBell(channel: string, wake: () => void): void;

  /** What the bus is still waiting for, in words; empty when it is ready. For the readiness probe. */
  abstract waitsFor(): string[];
}

/**
 * Thrown when the lease ran out, so that whatever was being written is rolled back. If nobody has taken the job over
 * yet, it is tried again at once.
 */
export class LeaseLost extends Error {
  constructor(consumer: string, id: string) {
    super(`The lease on ${consumer} ${id} is lost`);
    this.name = 'LeaseLost';
  }
}
