import { describe, expect, it } from '@jest/globals';
import { decideOpening, type KnownCard, type OpeningSeen } from './decide-opening.js';
import type { KnownPipeline } from '../custody/known-names.js';
import { stagesBefore, takesLeads } from './stage-before.js';
import { reasonOf } from './reason-of.js';

const stage = (pipelineId: number, statusId: number) => ({ pipelineId, statusId });
const rules = { intakePipelineId: 4, handedOver: stage(4, 5), first: stage(10, 11) };
const seen: OpeningSeen = {
  ...{ branch: { place: stage(20, 21), ownerId: 7 }, reason: 'Крупный заказ', card: null },
  ...{ from: stage(1, 2), branchName: 'Казань', link: 'https://kazan' },
};
const card = (place: KnownCard['place'], own: Partial<KnownCard> = {}): OpeningSeen => ({
  ...seen,
  card: { leadId: 9, place, isHubsClosing: false, isOfTrail: true, hasContact: true, ...own },
});
const steps = (opening: ReturnType<typeof decideOpening>) =>
  'acts' in opening ? opening.acts.map((act) => ('side' in act ? `${act.do} ${act.side}` : act.do)) : [];

describe('decideOpening', () => {
  it('leaves alone what stands somewhere else by now', () => {
    expect(decideOpening({ ...seen, branch: null }, rules)).toEqual({ kind: 'drop' });
  });

  it('sends a lead without a reason back, with one task for its owner', () => {
    const back = decideOpening({ ...seen, reason: null }, rules);
    expect([back.kind, ...steps(back)]).toEqual(['return', 'task', 'move branch']);
    expect(back).toMatchObject({ acts: [{ ownerId: 7 }, { to: stage(1, 2), from: { pipelineId: 20 } }] });
    expect(steps(decideOpening({ ...seen, reason: null, from: null }, rules))).toEqual(['task']);
  });

  it('makes a card where HQ has none', () => {
    const opening = decideOpening(seen, rules);
    expect([opening.kind, ...steps(opening)]).toEqual(['open', 'contact', 'card', 'note hq', 'note branch']);
    expect(opening).toMatchObject({ cardId: null, cardFrom: null });
  });

  it('moves the HQ lead of a trail, and remembers where it stood', () => {
    const opening = decideOpening(card(stage(4, 5)), rules);
    expect(steps(opening)).toEqual(['move hq', 'note hq', 'note branch']);
    expect(opening).toMatchObject({
      cardId: 9,
      cardFrom: stage(4, 5),
      acts: [{ to: stage(10, 11) }, {}, {}],
    });
    expect(decideOpening(card(stage(4, 3)), rules)).toMatchObject({ cardFrom: stage(4, 3) });
    expect(steps(decideOpening(card(stage(10, 11)), rules))).toEqual(['note hq', 'note branch']);
  });

  it('gives a made card the contact that it lacks, and leaves that of a trail alone', () => {
    const made = decideOpening(card(stage(10, 12), { isOfTrail: false, hasContact: false }), rules);
    expect(steps(made)).toEqual(['move hq', 'contact', 'link', 'note hq', 'note branch']);
    expect(steps(decideOpening(card(stage(10, 11), { hasContact: false }), rules))).toEqual([
      ...['note hq', 'note branch'],
    ]);
  });

  it('opens a closed card only where the hub has closed it', () => {
    const hubs = decideOpening(card(stage(4, 143), { isHubsClosing: true }), rules);
    expect(hubs).toMatchObject({ kind: 'open', cardFrom: stage(4, 5) });
    const made = decideOpening(card(stage(10, 143), { isHubsClosing: true, isOfTrail: false }), rules);
    expect(made).toMatchObject({ kind: 'open', cardFrom: null });
    expect(decideOpening(card(stage(4, 142)), rules)).toMatchObject({
      ...{ kind: 'blocked', problem: { key: 'failures.escalation-card-closed' } },
    });
    expect(decideOpening(card(stage(6, 7)), rules)).toMatchObject({
      ...{ kind: 'blocked', problem: { key: 'failures.escalation-card-elsewhere' } },
    });
  });

  it('takes a card that was made from no handed-over stage: another branch has it', () => {
    const made = card(stage(4, 5), { isOfTrail: false });
    expect(decideOpening(made, rules)).toMatchObject({ kind: 'blocked' });
  });

  it('takes a handed-over stage that closes for what it is', () => {
    const closing = { ...rules, handedOver: stage(4, 143) };
    expect(decideOpening(card(stage(4, 143)), closing)).toMatchObject({
      kind: 'open',
      cardFrom: stage(4, 143),
    });
  });
});

describe('where a lead stood before', () => {
  const history = [stage(1, 2), stage(1, 3), stage(20, 21), stage(1, 143)];
  it('is what the message says, then the open stages outside, the last first', () => {
    const outside = [stage(1, 3), stage(1, 2)];
    expect(stagesBefore(20, { reportedPlace: stage(1, 9), history })).toEqual([stage(1, 9), ...outside]);
    expect(stagesBefore(20, { reportedPlace: stage(20, 22), history })).toEqual(outside);
    expect(stagesBefore(20, { reportedPlace: stage(1, 142), history })).toEqual(outside);
    expect(stagesBefore(20, { reportedPlace: null, history: [] })).toEqual([]);
  });

  it('is no stage that a call cannot write: «Неразобранное», one that is gone, one of an archive', () => {
    const names = new Map([1, 2, 143].map((id) => [id, String(id)]));
    const pipeline = { id: 1, name: 'Продажи', isArchived: false, stages: [{ id: 2, name: '2' }], names };
    const takes = (own: Partial<KnownPipeline>, statusId: number) =>
      takesLeads([{ ...pipeline, ...own }], stage(1, statusId));
    expect([takes({}, 2), takes({}, 1), takes({}, 3), takes({ isArchived: true }, 2)]).toEqual([
      ...[true, false, false, false],
    ]);
    expect(takesLeads([pipeline], stage(5, 2))).toBe(false);
    expect(takes({ stages: [], names: new Map() }, 2)).toBe(true);
  });
});

describe('the reason', () => {
  const field = (own: object, value: unknown = ' Нужна скидка ') => ({
    ...{ field_id: 1, field_code: null, field_name: null, field_type: 'text' },
    ...{ values: [{ value, enum_id: null, enum_code: null }], ...own },
  });
  it('stands in the field with the code, else in the one with the name; blanks are none', () => {
    const named = field({ field_name: 'комментарий ' });
    const coded = field({ field_code: 'HUB_COMMENT' }, 'По коду');
    expect(reasonOf({ custom_fields_values: [named] })).toBe('Нужна скидка');
    expect(reasonOf({ custom_fields_values: [named, coded] })).toBe('По коду');
    expect(reasonOf({ custom_fields_values: [field({ field_name: 'Комментарий' }, '  ')] })).toBeNull();
    expect(reasonOf({ custom_fields_values: [field({ field_name: 'Примечание' })] })).toBeNull();
  });
});
