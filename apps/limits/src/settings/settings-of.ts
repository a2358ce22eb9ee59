import type { ExchangeSettings, ManagerGroup } from '@hub/contracts';

type Filled<T> = { [K in keyof T]-?: NonNullable<T[K]> };

/** A group of managers as it is stored: nothing is left out. */
export type Group = Filled<Omit<ManagerGroup, 'newestFirst'>> & {
  /** Missing in what was stored before there was a choice: the oldest lead is handed out first. */
  newestFirst?: boolean;
};

/** The settings of an account's exchange as they are stored. */
export interface Settings {
  groups: Group[];
  whenUnknown: 'block' | 'pass';
}

/** Settings with a value for every field that a body may leave out. */
export function settingsOf({ groups, whenUnknown }: Omit<ExchangeSettings, 'accountId'>): Settings {
  return {
    groups: groups.map((group) => ({
      ...group,
      excludedStages: group.excludedStages ?? [],
      keyStages: group.keyStages ?? [],
      saleStages: group.saleStages ?? [],
      refusalStages: group.refusalStages ?? [],
      changeOwnerOfLinked: group.changeOwnerOfLinked ?? false,
      newestFirst: group.newestFirst ?? false,
      limits: { ...group.limits },
      graceDays: group.graceDays ?? 0,
    })),
    whenUnknown: whenUnknown ?? 'block',
  };
}

/** The group of a manager; null: none. */
export function groupOf({ groups }: Settings, userId: number): Group | null {
  return groups.find(({ managerIds }) => managerIds.includes(userId)) ?? null;
}
