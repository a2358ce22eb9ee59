import type { CrmApp } from '@hub/testing';
import type { SandboxAccount, SandboxApi } from '../demo/sandbox-api.js';
import { fillJournal } from './fill-journal.js';

/** How large the branch is; `wholePresses` leads of its stock are in the sandbox, the others in the journal alone. */
interface Size {
  leadCount: number;
  managerCount: number;
  wholePresses: number;
}

/** The branch that is measured. The first managers, `real`, are those of the sandbox. */
export interface LargeBranch {
  remote: SandboxAccount;
  accountId: string;
  managers: readonly number[];
  real: readonly number[];
}

interface Pipeline {
  id: number;
  _embedded: { statuses: { id: number; type: number }[] };
}

/** Makes a branch with all ten limits on, a stock, and a year of history in the journal. */
export async function makeLargeBranch(
  hub: CrmApp,
  sandbox: SandboxApi,
  { leadCount, managerCount, wholePresses }: Size,
): Promise<LargeBranch> {
  const remote = await sandbox.control<SandboxAccount>('POST', 'accounts', {
    subdomain: 'kazan',
    users: Array.from({ length: 20 }, (_, at) => ({ name: `Менеджер ${at}` })),
  });
  const accountId = await hub.connect(remote, ['branch']);

  const [pipeline] = await sandbox.list<Pipeline>(remote, '/api/v4/leads/pipelines', 'pipelines');
  const stages = pipeline?._embedded.statuses.filter(({ id, type }) => type === 0 && id > 143) ?? [];
  const [first = 0, second = 0, third = 0] = stages.map(({ id }) => id);
  const pipelineId = pipeline?.id ?? 0;
  const [seller, ...real] = remote.users.map(({ id }) => id);
  const exchangeUser = seller ?? 0;
  /** Those of the sandbox, and more whom only the journal knows. */
  const managers = [
    ...real,
    ...Array.from({ length: managerCount - real.length }, (_, at) => 900_000_000 + at),
  ];

  const place = (statusId: number) => ({ pipelineId, statusId });
  const settings = {
    whenUnknown: 'block',
    groups: [
      {
        ...{ name: 'Продажи', managerIds: managers, exchangeUserIds: [exchangeUser], graceDays: 0 },
        ...{ exchangeStages: [place(first)], targetStage: place(second), keyStages: [place(third)] },
        ...{ excludedStages: [], saleStages: [], refusalStages: [], changeOwnerOfLinked: false },
        limits: {
          ...{ interval: 0, activeDeals: 100_000, newDealsToday: 1000, overdueTasks: 1000, overdueDays: 365 },
          ...{ daysWithoutSale: 365, refusedToday: 1000, refusedThisMonth: 1000, salesLastMonth: 0 },
          keyDealsLastWeek: 0,
        },
      },
    ],
  };
  await hub.source.query(
    `INSERT INTO limits.exchange (account_id, settings, saved_at) VALUES ($1, $2, now())`,
    [accountId, settings],
  );
  await hub.source.query(
    `INSERT INTO limits.user_limits (account_id, user_id, enabled, limits) SELECT $1, id, true, '{}' FROM unnest($2::bigint[]) AS id`,
    [accountId, managers],
  );
  const stock = Array.from({ length: wholePresses }, (_, at) => ({
    ...{ name: `Заявка ${at}`, pipeline_id: pipelineId, status_id: first, responsible_user_id: exchangeUser },
  }));
  const made = await sandbox.call<{ _embedded: { leads: { id: number }[] } }>(
    remote,
    'POST',
    '/api/v4/leads',
    stock,
  );
  await fillJournal(hub.source, {
    ...{ accountId, pipelineId, managers, exchangeUser, leadCount, stages: [first, second, third] },
    stock: made._embedded.leads.map(({ id }) => id),
  });
  return { remote, accountId, managers, real };
}
