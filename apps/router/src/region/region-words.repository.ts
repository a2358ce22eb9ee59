import { BatchedRead } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { RegionReader, type RegionWord } from '@hub/regions';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { RegionWords } from './region-words.entity.js';

/** Questions about HQ's own words for regions. */
@Injectable()
export class RegionWordsRepository {
  private current: { version: number; reader: RegionReader } = { version: 0, reader: new RegionReader() };
  private readonly newest = new BatchedRead<null, number>(async (asked) => {
    const version = (await this.source.manager.maximum(RegionWords, 'version')) ?? 0;
    return asked.map(() => version);
  });

  constructor(private readonly source: DataSource) {}

  /** The version in force, or null before the first one was saved. */
  async findCurrent(): Promise<RegionWords | null> {
    const [current] = await this.source.manager.find(RegionWords, { order: { version: 'DESC' }, take: 1 });
    return current ?? null;
  }

  /** Reads texts with the words in force. The same reader until other words are saved: it remembers its answers. */
  async reader(): Promise<RegionReader> {
    const version = await this.newest.of(null);
    if (version !== this.current.version) {
      const saved = await this.source.manager.findOneByOrFail(RegionWords, { version });
      this.current = { version, reader: new RegionReader(saved.words) };
    }
    return this.current.reader;
  }

  /** Adds the version after `ifVersion`; after whichever is there when that is null. Throws 412 when another is in force. */
  async add(
    tx: EntityManager,
    words: readonly RegionWord[],
    ifVersion: number | null,
    now: Date,
  ): Promise<RegionWords> {
    await tx.query('LOCK TABLE router.region_words IN SHARE ROW EXCLUSIVE MODE');
    const current = (await tx.maximum(RegionWords, 'version')) ?? 0;
    if (ifVersion !== null && ifVersion !== current)
      throw new Problem(412, message('edge.stale', { version: current }));
    const saved = tx.create(RegionWords, { version: current + 1, words: [...words], savedAt: now });
    await tx.insert(RegionWords, saved);
    return saved;
  }
}
