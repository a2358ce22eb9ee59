/** The command line: help, questions, results and mistakes. */
export const cli = {
  // Help.
  about:
    'Хаб франшизы из командной строки: планы, применение, выгрузка, решения по сделкам, проверка шаблонов.',
  'about-login': 'запоминает адрес хаба и ключ; ключ спрашивает или читает из стандартного ввода',
  'about-plan': 'план: чем аккаунт отличается от релиза; ничего не меняет',
  'about-diff': 'чем второй релиз отличается от первого',
  'about-apply': 'показывает план, спрашивает подтверждение и применяет ровно его',
  'about-export': 'аккаунт или релиз как шаблон YAML',
  'about-explain': 'почему сделка головного офиса попала туда, где она есть',
  'about-blueprint': 'шаблоны конфигурации',
  'about-check': 'проверяет файлы шаблонов без хаба',
  'argument-url': 'адрес хаба',
  'argument-account': 'аккаунт: адрес, поддомен, название или id',
  'argument-release': 'релиз: номер, id или latest',
  'argument-plan': 'файл из plan --out или id плана',
  'argument-lead': 'номер сделки головного офиса',
  'argument-files': 'файлы шаблонов',
  'option-json': 'данные в JSON',
  'option-locale': 'язык текстов: ru, en',
  'option-release': 'релиз: номер, id или latest',
  'option-prune': 'удалять созданное хабом, чего в релизе больше нет',
  'option-move':
    'куда перенести сделки удаляемого этапа: воронка/этап (id) = Воронка/Этап релиза; можно повторять',
  'option-out': 'записать в файл',
  'option-format': 'вид: text, md',
  'option-detailed':
    'код выхода: 0 нечего делать или сделано, 2 есть изменения, 3 есть неприменимые, 4 не подтверждено, 1 ошибка',
  'option-account': 'составить новый план для этого аккаунта',
  'option-yes': 'не спрашивать подтверждения',
  'option-force': 'имя того, кто берёт ответственность за план, отклонённый проверкой безопасности',
  'option-all': 'все решения, а не только последнее',
  'option-annotations': 'вид ошибок: text, github (в GitHub Actions сам)',
  'option-help': 'справка',
  'usage-options': '[параметры]',
  'usage-command': '[команда]',
  'option-default': '{about} (если не задано: {value})',
  'title-usage': 'Использование:',
  'title-arguments': 'Аргументы:',
  'title-options': 'Параметры:',
  'title-global': 'Общие параметры:',
  'title-commands': 'Команды:',

  // Questions.
  'ask-key': 'Ключ хаба {url}: ',
  'approval-word': 'применить',
  'ask-approval': 'Чтобы применить этот план, введите «{word}»: ',

  // Results.
  'logged-in': 'Хаб {url} принял ключ. Адрес и ключ сохранены в {file}.',
  'plan-made': 'План {planId}: релиз {release} для {host}, контрольная сумма {checksum}.',
  'plan-saved': 'План записан в {file}. Применить: npm run hub -- apply {file}',
  'plan-next': 'Применить: npm run hub -- apply {planId}',
  'plan-refused': 'Проверка безопасности отклонила план:',
  'plan-heading': 'План: {host}, релиз {release}',
  'difference-heading': 'Релизы: {from} → {to}',
  'count-managed': 'Под управлением',
  'count-own': 'Собственных объектов',
  'nothing-to-do': 'Делать нечего: аккаунт соответствует релизу.',
  'no-difference': 'Релизы одинаковы.',
  'not-approved': 'План не подтверждён, ничего не изменено.',
  'needs-force':
    'Чтобы применить его всё же, добавьте --force «имя того, кто берёт ответственность». Ничего не изменено.',
  applying: 'Применяется: {done} из {of}',
  'plan-ended':
    '{state, select, applied {План применён.} applied_in_part {План применён частично.} stale {Аккаунт изменился после того, как план составили: составьте новый.} failed {План не применён до конца.} cancelled {План отменён.} paused {План приостановлен.} other {План: {state}.}} {reason}',
  'plan-lacks': 'Не хватает: {name} — {why}',
  saved: 'Записано в {file}.',
  'all-good': '{files, plural, one {# файл} few {# файла} many {# файлов} other {# файла}}: ошибок нет.',
  'some-bad':
    '{problems, plural, one {# ошибка} few {# ошибки} many {# ошибок} other {# ошибки}} в шаблонах. Исправьте и проверьте ещё раз.',

  // Decisions.
  decision:
    'Сделка №{leadId}, {at}: {kind, select, transfer {передать филиалу} wait {ждать} manual {решает человек} ignore {маршрутизации не касается} other {{kind}}} (правила, версия {version})',
  reason:
    '{check, select, lead {сделка} transfer {передача} account {аккаунт} pipeline {воронка} stage {этап} chosen_branch {поле «Филиал»} region {регион} branch {филиал} target {куда передавать} other {{check}}}: {found, select, absent {нет: удалена или объединена с другой} cancelled {отменена} hq {головной офис} not_hq {не головной офис} intake {воронка приёма} another {другая} closed {закрыт} handed_over {«передано»} unsorted {«Неразобранное»} open {в работе} empty {пусто} no_branch {нет такого филиала} one_branch {один филиал} several_branches {несколько филиалов} active {работает} paused {приостановлен} missing {не указано} inside_hq {внутри аккаунта головного офиса} account {аккаунт филиала} other {{found}}}{hasValue, select, yes { ({value})} other {}}',
  transfer:
    'Передача в «{branch}»: {state, select, done {завершена} cancelled {отменена} other {идёт, сделано: {state}}}{hasLead, select, yes {, сделка филиала №{branchLeadId}} other {}}',
  'no-decision':
    'О сделке №{leadId} решений нет. Проверьте номер: это должна быть сделка головного офиса, и хаб должен был её увидеть.',

  // Mistakes.
  usage: 'Команда набрана неверно: {detail}. Справка: npm run hub -- --help',
  'usage-unknown-option': 'параметра {word} нет',
  'usage-unknown-command': 'команды {word} нет',
  'usage-missing-argument': 'не хватает {word}',
  'usage-missing-value': 'у параметра {word} нет значения',
  'usage-too-many': 'лишние слова после команды {word}',
  'usage-other': 'проверьте порядок слов',
  unexpected: 'Непредвиденная ошибка: {error}',
  'login-needed':
    'Неизвестно, какой хаб. Выполните npm run hub -- login <адрес> или задайте HUB_URL и HUB_KEY.',
  'key-of-another-hub': 'Для {url} ключа нет. Выполните npm run hub -- login {url} или задайте HUB_KEY.',
  'key-empty': 'Ключ не введён. Он печатается при первом запуске хаба; другой: npm run key:new.',
  'bad-url': '«{url}» — не адрес хаба. Нужен адрес вида https://hub.example.ru.',
  'bad-lead': '«{words}» — не номер сделки.',
  'bad-choice': '{option}: «{words}» не подходит. Возможно: {of}.',
  'bad-move': '--move «{words}»: нужен вид «id воронки/id этапа=Воронка/Этап».',
  'hub-away': 'Хаб {url} не отвечает. Проверьте адрес и что хаб запущен.',
  'not-a-hub': '{url} отвечает не как хаб ({status}). Проверьте адрес.',
  'hub-refused':
    '{detail}{count, plural, =0 {} one {\n  {wrong}} few {\n  {wrong}} many {\n  {wrong}} other {\n  {wrong}}}',
  'no-such-account': 'Аккаунта «{words}» в хабе нет. Назовите его поддомен, например kazan.',
  'several-accounts': '«{words}» — это несколько аккаунтов: {hosts}. Назовите поддомен.',
  'no-such-release': 'Релиза «{words}» нет. Назовите номер, id или latest.',
  'plan-or-account': 'Назовите что-то одно: план (файл или id) либо --account.',
  'account-or-release': 'Назовите что-то одно: аккаунт либо --release.',
  'no-plan-file': '{file} — не файл плана. Его делает npm run hub -- plan <аккаунт> --out <файл>.',
  'plan-of-another-hub': 'План из {file} составил хаб {hub}, а выбран {url}.',
  'plan-differs': 'План в хабе — не тот, что в файле {file}. Ничего не изменено. Составьте план заново.',
  'plan-over': 'План уже не применить: {state}. Составьте новый.',
  'file-unreadable': 'Файл {file} не читается ({code}).',
} as const;
