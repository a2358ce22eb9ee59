import type { RegionWord } from '@hub/regions';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One version of HQ's own words for regions. Versions are never changed; the highest one is in force. */
@Entity({ schema: 'router', name: 'region_words' })
export class RegionWords {
  @PrimaryColumn('integer')
  version: number;

  @Column('jsonb')
  words: RegionWord[];

  @Column('timestamptz', { name: 'saved_at' })
  savedAt: Date;
}
