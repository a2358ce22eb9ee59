import { AccountRepository, AlarmRepository } from '@hub/accounts';
import {
  AmoClients,
  findLead,
  judgeAbsence,
  listTasks,
  patchCompanies,
  patchContacts,
  patchTasks,
  type AmoClient,
  type AmoLead,
  type ItemOutcome,
} from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { claimPlaces } from './claim-places.js';
import type { Claim } from './claim.entity.js';
import { ClaimRepository } from './claim.repository.js';
import { HAND_OVER_LINKED, type FinishJob } from './resolve-claim.js';

/**
 * Gives the open tasks, contacts and companies of a granted lead to its new owner, where the group asks for it. The job
 * is enqueued with the grant and retried until it succeeds; a lead that has another owner by then keeps its cards
 * as they are, and the job of a claim that was erased with its account ends. Cards that amoCRM refuses raise an alarm of the account. The next lead whose cards all change
 * clears it, and so do settings in which no group asks for it.
 */
@Injectable()
export class HandOverLinked implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly clients: AmoClients,
    private readonly claims: ClaimRepository,
    private readonly accounts: AccountRepository,
    private readonly alarms: AlarmRepository,
  ) {}

  onModuleInit(): void {
    this.bus.consume<FinishJob>({
      consumer: HAND_OVER_LINKED,
      concurrency: 16,
      handle: (job) => this.run(job),
    });
  }

  private async run(job: Job<FinishJob>): Promise<void> {
    const { key, payload, signal } = job;
    const claim = await this.claims.find(payload.claimId);
    if (!claim || claim.leadId === null) return;
    const { leadId, userId } = claim;
    const { accountId } = payload;
    const client = this.clients.forAccount(accountId, 'routing', signal);
    const act = async () => {
      const lead = await findLead(client, leadId);
      if (!lead) awaitLead(job, claim);
      return lead?.responsible_user_id === userId ? changeOwners(client, lead) : null;
    };
    const refused = await this.clients.gate.pass(
      { accountId, line: HAND_OVER_LINKED, job: key, places: claimPlaces },
      act,
    );
    if (refused === null) return;
    const { name: account } = await this.accounts.get(accountId);
    await job.finish(async (tx) => {
      const alarm = { kind: 'linked-owner-refused', subject: accountId } as const;
      const now = new Date();
      if (refused > 0)
        await this.alarms.raise(tx, { ...alarm, accountId, facts: { account, leadId, refused } }, now);
      else await this.alarms.clear(tx, alarm.kind, alarm.subject, now);
    });
  }
}

/** Throws `RetryLater` while it is not certain that the lead, which a read did not find, is deleted. */
function awaitLead({ attempt }: Job<unknown>, { leadId, resolvedAt }: Claim): void {
  const lastedMs = resolvedAt ? Date.now() - resolvedAt.getTime() : 0;
  const verdict = judgeAbsence({ reads: attempt, lastedMs, isDeletionReported: false });
  if (verdict.kind === 'gone') return;
  throw new RetryLater(message('failures.card-unread', { entity: 'lead', id: leadId ?? 0 }), verdict.afterMs);
}

/**
 * Gives what belongs to a lead to its owner; returns how many cards amoCRM refused, and null when there was none to
 * change.
 */
async function changeOwners(client: AmoClient, lead: AmoLead): Promise<number | null> {
  const { id: leadId, responsible_user_id: ownerId } = lead;
  const owned = (ids: readonly number[]) => ids.map((id) => ({ id, responsible_user_id: ownerId }));
  const { contacts, companies } = lead._embedded;
  const outcomes = [
    ...(await patchTasks(client, owned(await openTasksOf(client, leadId)))),
    ...(await patchContacts(client, owned(contacts.map(({ id }) => id)))),
    ...(await patchCompanies(client, owned(companies.map(({ id }) => id)))),
  ];
  return outcomes.length > 0 ? countRefused(outcomes) : null;
}

async function openTasksOf(client: AmoClient, leadId: number): Promise<number[]> {
  const ids: number[] = [];
  const filter = { entity_type: 'leads', entity_id: leadId, is_completed: 0 };
  for await (const page of listTasks(client, { filter })) {
    // A filter that the account ignores brings tasks of others too.
    const own = page.filter((task) => task.entity_type === 'leads' && task.entity_id === leadId);
    ids.push(...own.filter((task) => !task.is_completed).map(({ id }) => id));
  }
  return ids;
}

/** Throws the error of a card that may be changed when it is tried again. */
function countRefused(outcomes: readonly ItemOutcome<unknown>[]): number {
  const failed = outcomes.find((outcome) => outcome.kind === 'failed');
  if (failed?.kind === 'failed') throw failed.error;
  return outcomes.filter(({ kind }) => kind === 'refused').length;
}
