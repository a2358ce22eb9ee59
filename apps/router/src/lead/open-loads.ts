import { countOpenLeads, Journal } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { BranchFacts } from '../rule/facts.js';

/** By then the journal has seen the lead that a transfer has made. */
const seenAfter = '10 minutes';

/** Counts the open leads of branches, without a call: what the journal knows, and transfers that it may not know yet. */
@Injectable()
export class OpenLoads {
  constructor(
    private readonly source: DataSource,
    private readonly journal: Journal,
  ) {}

  /** The branches with their loads. Branches of one pipeline share what the journal counts. */
  async add(branches: readonly BranchFacts[], tx?: EntityManager): Promise<BranchFacts[]> {
    const recent: { branchId: string; accountId: string; leadId: string | null }[] = await (
      tx ?? this.source.manager
    ).query(
      `SELECT branch_id AS "branchId", target ->> 'accountId' AS "accountId", branch_lead_id AS "leadId"
         FROM router.transfer WHERE state NOT IN ('done', 'cancelled')
       UNION ALL
       SELECT branch_id, target ->> 'accountId', branch_lead_id
         FROM router.transfer WHERE state = 'done' AND started_at > now() - interval '${seenAfter}'`,
    );
    const accountIds = branches.flatMap(({ target }) => (target ? [target.accountId] : []));
    const own = recent.flatMap(({ accountId, leadId }) =>
      leadId === null ? [] : [{ accountId, leadId: Number(leadId) }],
    );
    const counts = await this.journal.ask(
      (question) => countOpenLeads(question, [...new Set(accountIds)], own),
      tx,
    );
    return branches.map((branch) => {
      const { id, target } = branch;
      const pending = recent.filter(({ branchId }) => branchId === id).length;
      const seen = target ? (counts.get(`${target.accountId}/${target.pipelineId}`) ?? 0) : 0;
      return { ...branch, openLeads: seen + pending };
    });
  }
}
