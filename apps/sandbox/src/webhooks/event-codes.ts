/** Codes of `settings` (config 7.2), the undocumented ones that clients use included. */
const codesByEntity: Readonly<Record<string, string>> = {
  lead: 'add update delete restore status responsible note',
  contact: 'add update delete restore responsible note',
  company: 'add update delete restore responsible note',
  customer: 'add update delete responsible note',
  task: 'add update delete responsible',
  talk: 'add update',
  unsorted: 'add update delete',
  catalog: 'add update delete',
};

/** Codes that Kommo alone has. */
export const kommoCodes: ReadonlySet<string> = new Set(['add_outgoing_message']);

/** Every code a subscription may name. */
export const eventCodes: ReadonlySet<string> = new Set([
  ...Object.entries(codesByEntity).flatMap(([entity, actions]) =>
    actions.split(' ').map((action) => `${action}_${entity}`),
  ),
  'add_chat_template_review',
  'add_message',
  ...kommoCodes,
]);
