import { AmoClients, type AmoClient } from '@hub/amocrm';
import { inTransaction } from '@hub/database';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { adoptionsOf } from '../apply/read-answer.js';
import type { Brought } from '../drift/brought.repository.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import type { LedgerEntry } from '../plan/ledger.js';
import type { Plan } from '../plan/plan.js';
import { stepChecksum } from '../plan/plan-wanted.js';
import { planFor } from '../plan-run/draft-plan.js';
import { scopeOf } from '../plan-run/plan-scope.js';
import { PlanSourcesLoader } from '../plan-run/plan-sources.js';
import { readSnapshot } from '../snapshot/read-snapshot.js';
import { checklistOf, type Step } from './checklist.js';
import { readListed } from './read-listed.js';

/** Ticks off what the hub can see in an account. Reads, and writes nothing there. */
@Injectable()
export class VerifySteps {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
    @Inject(PlanSourcesLoader) private readonly sources: PlanSourcesLoader,
  ) {}

  /**
   * Ticks off the open steps of the release that the account was brought to, where the account shows that they were
   * done, and reopens those that the hub ticked off itself and that the account no longer shows. No call is made where
   * nothing can be read; `plan` is a plan to that release that was just made, if there is one. Throws the client's
   * errors.
   */
  async verify(
    { accountId, releaseId }: Pick<Brought, 'accountId' | 'releaseId'>,
    { correlationId, signal }: { correlationId: string; signal?: AbortSignal },
    plan?: Plan,
  ): Promise<void> {
    const { configuration } = await this.sources.release(releaseId);
    // Because most releases ask nothing of people, and the ledger of an account is long.
    if (checklistOf(configuration, []).length === 0) return;
    const steps = checklistOf(configuration, await this.ledger.rowsOf([accountId]));
    const amo = this.clients.forAccount(accountId, 'bulk', signal);
    const seen = steps.filter(
      ({ isTickable, isVisible, done }) => isTickable && isVisible && done?.by == null,
    );
    const listed = await readListed(amo, new Set(seen.map(({ kind }) => kind)));
    const read = seen.filter(({ kind }) => listed.has(kind));
    const isListed = ({ kind, name }: Step) => listed.get(kind)?.has(name) === true;
    const found = read.filter((step) => step.done === null && isListed(step));
    const lost = read.filter((step) => step.done?.at != null && !isListed(step));
    const wanted = new Map(configuration.objects.map((object) => [address(object.kind, object.key), object]));
    const entries = found.flatMap(({ kind, key, ref }): LedgerEntry[] => {
      const step = wanted.get(address(kind, key));
      return step ? [{ kind, ref, branchId: stepChecksum(step), origin: 'adopted' }] : [];
    });
    const open = steps.filter(({ isTickable, done }) => !isTickable && done === null);
    const planNow = () => this.planNow(amo, { accountId, releaseId }, correlationId);
    const made = open.length > 0 ? madeByHand(plan ?? (await planNow()), open) : [];
    if (entries.length + made.length + lost.length === 0) return;
    const ticked = [...entries, ...made].map((entry) => {
      return { ...entry, accountId, tickedBy: null, tickedAt: new Date(), unseenSince: null, beside: null };
    });
    await inTransaction(this.source, async (tx) => {
      for (const row of ticked) await this.ledger.enter(tx, row);
      for (const { kind, ref } of lost) await this.ledger.forget(tx, { accountId, kind, ref });
    });
  }

  private async planNow(
    amo: AmoClient,
    brought: Pick<Brought, 'accountId' | 'releaseId'>,
    correlationId: string,
  ): Promise<Plan> {
    const options = { prune: false, migrationTargets: {} };
    const sources = await this.sources.load({ ...brought, options }, correlationId);
    return planFor(await readSnapshot(amo, scopeOf(sources)), sources);
  }
}

/** The open objects that a plan would adopt without a change: a person made them. */
function madeByHand(plan: Plan, open: readonly Step[]): readonly LedgerEntry[] {
  const names = new Set(open.map(({ kind, ref }) => address(kind, ref)));
  return adoptionsOf(plan).filter(
    ({ kind, ref }) => names.has(address(kind, ref)) && kindOf(kind).effect.create === 'manual',
  );
}
