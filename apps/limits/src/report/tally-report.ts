import type { BlockReason, ReportGrouping } from '@hub/contracts';
import { dayAt, writeDay } from '@hub/calendar';
import type { LimitName } from '@hub/limits';

/** One press of the button, as far as the report counts it. Moments are epoch milliseconds. */
export interface Pressed {
  accountId: string;
  userId: number;
  /** Null: the press was refused before a group was known. */
  group: string | null;
  state: 'granted' | 'refused' | 'empty' | 'failed' | 'reserved';
  pressedAt: number;
  resolvedAt: number | null;
  /** What blocked; empty unless it was refused. */
  blocks: readonly { reason: BlockReason; limit: LimitName | null }[];
  /** What became of the lead that was given; null: none was, or the journal does not have it. */
  lead: { fate: 'open' | 'won' | 'lost' | 'gone'; createdAt: number } | null;
}

/** What the presses of one manager, group, branch or day add up to. */
export interface Tally {
  /** Null: several accounts. */
  accountId: string | null;
  /** The user, the group, the account or the day. */
  key: string;
  counts: Record<'granted' | 'refused' | 'empty' | 'failed', number>;
  refusedBy: Map<string, { reason: BlockReason; limit: LimitName | null; count: number }>;
  fates: Record<'open' | 'won' | 'lost' | 'gone' | 'unknown', number>;
  /** Seconds from the creation of each given lead to its being given. */
  waits: number[];
}

/** Adds presses up by what they are grouped by. Days are those of the account's zone. */
export class ReportTally {
  private readonly tallies = new Map<string, Tally>();

  constructor(
    private readonly grouping: ReportGrouping,
    private readonly zoneOf: (accountId: string) => string,
  ) {}

  add(pressed: Pressed): void {
    if (pressed.state === 'reserved') return;
    const tally = this.tallyOf(pressed);
    tally.counts[pressed.state] += 1;
    if (pressed.state === 'granted') countLead(tally, pressed);
    for (const { reason, limit } of pressed.blocks) {
      const name = `${reason} ${limit ?? ''}`;
      const one = tally.refusedBy.get(name) ?? { reason, limit, count: 0 };
      tally.refusedBy.set(name, { ...one, count: one.count + 1 });
    }
  }

  /** By account and key; days in their order. */
  all(): Tally[] {
    return [...this.tallies.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tally]) => tally);
  }

  private tallyOf({ accountId, userId, group, pressedAt }: Pressed): Tally {
    const key = {
      manager: () => String(userId),
      group: () => group ?? '',
      branch: () => accountId,
      date: () => writeDay(dayAt(pressedAt, this.zoneOf(accountId))),
    }[this.grouping]();
    const owner = this.grouping === 'date' ? null : accountId;
    const name = sortKeyOf({ accountId: owner, key });
    const tally = this.tallies.get(name) ?? emptyTally(owner, key);
    this.tallies.set(name, tally);
    return tally;
  }
}

/** By which rows are in order, and pages are cut. */
export function sortKeyOf({ accountId, key }: Pick<Tally, 'accountId' | 'key'>): string {
  return `${accountId ?? ''}/${key}`;
}

/** Whether a text can be one of them: an account's id or nothing, and the key. */
export function isSortKey(text: string): boolean {
  return /^([0-9a-f-]{36})?\//.test(text);
}

/** The value in the middle, of an even number the upper one; null: there is none. */
export function medianOf(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

function emptyTally(accountId: string | null, key: string): Tally {
  const counts = { granted: 0, refused: 0, empty: 0, failed: 0 };
  const fates = { open: 0, won: 0, lost: 0, gone: 0, unknown: 0 };
  return { accountId, key, counts, fates, refusedBy: new Map(), waits: [] };
}

function countLead({ fates, waits }: Tally, { lead, resolvedAt }: Pressed): void {
  fates[lead?.fate ?? 'unknown'] += 1;
  if (lead && resolvedAt !== null) waits.push(Math.max(0, Math.round(resolvedAt / 1000 - lead.createdAt)));
}
