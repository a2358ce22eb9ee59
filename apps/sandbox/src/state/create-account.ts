import type { Sandbox } from '../sandbox.js';
import type { Account } from './account.js';
import { defaultNames } from './default-names.js';
import { addDefaultFields } from './default-fields.js';
import { newPipeline } from './default-pipeline.js';
import { defaultFeatures, type Features } from './features.js';
import type { Switches } from './switches.js';
import { uniformRights, type Rights, type User, type UserGroup } from './user.js';

export interface NewUser {
  name: string;
  email?: string;
  isAdmin?: boolean;
  isFree?: boolean;
  isActive?: boolean;
  groupId?: number | null;
  roleId?: number | null;
  rights?: Rights;
}

export interface NewAccount {
  subdomain: string;
  name?: string;
  timezone?: string;
  language?: string;
  topLevelDomain?: string;
  users?: NewUser[];
  features?: Partial<Features>;
  switches?: Partial<Switches>;
}

/** Adds a user. Without rights given an ordinary user may do everything, as amoCRM's invitation form proposes. */
export function addUser(sandbox: Sandbox, account: Account, wanted: NewUser): User {
  const id = sandbox.ids.next();
  const user: User = {
    id,
    name: wanted.name,
    email: wanted.email ?? `user${id}@${account.subdomain}.example`,
    lang: account.language,
    rights: wanted.rights ?? uniformRights('A'),
    is_admin: wanted.isAdmin ?? false,
    is_free: wanted.isFree ?? false,
    is_active: wanted.isActive ?? true,
    group_id: wanted.groupId ?? null,
    role_id: wanted.roleId ?? null,
    uuid: sandbox.ids.uuid(),
    amojo_id: sandbox.ids.uuid(),
    phone_number: null,
    user_rank: null,
  };
  account.users.set(id, user);
  return user;
}

/** The default group and one for every other id that a user names. */
function groupsFor(users: readonly NewUser[], defaultName: string): Map<number, UserGroup> {
  const groups = new Map([[0, { id: 0, name: defaultName, uuid: null }]]);
  for (const { groupId: id } of users)
    if (id && !groups.has(id)) groups.set(id, { id, name: `Отдел ${id}`, uuid: null });
  return groups;
}

function emptyAccount(sandbox: Sandbox, wanted: NewAccount): Account {
  const language = wanted.language ?? 'ru';
  const names = defaultNames(language);
  return {
    id: sandbox.ids.next(),
    subdomain: wanted.subdomain,
    topLevelDomain: wanted.topLevelDomain ?? 'amocrm.ru',
    name: wanted.name ?? wanted.subdomain,
    uuid: sandbox.ids.uuid(),
    amojo_id: sandbox.ids.uuid(),
    country: language === 'ru' ? 'RU' : 'US',
    language,
    timezone: wanted.timezone ?? 'Europe/Moscow',
    currency: language === 'ru' ? 'RUB' : 'USD',
    created_at: sandbox.clock.now(),
    contact_name_display_order: 1,
    features: { ...defaultFeatures, rateLimit: sandbox.rateLimit.enabled, ...wanted.features },
    switches: { ...wanted.switches },
    users: new Map(),
    userGroups: groupsFor(wanted.users ?? [], names.group),
    roles: new Map(),
    installations: new Map(),
    authCodes: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    pipelines: new Map(),
    fields: new Map(),
    fieldGroups: new Map(),
    catalogs: new Map(),
    lossReasons: new Map(),
    taskTypes: new Map([
      [1, { id: 1, name: names.followUp, color: null, icon_id: null, code: 'FOLLOW_UP' }],
      [2, { id: 2, name: names.meeting, color: null, icon_id: null, code: 'MEETING' }],
    ]),
    tags: new Map(),
    webhooks: new Map(),
    triggers: new Map(),
    bots: new Map(),
    botRuns: new Map(),
    botObjects: new Map(),
    widgets: new Map(),
    leads: new Map(),
    contacts: new Map(),
    companies: new Map(),
    tasks: new Map(),
    notes: new Map(),
    unsorted: new Map(),
    talks: new Map(),
    messages: new Map(),
    events: [],
  };
}

/**
 * A new account as amoCRM makes it: one admin, one pipeline, predefined fields, two task types. The first user
 * of `users` that is an admin is the owner; without any, an admin is added in front.
 */
export function createAccount(sandbox: Sandbox, wanted: NewAccount): Account {
  const account = emptyAccount(sandbox, wanted);
  const users = wanted.users ?? [];
  if (!users.some((user) => user.isAdmin))
    addUser(sandbox, account, { name: defaultNames(account.language).admin, isAdmin: true });
  for (const user of users) addUser(sandbox, account, user);
  const pipeline = newPipeline(sandbox.ids, account.features.unsorted, account.language);
  account.pipelines.set(pipeline.id, pipeline);
  addDefaultFields(sandbox.ids, account);
  sandbox.accounts.set(account.subdomain, account);
  return account;
}

/** The admin in whose name default tokens are made. */
export function ownerOf(account: Account): User {
  for (const user of account.users.values()) if (user.is_admin) return user;
  throw new Error(`account ${account.subdomain} has no admin`);
}
