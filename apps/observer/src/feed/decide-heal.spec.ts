import { describe, expect, it } from '@jest/globals';
import { decideHeal, type PolledEvent, type Seen } from './decide-heal.js';

let count = 0;
const event = (createdAt: number, type = 'lead_status_changed', entityType = 'lead'): PolledEvent => ({
  id: `e${++count}`,
  type,
  entityType,
  entityId: 7,
  createdAt,
});
const seen = (changedAt: number, receivedAt: number) =>
  new Map<string, Seen>([['lead/7', { changedAt, receivedAt }]]);
/** Beside a webhook that came at once: the clocks are equal. */
const seenLate = (changedAt: number, receivedAt: number) =>
  new Map([...seen(changedAt, receivedAt), ['lead/8', { changedAt: 20, receivedAt: 20 }] as const]);
const at = (changedAt: number, isMissed = true) => [
  { entity: 'lead', entityId: 7, action: 'status', changedAt, changedBy: null, isMissed },
];
const again = (isMissed: boolean) => at(10, isMissed);

describe('decideHeal', () => {
  it.each([
    ['never seen', [event(10)], new Map<string, Seen>(), again(true)],
    ['seen before the change', [event(10)], seen(9, 11), again(true)],
    ['seen with the change', [event(10)], seen(10, 10.4), []],
    ['seen after the change', [event(10), event(8)], seen(12, 12), []],
    ['two changes in one second, read at once', [event(10), event(10)], seen(10, 10.4), again(false)],
    ['two changes in one second, read later', [event(10), event(10)], seenLate(10, 12.1), []],
    ['the same, read long after it, as by a poll', [event(10), event(10)], seen(10, 23), []],
    ['the same by a clock that may be ahead', [event(10), event(10)], seen(10, 13.2), again(false)],
    ['an older change seen, the newer not', [event(8), event(10)], seen(8, 8.5), again(true)],
    ['a change of the future told, the present one not', [event(10_000)], seen(99_999, 9_000), at(10_000)],
    ['a change told by a clock that is ahead', [event(10_000)], seen(10_000, 9_700), []],
    ['a kind the hub does not follow', [event(10, 'x', 'catalog_1')], new Map<string, Seen>(), []],
  ])('%s', (_name, events, known, expected) => {
    expect(decideHeal(events, known)).toEqual(expected);
  });

  it('says which stage and owner were there before, where one event has changed them', () => {
    const of = (type: string, before: PolledEvent['before']) => ({ ...event(10, type), before });
    const moved = of('lead_status_changed', [{ pipelineId: 1, statusId: 11 }]);
    const given = of('entity_responsible_changed', [{ ownerId: 5 }]);
    const fromOf = (events: PolledEvent[]) => decideHeal(events, new Map())[0]?.changedFrom;
    expect(fromOf([moved, given])).toEqual({ pipelineId: 1, statusId: 11, ownerId: 5 });
    expect(fromOf([moved, { ...moved, id: 'another' }, given])).toEqual({ ownerId: 5 });
    expect(fromOf([event(10, 'entity_tag_added')])).toBeUndefined();
  });

  describe('a link that has a row on the contact alone', () => {
    const farEnd = { entityType: 'lead', entityId: 7 };
    const link = { ...event(10, 'entity_linked', 'contact'), entityId: 8, farEnd };
    const leads = (events: readonly PolledEvent[], known = new Map<string, Seen>()) =>
      decideHeal(events, known).filter(({ entity }) => entity === 'lead');

    it('has its lead looked at, which no webhook was owed for', () => {
      expect(leads([link])).toEqual([
        { entity: 'lead', entityId: 7, action: 'update', changedAt: 10, changedBy: null, isMissed: false },
      ]);
      expect(leads([link], seen(10, 10.4))).toEqual([]);
    });

    it('adds nothing where the lead has its own row', () => {
      expect(leads([link, event(10, 'entity_linked')])).toEqual([
        { entity: 'lead', entityId: 7, action: 'update', changedAt: 10, changedBy: null, isMissed: true },
      ]);
    });
  });

  describe('beside an own write that the journal has taken by its echo', () => {
    const write = { leadId: 7, updatedAt: 10, values: { pipelineId: 1, statusId: 11 }, fieldIds: [21] };
    const moved = () => ({ ...event(10), after: [{ pipelineId: 1, statusId: 11 }] });
    const filled = () => ({ ...event(10, 'custom_field_21_value_changed'), after: [{ fieldId: 21 }] });
    const tagged = (at = 10) => event(at, 'entity_tag_added');
    const healed = (changedAt: number, isMissed: boolean) => [
      { entity: 'lead', entityId: 7, action: 'update', changedAt, changedBy: null, isMissed },
    ];

    it('asks for no reading where the write explains everything', () => {
      expect(decideHeal([moved(), filled()], new Map(), { taken: [write] })).toEqual([]);
      expect(decideHeal([moved(), filled()], seen(8, 8.5), { taken: [write] })).toEqual([]);
      expect(decideHeal([moved(), filled()], seen(8, 8.5))).not.toEqual([]);
    });

    it('explains one change of a field: a second one in that second is a person’s', () => {
      const again = { ...filled(), id: 'again' };
      expect(decideHeal([moved(), filled(), again], seen(8, 8.5), { taken: [write] })).toEqual(
        healed(10, false),
      );
    });

    it('reads what else was done in that second, or before it, which no webhook has missed', () => {
      expect(decideHeal([moved(), tagged()], seen(8, 8.5), { taken: [write] })).toEqual(healed(10, false));
      expect(decideHeal([moved(), tagged(9)], seen(8, 8.5), { taken: [write] })).toEqual(healed(9, false));
      expect(decideHeal([moved(), tagged(11)], seen(8, 8.5), { taken: [write] })).toEqual(healed(11, true));
    });

    it('does not count a second as complete for one change beside the write', () => {
      expect(decideHeal([moved(), tagged()], seen(10, 10.4), { taken: [write] })).toEqual(healed(10, false));
      expect(decideHeal([moved(), tagged()], seenLate(10, 12.1), { taken: [write] })).toEqual([]);
    });

    it('reads a lead whose link has a row on the contact alone, in the second of the write', () => {
      const farEnd = { entityType: 'lead', entityId: 7 };
      const link = { ...event(10, 'entity_linked', 'contact'), entityId: 8, farEnd };
      const leads = decideHeal([moved(), link], seen(8, 8.5), { taken: [write] });
      expect(leads.filter(({ entity }) => entity === 'lead')).toEqual(healed(10, false));
    });
  });

  it('counts no webhook as missed whose hint waits, and one that says less', () => {
    const waiting = (changedAt: number) => ({ waiting: new Map([['lead/7', changedAt]]) });
    expect(decideHeal([event(10)], seen(8, 8.5), waiting(10))).toEqual(again(false));
    expect(decideHeal([event(10)], seen(8, 8.5), waiting(9))).toEqual(again(true));
  });

  it.each([
    [['lead_deleted', 'entity_tag_added'], 'delete'],
    [['entity_unlinked', 'lead_restored', 'entity_tag_added'], 'restore'],
    [['lead_restored', 'lead_deleted'], 'delete'],
  ])('lets no neighbour of its second hide what %j say', (types, action) => {
    for (const row of [types, [...types].reverse()])
      expect(
        decideHeal(
          row.map((type) => event(10, type)),
          new Map(),
        ),
      ).toMatchObject([{ action }]);
  });

  it.each<[[string, number][], string]>([
    [
      [
        ['lead_deleted', 100],
        ['lead_restored', 125],
        ['lead_status_changed', 130],
      ],
      'restore',
    ],
    [
      [
        ['lead_restored', 125],
        ['lead_deleted', 127],
        ['lead_status_changed', 130],
      ],
      'status',
    ],
    [
      [
        ['lead_restored', 125],
        ['lead_deleted', 130],
      ],
      'delete',
    ],
  ])('lets no later edit hide the restoration in %j', (rows, action) => {
    const events = rows.map(([type, at]) => event(at, type));
    expect(decideHeal(events, new Map())).toMatchObject([{ action, changedAt: 130 }]);
  });

  it('counts no deletion and no acceptance as missed whose webhook, which names no moment, has come', () => {
    const reported = (untimedAt: number) =>
      new Map([['lead/7', { changedAt: 0, receivedAt: 11, untimedAt }]]);
    for (const type of ['lead_deleted', 'lead_added']) {
      expect(decideHeal([event(100, type)], reported(101))).toMatchObject([{ isMissed: false }]);
      expect(decideHeal([event(100, type)], reported(11))).toMatchObject([{ isMissed: true }]);
    }
    expect(decideHeal([event(100)], reported(101))).toMatchObject([{ isMissed: true }]);
  });

  it('counts one event read twice as one', () => {
    const one = event(10);
    expect(decideHeal([one, one], seen(10, 10.4))).toEqual([]);
  });

  it.each([
    ['lead_added', 'add'],
    ['lead_deleted', 'delete'],
    ['contact_restored', 'restore'],
    ['entity_responsible_changed', 'responsible'],
    ['custom_field_value_changed', 'update'],
    ['entity_tag_added', 'update'],
  ])('calls %s %s', (type, action) => {
    expect(decideHeal([event(1, type)], new Map())[0]?.action).toBe(action);
  });

  it.each([
    ...['common_note_added', 'common_note_deleted', 'site_visit_note_added', 'message_to_cashier_note_added'],
    ...['incoming_call', 'outgoing_call', 'incoming_sms', 'outgoing_sms'],
    ...['incoming_chat_message', 'outgoing_chat_message', 'entity_direct_message'],
    ...['robot_replied', 'intent_identified', 'nps_rate_added', 'link_followed', 'key_action_completed'],
    'task_result_added',
  ])('passes %s over: it changes nothing that is decided by', (type) => {
    const entityType = type.startsWith('task') ? 'task' : 'lead';
    const noted = { id: 'n', type, entityType, entityId: 7, createdAt: 10 };
    expect(decideHeal([noted], new Map())).toEqual([]);
    expect(decideHeal([event(9), { ...noted, entityType: 'lead' }], new Map())).toEqual(at(9));
  });

  it('passes customers over, for whom nothing is kept and no webhook is subscribed to', () => {
    expect(decideHeal([event(10, 'customer_status_changed', 'customer')], new Map())).toEqual([]);
  });

  describe('the author', () => {
    const by = (createdBy: number, createdAt: number, type?: string): PolledEvent => ({
      ...event(createdAt, type),
      createdBy,
    });
    const author = (events: readonly PolledEvent[], known = new Map<string, Seen>()) =>
      decideHeal(events, known).find(({ entity }) => entity === 'lead')?.changedBy;

    it('is who did all that was not read yet, robots too', () => {
      expect(author([by(1, 10), by(1, 12)])).toBe(1);
      expect(author([by(0, 10)])).toBe(0);
      expect(author([by(1, 10), by(2, 12)], seen(10, 13))).toBe(2);
    });

    it('is nobody where several did, in whatever order, or where one is not named', () => {
      for (const events of [
        [by(1, 10), by(2, 12)],
        [by(1, 10), by(2, 10)],
        [by(1, 10), by(0, 12)],
        [by(1, 10), event(12)],
      ])
        for (const row of [events, [...events].reverse()]) expect(author(row)).toBeNull();
    });

    it('is nobody where another one did something in the second that was read', () => {
      expect(author([by(1, 10), by(2, 10)], seen(10, 10.4))).toBeNull();
    });

    it('is nobody where another one has put a link to the card since', () => {
      const farEnd = { entityType: 'lead', entityId: 7 };
      const link = { ...by(2, 12, 'entity_linked'), entityType: 'contact', entityId: 8, farEnd };
      expect(author([by(1, 10), link])).toBeNull();
    });

    it('is not who wrote in a chat since', () => {
      expect(author([by(1, 10), by(2, 12, 'outgoing_chat_message')])).toBe(1);
    });
  });
});
