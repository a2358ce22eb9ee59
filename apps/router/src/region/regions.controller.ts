import { Reply, type ReplyAbout } from '@hub/bus';
import {
  ReadRegion,
  SaveRegionWords,
  type RegionNames,
  type RegionReading,
  type RegionWordsView,
} from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { RegionReader } from '@hub/regions';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BringOn } from '../again/bring-on.js';
import { checkWords } from './check-words.js';
import type { RegionWords } from './region-words.entity.js';
import { RegionWordsRepository } from './region-words.repository.js';

/** Answers for the dictionary of regions and HQ's own words in it. */
@Controller()
export class RegionsController {
  /** Without HQ's words: what a word means by itself. */
  private readonly plain = new RegionReader();

  constructor(
    private readonly source: DataSource,
    private readonly words: RegionWordsRepository,
    private readonly on: BringOn,
  ) {}

  @Reply('router.regions.list')
  list(): Promise<RegionNames> {
    return Promise.resolve({ regions: RegionReader.names });
  }

  @Reply('router.regions.read')
  async read({ text }: ReadRegion): Promise<RegionReading> {
    const answer = (await this.words.reader()).read(text);
    return {
      result: answer.kind,
      region: answer.kind === 'region' ? answer.region : null,
      town: answer.kind === 'region' ? answer.town : null,
      how: answer.kind === 'region' ? answer.how : null,
      candidates: answer.kind === 'ambiguous' ? answer.candidates : [],
    };
  }

  @Reply('router.regions.words')
  async show(): Promise<RegionWordsView> {
    const current = await this.words.findCurrent();
    return current ? viewWords(current) : { words: [], version: 0, savedAt: null };
  }

  /** Leads that wait for a word are judged again. */
  @Reply('router.regions.save-words')
  async save(
    { words, ifVersion = null }: SaveRegionWords,
    { correlationId }: ReplyAbout,
  ): Promise<RegionWordsView> {
    const errors = checkWords(words, {
      names: RegionReader.names,
      keyOf: (word) => RegionReader.keyOf(word),
      read: (text) => this.plain.read(text),
    });
    if (errors.length > 0) throw new Problem(400, message('problems.wrong-fields'), errors);
    const now = new Date();
    const saved = await inTransaction(this.source, async (tx) => {
      const row = await this.words.add(tx, words, ifVersion, now);
      await this.on.waiting(tx, correlationId);
      return row;
    });
    return viewWords(saved);
  }
}

function viewWords({ words, version, savedAt }: RegionWords): RegionWordsView {
  return { words, version, savedAt: savedAt.toISOString() };
}
