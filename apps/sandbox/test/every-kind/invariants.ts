import { parseQuery } from '../../src/http/query.js';
import type { Account } from '../../src/state/account.js';
import { withoutUpdatesAtBirth, type News } from './expected-news.js';

/** Words for what is broken; none when all is well. */
export function brokenInvariants(account: Account): string[] {
  const broken: string[] = [];
  const { pipelines, leads, contacts, companies, tasks, notes, fields, users, roles, tags } = account;
  const mains = [...pipelines.values()].filter((one) => one.is_main).length;
  if (mains !== 1) broken.push(`${mains} main pipelines`);
  const stages = [...pipelines.values()].flatMap((one) =>
    one.stages.filter(({ id }) => id !== 142 && id !== 143),
  );
  const kept = [pipelines, leads, contacts, companies, tasks, notes, fields, users, roles, tags];
  const others = [account.lossReasons, account.webhooks, account.bots, account.talks];
  const ids = [...kept, ...others].flatMap((map) => [...map.keys()]);
  const all = [...ids, ...stages.map(({ id }) => id), ...account.events.map(({ serial }) => serial)];
  if (new Set(all).size !== all.length) broken.push('an id stands for two things');
  let inStages = 0;
  for (const pipeline of pipelines.values())
    for (const stage of pipeline.stages)
      for (const lead of leads.values())
        if (lead.pipeline_id === pipeline.id && lead.status_id === stage.id) inStages += 1;
  if (inStages !== leads.size) broken.push(`${leads.size} leads, ${inStages} of them in stages`);
  for (const lead of leads.values()) {
    if (lead.contacts.length > 0 && lead.contacts.filter((one) => one.is_main).length !== 1)
      broken.push(`lead ${lead.id} has not one main contact`);
  }
  return broken;
}

type Form = ReturnType<typeof parseQuery>;

const within = (node: Form | string | undefined): Form[] =>
  typeof node === 'object' ? (Object.values(node) as Form[]) : [];

/** `code id` of each item of a sent hook: of the note in a note hook, of an incoming lead its uid. */
function hookNames({ event, body }: { event: string; body: string }): string[] {
  const form = parseQuery(body);
  const entity = Object.keys(form).find((key) => key !== 'account') ?? '';
  return within(within(form[entity])[0]).map((item) => {
    const named = typeof item.note === 'object' ? item.note : item;
    const id = named.id ?? named.uid ?? named.talk_id;
    return `${event} ${typeof id === 'string' ? id : '?'}`;
  });
}

/** What was told since so many events and hooks. */
export function newsSince(
  account: Account,
  events: number,
  hooks: readonly { event: string; body: string }[],
): News {
  return {
    events: new Set(
      account.events
        .slice(events)
        .map(({ type, entity_type, entity_id }) => `${type} ${entity_type} ${entity_id}`),
    ),
    hooks: withoutUpdatesAtBirth(new Set(hooks.flatMap(hookNames))),
  };
}
