import type { Account } from '../../src/state/account.js';
import { eventCodes, kommoCodes } from '../../src/webhooks/event-codes.js';
import type { Api, TestSandbox } from '../call-sandbox.js';

export interface Call {
  method: string;
  path: string;
  body?: unknown;
}

/** A random call, made concrete when its turn comes: numbers choose among what there is by then. */
export type Step = (world: World) => Call;

/** How far filtered lists lag behind. */
export const lagSeconds = 2;

const own = 'http://127.0.0.1:9/everything';

const fieldTypes =
  'text numeric checkbox date date_time url textarea birthday smart_address legal_entity streetaddress';

/** One account with something of every kind and a subscription to every hook, all of them held. */
export class World {
  private constructor(
    readonly sandbox: TestSandbox,
    readonly subdomain: string,
    readonly api: Api,
  ) {}

  static async start(sandbox: TestSandbox, subdomain: string): Promise<World> {
    const { api } = await sandbox.account({
      subdomain,
      features: { apiFilter: true, filter_lag_seconds: lagSeconds },
      users: [{ name: 'Админ', isAdmin: true }, { name: 'Менеджер' }],
    });
    const world = new World(sandbox, subdomain, api);
    await world.fill();
    await sandbox.control('POST', 'deliveries/hold', { subdomain });
    const settings = [...eventCodes].filter((code) => !kommoCodes.has(code));
    await world.make('webhooks', { destination: own, settings });
    return world;
  }

  get account(): Account {
    const account = this.sandbox.sandbox.accounts.get(this.subdomain);
    if (!account) throw new Error('the account is gone');
    return account;
  }

  /** Of the things there are the one a number chooses; an id that nothing has when there are none. */
  at(ids: Iterable<number>, pick: number): number {
    const all = [...ids];
    return all[pick % all.length] ?? 999;
  }

  card(type: string, pick: number): number {
    const { leads, contacts, companies } = this.account;
    const maps = { leads, contacts, companies };
    return this.at(maps[type as keyof typeof maps].keys(), pick);
  }

  stages(): { pipeline_id: number; status_id: number }[] {
    return [...this.account.pipelines.values()].flatMap(({ id, stages }) =>
      stages.map((stage) => ({ pipeline_id: id, status_id: stage.id })),
    );
  }

  /** Hooks so far, as their codes and bodies. */
  hooks(): { event: string; body: string }[] {
    return this.sandbox.sandbox.webhooks
      .list(this.subdomain)
      .filter(({ destination }) => destination === own);
  }

  private async make(path: string, body: unknown): Promise<void> {
    const { status, body: answer } = await this.api('POST', `/api/v4/${path}`, body);
    if (status >= 300) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  }

  private async fill(): Promise<void> {
    const enums = [
      { value: 'а', sort: 1 },
      { value: 'б', sort: 2 },
    ];
    const lists = ['select', 'multiselect', 'radiobutton'].map((type) => ({ name: type, type, enums }));
    const plain = fieldTypes.split(' ').map((type) => ({ name: type, type }));
    await this.make('leads/custom_fields', [...plain, ...lists]);
    const pipeline = { name: 'Вторая', sort: 2, is_main: false, is_unsorted_on: true };
    const statuses = [{ name: 'Шаг', sort: 10, color: '#fffeb2' }];
    await this.make('leads/pipelines', [{ ...pipeline, _embedded: { statuses } }]);
    await this.make('leads/loss_reasons', [{ name: 'Дорого', sort: 1 }]);
    await this.make('contacts', [{ name: 'Анна' }, { name: 'Борис' }]);
    await this.make('companies', [{ name: 'Ромашка' }, { name: 'Лютик' }]);
    await this.make('leads', [{ name: 'Первая' }, { name: 'Вторая' }, { name: 'Третья' }]);
    const act = (body: object): Promise<unknown> =>
      this.sandbox.control('POST', 'actions', { subdomain: this.subdomain, ...body });
    const text = JSON.stringify({ 0: { question: [{ handler: 'show', params: {} }], block_uuid: 'а' } });
    const model = { name: 'Бот', type: 2, text, positions: '[]' };
    await act({ action: 'bot.import', file: { type_functionality: 0, model } });
    await act({ action: 'chat.write', text: 'Добрый день', clientId: 'c1', name: 'Вера' });
  }
}
