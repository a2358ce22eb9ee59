import { message } from '@hub/messages';
import { CliError } from '../cli-error.js';
import { hubUrl } from '../hub/decide-settings.js';
import { HubApi, HubRefusal } from '../hub/hub-api.js';
import { storeSettings } from '../hub/settings-file.js';
import type { Work } from './command.js';

/** Stores address and key once the hub has accepted the key. The key is no argument: arguments stay in the shell's history. */
export const login: Work<{ url: string; key?: string; folder: string }> = async ({ terminal }, options) => {
  const url = hubUrl(options.url);
  const key = options.key ?? (await terminal.ask(message('cli.ask-key', { url }), true));
  if (!key) throw new CliError(message('cli.key-empty'));
  await new HubApi({ url, key }, terminal.locale).get('accounts', { limit: '1' }).catch((error: unknown) => {
    // A key that may not list accounts is a key all the same.
    if (!(error instanceof HubRefusal && error.status === 403)) throw error;
  });
  const file = await storeSettings(options.folder, { url, key });
  terminal.print(message('cli.logged-in', { url, file }));
  return 'done';
};
