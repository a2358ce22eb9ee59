import { AmoClients, findLead } from '@hub/amocrm';
import { Journal } from '@hub/journal';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { JudgedLeadRepository } from '../lead/judged-lead.repository.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';

const timeoutMs = 20_000;

/** The lead of head office that a person names. */
@Injectable()
export class AskedLead {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly judged: JudgedLeadRepository,
    private readonly journal: Journal,
    private readonly clients: AmoClients,
  ) {}

  /** The HQ account. Throws 409 without rules, and 404 for a lead that nobody has judged or seen and that HQ does not have. */
  async accountOf(leadId: number): Promise<string> {
    const current = await this.rules.findCurrent();
    if (!current) throw new Problem(409, message('problems.no-rules'));
    const accountId = current.rules.hqAccountId;
    if (!(await this.isKnown(accountId, leadId)))
      throw new Problem(404, message('problems.no-such-lead', { leadId: String(leadId) }));
    return accountId;
  }

  private async isKnown(accountId: string, leadId: number): Promise<boolean> {
    if (await this.judged.findTouchedAt(accountId, leadId)) return true;
    if (await this.journal.findLead(accountId, leadId)) return true;
    const client = this.clients.forAccount(accountId, 'routing', AbortSignal.timeout(timeoutMs));
    return (await findLead(client, leadId)) !== null;
  }
}
