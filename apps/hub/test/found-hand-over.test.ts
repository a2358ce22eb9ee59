import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createCustomField, findLead, patchCustomField } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import { leadsOf, receiveLead, saveRules, setRegion, type RouterHub } from '../../router/test/router-hub.js';
import { addSecondBranch, startCustodyHub, untilHeld, untilObserved } from './custody-world.js';

/*
 * The answer of a hand-over is lost, and people change the HQ lead before the hub finds its own write in it.
 */
let hub: RouterHub;

beforeAll(async () => {
  hub = await startCustodyHub();
});
afterAll(() => hub.close());

it('follows a region that was corrected between a hand-over whose answer was lost and its retry', async () => {
  const franchise = await hub.found('found-region');
  const region = 'Тверь found-region';
  const second = await addSecondBranch(hub, franchise, 'found-region', region);
  const { id, enums } = franchise.fields.region;
  const known = enums.map(({ id, value, sort }) => ({ id, value, sort }));
  await patchCustomField(franchise.hq, 'leads', id, { enums: [...known, { value: region, sort: 900 }] });
  const field = await createCustomField(franchise.hq, 'leads', { name: 'Филиал', type: 'text' });
  await saveRules(hub, franchise, { branchFieldId: field.id });
  await untilObserved(hub, franchise);
  const { subdomain } = franchise.remotes.hq;
  const fault = async (about: object): Promise<string> => {
    const { body } = await hub.sandbox.control('POST', 'faults', { subdomain, count: 1, ...about });
    return body.id;
  };
  const leadId = await receiveLead(franchise, franchise.region);
  const path = `/api/v4/leads/${leadId}`;
  const patched = await fault({ kind: 'hold', when: 'after', method: 'PATCH', path });
  const { updated_at: changedAt } = (await findLead(franchise.hq, leadId))!;
  await hub.app.publishChange({
    ...{ accountId: franchise.hqAccountId, entity: 'lead', entityId: leadId, action: 'add' },
    ...{ source: 'webhook', changedAt, receivedAt: new Date().toISOString() },
  });
  await untilHeld(hub, patched);
  const read = await fault({ kind: 'hold', when: 'before', method: 'GET', path });
  await hub.sandbox.control('POST', `faults/${patched}/release`, { then: 'reset' });
  await untilHeld(hub, read);
  await hub.sandbox.control('POST', 'clock', { advanceMs: 3_000 });
  await setRegion(franchise, leadId, region);
  await hub.sandbox.control('POST', `faults/${read}/release`, {});
  await eventually(async () => expect(await leadsOf(second.amo)).toHaveLength(1));
});
