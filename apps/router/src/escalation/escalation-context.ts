import { AccountRepository } from '@hub/accounts';
import { mainContactOf, type AmoContact } from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import type { FieldMap } from '@hub/contracts';
import type { Locale } from '@hub/messages';
import { Inject, Injectable } from '@nestjs/common';
import { ReadCards, type AccountCards } from '../absence/read-cards.js';
import { CARD_LOCALE } from '../card-locale.js';
import { askFieldMap } from '../transfer/ask-field-map.js';
import { TargetTroubles } from '../transfer/target-troubles.js';
import { leadLink } from '../transfer/transfer-context.js';
import type { EscalationSetting } from './escalation-setting.js';
import type { EscalationRow } from './escalation.entity.js';

/** What the acts of one escalation work with. Nothing is read from amoCRM before an act asks for it. */
export interface EscalationContext {
  job: Job<unknown>;
  setting: EscalationSetting;
  locale: Locale;
  hq: AccountCards;
  branch: AccountCards;
  hqLink: (leadId: number) => string;
  branchLink: (leadId: number) => string;
  /** Accounts that have taken a call of this run. */
  taken: Set<string>;
  /** The contact of the branch lead as this job has read it; `none`: it has none; `gone`: it had. */
  readClient: () => Promise<AmoContact | 'none' | 'gone'>;
  /** Raises the alarm that HQ refuses the handed-over stage of the rules. */
  reportRules: () => Promise<void>;
  /** How HQ's fields are called in the branch account. Throws `RetryLater` while sync is away. */
  readFieldMap: () => Promise<FieldMap>;
}

/** Opens the context of an escalation. */
@Injectable()
export class EscalationContexts {
  constructor(
    private readonly bus: Bus,
    private readonly accounts: AccountRepository,
    private readonly cards: ReadCards,
    private readonly troubles: TargetTroubles,
    @Inject(CARD_LOCALE) private readonly locale: Locale,
  ) {}

  async open(job: Job<unknown>, row: EscalationRow, setting: EscalationSetting): Promise<EscalationContext> {
    const { hqAccountId, branchAccountId: accountId, branchLeadId } = row;
    const [hqAccount, branchAccount] = [
      await this.accounts.get(hqAccountId),
      await this.accounts.get(accountId),
    ];
    const branch = this.cards.of(job, accountId, { isInside: false });
    let client: AmoContact | undefined;
    const readClient = async () => {
      if (client) return client;
      const lead = await branch.findLead(branchLeadId);
      const contactId = lead && mainContactOf(lead);
      if (contactId == null) return 'none';
      client = (await branch.findContact(contactId)) ?? undefined;
      return client ?? 'gone';
    };
    return {
      ...{ job, setting, branch, locale: this.locale, taken: new Set() },
      hq: this.cards.of(job, hqAccountId, { isInside: false }),
      hqLink: (leadId) => leadLink(hqAccount.host, leadId),
      branchLink: (leadId) => leadLink(branchAccount.host, leadId),
      readClient,
      reportRules: () => this.troubles.reportRules(job, { hqAccountId }, new Date()),
      readFieldMap: () => {
        const hqFieldIds = setting.rules.allowedFieldIds;
        return askFieldMap(this.bus, { hqAccountId, accountId, hqFieldIds }, job);
      },
    };
  }
}
