import type { Bot, BotRun } from './bot.js';
import type { Catalog } from './catalog.js';
import type { CustomField, FieldGroup } from './custom-field.js';
import type { Company, Contact, Lead, LossReason, Tag } from './entity.js';
import type { StoredEvent } from './event.js';
import type { Features } from './features.js';
import type { AccessToken, AuthCode, Installation, RefreshToken } from './integration.js';
import type { Note } from './note.js';
import type { Pipeline } from './pipeline.js';
import { defaultSwitches, kommoSwitches, type Switches } from './switches.js';
import type { ChatMessage, Talk } from './talk.js';
import type { Task, TaskType } from './task.js';
import type { Unsorted } from './unsorted.js';
import type { Role, User, UserGroup } from './user.js';
import type { PipelineTrigger, Webhook } from './webhook.js';
import type { Widget } from './widget.js';

/**
 * One amoCRM account: plain data in maps by id, so that it can be saved and loaded as it is. Maps keep the order of
 * creation, which is also the order of ids.
 */
export interface Account {
  id: number;
  subdomain: string;
  topLevelDomain: string;
  name: string;
  uuid: string;
  amojo_id: string;
  country: string;
  language: string;
  timezone: string;
  currency: string;
  created_at: number;
  contact_name_display_order: 1 | 2;
  features: Features;
  /** Only the switches that differ from the defaults. */
  switches: Partial<Switches>;

  users: Map<number, User>;
  userGroups: Map<number, UserGroup>;
  roles: Map<number, Role>;
  installations: Map<string, Installation>;
  authCodes: Map<string, AuthCode>;
  accessTokens: Map<string, AccessToken>;
  refreshTokens: Map<string, RefreshToken>;

  pipelines: Map<number, Pipeline>;
  fields: Map<number, CustomField>;
  fieldGroups: Map<string, FieldGroup>;
  catalogs: Map<number, Catalog>;
  lossReasons: Map<number, LossReason>;
  taskTypes: Map<number, TaskType>;
  tags: Map<number, Tag>;
  webhooks: Map<number, Webhook>;
  triggers: Map<number, PipelineTrigger>;
  bots: Map<number, Bot>;
  botRuns: Map<string, BotRun>;
  /** What bots name and nothing else is emulated of: channels, templates, files … by kind and id. */
  botObjects: Map<string, { name: string }>;
  /** By code. */
  widgets: Map<string, Widget>;

  leads: Map<number, Lead>;
  contacts: Map<number, Contact>;
  companies: Map<number, Company>;
  tasks: Map<number, Task>;
  notes: Map<number, Note>;
  unsorted: Map<string, Unsorted>;
  talks: Map<number, Talk>;
  messages: Map<string, ChatMessage>;
  /** Oldest first. */
  events: StoredEvent[];
}

/** Whether Kommo's pages speak of this account, where they differ from amoCRM's. */
export const isKommo = ({ topLevelDomain }: Account): boolean => topLevelDomain === 'kommo.com';

/** The value of one switch in this account: set by hand, else what Kommo's pages say of an account of its own. */
export function switchOf<K extends keyof Switches>(account: Account, name: K): Switches[K] {
  const ofKommo: Partial<Switches> = isKommo(account) ? kommoSwitches : {};
  return account.switches[name] ?? ofKommo[name] ?? defaultSwitches[name];
}

/** Whether unknown keys are refused. */
export const isStrict = (account: Account): boolean => switchOf(account, 'unknown_keys') === 'strict';

/** How the bodies of the account's calls are read. */
export const readingOf = (account: Account): { strict: boolean; areNumbersLists: boolean } => ({
  strict: isStrict(account),
  areNumbersLists: switchOf(account, 'numbered_objects') === 'as_list',
});

/** Hosts that are nobody's account. */
const reserved = new Set(['www', 'api-b', 'drive-b', 'amojo']);

/** Whether an account may be called so. */
export function isSubdomain(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]*$/.test(name) && !reserved.has(name);
}

/** `https://{subdomain}.amocrm.ru`, the beginning of every link in answers. */
export function originOf(account: Account): string {
  return `https://${account.subdomain}.${account.topLevelDomain}`;
}

export function mainPipeline(account: Account): Pipeline {
  for (const pipeline of account.pipelines.values()) if (pipeline.is_main) return pipeline;
  throw new Error(`account ${account.subdomain} has no main pipeline`);
}
