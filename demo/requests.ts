import type { DecisionPage } from '@hub/contracts';
import type { Spoken } from '@hub/messages';
import { branchIdOf, custodyLine, type Stage } from './custody.js';
import { awaitTransfers, sendInLead, until, type LeadRequest } from './jobs.js';

const olga = { name: 'Ольга', phone: '+7 916 111-22-33' };
const requests: { as: string; request: LeadRequest }[] = [
  { as: 'регион назван', request: { ...olga, region: 'Москва', lead: 'Окна на дачу' } },
  {
    as: 'регион назван',
    request: { name: 'Ильдар', phone: '+7 917 444-55-66', region: 'Казань', lead: 'Дверь входная' },
  },
  {
    as: 'город с ошибкой, «Новосибриск»',
    request: { name: 'Пётр', phone: '+7 913 222-33-44', city: 'Новосибриск', lead: 'Балкон под ключ' },
  },
];

/**
 * Requests come in: two with a region, one with a misspelt city, one without a place, which an operator assigns, and one of
 * a client whom a branch knows. Says the custody of each in one line. Returns the leads of the first two.
 */
export async function routeRequests(stage: Stage, say: (line: string) => void): Promise<number[]> {
  const { sandbox, franchise, hub } = stage;
  const sent: number[] = [];
  for (const { request } of requests) sent.push(await sendInLead(sandbox, franchise, request));
  await awaitTransfers(hub, sent);
  for (const [at, leadId] of sent.entries())
    say(`   ${requests[at]?.as ?? ''}: ${await custodyLine(stage, leadId)}`);

  say(`   назначена оператором: ${await assignByHand(stage, say)}`);

  const { _embedded: first } = await sandbox.call<{ _embedded: { contacts: { id: number }[] } }>(
    franchise.hq,
    'GET',
    `/api/v4/leads/${sent[0] ?? 0}?with=contacts`,
  );
  const contactId = first.contacts[0]?.id;
  const again = { ...olga, lead: 'Москитные сетки', ...(contactId === undefined ? {} : { contactId }) };
  const repeated = await sendInLead(sandbox, franchise, again);
  await awaitTransfers(hub, [repeated]);
  say(`   клиент филиала, без региона: ${await custodyLine(stage, repeated)}`);
  return sent.slice(0, 2);
}

/** A request without a place waits until somebody fills its region in, or an operator names a branch, as here. */
async function assignByHand(stage: Stage, say: (line: string) => void): Promise<string> {
  const { hub, sandbox, franchise } = stage;
  const request = { name: 'Мария', phone: '+7 495 777-88-99', lead: 'Остекление лоджии' };
  const leadId = await sendInLead(sandbox, franchise, request);
  const { items } = await until(
    () => hub.get<Spoken<DecisionPage>>(`decisions?leadId=${leadId}`),
    (page) => page.items.some(({ kind }) => kind === 'wait'),
  );
  say(`   регион не назван, заявка ждёт: ${items[0]?.reasons.map(({ text }) => text).join(' → ') ?? ''}`);
  const branch = franchise.branches.find(({ subdomain }) => subdomain === 'spb');
  if (!branch) throw new Error('The franchise has no branch spb');
  await hub.post(`leads/${leadId}/assign`, { branchId: await branchIdOf(hub, branch) });
  await awaitTransfers(hub, [leadId]);
  return custodyLine(stage, leadId);
}
