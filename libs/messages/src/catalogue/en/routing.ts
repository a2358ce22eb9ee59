/** English texts of how routing has read a place; the keys are those of the Russian file. */
export const routing = {
  place:
    '{how, select, fuzzy {It looks misspelt; the region was guessed: {region}. Check it.} layout {Typed in the other keyboard layout; the region is {region}.} latin {Written in Latin letters; the region is {region}.} abbreviation {The abbreviation means {region}.} city {The city lies in {region}.} word {Your own words say {region}.} phone {No region is given; the phone code says {region}. Check it.} other {The region is {region}.}}',
  ambiguous: '“{text}” may mean several regions: {regions}. Ask the client and fill in the region.',
  account:
    '{found, select, hq {The lead is of head office.} other {The lead is not of head office and is not routed.}}',
  pipeline:
    '{found, select, intake {It stands in the intake pipeline.} other {It stands in another pipeline ({value}) and is not routed.}}',
  stage:
    '{found, select, open {It is open.} unsorted {It is unsorted: the hub waits until somebody accepts it.} closed {It is closed.} handed_over {It is in the handed-over stage.} was_in_branch {A branch has had it and is done with it: the hub does not hand it over again by itself.} escalated {A branch has given it to head office and waits for the answer: it is not routed. Move it back to the pipeline for the deals of branches.} other {Stage: {found}.}}',
  'chosen-branch':
    '{found, select, empty {No branch is chosen in the lead.} one_branch {A person has chosen the branch “{value}”.} no_branch {The lead names the branch “{value}”, which does not exist. Correct the field.} several_branches {Several branches are called “{value}”. Rename the others.} other {Branch: {found} {value}.}}',
  operator:
    '{found, select, assigned {An operator ({value}) has chosen the branch.} ignored {An operator has decided not to hand the lead over: {value}.} no_branch {The branch that an operator ({value}) has chosen is gone. Choose another one.} other {Operator: {found} {value}.}}',
  'known-client':
    '{found, select, has_client {The branch “{value}” has this client already.} has_client_by_phone {By the phone, the branch “{value}” has this client already.} has_client_by_email {By the e-mail, the branch “{value}” has this client already.} not_read {Whether branches know the client cannot be said: their contacts are not read yet ({value}).} other_territory {The branch “{value}” has this client, but their region is another branch’s alone.} other {Client: {found} {value}.}}',
  sent: 'Region “{value}” was sent and is not in the card: the list has no such value. {found, select, one_branch {One branch covers it.} shared {Several branches share it.} no_branch {No branch covers it. Fill in the region or the branch in the card.} several_branches {Several branches cover it, and the rules do not say which. Name the branch in the card.} other {{found}.}}',
  region:
    '{found, select, empty {No region is given. Ask the client and fill in the region or the branch.} one_branch {One branch covers “{value}”.} shared {Several branches share “{value}”.} no_branch {No branch covers “{value}”.} several_branches {Several branches cover “{value}”, and the rules do not say which one gets it. Fill in the branch or add a territory to the rules.} other {{found} {value}.}}',
  territory:
    '{found, select, exclusive {The territory “{value}” is one branch’s alone.} other_territory {Branch “{value}”: the rules give this territory to others.} overlap {Branch “{value}”: others cover the place as well.} other {{found} {value}.}}',
  branch:
    '{found, select, active {The branch “{value}” takes leads.} paused {The branch “{value}” is paused.} closed {The branch “{value}” is closed.} other {Branch “{value}”: {found}.}}',
  hours:
    'The branch “{value}” is closed now{until, select, none {, and its hours do not say when it opens} other { until {until}}}.',
  quota:
    '{found, select, full {The quota of the branch “{value}” is used up{until, select, none {} other { until {until}}}.} unknown {Nobody answers whether the quota of the branch “{value}” has room: the limits service is away.} other {Quota of the branch “{value}”: {found}.}}',
  fallback: 'Nobody else can take the lead; the fallback branch “{value}” gets it.',
  choice:
    '{found, select, weighted {By weight it is the turn of the branch “{value}”.} round_robin {It is the turn of the branch “{value}”.} least_open {The branch “{value}” has fewest open leads.} current {The lead is on its way to the branch “{value}”.} not_weighted {Branch “{value}”: by weight it is not its turn.} not_round_robin {Branch “{value}”: it is not its turn.} not_least_open {Branch “{value}”: it has no fewer open leads than others.} not_current {Branch “{value}”: the lead is on its way to another one.} other {{found} {value}.}}',
  target:
    '{found, select, account {The lead goes to the account of the branch.} missing {The branch “{value}” has no target. Give it an account, a pipeline and a stage.} pipeline {The lead moves to the pipeline of the branch inside head office.} inside_hq {The branch “{value}” works inside the head office account: the hub handed no leads over to it then.} is_intake {The pipeline of the branch “{value}” is the intake itself. Give it another one.} other {{found} {value}.}}',
  lead: '{found, select, absent {The lead is gone.} declined {Somebody has decided not to hand it over.} other {Lead: {found} {value}.}}',
  transfer:
    '{found, select, cancelled {The transfer was cancelled: {value}.} merged {A lead that was handed over was merged into it.} other {Transfer: {found} {value}.}}',
};
