import fc from 'fast-check';
import type { BranchName } from '../../../demo/franchise.js';
import type { Service } from './world.js';

/* One phase of the fire: its leads, and the faults and kills that they meet. */

export const leadsOfPhase = 100;

export const branchNames: BranchName[] = ['Абакан', 'Брянск', 'Волгоград', 'Грозный', 'Дербент', 'Елец'].map(
  (region, at) => ({ subdomain: `branch-${at + 1}`, name: `Филиал «${region}»`, region }),
);
/** Stops answering with its token and is connected anew, in each phase. */
export const refused = 'branch-3';
/** Is not paid for and then paid. */
export const paidLate = 'branch-4';
/** Is not paid for until the end. */
export const unpaid = 'branch-5';
/** HQ never told the hub about this branch. */
export const unknown = 'branch-6';

/** Faults that pass by themselves. They meet the hub's calls only: people and websites of the test go on undisturbed. */
const callFault = fc.oneof(
  fc.record({
    kind: fc.constant('status'),
    status: fc.constantFrom(500, 502, 503, 504),
    count: fc.integer({ min: 1, max: 4 }),
  }),
  // amoCRM names the pause itself; 300 s, as its own answers have it, would be longer than the test.
  fc.record({
    kind: fc.constant('status'),
    status: fc.constant(429),
    body: fc.constant({ title: 'Too Many Requests', status: 429, retry_after: 15 }),
  }),
  fc.record({ kind: fc.constant('lost-answer'), how: fc.constantFrom('reset', 'status') }),
  fc.record({ kind: fc.constant('status'), status: fc.constant(403) }),
  fc.record({ kind: fc.constant('reset'), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('slow'), ms: fc.integer({ min: 500, max: 4000 }) }),
  fc.record({ kind: fc.constantFrom('timeout', 'empty-next-page'), count: fc.constant(1) }),
);
const aimedFault = fc.record({
  at: fc.record({
    subdomain: fc.constantFrom('head-office', ...branchNames.slice(0, 4).map(({ subdomain }) => subdomain)),
    method: fc.constantFrom('GET', 'POST', 'PATCH'),
    path: fc.constantFrom('/api/v4/leads*', '/api/v4/contacts*', '*/notes', '/api/v4/*'),
    nth: fc.integer({ min: 1, max: 12 }),
  }),
  what: callFault,
});
const webhookFault = fc.record({
  kind: fc.constantFrom('webhook-lost', 'webhook-doubled', 'webhook-reordered'),
  share: fc.double({ min: 0.1, max: 0.6, noNaN: true }),
  count: fc.constant(null),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});
const kill = fc.record({
  service: fc.constantFrom<Service>('router', 'gateway'),
  afterLead: fc.integer({ min: 2, max: leadsOfPhase - 1 }),
});
const phase = fc.record({
  faults: fc.array(aimedFault, { minLength: 12, maxLength: 20 }),
  webhooks: fc.array(webhookFault, { minLength: 1, maxLength: 3 }),
  kills: fc.array(kill, { minLength: 2, maxLength: 3 }),
  regions: fc.array(fc.nat(branchNames.length - 1), { minLength: leadsOfPhase, maxLength: leadsOfPhase }),
});

/** The same seed gives the same phase. */
export const phaseOf = (seed: number) => fc.sample(phase, { seed, numRuns: 1 })[0]!;
