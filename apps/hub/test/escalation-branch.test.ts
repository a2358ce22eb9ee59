import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createCustomField, createPipeline } from '@hub/amocrm';
import { saveRules, type RouterHub } from '../../router/test/router-hub.js';
import { addMirrorFields, startCustodyHub, untilObserved } from './custody-world.js';
import { atHq, branchLead, give, moveInBranch, openEscalation, untilEscalated } from './escalation-world.js';

let hub: RouterHub;

beforeAll(async () => {
  hub = await startCustodyHub();
});
afterAll(() => hub.close());

it('a card at head office names the branch in whose pipeline the deal was, of two in one account', async () => {
  const franchise = await hub.found('named-branch');
  await addMirrorFields(franchise);
  const field = await createCustomField(franchise.hq, 'leads', { name: 'Филиал', type: 'text' });
  const world = await openEscalation(hub, franchise);
  const escalation = { pipelineId: world.hq.id, handBackStatusId: world.hq.stages[3] };
  await saveRules(hub, franchise, { branchFieldId: field.id, escalation });
  const own = await createPipeline(franchise.branch, {
    ...{ name: 'Елабуга', sort: 60, is_main: false, is_unsorted_on: false },
    _embedded: { statuses: [{ name: 'Заявка', sort: 10 }] },
  });
  const statusId = own._embedded.statuses.find(({ name }) => name === 'Заявка')!.id;
  await hub.app.addBranch({
    ...{ name: 'Елабуга', accountId: franchise.branchAccountId, regions: [] },
    ...{ pipelineId: own.id, statusId },
  });
  await untilObserved(hub, franchise);
  const leadId = await branchLead(world, { phone: '+7 912 000-03-01', reason: 'Скидка' });
  await moveInBranch(world, leadId, statusId, own.id);
  await give(world, leadId);
  const cardId = await untilEscalated(world, leadId, { state: 'delivered' });
  const card = await atHq(world, cardId);
  const shown = card.custom_fields_values.find(({ field_id }) => field_id === field.id);
  expect(shown?.values[0]?.value).toBe('Елабуга');
});
