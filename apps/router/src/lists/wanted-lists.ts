import { BranchRepository } from '@hub/accounts';
import type { RoutingRulesBody } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import { RegionWordsRepository } from '../region/region-words.repository.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { ListName } from './branch-list.entity.js';
import { planBranchList, type BranchListPlan, type KnownValues, type ListValue } from './plan-branch-list.js';
import { regionsToList } from './regions-to-list.js';

/** One list of the HQ account; `plan` says what a list of these values lacks. */
export interface WantedList {
  list: ListName;
  fieldId: number;
  plan: (values: readonly ListValue[], known: KnownValues) => BranchListPlan;
}

/** Says what «Филиал» and «Регион» are to have: a value for each active branch, and for each of its regions. */
@Injectable()
export class WantedLists {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly branches: BranchRepository,
    private readonly words: RegionWordsRepository,
  ) {}

  /** By the newest rules of this account; without «Филиал» where they do not name it. */
  async of(hqAccountId: string): Promise<WantedList[]> {
    const { rules } = await this.rules.getNewestOf(hqAccountId);
    return this.wantedBy(rules);
  }

  /** The city field that the newest rules of this account name; null: none. */
  async cityFieldOf(hqAccountId: string): Promise<number | null> {
    return (await this.rules.getNewestOf(hqAccountId)).rules.cityFieldId ?? null;
  }

  /** By the rules in force, and of which account; null: there are none. */
  async current(): Promise<{ hqAccountId: string; lists: WantedList[] } | null> {
    const current = await this.rules.findCurrent();
    if (!current) return null;
    const { rules } = current;
    return { hqAccountId: rules.hqAccountId, lists: await this.wantedBy(rules) };
  }

  private async wantedBy({ branchFieldId, regionFieldId }: RoutingRulesBody): Promise<WantedList[]> {
    const branches = (await this.branches.list()).filter(({ state }) => state === 'active');
    const reader = await this.words.reader();
    const region: WantedList = {
      ...{ list: 'region', fieldId: regionFieldId },
      plan: (values) => {
        const listed = values.map(({ value }) => value);
        return planBranchList(
          values,
          regionsToList(branches, listed, (text) => reader.read(text)),
          {},
        );
      },
    };
    if (branchFieldId == null) return [region];
    const plan: WantedList['plan'] = (values, known) => planBranchList(values, branches, known);
    return [{ list: 'branch', fieldId: branchFieldId, plan }, region];
  }
}
