/** English names of what did not cross; the keys are those of the Russian file. */
export const leftOut = {
  company: 'company',
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
  'transfer-id': 'transfer id at head office',
  'contact-name': 'whole name of the contact',
};
