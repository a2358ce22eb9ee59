import { randomUUID } from 'node:crypto';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Events, Requests, RequestSubject, Subject } from '@hub/contracts';
import { Problem, type Logger } from '@hub/platform';
import type { DataSource, EntityManager } from 'typeorm';
import { Bus, type About, type ConsumerSpec, type JobAbout, type RequestAbout } from './bus.js';
import { Inbox } from './inbox.js';
import { Listener } from './listener.js';
import { Outbox } from './outbox.js';
import { Relay } from './relay.js';
import type { Transport } from './transport.js';
import { Worker } from './worker.js';

export interface Timings {
  leaseMs: number;
  /** How long a stopping service waits for its running jobs. */
  drainMs: number;
}

/** One service's bus: its outbox with a relay, its inbox with a worker per consumer, and one LISTEN connection. */
export class ServiceBus extends Bus implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly outbox: Outbox;
  private readonly inbox: Inbox;
  private readonly relay: Relay;
  private readonly listener: Listener;
  private isStarted = false;
  private readonly consumers = new Map<string, { spec: ConsumerSpec<unknown>; worker: Worker }>();

  constructor(
    private readonly service: string,
    private readonly source: DataSource,
    private readonly log: Logger,
    private readonly transport: Transport,
    private readonly timings: Timings,
  ) {
    super();
    this.outbox = new Outbox(source, service);
    this.inbox = new Inbox(source, service);
    this.relay = new Relay(this.outbox, transport.carrier, log);
    const { url } = source.options as { url?: string };
    this.listener = new Listener(
      url ?? '',
      {
        [`${service}_outbox`]: () => this.relay.bell.ring(),
        [`${service}_inbox`]: (consumer) => this.wake(consumer),
      },
      log,
    );
  }

  async publish<S extends Subject>(
    tx: EntityManager,
    subject: S,
    payload: Events[S],
    about: About,
  ): Promise<string> {
    const id = randomUUID();
    await this.outbox.add(tx, { id, subject, payload }, about);
    return id;
  }

  enqueue(tx: EntityManager, consumer: string, payload: object, about: JobAbout): Promise<boolean> {
    return this.inbox.enqueue(tx, consumer, payload, { ...about, id: about.id ?? randomUUID() });
  }

  cancel(tx: EntityManager, consumer: string, id: string): Promise<boolean> {
    return this.inbox.cancel(tx, consumer, id);
  }

  consume<P>(spec: ConsumerSpec<P>): void {
    if (this.consumers.has(spec.consumer)) throw new Error(`Consumer ${spec.consumer} is declared twice`);
    const { source, inbox, log } = this;
    const known = spec as ConsumerSpec<unknown>;
    const worker = new Worker({ source, inbox, log, leaseMs: this.timings.leaseMs }, known);
    this.consumers.set(spec.consumer, { spec: known, worker });
  }

  async request<S extends RequestSubject>(
    subject: S,
    payload: Requests[S]['request'],
    about: RequestAbout,
  ): Promise<Requests[S]['reply']> {
    const deadlineMs = about.deadlineMs ?? 5_000;
    const deadline = AbortSignal.timeout(deadlineMs);
    const signal = about.signal ? AbortSignal.any([deadline, about.signal]) : deadline;
    const envelope = { payload, correlationId: about.correlationId, deadlineMs };
    const reply = await Promise.race([
      this.transport.requester.ask(subject, envelope, signal),
      refusal(signal, deadline, subject),
    ]);
    if ('problem' in reply) throw Problem.from(reply.problem);
    return reply.value as Requests[S]['reply'];
  }

  waitsFor(): string[] {
    return [
      ...this.transport.waitsFor(),
      ...(this.listener.isListening ? [] : [`PostgreSQL's bell for ${this.service}`]),
    ];
  }

  /** Nest calls this once per provider that holds the instance, so an alias of `Bus` would start it twice. */
  async onApplicationBootstrap(): Promise<void> {
    if (this.isStarted) return;
    this.isStarted = true;
    this.transport.carrier.join(this.service, (confirmations) => this.outbox.confirm(confirmations));
    for (const { spec, worker } of this.consumers.values()) {
      worker.start();
      if (!spec.subject) continue;
      this.transport.carrier.hear(spec.consumer, spec.subject, async (batch) => {
        const ids = await this.inbox.accept(spec.consumer, batch);
        worker.bell.ring();
        return ids;
      });
    }
    this.relay.start();
    await this.listener.start();
  }

  /** Drains: no new work, what runs may finish. Needs the database, so the data source must close after this hook. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all([...this.consumers.keys()].map((consumer) => this.transport.carrier.leave(consumer)));
    await Promise.all([
      this.relay.stop(),
      this.listener.stop(),
      ...[...this.consumers.values()].map(({ worker }) => worker.stop(this.timings.drainMs)),
    ]);
  }

  private wake(consumer: string | undefined): void {
    if (consumer) this.consumers.get(consumer)?.worker.bell.ring();
    else for (const { worker } of this.consumers.values()) worker.bell.ring();
  }
}

function refusal(signal: AbortSignal, deadline: AbortSignal, subject: string): Promise<never> {
  return new Promise((_resolve, reject) => {
    const refuse = () =>
      reject(
        deadline.aborted
          ? new Problem(504, `${subject} was not answered in time`)
          : new Problem(503, `The request ${subject} was given up`),
      );
    if (signal.aborted) refuse();
    else signal.addEventListener('abort', refuse, { once: true });
  });
}
