import type { FaultBook } from '../faults/fault-book.js';
import { switchOf, type Account } from '../state/account.js';
import type { Alarm, SandboxClock } from '../state/clock.js';
import type { Ids } from '../state/ids.js';
import type { Delivery, NewDelivery, PendingDeliveries } from './delivery.js';
import { HookTransport } from './post-hook.js';
import {
  countFailures,
  isAccepted,
  PipelinePauses,
  pipelineRetryDelayMs,
  retryDelayMs,
} from './retry-delay.js';

/** Ended deliveries that `list` still shows, and how many more may come before the oldest are forgotten. */
const [keptDeliveries, spareDeliveries] = [5000, 500];

const isOpen = (state: Delivery['state']): boolean =>
  state === 'held' || state === 'waiting' || state === 'sending';

/** What of a sandbox a delivery needs. */
interface Surroundings {
  clock: SandboxClock;
  faultBook: FaultBook;
  ids: Ids;
  accounts: ReadonlyMap<string, Account>;
}

/**
 * Carries hooks to their destinations (config 7.3). A delivery is `held` (by the control API), `waiting` (for its time
 * on the emulated clock: a retry or a fault), `sending`, and ends as `delivered`, `failed` (no more tries), `lost` (a
 * fault) or `dropped` (the subscription is gone or switched off). Different deliveries go out side by side, in no order.
 */
export class WebhookSender {
  private readonly transport = new HookTransport();
  private log: Delivery[] = [];
  private nextTidying = keptDeliveries + spareDeliveries;
  private readonly waiting = new Map<Delivery, Alarm>();
  private readonly sending = new Set<Promise<void>>();
  /** Reordered ones wait here for the next delivery to the same destination. */
  private readonly parked = new Set<Delivery>();
  /** Subdomains whose hooks are held; `*` is everybody's. */
  private readonly holding = new Set<string>();
  private readonly pauses = new PipelinePauses();
  private last = 0;

  constructor(private readonly sandbox: Surroundings) {}

  add(wanted: NewDelivery): void {
    const delivery = this.make(wanted);
    if (this.holding.has('*') || this.holding.has(delivery.subdomain)) delivery.state = 'held';
    else this.start(delivery);
  }

  hold(subdomain?: string): void {
    this.holding.add(subdomain ?? '*');
  }

  /**
   * Ends a hold and sends everything that is held or waits for its time, retries included. Resolves when each of them
   * has had its try.
   */
  async flush(subdomain?: string): Promise<{ delivered: number; failed: number }> {
    if (subdomain === undefined) this.holding.clear();
    else this.holding.delete(subdomain);
    const due = this.log.filter(
      (one) =>
        (one.state === 'held' || one.state === 'waiting') && (subdomain ?? one.subdomain) === one.subdomain,
    );
    for (const delivery of due) {
      this.waiting.get(delivery)?.cancel();
      if (delivery.state === 'held') this.start(delivery);
      else this.send(delivery);
    }
    await Promise.all(this.sending);
    const delivered = due.filter(({ state }) => state === 'delivered').length;
    return { delivered, failed: due.length - delivered };
  }

  /** The account has another address: what was made for the former one goes out for it. */
  rename(from: string, to: string): void {
    for (const one of this.log) if (one.subdomain === from) one.subdomain = to;
    if (this.holding.delete(from)) this.holding.add(to);
  }

  /** Oldest first. */
  list(subdomain?: string): Delivery[] {
    return this.log.filter((one) => subdomain === undefined || one.subdomain === subdomain);
  }

  /** A GET hook of the connection (config 2.4), sent once. */
  get(destination: string): Promise<number> {
    return this.transport.get(destination);
  }

  /** JSON that is sent once: the secrets of an external integration (config 2.4). */
  postJson(destination: string, body: object): Promise<number> {
    const headers = { 'Content-Type': 'application/json' };
    return this.transport.post({ destination, headers, body: JSON.stringify(body) });
  }

  /** What is held, waits for its time or is under way, for saving. */
  pending(): PendingDeliveries {
    return {
      last: this.last,
      holding: [...this.holding],
      parked: [...this.parked].map(({ id }) => id),
      deliveries: this.log.filter(({ state }) => isOpen(state)),
      pauses: this.pauses.save(),
    };
  }

  /** Takes up what was pending when it was saved: retries keep their time, what was under way goes out again. */
  restore({ last, holding, parked, deliveries, pauses }: PendingDeliveries): void {
    this.last = Math.max(this.last, last);
    if (pauses) this.pauses.restore(pauses);
    for (const subdomain of holding) this.holding.add(subdomain);
    for (const saved of deliveries) {
      const delivery = { ...saved };
      this.keep(delivery);
      if (delivery.state === 'held') continue;
      this.wait(delivery, (saved.dueAt ?? 0) - this.sandbox.clock.nowMs());
      if (parked.includes(delivery.id)) this.parked.add(delivery);
    }
  }

  /** Forgets everything that waits; what is under way ends without consequences. */
  reset(): void {
    for (const alarm of this.waiting.values()) alarm.cancel();
    for (const delivery of this.log) delivery.state = 'dropped';
    this.waiting.clear();
    this.parked.clear();
    this.holding.clear();
    this.pauses.reset();
    this.log = [];
  }

  async close(): Promise<void> {
    this.reset();
    this.transport.close();
    await Promise.all(this.sending);
  }

  private make({ subdomain, webhookId, destination, event, contentType, body }: NewDelivery): Delivery {
    this.last += 1;
    const delivery: Delivery = {
      id: this.last,
      subdomain,
      webhookId,
      destination,
      event,
      contentType,
      body,
      createdAt: this.sandbox.clock.nowMs(),
      dueAt: null,
      tries: [],
      state: 'waiting',
    };
    this.keep(delivery);
    return delivery;
  }

  /** What is open stays, however much it is: nothing else knows of a held one. */
  private keep(delivery: Delivery): void {
    this.log.push(delivery);
    if (this.log.length < this.nextTidying) return;
    let spare = this.log.filter(({ state }) => !isOpen(state)).length - keptDeliveries;
    this.log = this.log.filter(({ state }) => isOpen(state) || (spare -= 1) < 0);
    this.nextTidying = this.log.length + spareDeliveries;
  }

  /** The first try, where faults bite: each kind once, all of them together. */
  private start(delivery: Delivery): void {
    const { lost, doubled, lateMs, reorderedMs } = this.sandbox.faultBook.webhook(delivery);
    if (lost) {
      delivery.state = 'lost';
      return;
    }
    const copies = doubled ? [this.make(delivery), delivery] : [delivery];
    if (lateMs === null) this.setOff(copies, reorderedMs);
    else for (const one of copies) this.wait(one, lateMs, () => this.setOff([one], reorderedMs));
  }

  /** A reordered delivery lets the next one to its destination go first; that one goes at once, reordered or not. */
  private setOff(copies: readonly Delivery[], reorderedMs: number | null): void {
    const [first] = copies;
    const isNext = [...this.parked].some(({ destination }) => destination === first?.destination);
    for (const one of copies) {
      if (reorderedMs === null || isNext) this.sendOrPause(one);
      else {
        this.wait(one, reorderedMs);
        this.parked.add(one);
      }
    }
  }

  private wait(delivery: Delivery, delayMs: number, then = () => this.sendOrPause(delivery)): void {
    delivery.state = 'waiting';
    delivery.dueAt = this.sandbox.clock.nowMs() + delayMs;
    this.waiting.set(delivery, this.sandbox.clock.at(delivery.dueAt, then));
  }

  private sendOrPause(delivery: Delivery): void {
    const left = this.pauses.leftMs(delivery.destination, this.sandbox.clock.nowMs());
    if (delivery.event === 'dp_webhook' && left > 0) this.wait(delivery, left);
    else this.send(delivery);
  }

  private send(delivery: Delivery): void {
    this.waiting.delete(delivery);
    this.parked.delete(delivery);
    delivery.dueAt = null;
    delivery.state = 'sending';
    const work = this.tryOnce(delivery).then(() => {
      this.sending.delete(work);
    });
    this.sending.add(work);
  }

  private async tryOnce(delivery: Delivery): Promise<void> {
    const account = this.sandbox.accounts.get(delivery.subdomain);
    const hook = delivery.webhookId === null ? undefined : account?.webhooks.get(delivery.webhookId);
    if (!account || (delivery.webhookId !== null && (!hook || hook.disabled))) {
      delivery.state = 'dropped';
      return;
    }
    const status = await this.transport.post({
      destination: delivery.destination,
      headers: {
        'User-Agent': 'amoCRM-Webhooks/3.0',
        'X-Amocrm-Requestid': this.sandbox.ids.uuid(),
        'Accept-Encoding': 'gzip',
        'Content-Type': delivery.contentType,
      },
      body: delivery.body,
    });
    if (delivery.state !== 'sending') return;
    const nowMs = this.sandbox.clock.nowMs();
    delivery.tries.push({ at: nowMs, status });
    this.freeParked(delivery);
    if (isAccepted(status)) {
      delivery.state = 'delivered';
      return;
    }
    if (hook) {
      const { failures, disable } = countFailures(hook.failures, nowMs);
      hook.failures = failures;
      hook.disabled ||= disable;
    }
    const delay = hook
      ? retryDelayMs(delivery.tries.length, status)
      : this.pipelineRetryMs(delivery, switchOf(account, 'dp_hook_retries'), nowMs);
    if (delay === null) delivery.state = 'failed';
    else this.wait(delivery, delay);
  }

  /** Of hooks without a subscription only the webhooks of digital pipelines are repeated, and paused (config 7.5). */
  private pipelineRetryMs(
    { event, destination, tries }: Delivery,
    most: number,
    nowMs: number,
  ): number | null {
    if (event !== 'dp_webhook' || most === 0) return null;
    this.pauses.fail(destination, nowMs);
    return pipelineRetryDelayMs(tries.length, most);
  }

  /** A parked delivery goes out once a later one to the same destination has been sent. */
  private freeParked(sent: Delivery): void {
    for (const delivery of this.parked) {
      if (delivery.destination !== sent.destination || delivery.id > sent.id) continue;
      this.waiting.get(delivery)?.cancel();
      this.send(delivery);
    }
  }
}
