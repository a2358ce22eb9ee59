import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { Logger } from '@hub/platform';
import { natsOptions, type BusConfig } from './bus-config.js';
import { InProcessCarrier, type Carrier } from './carrier.js';
import { NatsCarrier } from './nats-carrier.js';
import { NatsLink } from './nats-link.js';
import { DrainingNatsServer, NatsRequests } from './nats-requests.js';
import { InProcessRequests, type Requester } from './requests.js';

/** The transport of messages and requests of one process: the only place that knows both modes. */
export class Transport {
  private areRepliesOn = true;

  private constructor(
    readonly carrier: Carrier,
    readonly requester: Requester,
    /** Nest's side of request/reply: where `@Reply` controllers are registered. */
    readonly strategy: CustomTransportStrategy,
    private readonly link: NatsLink | undefined,
    private readonly log: Logger,
  ) {}

  /** NATS when the configuration names it, else in process. Connects in the background. */
  static create(config: BusConfig | undefined, log: Logger): Transport {
    const url = config?.NATS_URL;
    if (!url) {
      const requests = new InProcessRequests();
      return new Transport(new InProcessCarrier(), requests, requests, undefined, log);
    }
    const options = natsOptions(config, url);
    const link = new NatsLink(options, log);
    const server = new DrainingNatsServer(options);
    return new Transport(new NatsCarrier(link, log), new NatsRequests(link), server, link, log);
  }

  /** Starts the strategy: at once in process, in the background once NATS is there. */
  async startReplies(start: () => Promise<unknown>): Promise<void> {
    if (!this.link) {
      await start();
      return;
    }
    this.areRepliesOn = false;
    this.link
      .open()
      .then(start)
      .then(
        () => {
          this.areRepliesOn = true;
        },
        (error: unknown) => this.log.error({ error }, 'this process answers no requests'),
      );
  }

  waitsFor(): string[] {
    return [...this.carrier.waitsFor(), ...(this.areRepliesOn ? [] : ['requests over NATS'])];
  }

  /** Nest calls this after every service has drained. */
  async onApplicationShutdown(): Promise<void> {
    await this.requester.close();
    await this.carrier.close();
  }
}
