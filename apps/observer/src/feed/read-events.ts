import { Inject, Injectable } from '@nestjs/common';
import { AccountRepository, isCallable } from '@hub/accounts';
import { AmoClients, ConnectionFailed, listEvents, type AmoClient, type AmoEvent } from '@hub/amocrm';
import { VerdictError, type Logger } from '@hub/platform';
import { ObserverConfig } from '../observer.config.js';
import type { PolledEvent } from './decide-heal.js';
import { historyOf } from './history-of.js';

interface Wanted {
  accountId: string;
  span: { from: number; to?: number };
  priority: 'routing' | 'bulk';
}

/** Reads the event feed of an account. */
@Injectable()
export class ReadEvents {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(AmoClients) private readonly clients: AmoClients,
    private readonly config: ObserverConfig,
  ) {}

  /**
   * Events of a span (Unix seconds, amoCRM's clock), or null when the account is not to be called, does not answer a bulk
   * read, or its condition refuses the call for longer than a period: the next period's poll is then the probe that finds a
   * bill paid, while a retry of this one would come with the verdict's long delay. Throws the client's other errors.
   */
  async since({ accountId, ...wanted }: Wanted, log: Logger): Promise<AmoEvent[] | null> {
    const account = await this.accounts.find(accountId);
    if (!account || !isCallable(account.state)) return null;
    try {
      const client = this.clients.forAccount(accountId, wanted.priority);
      return await this.read(client, wanted.span, log);
    } catch (error) {
      // Retries of accounts that do not answer would occupy the places of all other polls.
      const isSilent = error instanceof ConnectionFailed && wanted.priority === 'bulk';
      if (!isSilent && !this.isLeftToNext(error)) throw error;
      log.info({ error }, 'the account did not answer its poll, the next one tries again');
      return null;
    }
  }

  private isLeftToNext(error: unknown): boolean {
    if (!(error instanceof VerdictError) || error.verdict.kind !== 'retry') return false;
    const { waitsFor, afterMs } = error.verdict;
    return waitsFor !== undefined && afterMs >= this.config.POLL_SECONDS * 1000;
  }

  /** The events of a span, both ends included; none older or newer, also where amoCRM does not keep to the span. */
  async read(client: AmoClient, span: { from: number; to?: number }, log: Logger): Promise<AmoEvent[]> {
    const { from, to = Infinity } = span;
    const found: AmoEvent[] = [];
    const onUnreadable = (error: Error) => log.warn({ error }, 'an event cannot be read and is left out');
    for await (const page of listEvents(client, span, onUnreadable)) {
      found.push(...page.filter(({ created_at: at }) => at >= from && at <= to));
      // Newest first: a page of old events means that amoCRM ignored the filter.
      if (page.every(({ created_at: at }) => at < from)) break;
    }
    return found;
  }
}

/** The leads that events are about, each once. */
export function leadsOf(events: readonly AmoEvent[]): number[] {
  const own = events.filter(({ entity_type: entity }) => entity === 'lead');
  return [...new Set(own.map(({ entity_id: id }) => id))];
}

/** What healing needs of an event. */
export function toPolled(event: AmoEvent): PolledEvent {
  const { id, type, entity_id: entityId, entity_type: entityType, created_at: createdAt } = event;
  const { created_by: createdBy } = event;
  const { before, after } = historyOf(event);
  const about = { id, type, entityId, entityType, createdAt, createdBy, before, after };
  return { ...about, farEnd: farEndOf(event.value_after) };
}

/** What `value_after` of a link names: `[{ link: { entity: { type, id } } }]`, or `unlink`. Sheet: entities 8.4. */
function farEndOf(valueAfter: unknown): PolledEvent['farEnd'] {
  const [first] = (Array.isArray(valueAfter) ? valueAfter : []) as unknown[];
  const { link, unlink } = (first ?? {}) as { link?: LinkValue | null; unlink?: LinkValue | null };
  const { type, id } = (link ?? unlink)?.entity ?? {};
  return typeof type === 'string' && typeof id === 'number' ? { entityType: type, entityId: id } : null;
}

interface LinkValue {
  entity?: { type?: unknown; id?: unknown } | null;
}
