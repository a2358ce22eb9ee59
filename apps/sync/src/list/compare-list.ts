import { AccountRepository, type Account } from '@hub/accounts';
import type { ListPath, ReleasedList, ReleasedLists, ReleasedValue } from '@hub/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { textOf } from '../configuration/json.js';
import { HqFields } from '../field-map/hq-fields.js';
import { enumKind } from '../kind/enum.kind.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { groupBy } from '../plan/match-objects.js';
import { ReleaseRepository } from '../release/release.repository.js';
import { releasedList, type FoundList } from './released-list.js';

/** As many accounts are named, the others counted. */
const mostHosts = 5;

/** Says what the newest releases have of one list of the HQ account, and which branch accounts lack some of that. */
@Injectable()
export class CompareList {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
    @Inject(HqFields) private readonly hqFields: HqFields,
  ) {}

  /** Throws `RetryLater` where only HQ's fields say which list it is, and they cannot be read. */
  async run({ accountId, fieldId }: ListPath): Promise<ReleasedLists> {
    const branches = (await this.accounts.listByRole('branch')).filter(({ id }) => id !== accountId);
    const items: ReleasedList[] = [];
    for (const [groupId, members] of groupBy(branches, (account) => account.groupId ?? '')) {
      const item = await this.ofGroup({ accountId, fieldId }, groupId || null, members);
      if (item) items.push(item);
    }
    return { items };
  }

  private async ofGroup(
    { accountId, fieldId }: ListPath,
    groupId: string | null,
    members: readonly Account[],
  ): Promise<ReleasedList | null> {
    const release = await this.releases.findNewestOf(groupId);
    if (!release) return null;
    const isHq = release.accountId === accountId;
    const known = { ledger: isHq ? [] : await this.ledger.entriesOf(accountId), live: null };
    const find = (hq: Parameters<typeof releasedList>[2]['hq']) =>
      releasedList(release.configuration, fieldId, { isOfHq: isHq, hq });
    const list = find(known) ?? (isHq ? null : find({ ...known, live: await this.hqFields.of(accountId) }));
    if (!list) return null;
    const reference = release.accountId === null ? null : await this.accounts.find(release.accountId);
    return {
      ...{ groupId, isHq, reference: reference?.host ?? null, release: release.number },
      values: await this.valuesOf(list, members),
    };
  }

  private async valuesOf(
    { field, values, leftOut }: FoundList,
    members: readonly Account[],
  ): Promise<ReleasedValue[]> {
    const refs = values.map(({ ref }) => ref);
    const hosts = new Map(members.map(({ id, host }) => [id, host]));
    const rows = await this.ledger.listLacking(
      [...hosts.keys()],
      field,
      { kind: enumKind.name, refs },
      new Date(),
    );
    const lacking = groupBy(rows, ({ ref }) => ref);
    const released = values.map(({ ref, attributes }) => {
      const found = (lacking.get(ref) ?? []).flatMap((row) => hosts.get(row.accountId) ?? []).sort();
      return { value: textOf(attributes.name), lacking: found.length, hosts: found.slice(0, mostHosts) };
    });
    // What a release leaves out on purpose is missing nowhere.
    return [...released, ...leftOut.map((value) => ({ value, lacking: 0, hosts: [] }))];
  }
}
