import { message } from '@hub/messages';
import { CliError } from '../cli-error.js';

/** Which hub, and with which key. */
export interface Settings {
  readonly url: string;
  readonly key: string;
}

/**
 * HUB_URL and HUB_KEY win over what `login` stored. A stored key is sent to the hub it was stored for and to no other.
 * Throws a `CliError` when address or key is missing.
 */
export function decideSettings(
  environment: { readonly HUB_URL?: string; readonly HUB_KEY?: string },
  stored: Settings | null,
): Settings {
  const url = environment.HUB_URL ? hubUrl(environment.HUB_URL) : stored?.url;
  if (url === undefined) throw new CliError(message('cli.login-needed'));
  const key = environment.HUB_KEY ? environment.HUB_KEY : stored?.url === url ? stored.key : undefined;
  if (key === undefined) throw new CliError(message('cli.key-of-another-hub', { url }));
  return { url, key };
}

/** The address without what follows it. Throws a `CliError` when it is no address of a web server. */
export function hubUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '')
    throw new CliError(message('cli.bad-url', { url: text }));
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

/** What `login` stored, or null when the text is nothing of the kind. */
export function parseSettings(text: string): Settings | null {
  try {
    const { url, key } = JSON.parse(text) as Record<string, unknown>;
    return typeof url === 'string' && typeof key === 'string' ? { url, key } : null;
  } catch {
    return null;
  }
}

/** Where `login` stores: below the person's own folder of settings. */
export function settingsFolder(
  environment: { readonly XDG_CONFIG_HOME?: string; readonly APPDATA?: string },
  home: string,
): string {
  const base = environment.XDG_CONFIG_HOME || environment.APPDATA || `${home}/.config`;
  return `${base}/franchise-hub`;
}
