import { Param } from '@nestjs/common';
import {
  AccountQuery,
  ContactPath,
  JournalContactView,
  JournalView,
  LeadHistoryPath,
  LeadHistoryView,
} from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Act, Area, Remove, Show } from '../route/route.js';

@Area('accounts')
export class JournalController {
  @Show(':accountId/journal', {
    answers: JournalView,
    who: 'branch-read',
    says: 'Shows how far and how fresh the journal of the account is, and which limits can be counted.',
  })
  show(@Asked() call: Call, @Param() path: AccountQuery): Promise<JournalView> {
    return call.ask('observer.journal.show', path);
  }

  @Act(':accountId/journal/check', {
    answers: JournalView,
    who: 'hq',
    says: 'Compares the journal with the account in the background and repairs it; `checked` says what differed.',
  })
  check(@Asked() call: Call, @Param() path: AccountQuery): Promise<JournalView> {
    return call.ask('observer.journal.check', path);
  }

  @Show(':accountId/journal/leads/:leadId', {
    answers: LeadHistoryView,
    who: 'branch-read',
    says: 'Shows what happened to a lead, with moments, authors and owners.',
  })
  showLead(@Asked() call: Call, @Param() path: LeadHistoryPath): Promise<LeadHistoryView> {
    return call.ask('observer.journal.lead', path);
  }

  @Show(':accountId/journal/contacts/:contactId', {
    answers: JournalContactView,
    who: 'branch-read',
    says: 'Shows all that the journal keeps of a contact: no phone, no e-mail and no name.',
  })
  showContact(@Asked() call: Call, @Param() path: ContactPath): Promise<JournalContactView> {
    return call.ask('observer.journal.contact', path);
  }

  @Remove(':accountId/journal/contacts/:contactId', {
    who: 'hq',
    says: 'Erases for good by what a contact is known; the journal does not read it any more.',
  })
  async eraseContact(@Asked() call: Call, @Param() path: ContactPath): Promise<void> {
    await call.ask('observer.journal.erase-contact', path);
  }
}
