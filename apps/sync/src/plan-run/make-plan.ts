import type { MakePlan, PlanObject } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem, type FieldError } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Chosen } from '../plan/narrow.js';
import { idleTargets, wrongNames } from './check-options.js';
import { CountForPlan } from './count-for-plan.js';
import { kindNamed } from './kind-named.js';
import { PlanDrafter } from './plan-drafter.js';
import { countedWithin } from './draft-plan.js';
import { PlanSourcesLoader } from './plan-sources.js';
import type { PlanOptions, PlanRun } from './plan-run.entity.js';
import { PlanRunRepository, type MadeRun } from './plan-run.repository.js';

/** Pages of cards that a request reads itself, two seconds of calls; what takes more is a job. */
const pagesOfRequest = 15;

const beingCounted = { state: 'counting', reason: message('outcomes.counting') } as const;

/** Makes plans. Reads the account and writes nothing there. */
@Injectable()
export class PlanMaker {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
    @Inject(PlanSourcesLoader) private readonly sources: PlanSourcesLoader,
    @Inject(PlanDrafter) private readonly drafter: PlanDrafter,
    @Inject(CountForPlan) private readonly counting: CountForPlan,
  ) {}

  /**
   * Ends the account's plans of people that nobody approved. A plan that touches more cards than a request may read is
   * given back as `counting`, and a job counts them. Throws a `Problem`: 404 for an unknown account or release, 422 for
   * targets that match nothing, 502 for an answer that cannot be true. Throws `RetryLater` while it is not
   * known what settings name in the account, and the client's errors.
   */
  async make(request: MakePlan, correlationId: string): Promise<PlanRun> {
    const { configuration } = await this.sources.release(request.releaseId);
    const asked = { ...request, options: optionsOf(request) };
    refuse(wrongNames(request, configuration));
    const { draft, ...read } = await this.drafter.draft(asked, { correlationId });
    const known = await countedWithin(draft, read.sources, pagesOfRequest);
    const made = await this.drafter.runOf(asked, { ...read, draft: known ?? draft });
    refuse(idleTargets(request, made.plan, configuration));
    const run: MadeRun = known ? made : { ...made, ...beingCounted };
    await inTransaction(this.source, async (tx) => {
      await this.runs.keep(tx, run);
      if (!known) await this.counting.ask(tx, run, correlationId);
    });
    return run;
  }
}

/** Throws a 422 `Problem` that names the wrong fields, if there are any. */
function refuse(errors: FieldError[]): void {
  if (errors.length > 0) throw new Problem(422, message('sync.plan-input'), errors);
}

/** Throws a 422 `Problem` for a chosen object that names no kind. */
function optionsOf({ prune, migrationTargets, limits, only, createAnyway }: MakePlan): PlanOptions {
  return {
    prune: prune ?? false,
    migrationTargets: Object.fromEntries((migrationTargets ?? []).map(({ from, to }) => [from, to])),
    ...(only ? { only: only.map(chosenIn('only')) } : {}),
    ...(createAnyway ? { createAnyway: createAnyway.map(chosenIn('createAnyway')) } : {}),
    ...(limits
      ? { limits: Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== null)) }
      : {}),
  };
}

const chosenIn =
  (field: string) =>
  ({ kind, key }: PlanObject, at: number): Chosen => ({ kind: kindNamed(kind, `${field}.${at}.kind`), key });
