/** Who names an object: something in the account, or a setting of the hub. */
export const mentions = {
  role: 'role',
  field: 'field',
  'branch-target': 'target of the branch',
  'exchange-stage': 'stage whose leads are handed out',
  'exchange-target': 'stage for leads handed out',
  'excluded-stage': 'stage that counts in no limit',
  'exchange-user': 'owner of the leads to hand out',
  'limited-user': 'manager with limits',
  intake: 'intake pipeline',
  'handed-over': 'stage for leads handed over',
  'region-field': 'region field of the rules',
  'city-field': 'city field of the rules',
  'branch-field': 'branch field of the rules',
  'allowed-field': 'field that goes to branches',
  bot: 'a bot of the hub, to be delivered anew:',
  other: 'a setting of the hub',
};
