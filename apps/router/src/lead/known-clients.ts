import { BranchRepository, ClientKeyRepository, type Branch } from '@hub/accounts';
import { contactTexts, ifAllowed } from '@hub/amocrm';
import { clientKeysOf, type ClientKeys } from '@hub/amocrm/pure';
import type { RoutingRulesBody } from '@hub/contracts';
import { findClientLeads, Journal } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { LegRepository } from '../custody/leg.repository.js';
import type { FindContact } from '../region/read-places.js';
import type { LeadFacts } from '../rule/facts.js';
import { knownBranches, type ClientFacts } from './known-branches.js';

/** Whose client is asked about. */
interface AskedClient extends Pick<ClientFacts, 'hqLeadId' | 'ofContact'> {
  rules: Pick<RoutingRulesBody, 'hqAccountId' | 'repeatClientFirst'>;
}

type ClientOfLead = Pick<LeadFacts, 'known' | 'unreadBranches'>;

/** Says which branches have a client, by the contact of head office and by hashes of phones and e-mails. */
@Injectable()
export class KnownClients {
  constructor(
    private readonly legs: LegRepository,
    private readonly branches: BranchRepository,
    private readonly journal: Journal,
    private readonly keys: ClientKeyRepository,
  ) {}

  /**
   * The contact is read only where the contacts of a branch are read; a contact that amoCRM forbids the hub to read is
   * known to nobody. Throws what else reading it throws.
   */
  async ofLead(
    asked: AskedClient,
    { contactId, findContact }: { contactId: number | null; findContact: FindContact },
  ): Promise<ClientOfLead> {
    return this.find(asked, async () => {
      const contact = contactId === null ? null : await ifAllowed(() => findContact(contactId));
      return contact && clientKeysOf(contactTexts(contact, 'PHONE'), contactTexts(contact, 'EMAIL'));
    });
  }

  /** The same of a client who is known by a phone alone. */
  async ofPhone(rules: AskedClient['rules'], phone: string): Promise<ClientOfLead> {
    const about = { rules, hqLeadId: null, ofContact: null };
    return this.find(about, () => Promise.resolve(clientKeysOf([phone], [])));
  }

  private async find(
    { rules, ...about }: AskedClient,
    readKeys: () => Promise<ClientKeys | null>,
  ): Promise<ClientOfLead> {
    const { hqAccountId } = rules;
    if (rules.repeatClientFirst === false) return { known: [] };
    const branches = (await this.branches.list()).filter(({ state }) => state !== 'closed');
    const byContact = { ...about, hqAccountId, branches, leads: [], legs: [] };
    const { ready, unread } = await this.readStates(branches);
    const keys = ready.length > 0 ? await readKeys() : null;
    if (!keys || keys.phones.length + keys.emails.length === 0)
      return { known: knownBranches(byContact), unreadBranches: unread };
    const { hash } = await this.keys.hasher();
    const leads = await this.journal.ask((tx) => findClientLeads(tx, ready, hash(keys)));
    const legs = await this.legs.listOfClient(leads.map(({ leadId }) => leadId));
    return { known: knownBranches({ ...byContact, leads, legs }), unreadBranches: unread };
  }

  private async readStates(branches: readonly Branch[]): Promise<{ ready: string[]; unread: string[] }> {
    const accountIds = [...new Set(branches.flatMap(({ accountId }) => accountId ?? []))];
    const { keyId } = await this.keys.hasher();
    const states = await this.journal.findContactStates(accountIds, keyId);
    const isUnread = ({ accountId }: Branch) => {
      const state = accountId === null ? undefined : states.get(accountId);
      return state === 'reading' || state === 'forbidden';
    };
    return {
      ready: accountIds.filter((id) => states.get(id) === 'ready'),
      unread: branches.filter(isUnread).map(({ name }) => name),
    };
  }
}
