import { AccountRepository, BranchRepository, type Account } from '@hub/accounts';
import type { ReportRow, ReportTableRequest } from '@hub/contracts';
import { Journal } from '@hub/journal';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { ExchangeRepository } from '../settings/exchange.repository.js';
import { PressesRepository } from './presses.repository.js';
import { medianOf, ReportTally, type Tally } from './tally-report.js';

const longestSpanMs = 400 * 86_400_000;

/** Adds the presses of a span up. */
@Injectable()
export class MakeReport {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly branches: BranchRepository,
    private readonly exchanges: ExchangeRepository,
    private readonly presses: PressesRepository,
    private readonly journal: Journal,
  ) {}

  /** Every row, in order. Throws a 400 `Problem` for a span that is empty or too long. */
  async run({ from, to, groupBy, ...whose }: ReportTableRequest): Promise<ReportRow[]> {
    const span = [new Date(from), new Date(to)] as const;
    const length = span[1].getTime() - span[0].getTime();
    if (length <= 0 || length > longestSpanMs)
      throw new Problem(400, message('problems.wrong-fields'), [
        { path: 'to', detail: message('fields.report-span', { days: 400 }) },
      ]);
    const accounts = await this.accountsOf(whose);
    const zones = new Map(accounts.map(({ id, timeZone }) => [id, timeZone]));
    const tally = new ReportTally(groupBy, (accountId) => zones.get(accountId) ?? 'UTC');
    for (const { id } of accounts)
      for await (const page of this.presses.pages(id, ...span))
        for (const pressed of page) tally.add(pressed);
    const rows = tally.all();
    const names = await this.namesOf(groupBy, rows, accounts);
    return rows.map((row) => viewRow(row, names(row)));
  }

  private async accountsOf({
    accountId,
    accountIds = null,
  }: Pick<ReportTableRequest, 'accountId' | 'accountIds'>): Promise<Account[]> {
    const all = await this.exchanges.listAccountIds();
    const asked = accountId ? all.filter((id) => id === accountId) : all;
    return this.accounts.listByIds(accountIds ? asked.filter((id) => accountIds.includes(id)) : asked);
  }

  /** What people call a row: the manager's name in the journal, the branches of an account, else the key itself. */
  private async namesOf(
    groupBy: ReportTableRequest['groupBy'],
    rows: readonly Tally[],
    accounts: readonly Account[],
  ): Promise<(row: Tally) => string> {
    if (groupBy === 'branch') {
      const branches = await this.branches.list();
      return ({ key }) => {
        const own = branches.filter(({ accountId }) => accountId === key).map(({ name }) => name);
        return own.length > 0 ? own.join(', ') : (accounts.find(({ id }) => id === key)?.name ?? key);
      };
    }
    if (groupBy !== 'manager') return ({ key }) => key;
    const people = new Map<string, Map<number, string>>();
    for (const accountId of new Set(rows.flatMap((row) => row.accountId ?? [])))
      people.set(accountId, (await this.journal.findNames(accountId)).people);
    return ({ accountId, key }) => people.get(accountId ?? '')?.get(Number(key)) ?? key;
  }
}

function viewRow({ accountId, key, counts, fates, refusedBy, waits }: Tally, name: string): ReportRow {
  return {
    ...{ accountId, key, name, ...counts, ...fates },
    refusedBy: [...refusedBy.values()].sort((a, b) => b.count - a.count),
    medianWaitSeconds: medianOf(waits),
    longestWaitSeconds: waits.length > 0 ? waits.reduce((a, b) => Math.max(a, b)) : null,
  };
}
