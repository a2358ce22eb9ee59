import type { Known } from '../src/judge-limits.js';
import type { Question, StageSet } from '../src/questions.js';
import { pipelines, type CaseFact, type CaseStage, type LimitCase } from './cases.js';

interface Deal {
  id: number;
  owner: number;
  place: CaseStage;
  isGone: boolean;
}
interface Task {
  lead: number | null;
  owner: number;
  due: number;
  isOpen: boolean;
}
interface Received {
  at: number;
  lead: number;
  owner: number;
}
interface Entered extends Received {
  from: CaseStage | null;
  to: CaseStage;
}

/** The answers of a case, by walking through all that happened: slow, plain, and knowing nothing of SQL. */
export function recount({ input }: LimitCase): Known {
  const { settings, user } = input;
  const now = Date.parse(input.now);
  const { deals, tasks, received, moves } = replay(input);
  const among = (stages: readonly CaseStage[], { pipeline, stage }: CaseStage) =>
    stages.some((one) => one.pipeline === pipeline && one.stage === stage);
  const isOut = (place: CaseStage) =>
    among(settings.excludedStages, place) ||
    pipelines.some(({ id, archived }) => archived && id === place.pipeline);
  const counts = (lead: number) => deals.get(lead)?.isGone === false;
  const isInStages = (lead: number) => counts(lead) && !isOut(deals.get(lead)!.place);
  const inSet = (set: StageSet, place: CaseStage) => {
    if (isOut(place)) return false;
    const own = { sale: settings.saleStages, refusal: settings.refusalStages, key: settings.keyStages }[set];
    if (own.length > 0 || set === 'key') return among(own, place);
    return place.stage === (set === 'sale' ? 142 : 143);
  };
  const entries = (set: StageSet) =>
    moves.filter(({ from, to, lead }) => counts(lead) && inSet(set, to) && !(from && inSet(set, from)));
  const within = ({ at }: Received, { during }: { during: { from: number; to: number } }) =>
    at >= during.from && at < during.to;
  const dealsOf = (rows: readonly Received[]) => new Set(rows.map(({ lead }) => lead)).size;
  const open = [...tasks.values()].filter(
    ({ owner, isOpen, due, lead }) =>
      isOpen && owner === user.id && due < now && (lead === null || isInStages(lead)),
  );
  const last = (moments: number[]) => (moments.length > 0 ? Math.max(...moments) : null);

  const answer = (question: Question): number | null => {
    switch (question.of) {
      case 'lastGrant': {
        const mine = input.claims.filter((claim) => claim.user === user.id && claim.result === 'granted');
        return last(mine.map(({ at }) => Date.parse(at)));
      }
      case 'leadsGiven': {
        const mine = input.claims.filter((claim) => claim.user === user.id && claim.result === 'granted');
        const given = mine.map(({ at, lead }) => ({ at: Date.parse(at), lead, owner: user.id }));
        return given.filter((one) => within(one, question)).length;
      }
      case 'activeDeals':
        return [...deals.values()].filter(
          ({ id, owner, place }) => owner === user.id && isInStages(id) && ![142, 143].includes(place.stage),
        ).length;
      case 'dealsReceived':
        return dealsOf(
          received.filter((one) => one.owner === user.id && within(one, question) && isInStages(one.lead)),
        );
      case 'tasksOverdue':
        return open.length;
      case 'oldestDue':
        return open.length > 0 ? Math.min(...open.map(({ due }) => due)) : null;
      case 'dealsEntered':
        return dealsOf(
          entries(question.stages).filter((one) => one.owner === user.id && within(one, question)),
        );
      case 'dealsInStages': {
        const newest = new Map(entries(question.stages).map((entry) => [entry.lead, entry]));
        return [...newest.values()].filter(
          (one) =>
            one.owner === user.id &&
            within(one, question) &&
            inSet(question.stages, deals.get(one.lead)!.place),
        ).length;
      }
      case 'lastEntry':
        return last(entries(question.stages).flatMap(({ owner, at }) => (owner === user.id ? [at] : [])));
    }
  };
  return { answer, reach: () => 'whole' };
}

/** Within one second creation comes first, then owner, then stage. */
const ranks: Record<string, number> = { 'lead-created': 0, 'owner-changed': 1, 'stage-changed': 2 };

function replay({ facts, claims, settings }: LimitCase['input']) {
  const deals = new Map<number, Deal>();
  const tasks = new Map<number, Task>();
  const received: Received[] = [];
  const moves: Entered[] = [];
  const granted = claims.filter(({ result }) => result === 'granted');
  const all: CaseFact[] = [
    ...facts,
    ...granted.map(({ at, lead, user }) => ({ type: 'owner-changed', at, lead, owner: user })),
    ...granted.map(({ at, lead }) => ({ type: 'stage-changed', at, lead, ...settings.targetStage })),
  ];
  const second = ({ at }: CaseFact) => Math.floor(Date.parse(at) / 1000);
  const rank = ({ type }: CaseFact) => ranks[type] ?? 3;
  for (const fact of all.sort((a, b) => second(a) - second(b) || rank(a) - rank(b))) {
    const at = Date.parse(fact.at);
    const deal = fact.lead ? deals.get(fact.lead) : undefined;
    const task = tasks.get(fact.task ?? 0);
    const place = { pipeline: fact.pipeline!, stage: fact.stage! };
    const owner = fact.owner!;
    switch (fact.type) {
      case 'lead-created':
        deals.set(fact.lead!, { id: fact.lead!, owner, place, isGone: false });
        received.push({ at, lead: fact.lead!, owner });
        moves.push({ at, lead: fact.lead!, owner, from: null, to: place });
        break;
      case 'owner-changed':
        if (deal!.owner === owner) break;
        deal!.owner = owner;
        received.push({ at, lead: deal!.id, owner });
        break;
      case 'stage-changed':
        moves.push({ at, lead: deal!.id, owner: deal!.owner, from: deal!.place, to: place });
        deal!.place = place;
        break;
      case 'lead-deleted':
      case 'lead-restored':
        deal!.isGone = fact.type === 'lead-deleted';
        break;
      case 'task-created':
        tasks.set(fact.task!, { lead: fact.lead ?? null, owner, due: Date.parse(fact.due!), isOpen: true });
        break;
      case 'task-due-changed':
        task!.due = Date.parse(fact.due!);
        break;
      case 'task-owner-changed':
        task!.owner = owner;
        break;
      case 'task-completed':
        task!.isOpen = false;
        break;
      default:
        throw new Error(`No such fact: ${fact.type}`);
    }
  }
  return { deals, tasks, received, moves };
}
