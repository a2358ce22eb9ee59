import {
  ChoiceField,
  FlagField,
  IntField,
  IntListField,
  JsonField,
  MomentField,
  ObjectField,
  ObjectListField,
  TextField,
  TextListField,
} from './fields.js';
import { AccountQuery } from './limits.js';

/** Whether a limit can be counted. */
export class LimitReadiness {
  @IntField({ description: 'Number of the limit', min: 2, max: 10 })
  limit: number;

  @ChoiceField({
    description:
      '`reading`: what it counts is not read yet. `estimated`: amoCRM keeps no events from so long ago, so that older deals are judged by their closing time and owner of today; `ended`: for this limit they cannot be. `forbidden`: amoCRM does not let the hub read what it counts. `stale`: nothing has confirmed the journal for a quarter of an hour',
    of: ['ready', 'estimated', 'reading', 'ended', 'forbidden', 'stale'],
  })
  state: 'ready' | 'estimated' | 'reading' | 'ended' | 'forbidden' | 'stale';
}

/** A card that the journal had otherwise than the account. */
export class JournalDifference {
  @ChoiceField({ description: 'Kind of the card', of: ['lead', 'task', 'contact'] })
  entity: 'lead' | 'task' | 'contact';

  @IntField({ description: 'Its id in amoCRM' })
  entityId: number;

  @TextListField({ description: 'What differed; empty when the journal did not know the card', max: 20 })
  attributes: string[];
}

/** What the last comparison of the journal with the account found; all of it was repaired. */
export class JournalCheckView {
  @MomentField({ description: 'When it ended' })
  at: string;

  @IntField({ description: 'Leads that were compared' })
  leads: number;

  @IntField({ description: 'Open tasks that were compared' })
  tasks: number;

  @IntField({ description: 'Contacts that were compared', optional: true })
  contacts?: number | null;

  @IntField({ description: 'Cards that differed' })
  repaired: number;

  @ObjectListField(() => JournalDifference, { description: 'The first hundred of them', max: 100 })
  differences: JournalDifference[];
}

/** How far the journal of an account is, and how fresh. */
export class JournalView extends AccountQuery {
  @ChoiceField({
    description: 'What is being read; `done` when everything is in',
    of: ['configuration', 'leads', 'tasks', 'feed', 'done'],
  })
  reading: 'configuration' | 'leads' | 'tasks' | 'feed' | 'done';

  @MomentField({ description: 'Since when every event is in the history', optional: true })
  eventsSince: string | null;

  @MomentField({ description: 'Until when every event is in the history', optional: true })
  eventsUntil: string | null;

  @MomentField({ description: 'When the events were read last', optional: true })
  polledAt: string | null;

  @IntField({ description: 'Seconds since then', optional: true })
  lagSeconds: number | null;

  @IntField({ description: 'Changes that no webhook named, since the connection' })
  missed: number;

  @IntField({ description: 'Cards that wait to be read' })
  waiting: number;

  @ObjectListField(() => LimitReadiness, {
    description: 'Which limits can be counted, by the standard stages',
    max: 9,
  })
  limits: LimitReadiness[];

  @ChoiceField({
    description:
      'Whether clients of the account are known by phone and e-mail. `off`: no branch has its leads there, or the rules do not ask for it. `forbidden`: amoCRM lets the hub read no contacts',
    of: ['off', 'reading', 'forbidden', 'ready'],
  })
  contacts: 'off' | 'reading' | 'forbidden' | 'ready';

  @FlagField({ description: 'Whether the journal is being compared with the account' })
  isChecking: boolean;

  @ObjectField(() => JournalCheckView, { description: 'The last comparison', optional: true })
  checked: JournalCheckView | null;
}

/** Names a lead of an account. */
export class LeadHistoryPath extends AccountQuery {
  @IntField({ description: 'The lead in amoCRM', min: 1 })
  leadId: number;
}

/** Names a contact of an account. */
export class ContactPath extends AccountQuery {
  @IntField({ description: 'The contact in amoCRM', min: 1 })
  contactId: number;
}

/** All that the journal has of a contact: no phone, no e-mail, no name. */
export class JournalContactView extends AccountQuery {
  @IntField({ description: 'The contact in amoCRM' })
  contactId: number;

  @IntField({ description: 'Phones by which it is known; the hub keeps a keyed hash of each' })
  phones: number;

  @IntField({ description: 'E-mails by which it is known, likewise' })
  emails: number;

  @IntListField({ description: 'The newest leads whose main contact it is, newest first', max: 1000 })
  leadIds: number[];

  @MomentField({ description: 'Its last change that was read; null: it was not read', optional: true })
  changedAt: string | null;

  @FlagField({ description: 'Whether it was deleted or merged into another contact' })
  isGone: boolean;

  @FlagField({ description: 'Whether a person has erased it here; it is not read any more' })
  isErased: boolean;
}

/** One thing that happened to a lead. */
export class LeadHistoryEntry {
  @MomentField({ description: 'When, to the second' })
  at: string;

  @TextField({ description: 'What, as amoCRM names its events; `read_…` for what a reading found', max: 100 })
  type: string;

  @IntField({ description: 'Who did it; 0 is a robot', optional: true })
  authorId: number | null;

  @TextField({ description: 'The name of that person', optional: true, max: 300 })
  author: string | null;

  @IntField({ description: 'Whose lead it was at that moment', optional: true })
  ownerId: number | null;

  @IntField({ description: 'Pipeline that it entered', optional: true })
  pipelineId: number | null;

  @IntField({ description: 'Stage that it entered', optional: true })
  statusId: number | null;

  @TextField({ description: 'The name of that stage', optional: true, max: 300 })
  stage: string | null;

  @JsonField({ description: 'Ids before: `{"values": [{"ownerId": 5}]}`', optional: true })
  before: object | null;

  @JsonField({ description: 'Ids after', optional: true })
  after: object | null;
}

/** What the journal knows of a lead. */
export class LeadHistoryView extends AccountQuery {
  @IntField({ description: 'The lead in amoCRM' })
  leadId: number;

  @IntField({ description: 'Pipeline, as last seen', optional: true })
  pipelineId: number | null;

  @IntField({ description: 'Stage, as last seen', optional: true })
  statusId: number | null;

  @IntField({ description: 'Owner, as last seen', optional: true })
  ownerId: number | null;

  @FlagField({ description: 'Whether it was deleted or merged into another lead' })
  isGone: boolean;

  @ObjectListField(() => LeadHistoryEntry, { description: 'What happened to it, oldest first', max: 5000 })
  items: LeadHistoryEntry[];
}
