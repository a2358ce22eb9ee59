import type { ClaimAnswer, ExchangePreview, ExchangeSettingsView, ReportPage } from '@hub/contracts';
import type { Spoken } from '@hub/messages';
import type { HubApi } from './hub-api.js';
import { press } from './jobs.js';
import { table } from './table.js';

/** A branch's exchange, and who of its account is called what. */
interface DemoExchange {
  accountId: string;
  managerIds: readonly number[];
  users: readonly { id: number; name: string }[];
}

/**
 * A manager takes the routed lead and is refused the next one by two limits at once; then what the presses add up to, and
 * whom other bounds would block. Throws when a press ends in another way.
 */
export async function tryTheButton(
  hub: HubApi,
  { accountId, managerIds, users }: DemoExchange,
  say: (line: string) => void,
): Promise<void> {
  const [manager = 0] = managerIds;
  const first = await press(hub, accountId, manager);
  say(`   Первый раз: ${first.text}`);
  const second = await press(hub, accountId, manager);
  say(`   Второй раз: ${second.text}`);
  for (const { text, whatFrees } of second.reasons) say(`     ${text} — ${whatFrees}`);
  expectAnswers(first, second);
  const nameOf = (id: number) => users.find((user) => user.id === id)?.name ?? String(id);

  say('\n   Отчёт за сутки: сколько выдано и в чём отказано');
  say(await reportTable(hub, accountId));
  say('\n   Предпросмотр: кого остановили бы три сделки и никакого интервала');
  say(await previewTable(hub, accountId, nameOf));
}

function expectAnswers(first: Spoken<ClaimAnswer>, second: Spoken<ClaimAnswer>): void {
  const isAsExpected =
    first.outcome === 'granted' && second.outcome === 'refused' && second.reasons.length === 2;
  if (!isAsExpected)
    throw new Error(
      `Expected granted, then refused by two limits; got ${first.outcome}, then ${second.outcome} by ${second.reasons.length}`,
    );
}

async function reportTable(hub: HubApi, accountId: string): Promise<string> {
  const now = Date.now();
  const span = new URLSearchParams({
    ...{ accountId, groupBy: 'manager' },
    ...{ from: new Date(now - 86_400_000).toISOString(), to: new Date(now + 60_000).toISOString() },
  });
  const { items } = await hub.get<ReportPage>(`exchange/report?${span.toString()}`);
  return table(
    ['менеджер', 'выдано', 'отказов', 'из-за чего', 'ждала, с', 'в работе'],
    items.map(({ name, granted, refused, refusedBy, medianWaitSeconds, open }) => [
      ...[name, granted, refused],
      refusedBy.map(({ limit, reason, count }) => `${limit ?? reason}: ${count}`).join(', '),
      ...[medianWaitSeconds ?? '', open],
    ]),
  );
}

async function previewTable(hub: HubApi, accountId: string, nameOf: (id: number) => string): Promise<string> {
  const { groups } = await hub.get<ExchangeSettingsView>(`exchange/settings?accountId=${accountId}`);
  const changed = groups.map((group) => ({ ...group, limits: { activeDeals: 3 } }));
  const { users } = await hub.post<Spoken<ExchangePreview>>('exchange/preview?limit=100', {
    accountId,
    groups: changed,
  });
  const said = (mayPress: boolean, reasons: ExchangePreview['users'][number]['reasons']) =>
    mayPress ? 'может взять' : reasons.map(({ limit, reason }) => limit ?? reason).join(', ');
  return table(
    ['менеджер', 'сейчас', 'после изменения'],
    users.map(({ userId, mayPress, mayPressThen, reasons, reasonsThen }) => [
      nameOf(userId),
      said(mayPress, reasons),
      said(mayPressThen, reasonsThen),
    ]),
  );
}
