import type { ExchangeSettingsView, StageRef } from '@hub/contracts';
import { until } from '../../../demo/jobs.js';
import type { Api, NewAccountReply, TestSandbox } from '../../sandbox/test/call-sandbox.js';
import type { HubApi } from '../../../demo/hub-api.js';

/** A branch account whose managers press the button in amoCRM: connected, with the secret of its integration. */
export interface ButtonBranch {
  amo: NewAccountReply & { api: Api };
  accountId: string;
  origin: string;
  /** amoCRM's number of a user. */
  user(name: string): number;
  /** A fresh X-Auth-Token of a user, as amoCRM's client gets it. */
  token(name: string): Promise<string>;
  /** Puts a lead into the stock, or into somebody's deals; answers its number. */
  addLead(owner?: string, stage?: StageRef): Promise<number>;
  /** Stages of the pipeline from which and to which leads move. */
  from: StageRef;
  to: StageRef;
}

/** Connects a branch with these managers, each with limits of their own; leads belong to «Биржа» until somebody gets them. */
export async function openButtonBranch(
  { api, sandbox }: { api: HubApi; sandbox: TestSandbox },
  subdomain: string,
  managers: Record<string, object>,
  leads = 0,
): Promise<ButtonBranch> {
  const names = [...Object.keys(managers), 'Биржа'];
  const amo = await sandbox.account({ subdomain, users: names.map((name) => ({ name })) });
  const body = { subdomain, name: subdomain, roles: ['branch'], mode: 'apply', timeZone: 'Europe/Moscow' };
  const { accountId } = await api.post<{ accountId: string }>('accounts', body);
  await api.post(`accounts/${accountId}/connect`, { longLivedToken: amo.longLivedToken });
  const { clientId: id, clientSecret: secret, redirectUri } = amo;
  await api.call('PATCH', `accounts/${accountId}/integration`, { id, secret, redirectUri });
  const { items } = await api.get<{ items: { id: number; stages: { id: number; isUnsorted: boolean }[] }[] }>(
    `accounts/${accountId}/pipelines`,
  );
  const [first, second] = items[0]!.stages.filter(({ isUnsorted }) => !isUnsorted);
  const [from, to] = [first, second].map((one) => ({ pipelineId: items[0]!.id, statusId: one!.id })) as [
    StageRef,
    StageRef,
  ];
  const user = (name: string) => amo.users.find((one) => one.name === name)!.id;
  const addLead = async (owner = 'Биржа', stage = from): Promise<number> => {
    const { pipelineId: pipeline_id, statusId: status_id } = stage;
    const lead = { name: 'Заявка', pipeline_id, status_id, responsible_user_id: user(owner) };
    const made = await amo.api('POST', '/api/v4/leads', [lead]);
    return made.body._embedded.leads[0].id as number;
  };
  for (let count = 0; count < leads; count++) await addLead();
  await api.put('exchange/settings', {
    accountId,
    groups: [
      {
        ...{ name: 'Продажи', managerIds: Object.keys(managers).map(user), exchangeStages: [from] },
        ...{ exchangeUserIds: [user('Биржа')], targetStage: to },
      },
    ],
  });
  const users = Object.entries(managers).map(([name, limits]) => ({
    userId: user(name),
    enabled: true,
    limits,
  }));
  await api.put('exchange/limits', { accountId, users });
  await until(
    () => api.get<ExchangeSettingsView>(`exchange/settings?accountId=${accountId}`),
    ({ leadsReadAt }) => leadsReadAt !== null,
  );
  return {
    ...{ amo, accountId, origin: `https://${subdomain}.amocrm.ru`, user, addLead, from, to },
    token: async (name) => {
      const made = await sandbox.control('POST', 'widget-tokens', { subdomain, userId: user(name) });
      return made.body.token as string;
    },
  };
}
