import type { ExchangeSettingsView } from '@hub/contracts';
import type { BranchSetup, Franchise, SandboxPipeline } from './franchise.js';
import type { HubApi } from './hub-api.js';
import { until } from './jobs.js';
import type { SandboxAccount, SandboxApi } from './sandbox-api.js';

/** The hub's ids of the accounts, by subdomain. */
export type AccountIds = Record<string, string>;

/** Registers and connects every account: the head office by an authorization code, the branches by long-lived tokens. */
export async function connectAccounts(hub: HubApi, franchise: Franchise): Promise<AccountIds> {
  const ids: AccountIds = {};
  const everyone = [
    { account: franchise.hq, name: 'Головной офис', roles: ['reference', 'hq'] },
    ...franchise.branches.map(({ account, name }) => ({ account, name, roles: ['branch'] })),
  ];
  for (const { account, name, roles } of everyone) {
    const { subdomain, clientId, clientSecret, redirectUri } = account;
    const made = await hub.post<{ accountId: string }>('accounts', {
      subdomain,
      name,
      roles,
      mode: 'apply',
      timeZone: 'Europe/Moscow',
      integration: { id: clientId, secret: clientSecret, redirectUri },
    });
    ids[subdomain] = made.accountId;
    const isHq = account === franchise.hq;
    const grant = isHq ? { code: account.authCode } : { longLivedToken: account.longLivedToken };
    await hub.post(`accounts/${made.accountId}/connect`, grant);
  }
  return ids;
}

/** Where a branch works with routed leads, once its account has the pipelines of the release. */
export interface BranchIds {
  pipelineId: number;
  newStatusId: number;
  contactStatusId: number;
  exchangeUserId: number;
  managerIds: number[];
}

/** Finds the branch's sales pipeline and people as its own account names them. */
export async function findBranchIds(sandbox: SandboxApi, account: SandboxAccount): Promise<BranchIds> {
  const pipelines = await sandbox.list<SandboxPipeline>(account, '/api/v4/leads/pipelines', 'pipelines');
  const sales = pipelines.find(({ name }) => name === 'Продажи — филиал');
  const stageId = (name: string) => sales?._embedded.statuses.find((stage) => stage.name === name)?.id;
  const user = (name: string) => account.users.find((person) => person.name === name)?.id;
  const branchIds = {
    pipelineId: sales?.id,
    newStatusId: stageId('Новая'),
    contactStatusId: stageId('Контакт'),
    exchangeUserId: user('Биржа лидов'),
  };
  const missing = Object.entries(branchIds).find(([, value]) => value === undefined);
  if (missing) throw new Error(`${account.subdomain} has no ${missing[0]}`);
  const managerIds = account.users.filter(({ name }) => name.includes('менеджер')).map(({ id }) => id);
  return { ...(branchIds as Omit<BranchIds, 'managerIds'>), managerIds };
}

/**
 * Gives the hub a branch and how its lead exchange works: in this demo a manager has one deal at a time and gets a lead
 * every quarter of an hour.
 */
export async function openBranch(
  hub: HubApi,
  accountId: string,
  { name, region }: BranchSetup,
  branchIds: BranchIds,
): Promise<void> {
  await hub.post('branches', {
    name,
    regions: [{ name: region, aliases: [] }],
    accountId,
    pipelineId: branchIds.pipelineId,
    statusId: branchIds.newStatusId,
    responsibleUserId: branchIds.exchangeUserId,
    exchangeUserId: branchIds.exchangeUserId,
  });
  const { pipelineId } = branchIds;
  await hub.put('exchange/settings', {
    accountId,
    groups: [
      {
        name: 'Продажи',
        managerIds: branchIds.managerIds,
        exchangeStages: [{ pipelineId, statusId: branchIds.newStatusId }],
        exchangeUserIds: [branchIds.exchangeUserId],
        targetStage: { pipelineId, statusId: branchIds.contactStatusId },
        limits: { activeDeals: 1, interval: 15 },
      },
    ],
  });
  const users = branchIds.managerIds.map((userId) => ({ userId, enabled: true }));
  await hub.put('exchange/limits', { accountId, users });
  // The first reading of the branch's leads runs behind the answer, and presses wait for it.
  await until(
    () => hub.get<ExchangeSettingsView>(`exchange/settings?accountId=${accountId}`),
    ({ leadsReadAt }) => leadsReadAt !== null,
  );
}

/** Saves the routing rules: the head office's intake, and the pipeline in which it works on what branches give to it. */
export async function saveRules(hub: HubApi, hqAccountId: string, franchise: Franchise): Promise<void> {
  await hub.put('routing-rules', {
    hqAccountId,
    intakePipelineId: franchise.intake.pipelineId,
    handedOverStatusId: franchise.intake.handedOverStatusId,
    regionFieldId: franchise.regionField.id,
    cityFieldId: franchise.cityFieldId,
    allowedFieldIds: [franchise.regionField.id, franchise.cityFieldId, franchise.commentFieldId],
    escalation: { pipelineId: franchise.escalation.pipelineId },
  });
}
