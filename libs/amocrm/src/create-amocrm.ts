import type { AccountRepository, AlarmRepository, CredentialRepository } from '@hub/accounts';
import { SessionLock } from '@hub/database';
import type { Logger } from '@hub/platform';
import type { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { AccessTokens } from './access-tokens.js';
import { AccountHealth } from './account-health.js';
import { AmoClients } from './amo-clients.js';
import { BudgetMetrics } from './budget-metrics.js';
import type { OwnIntegration } from './own-integration.js';
import { PostgresRateBudget } from './postgres-rate-budget.js';
import type { BudgetScope, RateBudget } from './rate-budget.js';
import { TokenRequests } from './request-tokens.js';
import { Transport, type TransportOptions } from './transport.js';

export interface AmocrmOptions extends TransportOptions {
  /** What amoCRM counts calls by; `integration-account` by default. */
  budgetScope?: BudgetScope;
  /** The hub's own integration and address, as configured now. */
  own?: OwnIntegration;
}

const refreshesAtOnce = 4;

export interface AmocrmParts {
  source: DataSource;
  accounts: AccountRepository;
  credentials: CredentialRepository;
  alarms: AlarmRepository;
  log: Logger;
  metrics: Registry;
  /** Another rate budget; the one in PostgreSQL by default. */
  budget?: RateBudget;
}

/** The amoCRM client of one process, assembled from the parts of this lib. */
export interface Amocrm {
  clients: AmoClients;
  tokens: AccessTokens;
  requests: TokenRequests;
  budget: RateBudget;
  transport: Transport;
  /** Waits for the running calls and frees their slots. Needs the database. */
  close(): Promise<void>;
}

/** Puts the parts together. Close it when the process drains. */
export function createAmocrm(parts: AmocrmParts, options: AmocrmOptions = {}): Amocrm {
  const { source, accounts, credentials, alarms, log } = parts;
  const scope = options.budgetScope ?? 'integration-account';
  const transport = new Transport(options);
  const shared = new PostgresRateBudget(
    source,
    new BudgetMetrics(parts.metrics),
    log,
    transport.totalTimeoutMs,
  );
  const budget = parts.budget ?? shared;
  const health = new AccountHealth(source, accounts, alarms, budget, log);
  const requests = new TokenRequests(transport, budget, { scope, own: options.own ?? {} }, health);
  const tokens = new AccessTokens(
    accounts,
    credentials,
    health,
    new SessionLock(source, refreshesAtOnce),
    requests,
  );
  const clients = new AmoClients(transport, tokens, budget, health, scope);
  const close = async () => {
    await transport.close();
    await shared.close();
  };
  return { clients, tokens, requests, budget, transport, close };
}
