import type { KindName } from '../kind/kind.js';
import type { Namer, ReasonCode, RiskCode } from './plan.js';

type Facts = Readonly<Record<string, string | number>>;

/** The words of a plan in one language. */
export interface PlanMessages {
  readonly kinds: Readonly<Record<KindName, string>>;
  readonly entities: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, string>>;
  readonly reasons: Readonly<Record<ReasonCode, (facts: Facts) => string>>;
  readonly mentions: Readonly<Record<Namer, string>>;
  readonly risks: Readonly<Record<RiskCode, (count: string, name: string) => string>>;
  readonly sections: Readonly<
    Record<'blocked' | 'delete' | 'create' | 'update' | 'adopt' | 'manual' | 'leftovers', string>
  >;
  readonly empty: string;
  readonly uncounted: string;
  readonly moved: string;
  readonly stages: string;
  readonly values: string;
  readonly migrate: (stage: string) => string;
  readonly more: (count: number) => string;
  readonly folded: (lines: number, changes: number) => string;
  readonly totals: (managed: number, own: number) => string;
}

const ruMentions: PlanMessages['mentions'] = {
  role: 'роль',
  field: 'поле',
  'branch-target': 'сюда приходят заявки филиала',
  'exchange-stage': 'этап, с которого выдаются заявки',
  'exchange-target': 'этап для выданных заявок',
  'excluded-stage': 'этап вне лимитов',
  'exchange-user': 'владелец заявок на выдачу',
  'limited-user': 'менеджер с лимитами',
  intake: 'воронка приёма заявок',
  'handed-over': 'этап переданных заявок',
  'region-field': 'поле региона в правилах',
  'city-field': 'поле города в правилах',
  'branch-field': 'поле филиала в правилах',
  'allowed-field': 'поле, которое передаётся в филиалы',
  other: 'настройка хаба',
};

const enMentions: PlanMessages['mentions'] = {
  role: 'role',
  field: 'field',
  'branch-target': 'target of the branch',
  'exchange-stage': 'stage whose leads are handed out',
  'exchange-target': 'stage for leads handed out',
  'excluded-stage': 'stage that counts in no limit',
  'exchange-user': 'owner of the leads to hand out',
  'limited-user': 'manager with limits',
  intake: 'intake pipeline',
  'handed-over': 'stage for leads handed over',
  'region-field': 'region field of the rules',
  'city-field': 'city field of the rules',
  'branch-field': 'branch field of the rules',
  'allowed-field': 'field that goes to branches',
  other: 'a setting of the hub',
};

export const ru: PlanMessages = {
  kinds: {
    'task-type': 'Тип задачи',
    'loss-reason': 'Причина отказа',
    'field-group': 'Вкладка полей',
    pipeline: 'Воронка',
    stage: 'Этап',
    field: 'Поле',
    enum: 'Значение',
    tag: 'Тег',
    manual: 'Настройка',
  },
  entities: { leads: 'сделки', contacts: 'контакты', companies: 'компании' },
  attributes: {
    name: 'название',
    code: 'код',
    color: 'цвет',
    group: 'вкладка',
    apiOnly: 'только через API',
    requiredAt: 'обязательно на этапах',
    hiddenAt: 'скрыто на этапах',
    currency: 'валюта',
    remind: 'напоминание',
    callback: 'обработчик',
    isMain: 'главная воронка',
    unsorted: '«Неразобранное»',
    archived: 'в архиве',
    newbie: 'подсказка новичку',
    candidate: 'подсказка кандидату',
    master: 'подсказка мастеру',
    type: 'тип',
    text: 'что сделать',
  },
  reasons: {
    'ambiguous-name': ({ name, ids }) =>
      `название «${name}» носят несколько объектов (${ids}). Какой из них наш?`,
    'type-differs': ({ wanted, found }) =>
      `нужен тип ${wanted}, а у поля ${found}, и тип не меняется. Переименуйте поле и снимите с него код, управляемое уберите из реестра: рядом появится новое`,
    'code-differs': ({ wanted, found }) => `у поля филиала код ${found}, а нужен ${wanted}. Заменить код?`,
    'code-built-in': ({ code, name }) =>
      `код ${code} носит встроенное поле «${name}», второго быть не может. Взять другой код или обойтись встроенным?`,
    'code-taken': ({ code, name }) => `код ${code} носит поле «${name}». Какому полю он принадлежит?`,
    archived: () => 'лежит в архиве. Верните из архива, или считать исключением?',
    'parent-blocked': () => 'ждёт решения по своему владельцу',
    'reference-blocked': ({ key }) => `ссылается на «${key}», где нужно решение`,
    'limit-pipelines': ({ limit }) => `в аккаунте может быть не больше ${limit} воронок`,
    'limit-stages': ({ limit }) => `в воронке может быть не больше ${limit} этапов`,
    'limit-fields': ({ limit }) => `тариф допускает не больше ${limit} полей`,
    'not-counted': () => 'неизвестно, сколько карточек это затронет; сначала нужно посчитать',
    'needs-target': ({ count }) => `внутри живые сделки (${count}). На какой этап их перенести?`,
    'requests-wait': ({ count }) => `в «Неразобранном» ждут обращения (${count}). Сначала разберите их`,
    'target-unknown': ({ key }) => `этапа «${key}», куда перенести сделки, в релизе нет`,
    'holds-own-objects': ({ name }) => `внутри есть собственное филиала: «${name}»`,
    'in-use': ({ by, name }) =>
      `нужно хабу: ${ruMentions[by as Namer]}${name === '' ? '' : ` «${name}»`}. Сначала укажите в этой настройке другое`,
    'last-of-its-kind': () => 'последнюю воронку удалить нельзя',
    'not-writable': () => 'через API не меняется, сделайте это в настройках',
    'not-readable': () => 'аккаунт не отдаёт этот список через API, сверьте его в настройках',
    'by-hand': () => 'делается вручную, затем отметьте как выполненное',
  },
  mentions: ruMentions,
  risks: {
    'deals-in-stage': (count) => `сделок на этапе: ${count}`,
    'deals-in-pipeline': (count) => `сделок в воронке: ${count}`,
    'cards-with-value': (count) => `карточек со значением: ${count}`,
    'main-moves': () => 'станет главной: новые сделки по умолчанию пойдут сюда',
    'unsorted-off': (count) =>
      `новые обращения больше не попадут в «Неразобранное», сразу станут сделками; ждут разбора: ${count}`,
    'named-by': (_count, name) => `на это ссылается ${name}`,
    'takes-along': (count) => `вместе с вложенными: ${count}`,
    'all-of-kind': () => 'из управляемых такого вида здесь не останется ничего',
    'all-vanished': () =>
      'хаб это уже создавал, а в аккаунте нет ничего такого вида: удалено или список не прочитан',
    'main-goes': () => 'это главная воронка: новые сделки по умолчанию пойдут в другую',
    'starts-robots': () => 'перенос сделок запустит автоматизацию нового этапа',
  },
  sections: {
    blocked: 'Нужно решение',
    delete: 'Удалить',
    create: 'Создать',
    update: 'Изменить',
    adopt: 'Взять под управление',
    manual: 'Сделать вручную',
    leftovers: 'Больше не в эталоне, остаётся',
  },
  empty: 'Изменений нет.',
  uncounted: 'не посчитано',
  moved: 'другое место',
  stages: 'этапы',
  values: 'значения',
  migrate: (stage) => `сделки перейдут в «${stage}»`,
  more: (count) => `… и ещё ${count}`,
  folded: (lines, changes) => `${lines} (с вложенными ${changes})`,
  totals: (managed, own) => `под управлением ${managed}, собственных объектов филиала ${own} (не трогаем)`,
};

export const en: PlanMessages = {
  kinds: {
    'task-type': 'Task type',
    'loss-reason': 'Loss reason',
    'field-group': 'Field tab',
    pipeline: 'Pipeline',
    stage: 'Stage',
    field: 'Field',
    enum: 'Value',
    tag: 'Tag',
    manual: 'Setting',
  },
  entities: { leads: 'leads', contacts: 'contacts', companies: 'companies' },
  attributes: {
    name: 'name',
    code: 'code',
    color: 'colour',
    group: 'tab',
    apiOnly: 'API only',
    requiredAt: 'required at',
    hiddenAt: 'hidden at',
    currency: 'currency',
    remind: 'reminder',
    callback: 'callback',
    isMain: 'main pipeline',
    unsorted: 'incoming leads',
    archived: 'archived',
    newbie: 'hint for newbies',
    candidate: 'hint for candidates',
    master: 'hint for masters',
    type: 'type',
    text: 'what to do',
  },
  reasons: {
    'ambiguous-name': ({ name, ids }) => `several objects are called "${name}" (${ids}). Which one is ours?`,
    'type-differs': ({ wanted, found }) =>
      `type ${wanted} is wanted, the field has ${found}, and a type never changes. Rename the field and take its code away, forget a managed one in the ledger: a new one comes beside it`,
    'code-differs': ({ wanted, found }) =>
      `the branch's field has code ${found}, ${wanted} is wanted. Replace it?`,
    'code-built-in': ({ code, name }) =>
      `code ${code} belongs to the built-in field "${name}". Take another code, or use the built-in field?`,
    'code-taken': ({ code, name }) =>
      `code ${code} belongs to the field "${name}". Which field shall have it?`,
    archived: () => 'is archived. Bring it back, or make it an exception?',
    'parent-blocked': () => 'waits for a decision on what it belongs to',
    'reference-blocked': ({ key }) => `refers to "${key}", which needs a decision`,
    'limit-pipelines': ({ limit }) => `an account holds at most ${limit} pipelines`,
    'limit-stages': ({ limit }) => `a pipeline holds at most ${limit} stages`,
    'limit-fields': ({ limit }) => `the tariff allows at most ${limit} fields`,
    'not-counted': () => 'nobody knows how many cards this touches; count first',
    'needs-target': ({ count }) => `live deals inside (${count}). Which stage shall they move to?`,
    'requests-wait': ({ count }) => `requests wait among the incoming leads (${count}). Sort them first`,
    'target-unknown': ({ key }) => `the release has no stage "${key}" to move the deals to`,
    'holds-own-objects': ({ name }) => `holds something of the branch's own: "${name}"`,
    'in-use': ({ by, name }) =>
      `the hub needs it: ${enMentions[by as Namer]}${name === '' ? '' : ` "${name}"`}. Name another one in that setting first`,
    'last-of-its-kind': () => 'the last pipeline cannot be deleted',
    'not-writable': () => 'the API cannot change it, use the settings page',
    'not-readable': () => 'the account does not give this list over the API, compare it on the settings page',
    'by-hand': () => 'is done by hand, then confirmed',
  },
  mentions: enMentions,
  risks: {
    'deals-in-stage': (count) => `deals in the stage: ${count}`,
    'deals-in-pipeline': (count) => `deals in the pipeline: ${count}`,
    'cards-with-value': (count) => `cards with a value: ${count}`,
    'main-moves': () => 'becomes the main one: new deals go here by default',
    'unsorted-off': (count) =>
      `new requests no longer wait among incoming leads, they become deals at once; waiting now: ${count}`,
    'named-by': (_count, name) => `named by ${name}`,
    'takes-along': (count) => `with what is inside: ${count}`,
    'all-of-kind': () => 'nothing managed of this kind is left here',
    'all-vanished': () =>
      'the hub made it before and the account has nothing of this kind: deleted, or the list was not read',
    'main-goes': () => 'is the main pipeline: new deals go to another one by default',
    'starts-robots': () => 'moving the deals starts the automations of their new stage',
  },
  sections: {
    blocked: 'Needs a decision',
    delete: 'Delete',
    create: 'Create',
    update: 'Change',
    adopt: 'Take over',
    manual: 'Do by hand',
    leftovers: 'No longer in the reference, stays',
  },
  empty: 'Nothing to change.',
  uncounted: 'not counted',
  moved: 'another place',
  stages: 'stages',
  values: 'values',
  migrate: (stage) => `deals move to "${stage}"`,
  more: (count) => `… and ${count} more`,
  folded: (lines, changes) => `${lines} (${changes} with what is inside)`,
  totals: (managed, own) => `${managed} managed, ${own} of the branch's own (never touched)`,
};
