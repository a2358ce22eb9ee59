/**
 * The steps of a decision, by what was looked at. `how` is the way in which the region was recognised, `found` what was
 * found.
 */
export const routing = {
  place:
    '{how, select, fuzzy {Похоже на опечатку, регион угадан: {region}. Проверьте его.} layout {Набрано в другой раскладке, регион: {region}.} latin {Написано латиницей, регион: {region}.} abbreviation {По сокращению понятен регион: {region}.} city {По городу понятен регион: {region}.} word {По вашему словарю понятен регион: {region}.} phone {Регион не указан, взят по коду телефона: {region}. Проверьте его.} other {Регион: {region}.}}',
  ambiguous: '«{text}» может означать несколько регионов: {regions}. Уточните у клиента и укажите регион.',
  account:
    '{found, select, hq {Сделка головного офиса.} other {Сделка не головного офиса: её не маршрутизируют.}}',
  pipeline:
    '{found, select, intake {Она в воронке приёма.} other {Она в другой воронке ({value}): её не маршрутизируют.}}',
  stage:
    '{found, select, open {Она открыта.} unsorted {Она в «Неразобранном»: хаб ждёт, пока её примут.} closed {Она закрыта.} handed_over {Она на этапе переданных.} was_in_branch {Она уже была у филиала, и он её закончил: снова её сам хаб не передаёт.} escalated {Её передал в головной офис филиал, он ждёт ответа: в другой филиал её не передают. Верните её в воронку сделок филиалов.} other {Этап: {found}.}}',
  'chosen-branch':
    '{found, select, empty {Поле «Филиал» пусто.} one_branch {Человек выбрал филиал «{value}».} no_branch {Указан филиал «{value}», такого нет. Исправьте поле «Филиал» в карточке.} several_branches {Филиалов с названием «{value}» несколько. Переименуйте лишние.} other {Филиал: {found} {value}.}}',
  operator:
    '{found, select, assigned {Филиал выбрал оператор ({value}).} ignored {Оператор решил не передавать сделку: {value}.} no_branch {Филиала, который выбрал оператор ({value}), больше нет. Выберите другой.} other {Оператор: {found} {value}.}}',
  'known-client':
    '{found, select, has_client {Клиент уже есть у филиала «{value}».} has_client_by_phone {По телефону видно, что клиент уже есть у филиала «{value}».} has_client_by_email {По e-mail видно, что клиент уже есть у филиала «{value}».} not_read {Известен ли клиент филиалам, неясно: контакты ещё не прочитаны ({value}).} other_territory {Клиент есть у филиала «{value}», но его регион закреплён за другим.} other {Клиент: {found} {value}.}}',
  sent: 'Прислан регион «{value}», в карточке его нет: такого значения нет в списке. {found, select, one_branch {Для него подходит один филиал.} shared {Его делят несколько филиалов.} no_branch {Филиала для него нет. Укажите в карточке регион или филиал.} several_branches {Для него подходит несколько филиалов, а правила не говорят, какой. Укажите филиал в карточке.} other {{found}.}}',
  region:
    '{found, select, empty {Регион не указан. Уточните его у клиента и укажите в карточке регион или филиал.} one_branch {Для «{value}» подходит один филиал.} shared {«{value}» делят несколько филиалов.} no_branch {Для «{value}» филиала нет.} several_branches {Для «{value}» подходит несколько филиалов, а правила не говорят, какой. Укажите филиал в карточке или добавьте территорию в правила.} other {{found} {value}.}}',
  territory:
    '{found, select, exclusive {Территория «{value}» закреплена за одним филиалом.} other_territory {Филиал «{value}»: по правилам эта территория у других.} overlap {Филиал «{value}»: подходит не он один.} other {{found} {value}.}}',
  branch:
    '{found, select, active {Филиал «{value}» принимает сделки.} paused {Филиал «{value}» приостановлен.} closed {Филиал «{value}» закрыт.} other {Филиал «{value}»: {found}.}}',
  hours:
    'Филиал «{value}» сейчас закрыт{until, select, none {, и по его графику не видно, когда откроется} other { до {until}}}.',
  quota:
    '{found, select, full {Квота филиала «{value}» исчерпана{until, select, none {} other { до {until}}}.} unknown {Неизвестно, есть ли место в квоте филиала «{value}»: сервис лимитов не отвечает.} other {Квота филиала «{value}»: {found}.}}',
  fallback: 'Никто другой взять сделку не может, её получает запасной филиал «{value}».',
  choice:
    '{found, select, weighted {По долям очередь филиала «{value}».} round_robin {По кругу очередь филиала «{value}».} least_open {У филиала «{value}» меньше всего открытых сделок.} current {Сделка уже идёт в филиал «{value}».} not_weighted {Филиал «{value}»: по долям не его очередь.} not_round_robin {Филиал «{value}»: по кругу не его очередь.} not_least_open {Филиал «{value}»: открытых сделок у него не меньше, чем у других.} not_current {Филиал «{value}»: сделка уже идёт в другой.} other {{found} {value}.}}',
  target:
    '{found, select, account {Сделка передаётся в аккаунт филиала.} missing {У филиала «{value}» не указано, куда передавать сделки. Укажите ему аккаунт, воронку и этап.} pipeline {Сделка переносится в воронку филиала внутри головного офиса.} inside_hq {Филиал «{value}» работает внутри аккаунта головного офиса: тогда хаб не передавал ему сделки.} is_intake {Воронка филиала «{value}» — сама воронка входящих. Укажите ему другую.} other {{found} {value}.}}',
  lead: '{found, select, absent {Сделки больше нет.} declined {Решено её не передавать.} other {Сделка: {found} {value}.}}',
  transfer:
    '{found, select, cancelled {Передачу отменили: {value}.} merged {В неё объединили уже переданную сделку.} other {Передача: {found} {value}.}}',
} as const;
