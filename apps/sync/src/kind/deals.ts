import type { Card } from '../snapshot/walk-cards.js';
import type { LiveUse } from './kind.js';

/** The two final stages that every pipeline has under these ids. */
export const finalStages: Readonly<Record<number, string>> = { 142: '~won', 143: '~lost' };

/** Whether a lead stands in a stage (`pipeline/stage`) or anywhere in a pipeline (`pipeline`). */
export function isInStage(lead: Pick<Card, 'pipeline_id' | 'status_id'>, branchId: string): boolean {
  const [pipeline, stage] = branchId.split('/');
  return lead.pipeline_id === Number(pipeline) && (stage === undefined || lead.status_id === Number(stage));
}

/** Deals that stand in a stage or pipeline: amoCRM would drop them into the first stage, so they move first. */
export function liveDeals(risk: 'deals-in-stage' | 'deals-in-pipeline'): LiveUse {
  return { risk, entityOf: () => 'leads', isOn: isInStage, movesTo: 'stage' };
}
