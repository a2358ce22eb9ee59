import type { Sandbox } from '../sandbox.js';
import type { Account } from './account.js';
import { addDefaultFields } from './default-fields.js';
import { newPipeline } from './default-pipeline.js';
import { defaultFeatures, type Features } from './features.js';
import type { Switches } from './switches.js';
import { uniformRights, type Rights, type User } from './user.js';

export interface NewUser {
  name: string;
  email?: string;
  isAdmin?: boolean;
  isFree?: boolean;
  isActive?: boolean;
  groupId?: number | null;
  roleId?: number | null;
  rights?: Partial<Rights>;
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
    rights: { ...uniformRights('A'), ...wanted.rights },
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

function emptyAccount(sandbox: Sandbox, wanted: NewAccount): Account {
  const language = wanted.language ?? 'ru';
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
    features: { ...defaultFeatures, ...wanted.features },
    switches: { ...wanted.switches },
    users: new Map(),
    userGroups: new Map([[0, { id: 0, name: language === 'ru' ? 'Отдел продаж' : 'Sales', uuid: null }]]),
    roles: new Map(),
    installations: new Map(),
    authCodes: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    pipelines: new Map(),
    fields: new Map(),
    fieldGroups: new Map(),
    lossReasons: new Map(),
    taskTypes: new Map([
      [1, { id: 1, name: 'Связаться', color: null, icon_id: null, code: 'FOLLOW_UP' }],
      [2, { id: 2, name: 'Встреча', color: null, icon_id: null, code: 'MEETING' }],
    ]),
    tags: new Map(),
    webhooks: new Map(),
    triggers: new Map(),
    bots: new Map(),
    botRuns: new Map(),
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
 * A new account as amoCRM makes it: one admin, pipeline «Воронка», predefined fields, two task types. The first user
 * of `users` that is an admin is the owner; without any, an admin is added in front.
 */
export function createAccount(sandbox: Sandbox, wanted: NewAccount): Account {
  const account = emptyAccount(sandbox, wanted);
  const users = wanted.users ?? [];
  if (!users.some((user) => user.isAdmin))
    addUser(sandbox, account, { name: 'Администратор', isAdmin: true });
  for (const user of users) addUser(sandbox, account, user);
  const pipeline = newPipeline(sandbox.ids, account.features.unsorted);
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
