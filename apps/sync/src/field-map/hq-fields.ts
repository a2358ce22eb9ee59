import { AmoClients, listCustomFields } from '@hub/amocrm';
import { message } from '@hub/messages';
import { RetryLater, VerdictError } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { LiveField } from './find-in-hq.js';

/** Every lead asks for the map, and HQ's seven calls a second are for the leads. */
const keptMs = 60_000;
const untilReadMs = 30_000;

/** Ids that the account has, or should have: a cached list without one of them may be older than that field or value. */
export interface ExpectedIds {
  readonly fieldIds: readonly number[];
  readonly enumIds: readonly number[];
}

interface Kept {
  readonly readAt: number;
  readonly fields: Promise<LiveField[]>;
  /** Ids that were expected and are not there, so that a deleted field costs one reading and not one per lead. */
  readonly absent: ReadonlySet<number>;
}

/** The lead fields of HQ accounts as they are, read at most once a minute while nothing shows that they have changed. */
@Injectable()
export class HqFields {
  private readonly kept = new Map<string, Kept>();

  constructor(@Inject(AmoClients) private readonly clients: AmoClients) {}

  /** Throws `RetryLater` when they cannot be read: a map without them would leave values out. */
  async of(accountId: string, expected: ExpectedIds): Promise<LiveField[]> {
    const known = this.kept.get(accountId);
    if (known && Date.now() - known.readAt < keptMs) {
      const lacking = lackingIn(await known.fields, expected).filter((id) => !known.absent.has(id));
      if (lacking.length === 0) return known.fields;
      // Whoever asked meanwhile for the same has begun a reading already.
      if (this.kept.get(accountId) !== known) return this.of(accountId, expected);
      return this.read(accountId, new Set([...known.absent, ...lacking]));
    }
    return this.read(accountId, new Set());
  }

  private read(accountId: string, absent: ReadonlySet<number>): Promise<LiveField[]> {
    const kept: Kept = { readAt: Date.now(), fields: this.list(accountId), absent };
    this.kept.set(accountId, kept);
    kept.fields.catch(() => {
      if (this.kept.get(accountId) === kept) this.kept.delete(accountId);
    });
    return kept.fields;
  }

  private async list(accountId: string): Promise<LiveField[]> {
    try {
      return await listCustomFields(this.clients.forAccount(accountId, 'routing'), 'leads');
    } catch (error) {
      if (!(error instanceof VerdictError)) throw error;
      const said = message('failures.hq-fields-unread', { failure: error.asMessage() });
      throw new RetryLater(said, untilReadMs, { cause: error });
    }
  }
}

function lackingIn(fields: readonly LiveField[], { fieldIds, enumIds }: ExpectedIds): number[] {
  const values = new Set(fields.flatMap(({ enums }) => enums.map(({ id }) => id)));
  const ids = new Set(fields.map(({ id }) => id));
  return [...fieldIds.filter((id) => !ids.has(id)), ...enumIds.filter((id) => !values.has(id))];
}
