import type { AmoAnswer } from '../classify-answer.js';
import { refusedPositions } from '../cut-batches.js';
import {
  AmoError,
  ConnectionFailed,
  Forbidden,
  NotFound,
  OutcomeUnknown,
  Refused,
  UnexpectedAnswer,
  ValidationFailed,
} from '../errors.js';
import { assertMayLeave } from '../may-leave.js';
import type { Slot } from '../rate-budget.js';
import type { WireCall } from '../transport.js';
import { composeBatch, type Batchable } from './compose-batch.js';
import { isCreation, joinRequests, mostOf, splitAnswer, batchable, type Join, type Shares } from './join.js';

/** A call that may share a request. */
export type JoinableCall = WireCall & { join: Join };

/** How calls of one account and priority are sent. */
export interface Way {
  /** Calls that wait under one name may be sent as one batch. */
  name: string;
  take(signal?: AbortSignal): Promise<Slot>;
  /** Sends the call on this slot. Throws the client's errors. */
  send(call: WireCall, slot: Slot): Promise<AmoAnswer>;
}

/** One call that waits for its own slot or is sent in the batch of another one. */
interface Place extends Batchable {
  call: JoinableCall;
  /** Counts up: a later call has the newer token. */
  seq: number;
  /** Aborted when the call joins the batch of another one: its own request for a slot ends. */
  taken: AbortController;
  answer: Promise<AmoAnswer>;
  complete: (answer: AmoAnswer | Promise<AmoAnswer>) => void;
  fail: (error: unknown) => void;
  /** Resolved by `end` when its caller has got an answer or an error. */
  ended: Promise<void>;
  end: () => void;
}

/** The waiting calls of one account and priority. */
interface CallQueue {
  waiting: Set<Place>;
  /** Cards of running writes, and when those end: a write that was part of a batch may have to be sent again. */
  busy: Map<string, Promise<void>>;
}

/** How long calls are sent alone after a request showed that they cannot be batched. */
const apartMs = 10 * 60_000;
/** As after a cut connection: what the call writes is visible soon. */
const readAgainAfterMs = 5_000;
/** Refusals that may be about one item of many without naming it. */
const refusals = [ValidationFailed, Forbidden, NotFound, Refused];

/**
 * Batches calls of one account that wait for a slot: when the first of them gets one, they are sent as one request. A
 * call whose slot is free at once is sent alone. Each caller gets what its own call would have got: an item that amoCRM
 * refuses by name is sent alone, a batch that is refused without a name is sent in halves, an item that the answer passes
 * over fails by itself, and any other error goes to every caller. Creations that are refused without a name are not sent again, because some of them may have been made:
 * `OutcomeUnknown`.
 */
export class CallBatcher {
  private readonly queues = new Map<string, CallQueue>();
  /**
   * Calls that are sent alone, and until when: their lists ignore filters or lag, their creations were refused as a whole,
   * or an answer did not serve all of them.
   */
  private readonly apart = new Map<string, number>();
  private calls = 0;

  /** `clock` gives milliseconds that never go back. */
  constructor(private readonly clock: () => number) {}

  /** Makes the call, alone or with others. Throws what the call alone would throw. */
  async run(call: JoinableCall, way: Way): Promise<AmoAnswer> {
    const place = newPlace(call, this.calls++);
    if (call.join.kind === 'read' && this.isApart(place)) return alone(call, way);
    const queue: CallQueue = this.queues.get(way.name) ?? { waiting: new Set(), busy: new Map() };
    this.queues.set(way.name, queue);
    queue.waiting.add(place);
    try {
      for (;;) {
        const slot = await this.takeSlot(place, way);
        if (!slot) return await orEnded(place);
        const earlier = earlierOf(place, queue);
        // Nothing may be awaited between this check and `leave`, which marks its cards busy.
        if (!earlier) return await this.leave(place, queue, way, slot);
        slot.release();
        await earlier;
      }
    } finally {
      queue.waiting.delete(place);
      place.end();
    }
  }

  private leave(place: Place, queue: CallQueue, way: Way, slot: Slot): Promise<AmoAnswer> {
    const { call } = place;
    queue.waiting.delete(place);
    if (!slot.wasAwaited) {
      const sent = way.send(call, slot);
      if (call.join.kind === 'write') keepBusy(queue, [place], sent);
      return sent;
    }
    const limits = { most: mostOf(call.join), busy: queue.busy.keys() };
    const batch = this.isApart(place) ? [place] : composeBatch(place, [...queue.waiting], limits);
    for (const joined of batch.slice(1)) {
      queue.waiting.delete(joined);
      joined.taken.abort();
    }
    const sendBatch = this.sendBatch(batch, way, slot);
    if (call.join.kind === 'write') keepBusy(queue, batch, sendBatch);
    return orEnded(place);
  }

  /** The call's own slot; null when the call has joined another batch. */
  private async takeSlot({ taken, call }: Place, way: Way): Promise<Slot | null> {
    const signals = call.signal ? [taken.signal, call.signal] : [taken.signal];
    try {
      const slot = await way.take(AbortSignal.any(signals));
      if (!taken.signal.aborted) return slot;
      slot.release();
      return null;
    } catch (error) {
      if (!taken.signal.aborted) throw error;
      return null;
    }
  }

  /** Sends the calls of the batch that are still wanted and completes every place. Never throws. */
  private async sendBatch(batch: readonly Place[], way: Way, given?: Slot): Promise<void> {
    let going = batch;
    try {
      const slot = given ?? (await way.take());
      going = batch.filter(isWanted);
      const [first] = going;
      if (!first) {
        slot.release();
        return;
      }
      if (going.length === 1) {
        await completeBy(first, way.send(first.call, slot));
        return;
      }
      // A refresh ends the token before it at once, so the newest one goes for all.
      const { host, token } = going.reduce((a, b) => (b.seq > a.seq ? b : a)).call;
      const joins = going.map(({ call }) => call.join);
      const answer = await way.send({ host, token, ...joinRequests(joins) }, slot);
      const shares = splitAnswer(joins, answer.body);
      this.share(going, answer, shares, way);
    } catch (error) {
      await this.divide(going, error, way);
    }
  }

  private share(
    going: readonly Place[],
    answer: AmoAnswer,
    { shares, isUnreliable }: Shares,
    way: Way,
  ): void {
    if (isUnreliable) this.setApart(going);
    going.forEach((place, at) => {
      const share = shares[at] ?? 'alone';
      if (share instanceof UnexpectedAnswer) place.fail(share);
      else place.complete(share === 'alone' ? this.aside(place, way) : { ...answer, body: share.body });
    });
  }

  /** Sends alone what a shared answer did not serve. A card that is there and was not listed shows that lists lag. */
  private async aside(place: Place, way: Way): Promise<AmoAnswer> {
    const answer = await alone(place.call, way);
    if (place.call.join.kind === 'read' && answer.body !== undefined) this.setApart([place]);
    return answer;
  }

  /**
   * A refused batch has written nothing, neither the named items nor the rest: named items are sent alone, the rest as
   * one batch. Without names the batch is sent in halves, but creations go back to their callers, which search for
   * their own and then send it alone.
   */
  private async divide(going: readonly Place[], error: unknown, way: Way): Promise<void> {
    if (going.length < 2 || !refusals.some((refusal) => error instanceof refusal)) {
      if (error instanceof UnexpectedAnswer) this.setApart(going);
      for (const place of going) place.fail(error);
      return;
    }
    const named = error instanceof ValidationFailed ? refusedPositions(error.items, going.length) : null;
    if (named) {
      const rest = going.filter((_, at) => !named.has(at));
      const refused = going.filter((_, at) => named.has(at));
      await Promise.all([
        ...refused.map((place) => completeBy(place, alone(place.call, way))),
        ...(rest.length > 0 ? [this.sendBatch(rest, way)] : []),
      ]);
      return;
    }
    if (error instanceof AmoError && going.some(({ call }) => isCreation(call.join))) {
      this.setApart(going);
      const unknown = new OutcomeUnknown(error.facts, error);
      for (const place of going) place.fail(unknown);
      return;
    }
    const middle = Math.ceil(going.length / 2);
    await Promise.all([
      this.sendBatch(going.slice(0, middle), way),
      this.sendBatch(going.slice(middle), way),
    ]);
  }

  private isApart(place: Place): boolean {
    return (this.apart.get(apartName(place)) ?? 0) > this.clock();
  }

  /** All of a batch are of one host and group. */
  private setApart([first]: readonly Place[]): void {
    if (first) this.apart.set(apartName(first), this.clock() + apartMs);
  }
}

/** Lists of leads and of contacts are one index: what one shows counts for both. */
function apartName({ group, call }: Place): string {
  return `${call.host} ${call.join.kind === 'read' ? 'reads' : group}`;
}

/** The end of an earlier call about one of the place's cards that is running or waits for its own slot. */
function earlierOf(place: Place, { waiting, busy }: CallQueue): Promise<void> | undefined {
  for (const card of place.cards) {
    const onItsWay = busy.get(card);
    if (onItsWay) return onItsWay;
  }
  for (const one of waiting) {
    if (one === place) return undefined;
    if (one.cards.some((card) => place.cards.includes(card))) return one.ended;
  }
  return undefined;
}

function keepBusy({ busy }: CallQueue, batch: readonly Place[], sendBatch: Promise<unknown>): void {
  const cards = batch.flatMap((place) => place.cards);
  const free = (): void => {
    for (const card of cards) busy.delete(card);
  };
  const ended = sendBatch.then(free, free);
  for (const card of cards) busy.set(card, ended);
}

async function alone(call: WireCall, way: Way): Promise<AmoAnswer> {
  return way.send(call, await way.take(call.signal));
}

/** Ends with the call, which is the place's own. Never throws. */
async function completeBy({ complete }: Place, call: Promise<AmoAnswer>): Promise<void> {
  complete(call);
  await call.catch(() => undefined);
}

function newPlace(call: JoinableCall, seq: number): Place {
  let complete: Place['complete'] = () => undefined;
  let fail: Place['fail'] = () => undefined;
  const answer = new Promise<AmoAnswer>((resolve, reject) => {
    complete = resolve;
    fail = reject;
  });
  // Its caller may have gone with its lease.
  answer.catch(() => undefined);
  let end: Place['end'] = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    ...batchable(call.join),
    call,
    seq,
    taken: new AbortController(),
    answer,
    complete,
    fail,
    ended,
    end,
  };
}

/** An ended lease or plan drops out. The signal itself is asked, because that asks the clock as well. */
function isWanted({ call, fail }: Place): boolean {
  try {
    assertMayLeave(call, new Date());
    return true;
  } catch (error) {
    fail(error);
    return false;
  }
}

/** The place's answer, or the end of its own job while the batch is running. */
async function orEnded({ call, answer }: Place): Promise<AmoAnswer> {
  const { signal, host, method, path } = call;
  if (!signal) return answer;
  let leave = (): void => undefined;
  const ended = new Promise<never>((_, reject) => {
    const facts = { host, method, path };
    leave = () =>
      reject(
        method === 'GET'
          ? new ConnectionFailed(facts, signal.reason)
          : new OutcomeUnknown(facts, signal.reason, readAgainAfterMs),
      );
  });
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([answer, ended]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
