/** English names of what did not cross; the keys are those of the Russian file. */
export const leftOut = {
  company: 'company',
  'company-name': 'the full name of the company',
  'company-field': 'company field “{name}”',
  contact: 'contact',
  'no-contact': 'contact: the lead has none',
  'contact-late': 'contact: linked when the lead in the branch was gone',
  contacts: '{count, plural, one {# more contact} other {# more contacts}}',
  tags: '{count, plural, one {# tag} other {# tags}}',
  'contact-field': 'contact field “{name}”',
  owner: 'owner',
  'owner-task': 'the task to contact the client',
  'owner-gone': 'owner (user {user} has left the branch)',
  name: 'whole name',
  price: 'price',
  tag: 'transfer tag',
  branch: 'field “Branch” at head office',
  'hq-over':
    'stage at head office: its lead was closed or deleted while this one was on its way to the branch',
  sent: '{name, select, region {region} city {city} branch {branch} other {{name}}} “{value}”',
  'transfer-id': 'transfer id at head office',
  'contact-name': 'whole name of the contact',
};
