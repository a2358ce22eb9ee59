import { countOpenLeads, Journal } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { BranchFacts } from '../rule/facts.js';

/** By then the journal has seen the lead that a transfer has made. */
const seenAfter = '10 minutes';

/** A transfer that is on its way, or was begun a short while ago. */
interface RecentLeg {
  branchId: string;
  accountId: string;
  leadId: string | null;
  hasEnded: boolean;
}

/** Counts the open leads of branches, without a call: what the journal knows, and transfers that it may not know yet. */
@Injectable()
export class OpenLoads {
  constructor(
    private readonly source: DataSource,
    private readonly journal: Journal,
  ) {}

  /** The branches with their loads. Branches of one pipeline share what the journal counts. */
  async add(branches: readonly BranchFacts[], tx?: EntityManager): Promise<BranchFacts[]> {
    const recent: RecentLeg[] = await (tx ?? this.source.manager).query(
      `SELECT branch_id AS "branchId", target ->> 'accountId' AS "accountId", branch_lead_id AS "leadId", false AS "hasEnded"
         FROM router.transfer WHERE state NOT IN ('done', 'cancelled')
       UNION ALL
       SELECT branch_id, target ->> 'accountId', branch_lead_id, ended_at IS NOT NULL
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
      // The journal may show a lead open that has left its branch just now: it counts in neither.
      const pending = recent.filter(({ branchId, hasEnded }) => branchId === id && !hasEnded).length;
      const seen = target ? (counts.get(`${target.accountId}/${target.pipelineId}`) ?? 0) : 0;
      return { ...branch, openLeads: seen + pending };
    });
  }
}
