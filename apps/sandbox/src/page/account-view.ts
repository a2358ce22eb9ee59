import { visibleStages, type Pipeline } from '../state/pipeline.js';
import type { Account } from '../state/account.js';
import type { Lead } from '../state/entity.js';
import type { Task } from '../state/task.js';
import type { Delivery } from '../webhooks/delivery.js';

const shownLeads = 30;
const shownTasks = 60;
const shownDeliveries = 5;

interface Card {
  id: number;
  name: string;
  price: number;
  responsible: string;
  contact: string | null;
  company: string | null;
  tags: string[];
  openTasks: number;
}

export function userName(account: Account, id: number): string {
  return account.users.get(id)?.name ?? `#${id}`;
}

function cardOf(account: Account, lead: Lead, openTasks: number): Card {
  const main = lead.contacts.find((one) => one.is_main) ?? lead.contacts[0];
  return {
    id: lead.id,
    name: lead.name,
    price: lead.price,
    responsible: userName(account, lead.responsible_user_id),
    contact: main ? (account.contacts.get(main.id)?.name ?? null) : null,
    company: lead.company_id === null ? null : (account.companies.get(lead.company_id)?.name ?? null),
    tags: lead.tags.flatMap((id) => account.tags.get(id)?.name ?? []),
    openTasks,
  };
}

function openTasksByLead(account: Account): Map<number, number> {
  const counts = new Map<number, number>();
  for (const task of account.tasks.values()) {
    if (task.entity_type !== 'leads' || task.entity_id === null || task.is_completed || task.is_deleted)
      continue;
    counts.set(task.entity_id, (counts.get(task.entity_id) ?? 0) + 1);
  }
  return counts;
}

/** A pipeline as a board: each stage with its sum and its newest leads. */
function boardOf(account: Account, pipeline: Pipeline, open: Map<number, number>): unknown {
  const byStage = new Map<number, Lead[]>();
  for (const lead of account.leads.values()) {
    if (lead.is_deleted || lead.pipeline_id !== pipeline.id) continue;
    const leads = byStage.get(lead.status_id);
    if (leads) leads.push(lead);
    else byStage.set(lead.status_id, [lead]);
  }
  const stages = visibleStages(pipeline).map(({ id, name, color, type }) => {
    const leads = byStage.get(id) ?? [];
    const cards = leads.slice(-shownLeads).reverse();
    return {
      id,
      name,
      color,
      type,
      count: leads.length,
      sum: leads.reduce((sum, lead) => sum + lead.price, 0),
      leads: cards.map((lead) => cardOf(account, lead, open.get(lead.id) ?? 0)),
    };
  });
  const { id, name, is_main, is_archive } = pipeline;
  return { id, name, isMain: is_main, isArchive: is_archive, stages };
}

export function taskView(account: Account, task: Task): Record<string, unknown> {
  return {
    id: task.id,
    text: task.text,
    type: account.taskTypes.get(task.task_type_id)?.name ?? `#${task.task_type_id}`,
    till: task.complete_till,
    done: task.is_completed,
    result: task.result?.text ?? null,
    responsible: userName(account, task.responsible_user_id),
    leadId: task.entity_type === 'leads' ? task.entity_id : null,
    lead:
      task.entity_type === 'leads' && task.entity_id !== null
        ? (account.leads.get(task.entity_id)?.name ?? null)
        : null,
  };
}

function tasksOf(account: Account): unknown[] {
  const tasks = [...account.tasks.values()].filter((task) => !task.is_deleted);
  tasks.sort((a, b) => Number(a.is_completed) - Number(b.is_completed) || a.complete_till - b.complete_till);
  return tasks.slice(0, shownTasks).map((task) => taskView(account, task));
}

function lastOf(deliveries: readonly Delivery[]): unknown[] {
  return deliveries.slice(-shownDeliveries).map(({ id, event, state, tries, createdAt, body }) => ({
    id,
    event,
    state,
    status: tries.at(-1)?.status ?? null,
    tries: tries.length,
    at: createdAt,
    body,
  }));
}

function hooksOf(account: Account, deliveries: readonly Delivery[]): unknown[] {
  const hooks = [...account.webhooks.values()].map(({ id, destination, settings, disabled }) => ({
    id,
    destination,
    settings,
    disabled,
    deliveries: lastOf(deliveries.filter((one) => one.webhookId === id)),
  }));
  const triggers = [...account.triggers.values()].map((trigger) => ({
    id: trigger.id,
    destination: trigger.destination,
    settings: [
      `${trigger.event} · ${account.pipelines.get(trigger.pipeline_id)?.stages.find(({ id }) => id === trigger.status_id)?.name ?? ''}`,
    ],
    disabled: false,
    deliveries: lastOf(
      deliveries.filter((one) => one.webhookId === null && one.destination === trigger.destination),
    ),
  }));
  return [...hooks, ...triggers];
}

function fieldsOf(account: Account): unknown[] {
  return [...account.fields.values()].map((field) => ({
    id: field.id,
    entity: field.entity_type,
    name: field.name,
    code: field.code,
    type: field.type,
    group:
      field.group_id === null
        ? null
        : (account.fieldGroups.get(`${field.entity_type}/${field.group_id}`)?.name ?? field.group_id),
    values: field.enums?.map(({ value }) => value) ?? [],
    requiredStages: field.required_statuses?.length ?? 0,
  }));
}

/** An account as the page shows it. Long lists are cut: a stage to its newest leads, tasks to the nearest. */
export function accountView(account: Account, deliveries: readonly Delivery[]): unknown {
  const open = openTasksByLead(account);
  return {
    id: account.id,
    subdomain: account.subdomain,
    name: account.name,
    timezone: account.timezone,
    currency: account.currency,
    users: [...account.users.values()].map(({ id, name, is_admin, is_active }) => ({
      id,
      name,
      isAdmin: is_admin,
      isActive: is_active,
    })),
    pipelines: [...account.pipelines.values()]
      .sort((a, b) => a.sort - b.sort)
      .map((pipeline) => boardOf(account, pipeline, open)),
    lossReasons: [...account.lossReasons.values()].map(({ id, name }) => ({ id, name })),
    fields: fieldsOf(account),
    tasks: tasksOf(account),
    hooks: hooksOf(account, deliveries),
  };
}
