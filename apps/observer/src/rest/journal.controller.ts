import { AccountRepository } from '@hub/accounts';
import { Reply, type ReplyAbout } from '@hub/bus';
import { AccountQuery, LeadHistoryPath, type JournalView, type LeadHistoryView } from '@hub/contracts';
import { Journal, wasSeen } from '@hub/journal';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller } from '@nestjs/common';
import { ContactKind } from '../card/contact-kind.js';
import { inOrder } from '../feed/fold-events.js';
import { AskCheck } from '../fill/ask-check.js';
import { DueCards } from '../hint/due-cards.js';
import { viewHistoryEntry, viewJournal } from './views.js';

/** Answers for how far the journal of an account is, and for what it knows of a lead. */
@Controller()
export class JournalController {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly journal: Journal,
    private readonly due: DueCards,
    private readonly checks: AskCheck,
    private readonly contacts: ContactKind,
  ) {}

  @Reply('observer.journal.show')
  async show({ accountId }: AccountQuery): Promise<JournalView> {
    const account = await this.accounts.find(accountId);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    const now = Date.now();
    return viewJournal(accountId, await this.journal.findAccount(accountId), {
      ...{ now, zone: account.timeZone },
      waiting: await this.due.count(accountId),
      isChecking: await this.checks.isRunning(accountId),
      keyId: await this.contacts.keyId(),
    });
  }

  @Reply('observer.journal.check')
  async check({ accountId }: AccountQuery, about: ReplyAbout): Promise<JournalView> {
    const account = await this.accounts.find(accountId);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    if (!(await this.journal.findAccount(accountId)))
      throw new Problem(409, message('problems.journal-not-begun'));
    await this.checks.run(accountId, about.correlationId);
    return this.show({ accountId });
  }

  @Reply('observer.journal.lead')
  async showLead({ accountId, leadId }: LeadHistoryPath): Promise<LeadHistoryView> {
    const lead = await this.journal.findLead(accountId, leadId);
    const rows = await this.journal.listLeadHistory(accountId, leadId);
    if (!lead && rows.length === 0) throw new Problem(404, message('problems.lead-not-seen', { leadId }));
    const names = await this.journal.findNames(accountId);
    const { pipelineId = null, statusId = null, ownerId = null } = lead && wasSeen(lead) ? lead : {};
    const isGone = lead !== null && lead.goneAt !== null;
    const items = inOrder(rows).map((row) => viewHistoryEntry(row, names));
    return { accountId, leadId, pipelineId, statusId, ownerId, isGone, items };
  }
}
