import type { Case } from '../../limits/test/fill-journal.js';
import type { NewAccountReply, Api, TestSandbox } from '../../sandbox/test/call-sandbox.js';

type Fact = Case['input']['facts'][number];

/** An account of the sandbox in which the facts of cases happen, with ids of its own for theirs. */
export interface Stage {
  sandbox: TestSandbox;
  remote: NewAccountReply & { api: Api };
  /** By the pipeline of the cases: its id, and the ids of its stages by those of the cases. */
  pipelines: ReadonlyMap<number, { id: number; stages: ReadonlyMap<number, number> }>;
}

/** The order within a second. */
const ranks: Record<string, number> = { 'lead-created': 0, 'owner-changed': 1, 'stage-changed': 2 };
const secondOf = ({ at }: Fact) => Math.floor(Date.parse(at) / 1000);

/** The pipeline and stage of the cases as the account knows them. */
export function placeIn({ pipelines }: Stage, place: { pipeline: number; stage: number }) {
  const pipeline = pipelines.get(place.pipeline);
  const statusId = pipeline?.stages.get(place.stage);
  if (!pipeline || statusId === undefined)
    throw new Error(`No stage ${place.stage} in pipeline ${place.pipeline}`);
  return { pipelineId: pipeline.id, statusId };
}

/**
 * Lets the facts of a case happen in the sandbox, each at its moment; `userOf` gives the account's user for one of the
 * case. Returns the ids that its leads got.
 */
export async function playFacts(
  stage: Stage,
  facts: Case['input']['facts'],
  userOf: (id: number) => number,
): Promise<Map<number, number>> {
  const { sandbox, remote } = stage;
  const [leads, tasks] = [new Map<number, number>(), new Map<number, number>()];
  const ordered = facts
    .map((fact, index) => ({ fact, index }))
    .sort(
      (a, b) =>
        secondOf(a.fact) - secondOf(b.fact) ||
        (ranks[a.fact.type] ?? 3) - (ranks[b.fact.type] ?? 3) ||
        a.index - b.index,
    );
  const act = async (action: string, about: object) => {
    const body = { subdomain: remote.subdomain, action, ...about };
    const answer = await sandbox.control('POST', 'actions', body);
    if (answer.status !== 200) throw new Error(`${action}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as { leadId: number; taskId: number };
  };
  const patchTask = async (task: number, change: object) => {
    const answer = await remote.api('PATCH', `/api/v4/tasks/${task}`, change);
    if (answer.status !== 200) throw new Error(`task: ${answer.status} ${JSON.stringify(answer.body)}`);
  };
  for (const { fact } of ordered) {
    sandbox.sandbox.clock.set(Date.parse(fact.at));
    const leadId = leads.get(fact.lead ?? 0);
    const taskId = tasks.get(fact.task ?? 0) ?? 0;
    const owner = () => ({ responsibleUserId: userOf(fact.owner!) });
    const place = () => placeIn(stage, { pipeline: fact.pipeline!, stage: fact.stage! });
    const due = () => Math.floor(Date.parse(fact.due!) / 1000);
    switch (fact.type) {
      case 'lead-created': {
        const isUnsorted = fact.stage! % 10 === 0;
        const to = isUnsorted
          ? placeIn(stage, { pipeline: fact.pipeline!, stage: fact.stage! + 1 })
          : place();
        const made = await act('lead.create', { name: 'Сделка', ...owner(), ...to });
        if (isUnsorted) await act('lead.move', { leadId: made.leadId, ...place() });
        leads.set(fact.lead!, made.leadId);
        break;
      }
      case 'stage-changed':
        await act('lead.move', { leadId, ...place() });
        break;
      case 'owner-changed':
        await act('lead.change', { leadId, ...owner() });
        break;
      case 'lead-deleted':
        await act('lead.delete', { leadId });
        break;
      case 'lead-restored':
        await act('lead.restore', { leadId });
        break;
      case 'task-created': {
        const task = { text: 'Позвонить', completeTill: due(), ...owner(), ...(leadId && { leadId }) };
        tasks.set(fact.task!, (await act('task.add', task)).taskId);
        break;
      }
      case 'task-due-changed':
        await patchTask(taskId, { complete_till: due() });
        break;
      case 'task-owner-changed':
        await patchTask(taskId, { responsible_user_id: userOf(fact.owner!) });
        break;
      case 'task-completed':
        await act('task.complete', { taskId });
        break;
      default:
        throw new Error(`No such fact: ${fact.type}`);
    }
  }
  return leads;
}
