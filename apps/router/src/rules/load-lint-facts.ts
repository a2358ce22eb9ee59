import { BranchRepository } from '@hub/accounts';
import type { RoutingRulesBody } from '@hub/contracts';
import { Journal, type Names } from '@hub/journal';
import { RegionReader } from '@hub/regions';
import { Injectable } from '@nestjs/common';
import { branchFacts } from '../lead/load-setting.js';
import { ReadPlaces } from '../region/read-places.js';
import { RegionWordsRepository } from '../region/region-words.repository.js';
import type { LintAgainst } from './lint-against.js';

/**
 * Loads what rules are checked against: branches, the dictionary, and the stages of branches as the journal knows them.
 */
@Injectable()
export class LoadLintFacts {
  constructor(
    private readonly branches: BranchRepository,
    private readonly places: ReadPlaces,
    private readonly words: RegionWordsRepository,
    private readonly journal: Journal,
  ) {}

  /** No calls. Stages are loaded where the rules name one. */
  async run({ rejectStatusName }: RoutingRulesBody): Promise<LintAgainst> {
    const rows = await this.branches.list();
    const facts = await this.places.areas(rows.map(branchFacts));
    const accounts = new Set(facts.flatMap(({ target }) => target?.accountId ?? []));
    const stages =
      rejectStatusName == null ? new Map<string, Names['stages']>() : await this.stagesOf(accounts);
    const branches = rows.flatMap(({ calendar }, at) => {
      const branch = facts[at];
      if (!branch) return [];
      return [{ ...branch, calendar, stages: stages.get(branch.target?.accountId ?? '') ?? null }];
    });
    const reader = await this.words.reader();
    const read = (text: string) => reader.read(text);
    return { branches, read, regions: RegionReader.names, now: new Date() };
  }

  private async stagesOf(accounts: ReadonlySet<string>): Promise<Map<string, Names['stages']>> {
    const found = new Map<string, Names['stages']>();
    for (const id of accounts) {
      const { stages } = await this.journal.findNames(id);
      if (stages.size > 0) found.set(id, stages);
    }
    return found;
  }
}
