import fc from 'fast-check';
import { asList, cardType, junk, mostlyRight, pick, text } from './random-bodies.js';
import type { Step, World } from './world.js';

type Body = Record<string, unknown>;

/** A body of numbers that choose, and how a world turns it into a card. */
const wanted = mostlyRight(
  fc.record(
    {
      name: text,
      first_name: text,
      price: fc.nat({ max: 9 }),
      stage: pick,
      owner: pick,
      field: pick,
      value: fc.oneof(fc.constantFrom('а', '12', 1634601600, true, null), junk),
      tag: fc.constantFrom('т1', 'т2', 'т3'),
      untag: fc.constantFrom('т1', 'т2'),
      contact: pick,
      company: pick,
      reason: pick,
    },
    { requiredKeys: [] },
  ),
);

/** Keys that only some cards or some methods know stay out most of the time: `parts` names those that come in. */
function cardOf(world: World, type: string, body: Body, parts: { isNew: boolean }): Body {
  const {
    name,
    first_name,
    price,
    stage,
    owner,
    field,
    value,
    tag,
    untag,
    contact,
    company,
    reason,
    ...rest
  } = body;
  const { account } = world;
  const isLead = type === 'leads';
  const own = [...account.fields.values()].filter((one) => one.entity_type === type).map(({ id }) => id);
  const bound: Body = {
    ...(contact === undefined ? {} : { contacts: [{ id: world.card('contacts', Number(contact)) }] }),
    ...(company === undefined ? {} : { companies: [{ id: world.card('companies', Number(company)) }] }),
  };
  return {
    ...rest,
    ...(name === undefined ? {} : { name }),
    ...(first_name === undefined || type !== 'contacts' ? {} : { first_name }),
    ...(price === undefined || !isLead ? {} : { price }),
    ...(stage === undefined || !isLead ? {} : world.stages()[Number(stage) % world.stages().length]),
    ...(owner === undefined ? {} : { responsible_user_id: world.at(account.users.keys(), Number(owner)) }),
    ...(field === undefined
      ? {}
      : {
          custom_fields_values: [
            { field_id: world.at(own, Number(field)), values: value === null ? null : [{ value }] },
          ],
        }),
    ...(tag === undefined ? {} : { tags_to_add: [{ name: tag }] }),
    ...(untag === undefined || parts.isNew ? {} : { tags_to_delete: [{ name: untag }] }),
    ...(reason === undefined || !isLead || parts.isNew
      ? {}
      : { loss_reason_id: world.at(account.lossReasons.keys(), Number(reason)) }),
    ...(parts.isNew && isLead && Object.keys(bound).length > 0 ? { _embedded: bound } : {}),
  };
}

const post = (path: string, body?: unknown) => ({ method: 'POST', path: `/api/v4/${path}`, body });
const patch = (path: string, body?: unknown) => ({ method: 'PATCH', path: `/api/v4/${path}`, body });

/** Turns each wish of a list into a card and leaves junk as it is. */
const cardsOf = (world: World, type: string, list: unknown, isNew = true): unknown =>
  Array.isArray(list)
    ? list.map((one: unknown) =>
        typeof one === 'object' && one !== null ? cardOf(world, type, one as Body, { isNew }) : one,
      )
    : list;

const cards: fc.Arbitrary<Step>[] = [
  fc.tuple(cardType, asList(wanted)).map(
    ([type, list]): Step =>
      (world) =>
        post(type, cardsOf(world, type, list)),
  ),
  fc.tuple(cardType, pick, wanted).map(
    ([type, n, body]): Step =>
      (world) =>
        patch(`${type}/${world.card(type, n)}`, cardOf(world, type, body, { isNew: false })),
  ),
  fc.tuple(cardType, pick, wanted).map(
    ([type, n, body]): Step =>
      (world) =>
        patch(type, [{ ...cardOf(world, type, body, { isNew: false }), id: world.card(type, n) }]),
  ),
  fc.tuple(fc.array(wanted, { minLength: 1, maxLength: 2 }), text).map(([list, name]): Step => (world) => {
    const items = cardsOf(world, 'leads', list) as Body[];
    return post(
      'leads/complex',
      items.map((one) => ({ ...one, _embedded: { contacts: [{ first_name: name }] } })),
    );
  }),
  fc.tuple(cardType, pick, cardType, pick, fc.constantFrom('link', 'unlink')).map(
    ([type, n, to, m, deed]): Step =>
      (world) =>
        post(`${type}/${world.card(type, n)}/${deed}`, [
          { to_entity_id: world.card(to, m), to_entity_type: to },
        ]),
  ),
];

const noteBody = mostlyRight(
  fc.constantFrom<Body>(
    { note_type: 'common', params: { text: 'т' } },
    { note_type: 'geolocation', params: { text: 'т', address: 'д', longitude: '1', latitude: '2' } },
    { note_type: 'sms_in', params: { text: 'т', phone: '1' } },
    { note_type: 'call_in', params: { uniq: 'u', duration: 1, source: 's', link: 'l', phone: '1' } },
    { note_type: 'x', params: {} },
  ),
);

const hanging: fc.Arbitrary<Step>[] = [
  fc.tuple(cardType, pick, asList(noteBody)).map(
    ([type, n, body]): Step =>
      (world) =>
        post(`${type}/${world.card(type, n)}/notes`, body),
  ),
  fc.tuple(cardType, pick, fc.constantFrom('', '/pin', '/unpin')).map(([type, n, tail]): Step => (world) => {
    const path = `${type}/notes/${world.at(world.account.notes.keys(), n)}${tail}`;
    return tail === '' ? patch(path, { note_type: 'common', params: { text: 'и' } }) : post(path);
  }),
  fc.tuple(cardType, pick, mostlyRight(fc.record({ text, complete_till: fc.nat() })), fc.boolean()).map(
    ([type, n, body, is_completed]): Step =>
      (world) =>
        post('tasks', [{ ...body, is_completed, entity_id: world.card(type, n), entity_type: type }]),
  ),
  fc.tuple(pick, mostlyRight(fc.record({ text, is_completed: fc.boolean() }, { requiredKeys: [] }))).map(
    ([n, body]): Step =>
      (world) =>
        patch(`tasks/${world.at(world.account.tasks.keys(), n)}`, body),
  ),
  fc.constantFrom('89261234567', '+7 926').map((phone): Step => {
    const call = { direction: 'inbound', duration: 3, source: 's', phone, uniq: 'u' };
    return () => post('calls', [call]);
  }),
  fc.constantFrom<Step>(
    (world) => post(`talks/${world.at(world.account.talks.keys(), 0)}/close`, { force_close: true }),
    (world) => post(`talks/${world.at(world.account.talks.keys(), 0)}/close`),
  ),
];

const incoming: fc.Arbitrary<Step>[] = [
  fc.tuple(fc.constantFrom('f1', 'f2'), wanted, text).map(([source_uid, body, name]): Step => (world) => {
    const unbound = { ...body, stage: undefined, contact: undefined, company: undefined };
    const lead = cardOf(world, 'leads', unbound, { isNew: true });
    const metadata = {
      form_id: '1',
      form_name: 'ф',
      form_page: 'http://f.test',
      form_sent_at: 5,
      ip: '1.1.1.1',
      referer: 'r',
    };
    const item = {
      source_uid,
      source_name: 'с',
      metadata,
      _embedded: { leads: [lead], contacts: [{ name }] },
    };
    return post('leads/unsorted/forms', [item]);
  }),
  fc
    .tuple(pick, fc.constantFrom('accept', 'decline', 'link'), junk, fc.boolean())
    .map(([n, deed, wrong, isRight]): Step => (world) => {
      const uids = [...world.account.unsorted.keys()];
      const path = `/api/v4/leads/unsorted/${uids[n % uids.length] ?? 'x'}/${deed}`;
      const right =
        deed === 'link' ? { link: { entity_id: world.card('leads', n), entity_type: 'leads' } } : {};
      return { method: deed === 'decline' ? 'DELETE' : 'POST', path, body: isRight ? right : wrong };
    }),
];

/** Calls that write cards and what hangs on them. */
export const entitySteps: fc.Arbitrary<Step> = fc.oneof(...cards, ...hanging, ...incoming);
