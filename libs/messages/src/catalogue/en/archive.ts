/** English words of the check of an archive; the keys are those of the Russian file. */
export const archive = {
  path: 'amoCRM takes no path with a backslash, a drive or “..”: pack the archive with a program that writes “/”',
  'no-manifest': 'there is no manifest.json: put it at the root of the archive',
  root: 'the files are in the folder {folder}: pack its contents and not the folder, so that manifest.json is at the root',
  junk: 'a file of the packer or of the system: take it out',
  bom: 'the file begins with a byte order mark: save it as UTF-8 without BOM',
  encoding: 'the file is not UTF-8: save it as UTF-8 without BOM',
  crlf: 'lines end as on Windows (CRLF): save the file with Unix line ends (LF)',
  json: 'this is not JSON: check commas, quotes and brackets',
  'file-missing': 'manifest.json names this file, and the archive does not have it',

  field: 'the field {field} is empty',
  'interface-version': 'widget.interface_version must be 2',
  support: 'give widget.support.link or widget.support.email',
  installation: 'set widget.installation: true, or there is no button «Установить» and the widget never runs',
  locale: 'amoCRM has no language {locale}: there are ru, en, es, pt',
  'version-form': 'the version {version} has an unusual form: give numbers with dots, such as 1.0.3',
  version:
    'version {version} is not above the uploaded {previous}: raise it, or browsers take the old script.js from their cache',
  'old-key': 'the field {field} is from old manifests or made up: take it out',
  settings: 'locations name settings, so the object settings is needed and may not be empty',
  'setting-type': 'the setting {name} has an unknown type: there are {of}',
  'custom-settings': 'there may be one setting of type custom, and there are several: {names}',

  'everywhere-suffix': '{place}: everywhere takes no suffix -0 or -1',
  'left-menu':
    '{field}: only public integrations have a place in the left menu; use everywhere for a private one',
  'unknown-place': 'no documentation knows the place {place}: check its spelling',
  'advanced-title': 'locations name advanced_settings, so the title advanced.title is needed',
  'digital-pipeline': 'digital_pipeline needs the field {field}',

  'logo-missing': 'the picture is missing; {width}×{height} is needed',
  'image-size': 'a picture of {width}×{height} is needed, and this is {foundWidth}×{foundHeight}',
  'image-bytes': 'the picture takes {kilobytes} KB; at most {most} KB are allowed',
  'image-animated': 'the picture is animated: amoCRM takes still ones only',
  'image-unreadable': 'this is no PNG, JPEG or GIF, or the file is damaged',
  'tour-absent':
    'there is no tour: nobody knows whether amoCRM takes an archive without it; add is_tour: true with pictures',
  'tour-off': 'tour.is_tour must be true: with false the upload fails with error 400 and no reason',
  'tour-locale': 'tour.tour_images has no pictures for the language {locale}',
  'tour-picture': 'tour.tour_images names this picture, and the archive does not have it',

  'locale-file': 'manifest.json names the language {locale}, and its file is missing',
  key: 'the text {key} that manifest.json names is missing: the screen shows its path instead',
  'key-extra': 'the text {key} is here and not in {other}: give the files of all languages one shape',
  'key-lacking': 'the text {key} is in {other} and not here: give the files of all languages one shape',
  'long-word': 'the word “{word}” of the name is longer than {most} characters: it does not fit on the card',

  'no-script': 'the archive has no script.js',
  'script-syntax': 'the script cannot be read: {error}',
  'script-load': 'the script fails while it is loaded: {error}',
  'script-construct': 'the constructor of the widget fails: {error}',
  'no-define': 'the script does not call define: amoCRM loads it as an AMD module',
  'no-function': 'define must give back a function, the constructor',
  'module-missing': 'the script names this module, and the archive does not have it',
  'callback-missing':
    'callbacks have no function {name}: without it amoCRM drops the widget and says nothing',
  'callback-result': '{name} does not give back true',
  'callback-throws': '{name} fails in the page of this check: {error}. Make sure that it cannot in amoCRM',
  'place-callback': 'the place {place} is named, and callbacks have no function {name}',
  'forbidden-call': 'the script has {name}, which the rules of amoCRM forbid',
  secret:
    'this looks like a key or a token: every user of the account can read an archive, so no secret belongs there',

  error: 'error',
  warning: 'warning',
  good: 'The archive can be uploaded: no errors, warnings: {warnings}.',
  bad: 'The archive cannot be uploaded: errors: {errors}, warnings: {warnings}.',
  unreadable: 'Cannot read {path}: give a zip archive or a folder with manifest.json ({error}).',
  'check-usage':
    'Usage: npm run widget:check -- FILE.zip|FOLDER [--public] [--previous VERSION] [--json] [--locale ru|en]',
  'build-usage':
    'Usage: npm run widget:build -- --hub https://ADDRESS-OF-THE-HUB [--out FILE.zip] [--version 1.0.1] [--locale ru|en]',
  'hub-wrong':
    'The address {hub} does not do: give https://… without a path. amoCRM runs on https, and browsers keep its pages from http.',
  'version-wrong': 'The version {version} does not do: give numbers with dots, such as 1.0.1.',
  built:
    'The archive is ready: {path}, version {version}, address of the hub {hub}. Upload it on the integration’s card in «амоМаркет».',
} as const;
