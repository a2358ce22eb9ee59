import { randomUUID } from 'node:crypto';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import {
  eventConsumers,
  eventVersions,
  type AccountRemoved,
  type AccountUsable,
  type BusService,
  type Events,
  type Requests,
  type RequestSubject,
  type Subject,
} from '@hub/contracts';
import { message } from '@hub/messages';
import { every, Problem, type Logger, type Rounds } from '@hub/platform';
import type { DataSource, EntityManager } from 'typeorm';
import {
  Bus,
  forEver,
  type About,
  type ConsumerSpec,
  type Job,
  type JobAbout,
  type RequestAbout,
  type ScheduleSpec,
} from './bus.js';
import type { BusMetrics } from './bus-metrics.js';
import { GivenUpWork } from './given-up-work.js';
import { Housekeeping } from './housekeeping.js';
import { Inbox } from './inbox.js';
import type { Listener } from './listener.js';
import { Outbox, type Envelope } from './outbox.js';
import { maxReplyBytes } from './payload-limit.js';
import { Relay } from './relay.js';
import { Schedules } from './schedules.js';
import { StalledWork } from './stalled-work.js';
import type { Tick } from './tick.js';
import { currentCause, traceOf } from './trace.js';
import type { Transport } from './transport.js';
import { WorkAlarms } from './work-alarms.js';
import type { Work } from './work.js';
import { Worker } from './worker.js';

const hourMs = 3_600_000;
/** The safety net beside LISTEN/NOTIFY; also how soon a dead copy's expired leases are seen. */
const dueCheckMs = 2_000;

export interface Timings {
  leaseMs: number;
  /** How long a stopping service waits for its running jobs. */
  drainMs: number;
  /** How long finished rows are kept. */
  keepMs: number;
}

export interface ServiceBusDeps {
  source: DataSource;
  log: Logger;
  transport: Transport;
  listener: Listener;
  tick: Tick;
  metrics: BusMetrics;
  timings: Timings;
}

/** One service's bus: its outbox with a relay, and its inbox with a worker per consumer. */
export class ServiceBus extends Bus implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly outbox: Outbox;
  private readonly inbox: Inbox;
  private readonly alarms: WorkAlarms;
  private readonly givenUp: GivenUpWork;
  private readonly relay: Relay;
  private readonly housekeeping: Housekeeping;
  private readonly schedules: Schedules;
  private isStarted = false;
  private isDraining = false;
  private goneRounds: Rounds | undefined;
  private dueRounds: Rounds | undefined;
  private readonly refused = new Set<string>();
  private readonly consumers = new Map<string, { spec: ConsumerSpec<unknown>; worker: Worker }>();

  constructor(
    private readonly service: BusService,
    private readonly deps: ServiceBusDeps,
  ) {
    super();
    const { source, transport, listener, tick, log, metrics, timings } = deps;
    this.outbox = new Outbox(source, service);
    this.inbox = new Inbox(source, service);
    this.alarms = new WorkAlarms(source, service);
    this.givenUp = new GivenUpWork(source, service, this.alarms);
    this.relay = new Relay(this.outbox, transport.carrier, log);
    this.schedules = new Schedules({ source, service, inbox: this.inbox, log });
    const stalledWork = new StalledWork(source, service, this.schedules, () =>
      [...this.consumers.values()].flatMap(({ worker }) => worker.hanging() ?? []),
    );
    this.housekeeping = new Housekeeping(
      { source, service, alarms: this.alarms, givenUp: this.givenUp, stalledWork, log },
      timings.keepMs,
    );
    tick.on((now) => this.schedules.tick(now));
    listener.on(`${service}_outbox`, () => this.relay.bell.ring());
    listener.on(`${service}_inbox`, (consumer) => this.wake(consumer));
    metrics.watch(service, source);
    this.consume<AccountUsable>({
      consumer: `${service}.wake`,
      subject: 'account.usable',
      concurrency: 1,
      again: { forMs: forEver },
      handle: (job) => this.wakeWaiting(job),
    });
  }

  async publish<S extends Subject>(
    tx: EntityManager,
    subject: S,
    payload: Events[S],
    about: About,
  ): Promise<string> {
    const id = randomUUID();
    await this.outbox.add(tx, { id, subject, payload }, withCause(about));
    return id;
  }

  async enqueue(tx: EntityManager, consumer: string, payload: Work, about: JobAbout): Promise<boolean> {
    const [isSet] = await this.enqueueAll(tx, consumer, [{ payload, about }]);
    return isSet === true;
  }

  enqueueAll(
    tx: EntityManager,
    consumer: string,
    jobs: readonly { payload: Work; about: JobAbout }[],
  ): Promise<boolean[]> {
    const named = jobs.map(({ payload, about }) => ({
      ...withCause(about),
      ...{ id: about.id ?? randomUUID(), payload },
    }));
    return this.inbox.enqueue(tx, consumer, named);
  }

  cancel(tx: EntityManager, consumer: string, id: string): Promise<boolean> {
    return this.inbox.cancel(tx, consumer, id);
  }

  async reviveKeys(tx: EntityManager, consumer: string, keys: readonly string[]): Promise<Set<string>> {
    const found = await this.inbox.reviveKeys(tx, consumer, keys);
    await this.alarms.reviewDead(tx, found.revived, false);
    return found.keys;
  }

  retryKeys(tx: EntityManager, consumer: string, keys: readonly string[]): Promise<Set<string>> {
    return this.inbox.retryKeys(tx, consumer, keys);
  }

  givenUpKeys(consumer: string, accountId: string): Promise<Set<string>> {
    return this.inbox.givenUpKeys(consumer, accountId);
  }

  async reviveGivenUp<P extends { accountId: string }>(
    consumer: string,
    job: Job<P>,
    isKept: (payload: P) => boolean = () => false,
  ): Promise<void> {
    const about = { accountId: job.payload.accountId, key: job.key };
    const givenUp = (await this.inbox.givenUpOf(consumer, about)) as P[];
    if (givenUp.length === 0 || givenUp.some(isKept)) return;
    await job.step((tx) => this.reviveKeys(tx, consumer, [job.key]));
  }

  releaseGivenUp(tx: EntityManager, accountId: string): Promise<void> {
    return this.givenUp.release(tx, accountId);
  }

  discardGivenUp(tx: EntityManager, consumer: string, keys: readonly string[]): Promise<void> {
    return this.givenUp.discard(tx, consumer, keys);
  }

  tryGivenUp(now: Date): Promise<void> {
    return this.givenUp.run(now);
  }

  async forget(tx: EntityManager, account: AccountRemoved): Promise<void> {
    await this.alarms.reviewDead(tx, await this.inbox.forget(tx, account), false);
  }

  consume<P>(spec: ConsumerSpec<P>): void {
    const { consumer, subject } = spec;
    if (subject && !eventConsumers[subject].includes(consumer))
      throw new Error(`${consumer} is no consumer of ${subject} in eventConsumers: it would receive nothing`);
    if (this.consumers.has(consumer)) throw new Error(`Consumer ${consumer} is declared twice`);
    const { source, log, metrics, timings } = this.deps;
    const known = spec as ConsumerSpec<unknown>;
    const { inbox, alarms } = this;
    const when = () => this.schedules.whenOf(consumer);
    const worker = new Worker({ source, inbox, alarms, log, metrics, leaseMs: timings.leaseMs, when }, known);
    this.consumers.set(consumer, { spec: known, worker });
    this.givenUp.add(known);
  }

  schedule(spec: ScheduleSpec): void {
    this.schedules.add(spec);
  }

  startDue(consumer: string, now: Date): Promise<void> {
    return this.schedules.startDue(consumer, now);
  }

  onBell(channel: string, wake: () => void): void {
    this.deps.listener.on(channel, wake);
  }

  async request<S extends RequestSubject>(
    subject: S,
    payload: Requests[S]['request'],
    about: RequestAbout,
  ): Promise<Requests[S]['reply']> {
    const deadlineMs = about.deadlineMs ?? 5_000;
    const deadline = AbortSignal.timeout(deadlineMs);
    const signal = about.signal ? AbortSignal.any([deadline, about.signal]) : deadline;
    const envelope = {
      id: randomUUID(),
      payload,
      correlationId: about.correlationId,
      causeId: currentCause(),
      askedAt: Date.now(),
      deadlineMs,
    };
    const bytes = Buffer.byteLength(JSON.stringify(envelope));
    if (bytes > maxReplyBytes)
      throw new Problem(413, message('problems.too-large-for-bus', { bytes, most: maxReplyBytes }));
    if (signal.aborted) return refusal(signal, deadline, subject);
    const reply = await Promise.race([
      this.deps.transport.requester.ask(subject, envelope, signal),
      refusal(signal, deadline, subject),
    ]);
    if ('problem' in reply) throw Problem.from(reply.problem);
    return reply.value as Requests[S]['reply'];
  }

  /** Throws, with words for the operator, while something is not there yet. */
  probe(): void {
    const missing = this.waitsFor();
    if (missing.length > 0) throw new Error(`waiting for ${missing.join(', ')}`);
  }

  waitsFor(): string[] {
    return [
      ...this.deps.transport.waitsFor(),
      ...(this.isDraining ? ['running jobs to end'] : []),
      ...(this.deps.listener.isListening ? [] : ["PostgreSQL's bell"]),
    ];
  }

  /** Nest calls this once per provider that holds the instance, so an alias of `Bus` would start it twice. */
  onApplicationBootstrap(): void {
    if (this.isStarted) return;
    this.isStarted = true;
    this.schedules.check(this.consumers);
    this.deps.transport.carrier.join(this.service, (confirmations) => this.outbox.confirm(confirmations));
    for (const { spec, worker } of this.consumers.values()) {
      worker.start();
      if (!spec.subject) continue;
      this.deps.transport.carrier.subscribe(spec.consumer, spec.subject, async (batch) => {
        const ids = await this.inbox.accept(spec.consumer, this.known(spec.consumer, batch), worker.isBusy);
        worker.bell.ring();
        return ids;
      });
    }
    this.relay.start();
    this.dueRounds = every(
      dueCheckMs,
      () => this.wakeDueConsumers(),
      this.deps.log,
      'cannot search for due work',
    );
    this.goneRounds = every(
      hourMs,
      () => this.giveUpGone(),
      this.deps.log,
      'cannot strike off consumers that are gone',
    );
    this.goneRounds.begin();
    this.housekeeping.start();
  }

  /** Drains: no new work, what runs may finish. Needs the database, so the data source must close after this hook. */
  async onModuleDestroy(): Promise<void> {
    this.isDraining = true;
    const { transport, timings } = this.deps;
    await Promise.all([
      this.schedules.stop(),
      ...[...this.consumers.values()].map(({ worker }) => worker.stop(timings.drainMs)),
      ...[...this.consumers.keys()].map((consumer) => transport.carrier.leave(consumer)),
      this.relay.stop(),
      this.dueRounds?.stop(),
      this.goneRounds?.stop(),
      this.housekeeping.stop(),
    ]);
  }

  /** One query for all consumers, because most of them have no due work. */
  private async wakeDueConsumers(): Promise<void> {
    for (const consumer of await this.inbox.due([...this.consumers.keys()])) this.wake(consumer);
  }

  private async giveUpGone(): Promise<void> {
    const gone = await this.outbox.giveUpGone();
    if (gone.length === 0) return;
    const consumers = [...new Set(gone.map(({ consumer }) => consumer))];
    this.deps.log.warn({ consumers, messages: gone.length }, 'messages waited for consumers that are gone');
  }

  /**
   * A message of a newer version than this code knows is refused, and with it what follows it in its key's order: they
   * come again, also after the deploy that brings the version. The log says so once.
   */
  private known(consumer: string, batch: readonly Envelope[]): Envelope[] {
    return batch.filter((message) => {
      const { subject, version } = message;
      const known = eventVersions[subject];
      if (version <= known) return true;
      const name = `${consumer} ${subject} ${version}`;
      if (!this.refused.has(name)) {
        const facts = { consumer, subject, version, known, ...traceOf(message) };
        this.deps.log.warn(facts, 'this version is too new here: such messages wait for a deploy');
      }
      this.refused.add(name);
      return false;
    });
  }

  /** An account can be used again: what waits for it, or was given up because of it, is due now. */
  private async wakeWaiting(job: Job<AccountUsable>): Promise<void> {
    const { accountId } = job.payload;
    const jobs = await job.finish(async (tx) => {
      await this.releaseGivenUp(tx, accountId);
      return this.inbox.wake(tx, accountId);
    });
    if (jobs > 0) job.log.info({ jobs }, 'work that waited for the account is due');
  }

  private wake(consumer: string | undefined): void {
    if (consumer) this.consumers.get(consumer)?.worker.bell.ring();
    else for (const { worker } of this.consumers.values()) worker.bell.ring();
  }
}

function withCause<T extends About>(about: T): T {
  return { ...about, causeId: about.causeId ?? currentCause() };
}

function refusal(signal: AbortSignal, deadline: AbortSignal, subject: string): Promise<never> {
  return new Promise((_resolve, reject) => {
    const refuse = () =>
      reject(
        deadline.aborted
          ? new Problem(504, message('problems.not-answered', { subject }))
          : new Problem(503, message('problems.given-up', { subject })),
      );
    if (signal.aborted) refuse();
    else signal.addEventListener('abort', refuse, { once: true });
  });
}
