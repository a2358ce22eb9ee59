import { AmoClients, listCustomFields } from '@hub/amocrm';
import { message } from '@hub/messages';
import { RetryLater, VerdictError } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { LiveField } from './find-in-hq.js';

/** Every lead asks for the map, and HQ's seven calls a second are for the leads. */
const keptMs = 60_000;
const untilReadMs = 30_000;

/** The lead fields of HQ accounts as they are, read at most once a minute. */
@Injectable()
export class HqFields {
  private readonly kept = new Map<string, { readAt: number; fields: Promise<LiveField[]> }>();

  constructor(@Inject(AmoClients) private readonly clients: AmoClients) {}

  /** Throws `RetryLater` when they cannot be read: a map without them would leave values out. */
  async of(accountId: string): Promise<LiveField[]> {
    const known = this.kept.get(accountId);
    if (known && Date.now() - known.readAt < keptMs) return known.fields;
    const fields = listCustomFields(this.clients.forAccount(accountId, 'routing'), 'leads');
    this.kept.set(accountId, { readAt: Date.now(), fields });
    try {
      return await fields;
    } catch (error) {
      this.kept.delete(accountId);
      if (!(error instanceof VerdictError)) throw error;
      const said = message('failures.hq-fields-unread', { failure: error.asMessage() });
      throw new RetryLater(said, untilReadMs, { cause: error });
    }
  }
}
