import {
  AmoClients,
  awaitFirstWrite,
  findLead,
  Forbidden,
  patchLead,
  safeWrite,
  ValidationFailed,
  type AmoClient,
  type AmoLead,
  type Intent,
  type SafeWrite,
} from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { Journal } from '@hub/journal';
import { message, type Message } from '@hub/messages';
import { isRefusal, Problem, RetryLater, VerdictError } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { claimPlaces } from './claim-places.js';
import type { ClaimRow } from './claim.entity.js';
import { ClaimRepository } from './claim.repository.js';
import { decideBlame } from './decide-blame.js';
import { judgeLead, type LeadNow } from './judge-lead.js';
import { FINISH_CLAIM, ResolveClaim, type FinishJob, type Granted } from './resolve-claim.js';
import type { Terms } from './terms.js';

/**
 * The outcome for the reserved lead: granted, since a second of amoCRM's clock (null: unknown) and by which change (none:
 * an earlier attempt's), or not available.
 */
type Outcome = { granted: Granted } | 'gone';

/** How long a claim whose change may have been applied waits for its next read. */
const readAgainMs = 60_000;
/** How long after its last change a claim waits for a read at all: rights that were lost for a while are back by then. */
const unreadableForMs = 3_600_000;

/** How long after its last change a lead has to be missing to count as deleted. */
const absentForMs = 120_000;

type ReservedClaim = ClaimRow & { leadId: number; terms: Terms };

/**
 * Ends a reserved claim. Its callers are the press itself, the same press repeated, and the job that takes over from a
 * dead process; several may run at once, because handing the lead over is a safe write whose intent is stored in the
 * claim:
 *
 * - read the reserved lead again;
 * - `gone`: set it aside, reserve the next one of the stock and start again; none left: the claim is `empty`;
 * - `write`: one PATCH with owner and stage together, so that no half of it can be seen; then `granted`;
 * - `done`: an earlier attempt was applied; `granted`.
 */
@Injectable()
export class FinishClaim {
  private readonly finishing = new Map<string, Promise<ClaimRow | null>>();

  constructor(
    private readonly clients: AmoClients,
    private readonly claims: ClaimRepository,
    private readonly resolve: ResolveClaim,
    private readonly journal: Journal,
  ) {}

  /**
   * Returns the resolved claim, or null where it was erased with its account; concurrent callers in this process share one
   * run. Throws the client's errors while the
   * outcome is open (the job retries), and a 502 `Problem` when amoCRM refused the change: the claim is
   * `failed` then and its lead is free.
   */
  async finish(claimId: string, signal?: AbortSignal): Promise<ClaimRow | null> {
    const running = this.finishing.get(claimId);
    if (running) return running;
    const started = this.run(claimId, signal).finally(() => this.finishing.delete(claimId));
    this.finishing.set(claimId, started);
    return started;
  }

  /** As `finish`, for the job. Throws `GateFull` when the account has all the jobs it may have at once. */
  async finishThroughGate({
    key,
    payload: { claimId, accountId },
    signal,
  }: Job<FinishJob>): Promise<ClaimRow | null> {
    return this.clients.gate.pass({ accountId, line: FINISH_CLAIM, job: key, places: claimPlaces }, () =>
      this.finish(claimId, signal),
    );
  }

  private async run(claimId: string, signal: AbortSignal | undefined): Promise<ClaimRow | null> {
    for (;;) {
      const claim = await this.claims.find(claimId);
      if (!claim) return null;
      const { state, leadId, terms } = claim;
      if (state !== 'reserved' || leadId === null || terms === null) return claim;
      const client = this.clients.forAccount(claim.accountId, 'claim', signal);
      await this.handOver(client, { ...claim, leadId, terms });
    }
  }

  private async handOver(client: AmoClient, claim: ReservedClaim): Promise<void> {
    const lead = await this.read(client, claim);
    if (lead === 'ended') return;
    const seen = lead && placeOf(lead);
    let kept: ClaimRow = claim;
    const write: SafeWrite<Outcome> = {
      intent: intentOf(claim),
      find: () => Promise.resolve(outcomeOf(seen, claim, lead?.updated_at ?? null)),
      keep: async (intent) => {
        kept = await this.resolve.keepIntent(kept, intent);
      },
      write: async () => {
        const { pipelineId: pipeline_id, statusId: status_id } = claim.terms.targetStage;
        const change = { responsible_user_id: claim.userId, pipeline_id, status_id };
        return { granted: { changedAt: await patchLead(client, claim.leadId, change), change } };
      },
      record: (outcome) =>
        outcome === 'gone'
          ? this.resolve.reserveAnother(claim, claim.terms)
          : this.resolve.grant(claim, outcome.granted),
    };
    try {
      await safeWrite(write, () => new Date());
    } catch (error) {
      if (!(error instanceof VerdictError) || !isRefusal(error)) throw error;
      return this.refused(kept, error);
    }
  }

  /**
   * The reserved lead. A refused read ends the claim as a refused change does, unless a change may have been made: then
   * only a later read can show it, and the claim waits an hour for that. `ended`: the claim is resolved without a read.
   */
  private async read(client: AmoClient, claim: ReservedClaim): Promise<AmoLead | 'ended' | null> {
    try {
      return (await findLead(client, claim.leadId)) ?? (await this.readAgain(client, claim));
    } catch (error) {
      if (!(error instanceof VerdictError) || !isRefusal(error)) throw error;
      const { writeRepeatedAt } = claim;
      if (writeRepeatedAt === null) return this.refused(claim, error);
      if (Date.now() - writeRepeatedAt.getTime() > unreadableForMs) return this.endUnread(claim, error);
      throw new RetryLater(error.asMessage(), readAgainMs, { cause: error });
    }
  }

  /**
   * The lead that a read did not find, which alone is no proof: it is read once more, unless the journal shows it deleted. Not
   * found again, it is gone; where a change may have been made, only when some time has passed since.
   */
  private async readAgain(client: AmoClient, claim: ReservedClaim): Promise<AmoLead | null> {
    const { accountId, leadId, writeRepeatedAt } = claim;
    const known = await this.journal.findLead(accountId, leadId);
    if (known && known.goneAt !== null) return null;
    const lead = await findLead(client, leadId);
    if (lead || writeRepeatedAt === null || Date.now() - writeRepeatedAt.getTime() > absentForMs) return lead;
    throw new RetryLater(message('failures.card-unread', { entity: 'lead', id: leadId }), readAgainMs);
  }

  /** Nobody will read the lead: the claim ends by what the journal knows of its owner. */
  private async endUnread(claim: ReservedClaim, error: VerdictError): Promise<'ended'> {
    const known = await this.journal.findLead(claim.accountId, claim.leadId);
    if (known?.ownerId !== claim.userId) return this.refused(claim, error);
    await this.resolve.grant(claim, { changedAt: null });
    return 'ended';
  }

  private async refused(claim: ClaimRow, error: VerdictError): Promise<never> {
    const failure = error.asMessage();
    await this.resolve.fail(
      claim,
      failure,
      decideBlame({ paths: pathsOf(error), isForbidden: error instanceof Forbidden }),
    );
    throw handOverRefused(failure, error);
  }
}

/** The 502 `Problem` of a claim that is `failed`. */
export function handOverRefused(failure: Message | null, cause?: Error): Problem {
  return new Problem(502, message('problems.hand-over-refused', { failure: failure ?? '' }), undefined, {
    cause,
  });
}

function intentOf({ writeBegunAt, writeRepeatedAt }: ClaimRow): Intent | null {
  return writeBegunAt && { firstAt: writeBegunAt, lastAt: writeRepeatedAt ?? writeBegunAt };
}

/** What the reserved lead shows; null: it is to be written. */
function outcomeOf(lead: LeadNow | null, claim: ReservedClaim, changedAt: number | null): Outcome | null {
  const verdict = judgeLead(lead, { userId: claim.userId, ...claim.terms });
  if (verdict === 'write') return null;
  if (verdict === 'done') return { granted: { changedAt } };
  // A change that is still running would give the user this lead and another one.
  const { writeRepeatedAt } = claim;
  if (writeRepeatedAt) awaitFirstWrite(writeRepeatedAt, new Date());
  return 'gone';
}

/** The fields that a refusal names. */
function pathsOf(error: VerdictError): string[] {
  if (!(error instanceof ValidationFailed)) return [];
  return error.items.flatMap(({ errors }) => errors.map(({ path }) => path));
}

function placeOf({ pipeline_id, status_id, responsible_user_id }: AmoLead): LeadNow {
  return { pipelineId: pipeline_id, statusId: status_id, ownerId: responsible_user_id };
}
