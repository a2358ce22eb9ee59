import { ChoiceField, IntField, MomentField, ObjectListField, TextField, TextListField } from './fields.js';

/** A word of HQ's own for a region. */
class RegionWordBody {
  @TextField({ description: 'What clients or managers write', max: 100, example: 'Нерезиновая' })
  word: string;

  @TextField({
    description: 'Name of the region that it means, as `GET /regions` lists it',
    example: 'Москва',
  })
  region: string;
}

/** All words of HQ's own. Saving them makes a new version. */
export class RegionWordsBody {
  @ObjectListField(() => RegionWordBody, { description: 'Words beside those that the hub knows', max: 2000 })
  words: RegionWordBody[];
}

/** Saves words over those of a version. */
export class SaveRegionWords extends RegionWordsBody {
  @IntField({ description: 'The version they take the place of; 0 for the first ones', optional: true })
  ifVersion?: number | null;
}

/** One version of the words. */
export class RegionWordsView extends RegionWordsBody {
  @IntField({ description: 'Grows by one with every change; 0 while there are none' })
  version: number;

  @MomentField({ description: 'When this version was saved; null while there are none', optional: true })
  savedAt: string | null;
}

/** The regions that words and texts are read as. */
export class RegionNames {
  @TextListField({ description: 'Names of the regions', max: 500 })
  regions: string[];
}

export class ReadRegion {
  @TextField({ description: 'Text of a field or a message', max: 1000, example: 'Екатеренбург' })
  text: string;
}

const results = ['region', 'ambiguous', 'unknown'] as const;

/** How a text was read. */
export class RegionReading {
  @ChoiceField({ of: results, description: '`region`: one region is meant; otherwise a person has to ask' })
  result: (typeof results)[number];

  @TextField({ description: 'The region that is meant', optional: true })
  region: string | null;

  @TextField({
    description:
      'The one place in it that is named, by its official name: a town, a settlement or a district. Null: the whole region, or several places',
    optional: true,
  })
  town: string | null;

  @TextField({
    description:
      'How it was recognised: `word` (of your own), `exact`, `city`, `abbreviation`, `latin`, `layout` or `fuzzy`',
    optional: true,
  })
  how: string | null;

  @TextListField({ description: 'Regions that may be meant' })
  candidates: string[];
}
