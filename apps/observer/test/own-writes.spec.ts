import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hubUser, Model, otherUser } from './own-writes-model.js';

const user = fc.constantFrom(hubUser, otherUser);
const stage = fc.constantFrom(10, 11);
const owner = fc.constantFrom(5, 6);
const nth = fc.nat(5);
type Step = (model: Model, made: number) => void;

const changes = fc.oneof(
  fc.record({ statusId: stage }),
  fc.record({ ownerId: owner }),
  fc.record({ price: fc.constantFrom(0, 100) }),
  fc.constantFrom('tag', 'contact', 'close', 'loss' as const),
);
const person = fc.tuple(user, changes).map<Step>(([by, change]) => (model, made) => {
  const { tags, contactIds, statusId } = model.truth;
  if (change === 'tag') model.change(by, { tags: [...tags, `t${made}`] });
  else if (change === 'contact') model.change(by, { contactIds: [...contactIds, made] });
  else if (change === 'close') model.change(by, { statusId: 143, closedAt: 1 });
  else if (change !== 'loss')
    model.change(by, { ...change, ...('statusId' in change ? { closedAt: null, lossReasonId: null } : {}) });
  else if (statusId === 143) model.change(by, { lossReasonId: made });
});
const hub = fc
  .tuple(fc.constantFrom(10, 11, 11, 143), fc.option(owner))
  .map<Step>(([statusId, ownerId]) => (model) => {
    const values = { pipelineId: 1, statusId, ...(ownerId === null ? {} : { ownerId }) };
    const closing = statusId === 143 ? { closedAt: 1 } : { closedAt: null, lossReasonId: null };
    model.change(hubUser, { ...values, ...closing, isField: true }, values);
  });
/** A webhook of those under way comes, perhaps once more later, or is lost. */
const hook = fc
  .tuple(nth, fc.constantFrom('once', 'once', 'twice', 'lost'))
  .map<Step>(([place, fate]) => (model) => {
    const hook = model.hooks[place % Math.max(1, model.hooks.length)];
    if (!hook || (fate === 'lost' && hook.isSilent)) return;
    if (fate !== 'twice') model.hooks = model.hooks.filter((one) => one !== hook);
    if (fate !== 'lost') model.receive(hook);
  });
const own = nth.map<Step>((place) => (model) => {
  const [write] = model.writes.splice(place % Math.max(1, model.writes.length), 1);
  if (write) model.learn(write);
});
const time = fc.constantFrom(1, 1, 2, 4, 25).map<Step>((ticks) => (model) => {
  model.at += ticks;
});
const work = fc.constantFrom<Step>(
  (model) => model.beginReading(),
  (model) => model.saveReading(),
  (model) => model.beginPoll(),
  (model) => model.keepPoll(),
);
const steps = fc.array(fc.oneof(person, hub, hook, hook, own, own, time, work, work), {
  minLength: 1,
  maxLength: 40,
});

it('knows the lead one poll later, whatever people and the hub did, in whatever order the news came', () => {
  let taken = 0;
  fc.assert(
    fc.property(steps, fc.nat(3), fc.constantFrom(0, 0, 3, -3), (made, lost, ahead) => {
      const model = new Model(ahead);
      made.forEach((step, place) => step(model, place));
      // The rest of the webhooks comes late, or never.
      const late = model.hooks.filter(({ isSilent }, place) => isSilent || place % 4 !== lost);
      for (const one of late) model.receive(one);
      model.finish();
      expect(model.known.state).toEqual(model.truth);
      taken += model.taken;
    }),
    { numRuns: process.env.LONG_TESTS ? 50_000 : 3_000 },
  );
  expect(taken).toBeGreaterThan(100);
});

it('reads nothing for the echo of an own write that nobody else disturbs, at once and at the next poll', () => {
  const orders = fc.constantFrom('write first', 'webhooks first');
  fc.assert(
    fc.property(orders, stage, owner, fc.nat(30), (order, statusId, ownerId, pause) => {
      const model = new Model();
      const values = { pipelineId: 1, statusId, ownerId };
      model.change(hubUser, { ...values, isField: true }, values);
      const learn = () => model.writes.splice(0).forEach((write) => model.learn(write));
      if (order === 'write first') learn();
      model.at += Math.min(pause, 5);
      for (const one of model.hooks) model.receive(one);
      learn();
      model.at += pause;
      model.finish();
      expect(model.known.state).toEqual(model.truth);
      expect(model.reads).toBe(0);
    }),
  );
});
