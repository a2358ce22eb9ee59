import type { AmoLead } from '@hub/amocrm';
import type { RoutingRulesBody } from '@hub/contracts';
import { textOf } from '../region/text-of.js';
import { placeTextOf } from './decide-place.js';

/** Region and city of an HQ lead as one text to compare. */
export function placeOfLead(
  lead: AmoLead,
  rules: Pick<RoutingRulesBody, 'regionFieldId' | 'cityFieldId'>,
): string {
  return placeTextOf(textOf(lead, rules.regionFieldId), textOf(lead, rules.cityFieldId ?? null));
}
