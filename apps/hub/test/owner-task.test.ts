import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { listTasks, patchLead, type AmoTask } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import { limitsEntities, LimitsModule } from '../../limits/src/limits.module.js';
import { ObserverConfig } from '../../observer/src/observer.config.js';
import { observerEntities, ObserverModule } from '../../observer/src/observer.module.js';
import { publishBranchChange, untilObserved } from './custody-world.js';
import type { Franchise } from '../../router/test/franchise.js';
import {
  publishLeadChange,
  leadsOf,
  receiveLead,
  saveBranch,
  saveRules,
  startRouterHub,
  untilDone,
  type RouterHub,
} from '../../router/test/router-hub.js';

let hub: RouterHub;
beforeAll(async () => {
  hub = await startRouterHub({
    modules: [LimitsModule, ObserverModule.of(new ObserverConfig())],
    entities: [...limitsEntities, ...observerEntities],
  });
});
afterAll(() => hub.close());

/** A franchise whose branch gives its leads to a person. */
async function foundWithPerson(name: string): Promise<Franchise> {
  const franchise = await hub.found(name);
  await saveBranch(hub, franchise, { exchangeUserId: null, responsibleUserId: franchise.exchange.userId });
  return franchise;
}

async function send(franchise: Franchise): Promise<number> {
  const leadId = await receiveLead(franchise, franchise.region);
  await publishLeadChange(hub, franchise, leadId);
  return leadId;
}

async function tasksOf({ branch }: Franchise): Promise<AmoTask[]> {
  const tasks: AmoTask[] = [];
  for await (const page of listTasks(branch)) tasks.push(...page);
  return tasks;
}

it('gives the owner of the branch lead an hour to call the client', async () => {
  const franchise = await foundWithPerson('task-plain');
  const leadId = await send(franchise);
  const { branchLeadId } = await untilDone(hub, leadId);
  const [task, ...others] = await tasksOf(franchise);
  expect(others).toEqual([]);
  expect(task).toMatchObject({
    ...{ entity_type: 'leads', entity_id: branchLeadId, task_type_id: 1, is_completed: false },
    responsible_user_id: franchise.exchange.userId,
    text: `Связаться с клиентом: новая заявка из головного офиса, сделка №${leadId}`,
  });
  expect(Math.abs((task?.complete_till ?? 0) - (task?.created_at ?? 0) - 3600)).toBeLessThan(60);
});

it('is closed by its id when the branch loses the lead', async () => {
  const franchise = await foundWithPerson('task-over');
  await untilObserved(hub, franchise);
  const { branchLeadId } = await untilDone(hub, await send(franchise));
  const [task] = await tasksOf(franchise);
  await patchLead(franchise.branch, branchLeadId!, { status_id: 143 });
  await publishBranchChange(hub, franchise, branchLeadId!);
  await eventually(async () => {
    const [ended] = await tasksOf(franchise);
    expect(ended).toMatchObject({ id: task!.id, is_completed: true });
  });
});

it('is set once when the answer is lost', async () => {
  const franchise = await foundWithPerson('task-lost');
  const { subdomain } = franchise.remotes.branch;
  const lost = { kind: 'lost-answer', subdomain, method: 'POST', path: '/api/v4/tasks', count: 1 };
  expect((await hub.sandbox.control('POST', 'faults', lost)).status).toBe(201);
  await untilDone(hub, await send(franchise));
  expect(await tasksOf(franchise)).toHaveLength(1);
});

it('stops no lead when amoCRM refuses it', async () => {
  const franchise = await foundWithPerson('task-refused');
  const { subdomain } = franchise.remotes.branch;
  const refused = { kind: 'status', status: 403, subdomain, method: 'POST', path: '/api/v4/tasks', count: 1 };
  expect((await hub.sandbox.control('POST', 'faults', refused)).status).toBe(201);
  const transfer = await untilDone(hub, await send(franchise));
  expect(transfer.leftOut).toContainEqual(expect.objectContaining({ key: 'leftOut.owner-task' }));
  expect(await tasksOf(franchise)).toEqual([]);
});

it('is not set by rules that want none', async () => {
  const franchise = await foundWithPerson('task-off');
  await saveRules(hub, franchise, { ownerTaskMinutes: 0 });
  await untilDone(hub, await send(franchise));
  expect(await tasksOf(franchise)).toEqual([]);
});

it('is not set for stock: by the branch, or by the exchange settings of its account', async () => {
  const byBranch = await hub.found('task-stock');
  await untilDone(hub, await send(byBranch));
  expect(await tasksOf(byBranch)).toEqual([]);

  const bySettings = await foundWithPerson('task-settings');
  const { branchAccountId: accountId, exchange, remotes } = bySettings;
  const stage = { pipelineId: exchange.pipelineId, statusId: exchange.statusId };
  await hub.app.ask('limits.settings.save', {
    accountId,
    groups: [
      {
        ...{ name: 'Продажи', managerIds: [remotes.branch.users[0]!.id], exchangeUserIds: [exchange.userId] },
        ...{ exchangeStages: [stage], targetStage: stage },
      },
    ],
  });
  await untilDone(hub, await send(bySettings));
  expect(await leadsOf(bySettings.branch)).toHaveLength(1);
  expect(await tasksOf(bySettings)).toEqual([]);
});
