/** Kinds of amoCRM entities that webhooks and the healing poll tell about. */
export type CrmEntity = 'lead' | 'contact' | 'company' | 'task' | 'note' | 'unsorted' | 'talk' | 'customer';

/**
 * "Look at this entity": a webhook or the poll says that it may have changed. It carries no truth beyond the id;
 * the handler reads the entity again. Key: `{accountId}:{entity}:{entityId}`.
 */
export interface CrmChanged {
  accountId: string;
  entity: CrmEntity;
  entityId: number;
  action: 'add' | 'update' | 'status' | 'responsible' | 'delete' | 'restore' | 'note';
  source: 'webhook' | 'poll';
  /** amoCRM's second of the change, where the hint says it: a reading that is older does not show it. */
  changedAt?: number;
}

/**
 * "Forget this account": it was off-boarded, and every service erases what it keeps of it. `host` is how texts of errors
 * name it. Key: the account id.
 */
export interface AccountRemoved {
  accountId: string;
  host: string;
}

/** "Read this branch again": it was saved, with its target or state changed perhaps. Key: the branch id. */
export interface BranchChanged {
  branchId: string;
  accountId: string | null;
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
  'account.removed': AccountRemoved;
  'branch.changed': BranchChanged;
  'account.usable': AccountUsable;
}

export type Subject = keyof Events;

/** Version of each payload; raised when a field changes its meaning (docs/bus.md says how). */
export const eventVersions: Record<Subject, number> = {
  'crm.changed': 1,
  'account.removed': 1,
  'branch.changed': 1,
  'account.usable': 1,
};

/** Who consumes what. The outbox keeps a message until every consumer named here has it in its inbox. */
export const eventConsumers: Record<Subject, readonly string[]> = {
  'crm.changed': ['router.lead', 'limits.stock'],
  'account.removed': ['router.forget', 'limits.forget', 'sync.forget'],
  'branch.changed': ['router.branch'],
  'account.usable': [
    'gateway.wake',
    'router.wake',
    'router.usable',
    'limits.wake',
    'sync.wake',
    'sync.rollout-usable',
  ],
};
