import { resolve } from 'node:path';
import type { Change } from './changes/change.js';
import { controlHosts, type ControlHosts } from './control/guard-call.js';
import { FaultBook } from './faults/fault-book.js';
import type { Faults } from './http/faults.js';
import { Journal } from './http/journal.js';
import { RateLimit } from './http/rate-limit.js';
import type { Account } from './state/account.js';
import { SandboxClock } from './state/clock.js';
import { Ids } from './state/ids.js';
import type { Integration } from './state/integration.js';
import type { PendingDeliveries } from './webhooks/delivery.js';
import { WebhookSender } from './webhooks/webhook-sender.js';
import { stateFromJson, stateToJson } from './state/save-state.js';

interface SavedState {
  version: 2;
  lastId: number;
  writes: number;
  clockOffsetMs: number;
  integrations: Map<string, Integration>;
  accounts: Map<string, Account>;
  deliveries: PendingDeliveries;
}

interface SandboxSettings {
  now?: () => number;
  rateLimit?: boolean;
  host?: string;
  controlHosts?: readonly string[];
  folder?: string;
}

/**
 * Called once per write, with all changes of that write, after the state was changed and before the API answers.
 * Must be quick and must not throw; anything slow goes through `sandbox.clock.at` or its own timer.
 */
export type ChangeSubscriber = (sandbox: Sandbox, account: Account, changes: readonly Change[]) => void;

/** Everything one sandbox knows: the accounts (saved) and the machinery around them (not saved). */
export class Sandbox {
  readonly ids = new Ids();
  readonly clock: SandboxClock;
  readonly journal = new Journal();
  /** Forgets an account with every change of it. */
  readonly rateLimit: RateLimit;
  /** Called in this order. */
  readonly subscribers: ChangeSubscriber[];
  readonly webhooks = new WebhookSender(this);
  readonly faultBook: FaultBook;
  faults: Faults;
  /** By subdomain. */
  accounts = new Map<string, Account>();
  /** By client id; public ones are installed in many accounts. */
  integrations = new Map<string, Integration>();
  /** PEM of the test certificate; null without TLS. */
  caPem: string | null = null;
  /** Where the control API saves and loads. */
  readonly folder: string;
  /** Names under which the control API answers. */
  readonly controlHosts: ControlHosts;
  private writes = 0;

  constructor(options: SandboxSettings, subscribers: readonly ChangeSubscriber[]) {
    this.subscribers = [...subscribers];
    this.clock = new SandboxClock(options.now);
    this.faultBook = new FaultBook(() => this.clock.nowMs());
    this.faults = this.faultBook;
    this.rateLimit = new RateLimit(options.rateLimit ?? true);
    this.folder = resolve(options.folder ?? '.data/sandbox');
    this.controlHosts = controlHosts(options.host ?? '127.0.0.1', options.controlHosts ?? []);
  }

  nextWrite(): number {
    this.writes += 1;
    return this.writes;
  }

  /** Forgets accounts, journal, faults, blocks and clock moves. Ids go on growing. */
  reset(): void {
    this.accounts.clear();
    this.integrations.clear();
    this.journal.clear();
    this.rateLimit.reset();
    this.faults.reset();
    this.webhooks.reset();
    this.clock.reset();
  }

  save(): string {
    const { accounts, integrations, writes } = this;
    const place = { lastId: this.ids.position, clockOffsetMs: this.clock.offset };
    const deliveries = this.webhooks.pending();
    const state: SavedState = { version: 2, ...place, writes, integrations, accounts, deliveries };
    return stateToJson(state);
  }

  /** Replaces all accounts by the saved ones. Throws on a text that is no saved state. */
  load(text: string): void {
    const state = stateFromJson(text) as Partial<SavedState> | null;
    if (state?.version !== 2 || !(state.accounts instanceof Map) || !(state.integrations instanceof Map)) {
      throw new Error('not a saved sandbox state');
    }
    this.reset();
    this.accounts = state.accounts;
    // A file of before lists were known.
    for (const account of this.accounts.values() as Iterable<Partial<Account>>)
      account.catalogs ??= new Map();
    if (!this.rateLimit.enabled)
      for (const { features } of this.accounts.values()) features.rateLimit = false;
    this.integrations = state.integrations;
    this.writes = state.writes ?? 0;
    this.ids.continueFrom(state.lastId ?? 0);
    this.clock.advance(state.clockOffsetMs ?? 0);
    if (state.deliveries) this.webhooks.restore(state.deliveries);
  }
}
