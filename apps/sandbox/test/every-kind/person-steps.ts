import fc from 'fast-check';
import { pick } from './random-bodies.js';
import type { Step, World } from './world.js';

type Deed = (world: World, pick: number) => object;

const openTask = (world: World, n: number): number => world.at(world.account.tasks.keys(), n);

const deeds: Deed[] = [
  (world, n) => ({ action: 'lead.create', name: 'Рукой', ...(n % 2 ? {} : { price: n }) }),
  (world, n) => {
    const { pipeline_id, status_id } = world.stages()[n % world.stages().length] ?? {};
    return {
      action: 'lead.move',
      leadId: world.card('leads', n),
      statusId: status_id,
      pipelineId: pipeline_id,
    };
  },
  (world, n) => ({ action: 'lead.change', leadId: world.card('leads', n), name: `Л${n}` }),
  (world, n) => ({ action: 'lead.delete', leadId: world.card('leads', n) }),
  (world, n) => ({ action: 'lead.restore', leadId: world.card('leads', n) }),
  (world, n) => ({ action: 'contact.change', contactId: world.card('contacts', n), lastName: `К${n}` }),
  (world, n) => ({ action: 'contact.delete', contactId: world.card('contacts', n) }),
  (world, n) => ({ action: 'company.change', companyId: world.card('companies', n), name: `О${n}` }),
  (world, n) => ({
    action: 'field.fill',
    leadId: world.card('leads', n),
    fieldId: world.at(world.account.fields.keys(), n),
    value: 'а',
  }),
  (world, n) => ({ action: 'note.add', leadId: world.card('leads', n), text: 'т' }),
  (world, n) => ({ action: 'task.add', leadId: world.card('leads', n), text: 'т', completeTill: 5 }),
  (world, n) => ({ action: 'task.complete', taskId: openTask(world, n), result: 'готово' }),
  (world, n) => ({ action: 'task.delete', taskId: openTask(world, n) }),
  (world, n) => ({
    action: 'pipeline.rename',
    pipelineId: world.at(world.account.pipelines.keys(), n),
    name: `В${n}`,
  }),
];

/** What a person does in the web interface. */
export const personSteps: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom(...deeds), pick)
  .map(([deed, n]): Step => {
    return (world) => {
      const body = { subdomain: world.subdomain, ...deed(world, n) };
      return { method: 'POST', path: '/__sandbox__/actions', body };
    };
  });
