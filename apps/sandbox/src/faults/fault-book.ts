import type { Answer } from '../http/answer.js';
import type { FaultAct, FaultCall, Faults } from '../http/faults.js';
import { editAnswer } from './edit-answer.js';
import type { FaultKind, FaultSpec, WebhookFaultKind } from './fault.js';
import { webhookFaultKinds } from './fault.js';
import { actOnCall, withNextLink } from './fault-act.js';
import { Holds, type Held } from './holds.js';
import { matchesFault, randomSeries, type Matched } from './match-fault.js';

/** A fault that is active, with its counters. */
export interface ActiveFault extends FaultSpec {
  id: string;
  /** Calls or deliveries that matched, hit or not. */
  matched: number;
  hits: number;
  /** Calls waiting at this fault now. */
  holding: Held[];
}

interface Entry {
  fault: Omit<ActiveFault, 'holding'>;
  random: () => number;
  holds: Holds;
}

/** What happens to one delivery; several faults of different kinds act on it together. */
export interface WebhookFaults {
  lost: boolean;
  doubled: boolean;
  /** Null: at once. */
  lateMs: number | null;
  /** How long it waits for the next one to its destination; null: not at all. */
  reorderedMs: number | null;
}

const noWebhookFaults: WebhookFaults = { lost: false, doubled: false, lateMs: null, reorderedMs: null };

const isWebhookKind = (kind: FaultKind): kind is WebhookFaultKind =>
  (webhookFaultKinds as readonly string[]).includes(kind);

/**
 * The faults asked for through the control API. Every active fault counts each call it matches; of those that would
 * hit, the oldest does, so that two faults of one count hit two calls in a row; webhook faults so within their kind.
 */
export class FaultBook implements Faults {
  private readonly entries: Entry[] = [];
  private last = 0;

  constructor(private readonly clockMs: () => number) {}

  add(spec: FaultSpec): ActiveFault {
    this.last += 1;
    const fault = { ...spec, id: String(this.last), matched: 0, hits: 0 };
    const entry = { fault, random: randomSeries(spec.seed), holds: new Holds(this.clockMs) };
    this.entries.push(entry);
    return viewOf(entry);
  }

  list(): ActiveFault[] {
    return this.entries.map(viewOf);
  }

  find(id: string): ActiveFault | undefined {
    const entry = this.entries.find((one) => one.fault.id === id);
    return entry && viewOf(entry);
  }

  /** Lets the calls held by this fault go on, or cuts them. Tells how many there were. */
  release(id: string, then: 'go-on' | 'cut'): number {
    return this.entries.find((one) => one.fault.id === id)?.holds.release(then) ?? 0;
  }

  /** Removes one fault, or all; what a `hold` held goes on, what a `timeout` kept silent is cut. */
  remove(id?: string): boolean {
    const gone = this.entries.filter((one) => id === undefined || one.fault.id === id);
    for (const entry of gone) {
      this.entries.splice(this.entries.indexOf(entry), 1);
      entry.holds.release(entry.fault.kind === 'hold' ? 'go-on' : 'cut');
    }
    return gone.length > 0;
  }

  before(call: FaultCall): FaultAct | null {
    if (this.entries.length === 0) return null;
    const entry = this.hit(seenBy(call), (fault) => fault.when === 'before' && !isWebhookKind(fault.kind));
    return entry ? actOnCall(entry.fault, entry.holds, call) : null;
  }

  after(call: FaultCall, answer: Answer): FaultAct | null {
    if (this.entries.length === 0) return null;
    const entry = this.hit(seenBy(call), ({ kind, when, edit }) => {
      if (when !== 'after' || isWebhookKind(kind)) return false;
      if (kind === 'edit') return answer.status < 400 && editAnswer(answer, edit) !== null;
      return answer.status < 400 || (kind !== 'lost-answer' && kind !== 'empty-next-page');
    });
    if (entry?.fault.kind === 'empty-next-page') return { then: withNextLink(answer) };
    if (entry?.fault.kind === 'edit') return { then: editAnswer(answer, entry.fault.edit) ?? answer };
    return entry ? actOnCall(entry.fault, entry.holds, call) : null;
  }

  /** What shall happen to one webhook delivery. Of several faults of one kind only the oldest hits it. */
  webhook(delivery: { subdomain: string; destination: string; event: string }): WebhookFaults {
    if (this.entries.length === 0) return noWebhookFaults;
    const seen = { ...delivery, method: 'POST', path: '', clientId: null };
    const of = (wanted: WebhookFaultKind): FaultSpec | undefined =>
      this.hit(seen, ({ kind }) => kind === wanted)?.fault;
    return {
      lost: of('webhook-lost') !== undefined,
      doubled: of('webhook-doubled') !== undefined,
      lateMs: of('webhook-late')?.ms ?? null,
      reorderedMs: of('webhook-reordered')?.ms ?? null,
    };
  }

  /** Removes all and cuts everything that waits. */
  reset(): void {
    for (const entry of this.entries.splice(0)) entry.holds.release('cut');
  }

  private hit(seen: Matched, applies: (fault: FaultSpec) => boolean): Entry | undefined {
    let chosen: Entry | undefined;
    for (const entry of this.entries) {
      const { fault } = entry;
      if (!applies(fault) || !matchesFault(fault.match, seen)) continue;
      fault.matched += 1;
      if (chosen || fault.matched < fault.nth || fault.hits >= (fault.count ?? Infinity)) continue;
      if (fault.share < 1 && entry.random() >= fault.share) continue;
      fault.hits += 1;
      chosen = entry;
    }
    return chosen;
  }
}

const viewOf = ({ fault, holds }: Entry): ActiveFault => ({ ...fault, holding: holds.list() });

const seenBy = ({ account, method, path, clientId }: FaultCall): Matched => {
  return { subdomain: account.subdomain, method, path, clientId };
};
