import { message, say, type Locale, type Message } from '@hub/messages';

/** What a person reads after amoCRM's consent page: the outcome, and what to do next. */
export interface ConsentPage {
  title: Message;
  text: Message | string;
  next: Message;
}

/** The page after a consent that connected the account. */
export function connectedPage(host: string): ConsentPage {
  return {
    title: message('pages.connected-title'),
    text: message('pages.connected', { host }),
    next: message('pages.connected-next'),
  };
}

/** The page after one that did not, by the status of the problem; `text` says what was wrong. */
export function failedPage(status: number, text: Message | string): ConsentPage {
  const title = message('pages.not-connected-title');
  const next = status >= 500 ? message('pages.try-later') : message('pages.try-again');
  return { title, text, next };
}

/** The page when the link has connected the account before. */
export function alreadyConnectedPage(text: Message | string): ConsentPage {
  return {
    ...{ title: message('pages.already-connected-title'), text },
    next: message('pages.already-connected-next'),
  };
}

/** A whole HTML document. Every word is escaped, because texts may carry what amoCRM sent. */
export function renderPage({ title, text, next }: ConsentPage, locale: Locale): string {
  const words = (part: Message | string) => escape(typeof part === 'string' ? part : say(part, locale));
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words(title)}</title>
<style>
body { font: 18px/1.5 system-ui, sans-serif; max-width: 36em; margin: 15vh auto; padding: 0 1em; color: #222; }
h1 { font-size: 1.5em; }
</style>
</head>
<body>
<h1>${words(title)}</h1>
<p>${words(text)}</p>
<p><strong>${words(next)}</strong></p>
</body>
</html>
`;
}

function escape(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
