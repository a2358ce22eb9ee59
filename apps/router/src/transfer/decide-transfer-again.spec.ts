import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { BranchFacts, RouteDecision, Target } from '../lead/route-lead.js';
import { decideTransferAgain, mayHaveBranchLead, type CurrentTransfer } from './decide-transfer-again.js';

const target: Target = { accountId: 'kazan', pipelineId: 1, statusId: 2, ownerId: 3, standInId: null };
const kazan = { id: 'b1', name: 'Казань', state: 'active' as const, regions: [], target };
const corrected = { ...kazan, target: { ...target, statusId: 9, ownerId: 4 } };
const orel = { ...kazan, id: 'b2', name: 'Орёл', target: { ...target, accountId: 'orel' } };
const current: CurrentTransfer = {
  state: 'decided',
  stepMakesLead: false,
  isReRoute: false,
  isInPlace: false,
  branchId: 'b1',
  target,
};
const to = (branch: BranchFacts & { target: Target }): RouteDecision => ({
  kind: 'transfer',
  branch,
  reasons: [],
});
const ignored = (found: string): RouteDecision => ({ kind: 'ignore', reasons: [{ check: 'stage', found }] });

describe('decideTransferAgain', () => {
  it('takes the present target of its branch', () => {
    expect(decideTransferAgain(current, to(corrected), corrected)).toEqual({
      kind: 'aim',
      branch: corrected,
      restarts: false,
    });
  });

  it('follows the lead to another branch, where it begins anew', () => {
    const contactReady: CurrentTransfer = { ...current, state: 'contact-ready' };
    for (const one of [current, contactReady])
      expect(decideTransferAgain(one, to(orel), kazan)).toEqual({
        kind: 'aim',
        branch: orel,
        restarts: true,
      });
  });

  it('withdraws a lead that is not to be handed over any more', () => {
    const decisions: RouteDecision[] = [
      ignored('closed'),
      { kind: 'wait', reasons: [] },
      { kind: 'manual', reasons: [] },
    ];
    for (const decision of decisions)
      expect(decideTransferAgain(current, decision, kazan)).toEqual({
        ...{ kind: 'withdraw', instead: decision },
      });
  });

  it('goes on when a person has moved the lead to the handed-over stage', () => {
    expect(decideTransferAgain(current, ignored('handed-over'), corrected)).toMatchObject({
      branch: corrected,
    });
  });

  it('goes on when a person has moved the lead to the pipeline of its branch inside head office', () => {
    const inPlace: CurrentTransfer = { ...current, isInPlace: true };
    const other = ignored('other');
    expect(decideTransferAgain(inPlace, other, corrected)).toMatchObject({ kind: 'aim', branch: corrected });
    expect(decideTransferAgain(current, other, corrected)).toEqual({ kind: 'withdraw', instead: other });
  });

  it('keeps the branch that a re-route has chosen, whatever routing says', () => {
    const chosen: CurrentTransfer = { ...current, isReRoute: true };
    for (const decision of [to(orel), ignored('handed-over'), ignored('other')])
      expect(decideTransferAgain(chosen, decision, corrected)).toMatchObject({
        kind: 'aim',
        branch: corrected,
      });
    expect(decideTransferAgain(chosen, ignored('closed'), corrected)).toEqual({
      kind: 'withdraw',
      instead: ignored('closed'),
    });
  });

  it.each([
    ['paused', { ...kazan, state: 'paused' as const }, { check: 'branch', found: 'paused', value: 'Казань' }],
    ['closed', { ...kazan, state: 'closed' as const }, { check: 'branch', found: 'closed', value: 'Казань' }],
    ['without a target', { ...kazan, target: null }, { check: 'target', found: 'missing', value: 'Казань' }],
    ['unknown', undefined, { check: 'branch', found: 'closed' }],
  ])('gives a chosen branch that is %s no lead, and leaves it to a person', (_, own, reason) => {
    const chosen: CurrentTransfer = { ...current, isReRoute: true };
    const instead: RouteDecision = { kind: 'manual', reasons: [reason] };
    // Nor where a person has moved the lead to the handed-over stage meanwhile.
    expect(decideTransferAgain(current, ignored('handed-over'), own)).toEqual({ kind: 'withdraw', instead });
    for (const decision of [to(orel), ignored('handed-over'), ignored('other')])
      expect(decideTransferAgain(chosen, decision, own)).toEqual({ kind: 'withdraw', instead });
  });

  it('stays in the account in which the branch lead may exist, at its corrected place', () => {
    const begun: CurrentTransfer = { ...current, state: 'contact-ready', stepMakesLead: true };
    expect(decideTransferAgain(begun, to(orel), corrected)).toEqual({
      kind: 'aim',
      branch: corrected,
      restarts: false,
    });
    expect(decideTransferAgain(begun, to(orel), { ...orel, id: 'b1' })).toEqual({ kind: 'stay' });
    const made: CurrentTransfer = { ...current, state: 'lead-created' };
    expect(decideTransferAgain(made, ignored('closed'), corrected)).toEqual({ kind: 'stay' });
  });

  it('never leaves an account in which the branch lead may exist', () => {
    const states = [
      ...([
        'decided',
        'contact-ready',
        'lead-created',
        'company-ready',
        'branch-noted',
        'branch-tasked',
      ] as const),
      ...(['hq-noted', 'done'] as const),
    ];
    const account = fc
      .constantFrom('kazan', 'orel')
      .map((accountId) => ({ ...kazan, target: { ...target, accountId } }));
    const decision = fc.oneof(
      account.map(to),
      fc.constantFrom('closed', 'handed-over').map(ignored),
      fc.constant<RouteDecision>({ kind: 'manual', reasons: [] }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...states),
        fc.boolean(),
        decision,
        fc.option(account),
        (state, stepMakesLead, given, own) => {
          const one: CurrentTransfer = { ...current, state, stepMakesLead };
          const again = decideTransferAgain(one, given, own ?? undefined);
          if (mayHaveBranchLead(one)) expect(again).not.toMatchObject({ kind: 'withdraw' });
          if (mayHaveBranchLead(one) && again.kind === 'aim') expect(again.restarts).toBe(false);
          if (again.kind === 'aim')
            expect(again.restarts).toBe(again.branch.target.accountId !== one.target.accountId);
        },
      ),
    );
  });
});
