import { AccountRepository, type Account } from '@hub/accounts';
import type { ListPath, ReleasedList, ReleasedLists, ReleasedValue } from '@hub/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { textOf } from '../configuration/json.js';
import { BroughtRepository } from '../drift/brought.repository.js';
import { HqFields } from '../field-map/hq-fields.js';
import { enumKind } from '../kind/enum.kind.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { groupBy } from '../plan/match-objects.js';
import { ReleaseRepository } from '../release/release.repository.js';
import { releasedList, type FoundList } from './released-list.js';

/** Says what the newest releases have of one list of the HQ account, and which branch accounts lack some of that. */
@Injectable()
export class CompareList {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
    @Inject(HqFields) private readonly hqFields: HqFields,
    @Inject(BroughtRepository) private readonly brought: BroughtRepository,
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
    const read = () => this.hqFields.of(accountId, { fieldIds: [fieldId], enumIds: [] });
    const list = find(known) ?? (isHq ? null : find({ ...known, live: await read() }));
    if (!list) return null;
    const reference = release.accountId === null ? null : await this.accounts.find(release.accountId);
    return {
      ...{ groupId, isHq, reference: reference?.host ?? null, release: release.number },
      ...(await this.valuesOf(list, members)),
    };
  }

  private async valuesOf(
    { field, values, leftOut }: FoundList,
    members: readonly Account[],
  ): Promise<{ values: ReleasedValue[]; hosts: string[] }> {
    const kind = enumKind.name;
    const words = values.map(({ ref, attributes }) => ({ ref, name: textOf(attributes.name) }));
    const refs = words.map(({ ref }) => ref);
    const ids = members.map(({ id }) => id);
    const now = new Date();
    const rows = [
      ...(await this.ledger.listLacking(ids, field, { kind, refs }, now)),
      ...(await this.brought.listFormerWords(ids, field, { kind, words }, now)),
    ];
    const lacking = groupBy(rows, ({ ref }) => ref);
    const behind = new Set(rows.map(({ accountId }) => accountId));
    const accounts = members.filter(({ id }) => behind.has(id)).sort((a, b) => (a.host < b.host ? -1 : 1));
    const places = new Map(accounts.map(({ id }, place) => [id, place]));
    const released = words.map(({ ref, name: value }) => {
      const found = lacking.get(ref) ?? [];
      return { value, lacking: found.flatMap(({ accountId }) => places.get(accountId) ?? []) };
    });
    return {
      // What a release leaves out on purpose is missing nowhere.
      values: [...released, ...leftOut.map((value) => ({ value, lacking: [] }))],
      hosts: accounts.map(({ host }) => host),
    };
  }
}
