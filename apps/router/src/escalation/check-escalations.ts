import { Bus, type Job, type Work } from '@hub/bus';
import type { LeadOfAccount } from '@hub/journal';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { escalationCheckConsumer } from '../custody/custody-work.js';
import { EnqueueChecks } from '../custody/enqueue-checks.js';
import { markTried } from '../custody/refused-work.js';
import { BranchPipelines } from './branch-pipelines.js';
import { ReadEscalationSetting } from './escalation-setting.js';
import { EscalationRepository } from './escalation.repository.js';

const everyMs = 5 * 60_000;
const pageSize = 500;

/**
 * Where the check goes on: in the living escalations, or, with `leadId`, behind them in the leads of a branch account.
 * `accountId`: whose escalations are checked; missing or null: all are.
 */
interface CheckPage {
  accountId?: string | null;
  after?: string;
  leadId?: number;
}

/**
 * Compares the escalations with the journal: leads that are in the pipeline without one, and escalations of which the
 * journal shows more than was judged. An account without the pipeline raises an alarm. So the effect of a lost message, a standstill, a refusal that has passed or a
 * rule that is switched on later is a delay of five minutes.
 */
@Injectable()
export class CheckEscalations implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly branches: BranchPipelines,
    private readonly settings: ReadEscalationSetting,
    private readonly escalations: EscalationRepository,
    private readonly checks: EnqueueChecks,
  ) {}

  onModuleInit(): void {
    const handle = (job: Job<CheckPage>) => this.page(job);
    this.bus.consume<CheckPage>({ consumer: escalationCheckConsumer, concurrency: 4, handle });
    this.bus.schedule({ consumer: escalationCheckConsumer, when: { everyMs } });
  }

  private async page(job: Job<CheckPage>): Promise<void> {
    const { accountId = null, leadId, after } = job.payload;
    if (accountId !== null && leadId !== undefined) return this.pageOfAccount(job, accountId, leadId);
    const rules = await this.settings.findRules();
    if (!rules) return job.finish((tx) => this.branches.clearOthers(tx, []));
    const place = { after: after ?? null, accountId };
    const behind = await this.escalations.listBehind(place, pageSize);
    const last = behind.length === pageSize ? behind.at(-1) : undefined;
    const accounts = last ? [] : await this.branches.listAccounts();
    if (!last) await job.step((tx) => this.branches.clearOthers(tx, accounts));
    const isMeant = (id: string) => [null, id, rules.hqAccountId].includes(accountId);
    const pages: (CheckPage & Work)[] = last
      ? [{ accountId, after: last.id }]
      : accounts.filter(isMeant).map((id) => ({ accountId: id, leadId: 0 }));
    await this.enqueueChecks(job, behind, pages);
  }

  /** An account that does not answer delays its own page alone. */
  private async pageOfAccount(job: Job<CheckPage>, accountId: string, after: number): Promise<void> {
    const setting = await this.settings.run(accountId);
    if (!setting) return;
    const { branchPipelines, branchPipelineName: name } = setting;
    const ids = branchPipelines.map(({ id }) => id);
    const isThere = ids.length > 0;
    if (after === 0) await job.step((tx) => this.branches.review(tx, accountId, { name, isThere }));
    if (!isThere) return;
    const leadIds = await this.escalations.listUnbegun(accountId, ids, after, pageSize);
    const last = leadIds.length === pageSize ? leadIds.at(-1) : undefined;
    const leads = leadIds.map((leadId) => ({ accountId, leadId }));
    await this.enqueueChecks(job, leads, last === undefined ? [] : [{ accountId, leadId: last }]);
  }

  /** `id`: of an escalation that lives. */
  private async enqueueChecks(
    job: Job<unknown>,
    leads: readonly (LeadOfAccount & { id?: string })[],
    pages: readonly (CheckPage & Work)[],
  ): Promise<void> {
    const { correlationId } = job;
    await job.finish(async (tx) => {
      await markTried(
        tx,
        'escalation',
        leads.flatMap(({ id }) => id ?? []),
      );
      await this.checks.run(tx, leads, correlationId);
      for (const page of pages) {
        const key = `${escalationCheckConsumer} ${page.accountId ?? ''}`;
        await this.bus.enqueue(tx, escalationCheckConsumer, page, { key, correlationId });
      }
    });
  }
}
