import { isDeepStrictEqual } from 'node:util';
import type { LeadState, LeadWritten } from '@hub/contracts';
import { decideHeal, type PolledEvent, type Seen } from '../src/feed/decide-heal.js';
import type { TakenWrite } from '../src/echo/is-explained.js';
import { judgeEcho, type LeadHook } from '../src/echo/judge-echo.js';

/** Tenths of a second, on the clocks of amoCRM and the hub alike. */
type Tick = number;
const secondOf = (at: Tick) => Math.floor(at / 10);

export const [hubUser, otherUser] = [1, 2];
const [leadId, fieldId] = [7, 21];

interface Hook extends LeadHook {
  changedBy: number;
  /** Whether no event tells of the change: only its webhook does, so that it must not be lost. */
  isSilent: boolean;
}

interface Own extends TakenWrite {
  answeredAt: Tick;
  isTaken: boolean;
}

interface Due {
  asks: number;
  dueAt: Tick;
  hook: LeadHook | null;
  hookedAt: Tick | null;
  changedAt: number;
}

const unchanged: LeadState = {
  ...{ pipelineId: 1, statusId: 10, ownerId: 5, price: 0, tags: [], contactIds: [8], mainContactId: 8 },
  ...{ lossReasonId: null, createdAt: -50, updatedAt: -50, closedAt: null },
};

/**
 * One lead of an account, and what the observer knows of it: what its consumers, its reader and its poll do with their
 * tables, around the deciding functions, with every step that may be overtaken by another as a step of its own.
 */
export class Model {
  at: Tick = 0;
  truth: LeadState = unchanged;
  known = { state: unchanged, readAt: -100 as Tick, goneAt: null };
  hooks: Hook[] = [];
  writes: Own[] = [];
  /** Calls that were made, and webhooks that were taken for echoes. */
  reads = 0;
  taken = 0;
  private readonly events: PolledEvent[] = [];
  private own: Own[] = [];
  private due: Due | null = null;
  private seen: Seen | null = null;
  private reading: { card: Due; state: LeadState; readAt: Tick } | null = null;
  private page: { heals: { changedAt: number }[]; until: number } | null = null;
  private cursor = -10;

  /** `ahead`: by how many seconds the hub's clock is ahead of amoCRM's. */
  constructor(private readonly ahead = 0) {}

  /** Somebody changes the lead; what does not differ leaves neither event nor webhook. */
  change(
    by: number,
    { isField = false, ...change }: Partial<LeadState> & { isField?: boolean },
    ownValues?: LeadWritten['values'],
  ): void {
    const before = this.truth;
    const after = { ...before, ...change };
    const types = typesOf(before, after, isField);
    const isChanged = types.length > 0 || after.lossReasonId !== before.lossReasonId;
    if (isChanged) {
      const changedAt = secondOf(this.at);
      this.truth = { ...after, updatedAt: changedAt };
      for (const type of types) this.events.push(this.eventOf(type));
      const { pipelineId, statusId, ownerId, price, createdAt } = this.truth;
      const said = { pipelineId, statusId, ownerId, price, createdAt, changedAt, changedBy: by };
      const isSilent = types.length === 0;
      const times = 1 + Number(types.includes('lead_status_changed')) + Number(before.ownerId !== ownerId);
      this.hooks.push(...Array.from({ length: times }, () => ({ ...said, isSilent })));
    }
    if (!ownValues) return;
    const write = { leadId, updatedAt: this.truth.updatedAt, values: ownValues, fieldIds: [fieldId] };
    this.writes.push({ ...write, answeredAt: this.at + 1, isTaken: false });
  }

  /** A webhook comes in. */
  receive({ changedBy, isSilent: _, ...hook }: Hook): void {
    const outcome = changedBy !== hubUser ? 'other' : this.due ? 'unwritten' : this.take(hook);
    if (outcome === 'taken') return;
    const isWaiting = outcome === 'unwritten';
    if (!isWaiting) this.note(hook.changedAt, this.at);
    this.ask(hook.changedAt, isWaiting ? hook : null);
  }

  /** The observer learns of an own write. */
  learn(write: Own): void {
    this.at = Math.max(this.at, write.answeredAt);
    this.own = [...this.own, write];
    if (this.due?.hook?.changedAt !== write.updatedAt) return;
    if (this.take(this.due.hook) === 'taken') this.due = null;
    else this.due.dueAt = this.at;
  }

  beginReading(): void {
    if (this.reading || !this.due || this.due.dueAt > this.at) return;
    this.reading = { card: { ...this.due }, state: this.truth, readAt: this.at };
    this.reads += 1;
  }

  saveReading(): void {
    if (!this.reading) return;
    const { card, state, readAt } = this.reading;
    this.reading = null;
    this.save(state, readAt);
    if (this.due?.asks !== card.asks) return;
    if (card.hookedAt !== null) this.note(card.changedAt, card.hookedAt);
    this.due = null;
  }

  /** A page of the feed is read and judged. */
  beginPoll(): void {
    if (this.page) return;
    const page = this.events.filter(({ createdAt }) => createdAt >= this.cursor - 2);
    const seen = new Map(this.seen ? [[`lead/${leadId}`, this.seen]] : []);
    const taken = this.own.filter(({ isTaken }) => isTaken);
    const until = Math.max(this.cursor, ...page.map(({ createdAt }) => createdAt));
    this.page = { heals: decideHeal(page, seen, { taken }), until };
  }

  keepPoll(): void {
    for (const { changedAt } of this.page?.heals ?? []) {
      this.note(changedAt, this.at);
      this.ask(changedAt, null);
    }
    this.cursor = this.page?.until ?? this.cursor;
    this.page = null;
  }

  /** Until nothing waits, and then one poll. */
  finish(): void {
    for (const write of this.writes.splice(0)) this.learn(write);
    this.drain();
    this.keepPoll();
    this.at += 40;
    this.beginPoll();
    this.keepPoll();
    this.drain();
  }

  private drain(): void {
    this.saveReading();
    while (this.due) {
      this.at = Math.max(this.at, this.due.dueAt);
      this.beginReading();
      this.saveReading();
    }
  }

  private take(hook: LeadHook): 'taken' | 'unwritten' | 'other' {
    const [write, ...others] = this.own.filter(({ updatedAt }) => updatedAt === hook.changedAt);
    if (!write) return 'unwritten';
    const state = judgeEcho(hook, this.known, [write, ...others]);
    if (!state) return 'other';
    this.save(state, write.answeredAt);
    this.own = this.own.map((one) => (one === write ? { ...one, isTaken: true } : one));
    this.taken += 1;
    return 'taken';
  }

  private save(state: LeadState, readAt: Tick): void {
    const isNewer = state.updatedAt > this.known.state.updatedAt;
    if (this.known.readAt > readAt && !isNewer) return;
    const isSame = isDeepStrictEqual(state, this.known.state);
    this.known = { state, readAt: isSame ? Math.max(readAt, this.known.readAt) : readAt, goneAt: null };
  }

  private ask(changedAt: number, hook: LeadHook | null): void {
    const asked = {
      asks: 1,
      dueAt: hook ? this.at + 10 : this.at,
      hook,
      hookedAt: hook && this.at,
      changedAt,
    };
    const { due } = this;
    this.due = due
      ? {
          asks: due.asks + 1,
          dueAt: Math.min(due.dueAt, asked.dueAt),
          hook: isDeepStrictEqual(due.hook, hook) ? hook : null,
          hookedAt: hook ? this.at : due.hookedAt,
          changedAt: Math.max(due.changedAt, changedAt),
        }
      : asked;
  }

  private note(changedAt: number, receivedAt: Tick): void {
    const [at, received] = [this.seen?.changedAt ?? changedAt, this.seen?.receivedAt ?? 0];
    const seconds = receivedAt / 10 + this.ahead;
    this.seen = { changedAt: Math.max(at, changedAt), receivedAt: Math.max(received, seconds) };
  }

  private eventOf(type: string): PolledEvent {
    const { pipelineId, statusId, ownerId, updatedAt: createdAt } = this.truth;
    const after =
      type === 'lead_status_changed'
        ? [{ pipelineId, statusId }]
        : type === 'entity_responsible_changed'
          ? [{ ownerId }]
          : type.startsWith('custom')
            ? [{ fieldId }]
            : null;
    const about = { type, entityType: 'lead', entityId: leadId, createdAt, before: null, after };
    return { id: `e${this.events.length}`, ...about };
  }
}

function typesOf(before: LeadState, after: LeadState, isField: boolean): string[] {
  return [
    ...(before.statusId === after.statusId ? [] : ['lead_status_changed']),
    ...(before.ownerId === after.ownerId ? [] : ['entity_responsible_changed']),
    ...(before.price === after.price ? [] : ['sale_field_changed']),
    ...(isDeepStrictEqual(before.tags, after.tags) ? [] : ['entity_tag_added']),
    ...(isDeepStrictEqual(before.contactIds, after.contactIds) ? [] : ['entity_linked']),
    ...(isField ? [`custom_field_${fieldId}_value_changed`] : []),
  ];
}
