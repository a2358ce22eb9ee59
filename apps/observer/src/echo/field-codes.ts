import { AmoClients, listCustomFields } from '@hub/amocrm';
import type { Logger } from '@hub/platform';
import { Injectable } from '@nestjs/common';

/** How long a list counts that lacks a code, or was not given: the field may have been made since. */
const lackBelievedForMs = 10 * 60_000;

interface Known {
  ids: ReadonlyMap<string, number>;
  readAt: number;
}

/**
 * Ids of lead fields by their codes: the feed names fields by id, the hub writes its own by code. A list is read once and
 * kept, because an id that is wrong, or not known, costs no more than a reading.
 */
@Injectable()
export class FieldCodes {
  private readonly known = new Map<string, Known>();

  constructor(private readonly clients: AmoClients) {}

  /** Those of the codes that are known; fewer where the account does not answer. */
  async idsOf(
    accountId: string,
    codes: readonly string[],
    log: Logger,
  ): Promise<ReadonlyMap<string, number>> {
    const known = this.known.get(accountId);
    const isLacking = codes.some((code) => !known?.ids.has(code));
    if (!isLacking || (known && performance.now() - known.readAt < lackBelievedForMs))
      return known?.ids ?? new Map();
    try {
      const fields = await listCustomFields(this.clients.forAccount(accountId, 'bulk'), 'leads');
      const ids = new Map(fields.flatMap(({ id, code }) => (code === null ? [] : [[code, id]])));
      this.known.set(accountId, { ids, readAt: performance.now() });
      return ids;
    } catch (error) {
      log.info({ error }, 'fields are not known by their codes, and changes of the hub are read');
      // An account that forbids the list is not asked again with each poll.
      const ids = known?.ids ?? new Map<string, number>();
      this.known.set(accountId, { ids, readAt: performance.now() });
      return ids;
    }
  }
}
