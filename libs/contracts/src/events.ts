/** Kinds of amoCRM entities that webhooks and the healing poll report. */
export type CrmEntity = 'lead' | 'contact' | 'company' | 'task' | 'note' | 'unsorted' | 'talk' | 'customer';

/**
 * "Read this entity again": a webhook or the poll says that it may have changed. It carries no truth beyond the id;
 * the handler reads the entity again. Key: `{accountId}:{entity}:{entityId}`.
 */
export interface CrmChanged {
  accountId: string;
  entity: CrmEntity;
  entityId: number;
  action: 'add' | 'update' | 'status' | 'responsible' | 'delete' | 'restore' | 'note';
  source: 'webhook' | 'poll';
  /** When it changed by amoCRM's clock, in Unix seconds, where that was reported. */
  changedAt?: number | null;
  /** Who changed it, where that was reported; 0 is a robot. */
  changedBy?: number | null;
  /** What it replaced, where that was reported. */
  changedFrom?: ChangedFrom;
  /** When the webhook came in, or the poll found it. */
  receivedAt?: string;
  /** What the webhook says of a lead; missing or null: not all of it, or not the same in two that came at once. */
  lead?: LeadValues | null;
}

/** Values that a reported change has replaced by others. */
export interface ChangedFrom {
  pipelineId?: number;
  statusId?: number;
  ownerId?: number;
}

/** What each webhook about a lead says, as far as it is ids and numbers. */
export interface LeadValues {
  pipelineId: number;
  statusId: number;
  ownerId: number;
  /** In roubles, with kopecks where the account shows them; a webhook names whole ones only. */
  price: number;
  createdAt: number;
}

/**
 * "Read the events of this account soon": hints of its webhooks were dropped, because there were too many. Key: the
 * account id.
 */
export interface HintsDropped {
  accountId: string;
  /** How many hints were dropped. */
  count: number;
  /** Unix milliseconds of the hub's clock. */
  at: number;
}

/** What the journal knows of a lead. Moments are amoCRM's Unix seconds. */
export interface LeadState extends LeadValues {
  tags: string[];
  contactIds: number[];
  mainContactId: number | null;
  lossReasonId: number | null;
  updatedAt: number;
  closedAt: number | null;
}

/** What the journal knows of a task. Moments are amoCRM's Unix seconds. */
export interface TaskState {
  ownerId: number;
  typeId: number;
  dueAt: number;
  isDone: boolean;
  entity: string | null;
  entityId: number | null;
  createdAt: number;
  updatedAt: number;
}

/**
 * "This lead was read": a service read it for the hint `hintId` (a `crm.changed`), after that was published, so that
 * the observer need not read it for the same hint. Key: `{accountId}:lead:{leadId}`.
 */
export interface LeadRead {
  accountId: string;
  leadId: number;
  hintId: string;
  /** When the reading began at the earliest, by the database's clock. */
  readAt: string;
  /** Whether a list may have answered, and not a read by id; missing: it may. */
  isListed?: boolean;
  state: LeadState;
}

/**
 * "The hub wrote this into the lead": amoCRM has answered the change. The observer need not read the lead for a webhook
 * that shows just this. Key: `{accountId}:lead:{leadId}`.
 */
export interface LeadWritten {
  accountId: string;
  leadId: number;
  /** amoCRM's second of the change. */
  updatedAt: number;
  /** When the answer had come at the latest, by the database's clock: whoever reads the lead later sees the change. */
  answeredAt: string;
  /** Those of the journal's attributes that were written. */
  values: Partial<Pick<LeadState, 'pipelineId' | 'statusId' | 'ownerId'>>;
  /** Custom fields that were written, by id or by code. */
  fields: (number | string)[];
}

/**
 * "Compare this contact with its copies": a contact of the head office may have been changed. A contact that was just
 * made is not named. Key: `{accountId}:contact:{contactId}`.
 */
export interface ContactHinted {
  accountId: string;
  contactId: number;
}

interface Changed<K extends string, S> {
  accountId: string;
  entity: K;
  entityId: number;
  /** Grows by one with each change that was seen; the journal has this version, or a later one. */
  version: number;
  /** Null: it was not known before. */
  before: S | null;
  /** Null: it is gone. */
  after: S | null;
  /** When it changed, by amoCRM's clock in Unix seconds. */
  moment: number;
  /**
   * Who made all of the difference, where that is known: a webhook may have been lost before the one that named an author. 0 is
   * a robot. Nobody may decide by it.
   */
  authorId: number | null;
}

/**
 * "This card is different now": the observer has read it and the journal shows it. Several changes between two readings
 * are one; what needs each of them asks the journal's history. Key: `{accountId}:{entity}:{entityId}`.
 */
export type CardChanged = Changed<'lead', LeadState> | Changed<'task', TaskState>;

/**
 * "Forget this account": it was off-boarded, and every service erases what it keeps of it. `host` is how texts of errors
 * name it. Key: the account id.
 */
export interface AccountRemoved {
  accountId: string;
  host: string;
}

/** "Read this branch again": it or its quota was saved, with its target or state changed perhaps. Key: the branch id. */
export interface BranchChanged {
  branchId: string;
  accountId: string | null;
}

/** "Routing goes by other rules now." Key: the account id. */
export interface RulesSaved {
  hqAccountId: string;
}

/**
 * "This account can be used again": connected, resumed, unblocked, or its bill was paid. Work that waits for it is due.
 * Key: the account id.
 */
export interface AccountUsable {
  accountId: string;
}

/** Every published message: subject → payload. A consumer's copy of it lands in that service's inbox. */
export interface Events {
  'crm.changed': CrmChanged;
  'hints.dropped': HintsDropped;
  'lead.read': LeadRead;
  'lead.written': LeadWritten;
  'contact.hinted': ContactHinted;
  'card.changed': CardChanged;
  'account.removed': AccountRemoved;
  'branch.changed': BranchChanged;
  'rules.saved': RulesSaved;
  'account.usable': AccountUsable;
}

export type Subject = keyof Events;

/** Version of each payload; raised when a field changes its meaning (docs/bus.md says how). */
export const eventVersions: Record<Subject, number> = {
  'crm.changed': 1,
  'hints.dropped': 1,
  'lead.read': 1,
  'lead.written': 1,
  'contact.hinted': 1,
  'card.changed': 1,
  'account.removed': 1,
  'branch.changed': 1,
  'rules.saved': 1,
  'account.usable': 1,
};

/** Who consumes what. The outbox keeps a message until every consumer of it (`consumersOf`) has it in its inbox. */
export const eventConsumers: Record<Subject, readonly string[]> = {
  'crm.changed': ['observer.hint', 'router.lead'],
  'hints.dropped': ['observer.flood'],
  'lead.read': ['observer.reading'],
  'lead.written': ['observer.own-write'],
  'contact.hinted': ['router.contact'],
  'card.changed': ['router.custody'],
  'account.removed': ['router.forget', 'limits.forget', 'sync.forget', 'observer.forget'],
  'branch.changed': ['router.branch', 'observer.branch'],
  'rules.saved': ['observer.rules'],
  'account.usable': [
    'gateway.wake',
    'observer.wake',
    'observer.usable',
    'router.wake',
    'router.usable',
    'limits.wake',
    'limits.usable',
    'sync.wake',
    'sync.rollout-usable',
  ],
};

/**
 * Consumers of a part of a subject. All messages of one key must be in the part, or none: else a message would wait for
 * a predecessor that its consumer never gets.
 */
const consumersOfAPart: { [S in Subject]?: Readonly<Record<string, (payload: Events[S]) => boolean>> } = {
  // Contacts and tasks are the observer's business alone.
  'crm.changed': { 'router.lead': ({ entity }) => entity === 'lead' },
};

/** Those of `eventConsumers` that this message is for. */
export function consumersOf<S extends Subject>(subject: S, payload: Events[S]): string[] {
  const parts: Readonly<Record<string, (payload: Events[S]) => boolean>> = consumersOfAPart[subject] ?? {};
  return eventConsumers[subject].filter((consumer) => parts[consumer]?.(payload) ?? true);
}
