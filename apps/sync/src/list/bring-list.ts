import { AccountRepository } from '@hub/accounts';
import { AmoClients, hasChangedNothing, type AmoClient } from '@hub/amocrm';
import type { WriteList, WrittenList } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import { describeFailure, isRefusal } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { batchCalls } from '../apply/batch-calls.js';
import { writeCall } from '../apply/write-call.js';
import { textOf } from '../configuration/json.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import { enumKind } from '../kind/enum.kind.js';
import { fieldReading } from '../kind/field-reading.js';
import { whyNotWritten } from '../plan-run/why-not-written.js';
import { readSnapshot } from '../snapshot/read-snapshot.js';
import type { Scope } from '../snapshot/lists.js';
import { ListLease } from './list-lease.js';
import { planList } from './plan-list.js';

const leadFields: Scope = {
  includes: ({ part, list }) => part === fieldReading.part && list === 'leads',
  wants: () => false,
};

/**
 * Adds and renames values of one list field of an account: read → plan → one PATCH at once, because it replaces the
 * whole list → read again. amoCRM has no conditional write: a value that a person adds in the part of a second between
 * the read and the PATCH is lost.
 */
@Injectable()
export class BringList {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(ListLease) private readonly lease: ListLease,
  ) {}

  /**
   * The list after the write, and why nothing was written. Throws `RetryLater` while a plan is being applied in the
   * account, and the client's errors that may pass. Repeating a write whose answer was lost is for the caller to put
   * off until that one is over (`safeWrite`).
   */
  async run(request: WriteList, signal: AbortSignal): Promise<WrittenList> {
    const { accountId } = request;
    const forbidden = whyNotWritten(await this.accounts.find(accountId));
    if (forbidden) return refused(forbidden);
    const until = await this.lease.take(request);
    const amo = this.clients.forAccount(accountId, 'bulk', signal);
    try {
      const written = await write(amo, request);
      await this.lease.end(request, until);
      return written;
    } catch (error) {
      // Any other write may still arrive.
      if (hasChangedNothing(error)) await this.lease.end(request, until);
      if (!isRefusal(error) || signal.aborted) throw error;
      return refused(describeFailure(error));
    }
  }
}

async function write(amo: AmoClient, request: WriteList): Promise<WrittenList> {
  const account = normaliseSnapshot(await readSnapshot(amo, leadFields));
  const plan = planList(account, request);
  if (!plan) return refused(message('failures.no-such-list'));
  for (const step of batchCalls(plan)) if (step.do === 'write') await writeCall(amo, step, new Map());
  const now = normaliseSnapshot(await readSnapshot(amo, leadFields));
  const fieldPath = `leads/${request.fieldId}`;
  const values = now.objects
    .filter(({ kind, within }) => kind === enumKind.name && within === fieldPath)
    .map(({ id, attributes }) => ({
      id: Number(id.slice(id.lastIndexOf('/') + 1)),
      value: textOf(attributes.name),
    }));
  return { values, refusal: null };
}

function refused(refusal: Message): WrittenList {
  return { values: [], refusal };
}
