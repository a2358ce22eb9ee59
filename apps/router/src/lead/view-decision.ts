import type { DecisionView } from '@hub/contracts';
import type { NotTaken, Reason } from '../rule/facts.js';
import { sayReason } from '../rule/say-reason.js';
import type { DecisionRow } from './decision.entity.js';

/** A path with its words. */
export function viewPath(
  reasons: readonly Reason[],
  notTaken: readonly NotTaken[],
): Pick<DecisionView, 'reasons' | 'notTaken'> {
  return { reasons: reasons.map(withWords), notTaken: notTaken.map(withWords) };
}

/** A decision as REST shows it. */
export function viewDecision(decision: DecisionRow): DecisionView {
  const { reasons, notTaken, decidedAt, ...rest } = decision;
  return { ...rest, ...viewPath(reasons, notTaken), decidedAt: decidedAt.toISOString() };
}

function withWords<R extends Reason>(reason: R) {
  const text = sayReason(reason);
  return text ? { ...reason, text } : reason;
}
