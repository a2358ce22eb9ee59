import type { AnswerEdit } from './edit-answer.js';

/** What a fault does. Each kind is described, with its JSON, at `control/faults.ts`. */
export const callFaultKinds = [
  'status',
  'slow',
  'timeout',
  'reset',
  'lost-answer',
  'hold',
  'tokens-revoked',
  'account-unpaid',
  'user-removed',
  'empty-next-page',
  'edit',
] as const;

export const webhookFaultKinds = [
  'webhook-lost',
  'webhook-doubled',
  'webhook-reordered',
  'webhook-late',
] as const;

export type FaultKind = (typeof callFaultKinds)[number] | (typeof webhookFaultKinds)[number];

export type WebhookFaultKind = (typeof webhookFaultKinds)[number];

/** Which calls (or deliveries) a fault means; an absent key matches everything. */
export interface FaultMatcher {
  subdomain?: string;
  method?: string;
  clientId?: string;
  /** Whole path, `*` for any characters; without the query unless the pattern has a `?`. */
  path?: string;
  /** Regular expression over the path with its query. */
  pathRegExp?: string;
  /** Deliveries only: whole destination, `*` for any characters. */
  destination?: string;
  /** Deliveries only: code as in `settings`, e.g. `update_lead`. */
  event?: string;
}

/** A checked fault as asked for. */
export interface FaultSpec {
  kind: FaultKind;
  match: FaultMatcher;
  /** From this matching call on, counted from 1. */
  nth: number;
  /** How many calls it hits; null: any number. */
  count: number | null;
  /** Each matching call is hit with this probability. */
  share: number;
  seed: number;
  /** Before the work is done, or after it. */
  when: 'before' | 'after';
  status: number;
  body: unknown;
  html: boolean;
  ms: number;
  how: 'reset' | 'timeout' | 'status';
  userId: number | null;
  edit: readonly AnswerEdit[];
}
