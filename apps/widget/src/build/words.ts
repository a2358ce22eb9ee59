import { message, say, type Locale } from '@hub/messages';

/** What the widget's page says. */
const spoken = [
  ...['lang', 'take', 'working', 'loading', 'blocked', 'unready', 'free', 'empty', 'granted', 'failed'],
  ...[
    'show',
    'hide',
    'stock',
    'mine',
    'lead',
    'open',
    'frees-in',
    'frees-reason',
    'hours',
    'minutes',
    'soon',
  ],
  ...['press-ended', 'press-gave-none'],
  ...['retry', 'refresh', 'no-hub', 'no-token', 'refused', 'wait', 'check', 'checking', 'check-good'],
  ...[
    'limits',
    'limit',
    'value',
    'bound',
    'off',
    'unknown',
    'managers',
    'manager',
    'group',
    'enabled',
    'yes',
    'no',
  ],
  ...['report', 'report-empty', 'given', 'refusals', 'why', 'won', 'lost', 'other-reason', 'not-counted'],
  ...['preview', 'preview-ask', 'preview-count', 'bound-wrong', 'today', 'after', 'may-take'],
] as Spoken[];

type Spoken =
  Extract<Parameters<typeof message>[0], `widget.ui-${string}`> extends `widget.ui-${infer Name}`
    ? Name
    : never;

/** Placeholders that the widget fills on the page. */
const facts = Object.fromEntries(
  [
    'count',
    'lead',
    'time',
    'hours',
    'minutes',
    'hub',
    'status',
    'seconds',
    'now',
    'then',
    'all',
    'limit',
  ].map((name) => [name, `{${name}}`]),
);

/** The words of an archive in one language, as its `i18n` file holds them; every language has the same shape. */
export function wordsIn(locale: Locale): Record<string, Record<string, string>> {
  const words = (key: Parameters<typeof message>[0]) => say(message(key, facts), locale);
  return {
    widget: {
      name: words('widget.name'),
      description: words('widget.description'),
      short_description: words('widget.short-description'),
      tour_description: words('widget.tour-description'),
    },
    settings: { hub_url: words('widget.hub-address') },
    advanced: { title: words('widget.page-title') },
    ui: Object.fromEntries(spoken.map((name) => [camelCase(name), words(`widget.ui-${name}`)])),
  };
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
