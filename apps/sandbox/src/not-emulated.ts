interface NotEmulated {
  method: string;
  path: string;
  words: string;
  /** One of the paths below an area, not a path that a sheet names. */
  isArea?: true;
}

const methods = (words: string, path: string, list: string): NotEmulated[] =>
  list.split(' ').map((method) => ({ method, path, words }));

const anyMethod = 'GET POST PATCH PUT DELETE';

/** Whole areas of amoCRM that neither sheet describes: whatever is below the path, five segments deep. */
const area = (words: string, path: string): NotEmulated[] =>
  ['/*a', '/*b', '/*c', '/*d', '/*e'].flatMap((_one, index, all) =>
    methods(words, path + all.slice(0, index + 1).join(''), anyMethod).map((one) => ({
      ...one,
      isArea: true,
    })),
  );

/**
 * Methods that amoCRM or its clients know and the sandbox does not play: 501 with these words. A line goes when its resource
 * is written; of the rest, other methods of the same path are 405.
 */
export const notEmulated: readonly NotEmulated[] = [
  ...methods('API key exchange', '/oauth2/exchange_api_key', 'POST'),
  ...methods('entity links', '/api/v4/customers/links', 'GET'),
  ...methods('entity links', '/api/v4/customers/link', 'POST'),
  ...methods('entity links', '/api/v4/customers/unlink', 'POST'),
  ...methods('entity links', '/api/v4/customers/:id/links', 'GET'),
  ...methods('entity links', '/api/v4/customers/:id/link', 'POST'),
  ...methods('entity links', '/api/v4/customers/:id/unlink', 'POST'),
  ...methods('notes', '/api/v4/customers/notes', 'GET POST PATCH'),
  ...methods('notes', '/api/v4/customers/notes/:id', 'GET PATCH'),
  ...methods('notes', '/api/v4/customers/:id/notes', 'GET POST PATCH'),
  ...methods('notes', '/api/v4/customers/:id/notes/:note', 'GET PATCH'),
  ...methods('pinning notes', '/api/v4/customers/notes/:id/pin', 'POST'),
  ...methods('pinning notes', '/api/v4/customers/notes/:id/unpin', 'POST'),
  ...methods('call pop-ups (v2)', '/api/v2/events', 'POST'),
  ...methods('messages of talks', '/api/v4/talks/:id/messages', 'GET'),
  ...methods('sending messages to talks', '/api/v4/talks/:id/send_message', 'POST'),
  ...methods('subscriptions', '/api/v4/customers/:id/subscriptions', 'GET'),
  ...['leads', 'contacts', 'companies', 'customers', 'catalogs/:catalog'].flatMap((entity) =>
    methods('files of entities', `/api/v4/${entity}/:id/files`, 'GET PUT DELETE'),
  ),
  ...methods('links of files', '/api/v4/files/*uuid/links', 'GET'),
  ...methods('chats of contacts', '/api/v4/contacts/chats', 'GET POST'),
  ...methods('sources', '/api/v4/sources', 'GET POST PATCH DELETE'),
  ...methods('sources', '/api/v4/sources/:id', 'GET PATCH DELETE'),
  ...methods('website buttons', '/api/v4/website_buttons', 'GET POST'),
  ...methods('website buttons', '/api/v4/website_buttons/:id', 'GET PATCH'),
  ...methods('website buttons', '/api/v4/website_buttons/:id/online_chat', 'POST'),
  ...methods('chat templates', '/api/v4/chats/templates', 'GET POST PATCH DELETE'),
  ...methods('chat templates', '/api/v4/chats/templates/:id', 'GET PATCH DELETE'),
  ...methods('reviews of chat templates', '/api/v4/chats/templates/:id/review', 'POST'),
  ...methods('reviews of chat templates', '/api/v4/chats/templates/:id/review/:review', 'POST'),
  ...methods('installing widgets', '/api/v4/widgets/*code', 'POST DELETE'),
  ...methods('customers', '/api/v4/customers', 'GET POST PATCH'),
  ...methods('customers', '/api/v4/customers/:id', 'GET PATCH'),
  ...methods('customers mode', '/api/v4/customers/mode', 'PATCH'),
  ...methods('customer stages', '/api/v4/customers/statuses', 'GET POST'),
  ...methods('customer stages', '/api/v4/customers/statuses/:id', 'GET PATCH DELETE'),
  ...methods('customer segments', '/api/v4/customers/segments', 'GET POST'),
  ...methods('customer segments', '/api/v4/customers/segments/:id', 'GET PATCH DELETE'),
  ...methods('customer transactions', '/api/v4/customers/transactions', 'GET DELETE'),
  ...methods('customer transactions', '/api/v4/customers/:id/transactions', 'GET POST'),
  ...methods('customer transactions', '/api/v4/customers/:id/transactions/:transaction', 'DELETE'),
  ...methods('bonus points', '/api/v4/customers/:id/bonus_points', 'POST'),
  ...methods('private bot endpoints', '/ajax/v4/bots', 'GET'),
  ...methods('private bot endpoints', '/ajax/v4/bots/:id', 'GET'),
  ...methods('private bot endpoints', '/ajax/v4/bots/:id/stop', 'POST'),
  ...methods('private bot endpoints', '/ajax/v2/salesbot', 'POST DELETE'),
  ...methods('private bot endpoints', '/ajax/v2/salesbot/:id', 'PUT'),
  ...methods('private bot endpoints', '/api/v1/salesbot', 'GET'),
  ...methods('private bot endpoints', '/api/v1/salesbot/:id', 'GET DELETE'),
  ...methods('private trigger endpoints', '/ajax/v4/triggers/bots', 'GET'),
  ...methods('private trigger endpoints', '/ajax/v4/triggers/bots/list', 'POST'),
  ...methods('private trigger endpoints', '/ajax/v4/triggers/complex', 'POST'),
  ...methods('private pipeline settings', '/ajax/settings/pipeline/leads/:id', 'GET'),
  ...methods('private pipeline settings', '/ajax/settings/pipeline/leads/:id/save', 'POST'),
  ...methods('private widget settings', '/ajax/widgets/edit', 'GET POST'),
  ...methods('private lists of users', '/ajax/get_managers_with_group', 'GET POST'),
  ...methods('currencies', '/api/v4/currencies', 'GET'),
  ...methods('lists', '/api/v4/catalogs', 'GET POST PATCH'),
  ...methods('lists', '/api/v4/catalogs/:id', 'GET PATCH'),
  ...methods('list elements', '/api/v4/catalogs/:id/elements', 'GET POST PATCH'),
  ...methods('list elements', '/api/v4/catalogs/:id/elements/:element', 'GET PATCH'),
  ...methods('settings of products', '/api/v4/catalogs/products/settings', 'GET PATCH'),
  ...methods('agents of Amma', '/api/v4/amma/agents', 'GET POST'),
  ...methods('agents of Amma', '/api/v4/amma/agents/*uuid', 'GET PATCH DELETE'),
  ...area('version 1 of the API', '/api/v1'),
  ...area('version 2 of the API', '/api/v2'),
  ...area('version 3 of the API', '/api/v3'),
  ...area('incoming leads of the old API', '/api/unsorted'),
  ...area('private methods of the web interface', '/ajax'),
  ...area('private methods of the web interface', '/private'),
];
