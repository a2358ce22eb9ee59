/** What the check of a widget's archive says: what is wrong, and how to mend it. */
export const archive = {
  path: 'путь с обратной чертой, диском или «..» amoCRM не примет: упакуйте архив программой, которая пишет пути через «/»',
  'no-manifest': 'в архиве нет manifest.json: положите его в корень архива',
  root: 'файлы лежат в папке {folder}: упакуйте содержимое папки, а не её саму, чтобы manifest.json был в корне',
  junk: 'служебный файл упаковщика или системы: уберите его из архива',
  bom: 'файл начинается с метки BOM: сохраните его в UTF-8 без BOM',
  encoding: 'файл не в UTF-8: сохраните его в UTF-8 без BOM',
  crlf: 'строки кончаются как в Windows (CRLF): сохраните файл с концами строк Unix (LF)',
  json: 'это не JSON: проверьте запятые, кавычки и скобки',
  'file-missing': 'файл назван в manifest.json, но в архиве его нет',

  field: 'поле {field} не заполнено',
  'interface-version': 'widget.interface_version должно быть 2',
  support: 'укажите widget.support.link или widget.support.email',
  installation: 'поставьте widget.installation: true, иначе нет кнопки «Установить» и виджет не запустится',
  locale: 'языка {locale} amoCRM не знает: есть ru, en, es, pt',
  'version-form': 'версия {version} написана непривычно: нужны числа через точку, например 1.0.3',
  version:
    'версия {version} не выше загруженной {previous}: поднимите её, иначе браузеры возьмут старый script.js из кеша',
  'old-key': 'поле {field} осталось от старых манифестов или выдумано: уберите его',
  settings: 'в locations есть settings, значит нужен непустой объект settings',
  'setting-type': 'у настройки {name} неизвестный тип: бывают {of}',
  'custom-settings': 'настройка типа custom может быть одна, а их несколько: {names}',

  'everywhere-suffix': '{place}: у everywhere не бывает приписки -0 или -1',
  'left-menu':
    '{field}: место в левом меню есть только у публичных интеграций; для частной возьмите everywhere',
  'unknown-place': 'места {place} в документации нет: проверьте написание',
  'advanced-title': 'в locations есть advanced_settings, значит нужен заголовок advanced.title',
  'digital-pipeline': 'для digital_pipeline нужно поле {field}',

  'logo-missing': 'картинки нет, нужна {width}×{height}',
  'image-size': 'нужна картинка {width}×{height}, а это {foundWidth}×{foundHeight}',
  'image-bytes': 'картинка весит {kilobytes} КБ, можно не больше {most} КБ',
  'image-animated': 'картинка движется: amoCRM принимает только неподвижные',
  'image-unreadable': 'это не PNG, JPEG или GIF, или файл повреждён',
  'tour-absent':
    'блока tour нет: неизвестно, примет ли amoCRM архив без него; добавьте is_tour: true с картинками',
  'tour-off': 'tour.is_tour должно быть true: с false загрузка падает с ошибкой 400 без объяснений',
  'tour-locale': 'в tour.tour_images нет картинок для языка {locale}',
  'tour-picture': 'картинка названа в tour.tour_images, но в архиве её нет',

  'locale-file': 'язык {locale} назван в manifest.json, но файла нет',
  key: 'нет текста {key}, названного в manifest.json: на экране будет путь вместо слов',
  'key-extra': 'текст {key} есть здесь, но его нет в {other}: сделайте файлы языков одинаковыми по составу',
  'key-lacking': 'текста {key} здесь нет, а в {other} он есть: сделайте файлы языков одинаковыми по составу',
  'long-word': 'слово «{word}» в названии длиннее {most} знаков: на карточке оно не поместится',

  'no-script': 'в архиве нет script.js',
  'script-syntax': 'скрипт не читается: {error}',
  'script-load': 'скрипт падает при загрузке: {error}',
  'script-construct': 'конструктор виджета падает: {error}',
  'no-define': 'скрипт не вызывает define: amoCRM загружает его как модуль AMD',
  'no-function': 'define должен вернуть функцию-конструктор',
  'module-missing': 'скрипт называет этот модуль, но в архиве его нет',
  'callback-missing': 'в callbacks нет функции {name}: без неё amoCRM молча не запустит виджет',
  'callback-result': '{name} не возвращает true',
  'callback-throws': '{name} в проверочной странице падает: {error}. Проверьте, что в amoCRM так не бывает',
  'place-callback': 'место {place} названо, а функции {name} в callbacks нет',
  'forbidden-call': 'в скрипте есть {name}: правила amoCRM его запрещают',
  secret: 'похоже на ключ или токен: архив читает каждый пользователь аккаунта, секретам в нём не место',

  // The command.
  error: 'ошибка',
  warning: 'предупреждение',
  good: 'Архив готов к загрузке: ошибок нет, предупреждений: {warnings}.',
  bad: 'Архив загружать нельзя: ошибок {errors}, предупреждений {warnings}.',
  unreadable: 'Не удалось прочитать {path}: нужен архив zip или папка с manifest.json ({error}).',
  'check-usage':
    'Как вызвать: npm run widget:check -- АРХИВ.zip|ПАПКА [--public] [--previous ВЕРСИЯ] [--json] [--locale ru|en]',
  'build-usage':
    'Как вызвать: npm run widget:build -- --hub https://АДРЕС-ХАБА [--out ФАЙЛ.zip] [--version 1.0.1] [--locale ru|en]',
  'hub-wrong':
    'Адрес {hub} не подходит: нужен https://… без пути. amoCRM работает по https, и браузер не пустит страницу к http.',
  'version-wrong': 'Версия {version} не подходит: нужны числа через точку, например 1.0.1.',
  built:
    'Архив готов: {path}, версия {version}, адрес хаба {hub}. Загрузите его в карточке интеграции в «амоМаркете».',
} as const;
