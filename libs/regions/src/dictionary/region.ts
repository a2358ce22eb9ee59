import type { Area } from '../area.js';

export type Country = 'RU' | 'KZ' | 'UZ' | 'BY';
/** What a region calls itself; cities that are regions have no such word. */
export type RegionType = 'область' | 'край' | 'республика' | 'округ' | 'город';

export interface Region {
  name: string;
  type: RegionType;
  country: Country;
  capital: string | null;
  within: string | null;
}

/**
 * One thing that a name stands for. `subject`: the region itself; `elsewhere`: a place that no branch serves. `place` is
 * the name as it is listed, the area what it names.
 */
export interface Meaning extends Area {
  place: string;
  kind: 'subject' | 'town' | 'short' | 'quarter' | 'elsewhere' | 'unclear' | 'own';
}
