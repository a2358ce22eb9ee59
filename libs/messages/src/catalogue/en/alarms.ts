/** English alarms; the keys are those of the Russian file. */
export const alarms = {
  'reconnect-needed':
    'The account has to be connected again: amoCRM no longer accepts its keys ({reason}). Open the connect link as an administrator.',
  'account-blocked':
    'amoCRM blocks all calls to the account. Write to amoCRM’s support, then lift the block in the hub.',
  'account-unpaid': 'The tariff of the account has ended. Pay for amoCRM; the hub goes on by itself.',
  'token-ends-soon':
    'The long-lived token of the account is valid until {endsAt}. Issue a new one and connect the account again.',
  'plan-failed':
    'A plan for the account was not carried out to the end: {reason}. What was written stays. Remove the cause and make a new plan.',
  'plan-stale':
    'A plan for the account was stopped, because the account has changed since: {reason}. Make a new plan and check it.',
  'plan-applied-in-part':
    'A plan for the account was carried out in part: {reason}. Decide on the list `missing` of the plan and make a new one.',
  'rollout-paused': 'The rollout of release {release} stands still: {reason}',
  'branch-owner-missing':
    'Branch “{branch}” ({account}): user {user}, who should get new leads, has left or is inactive. Until then {standIn, select, none {the owner of the connection} other {user {standIn}}} gets them. Give the branch a user who is active.',
  'branch-target-broken':
    'Branch “{branch}” ({account}): pipeline {pipeline} or stage {stage}, where its leads go, is gone, or no lead can be put there. The leads wait. Give the branch a pipeline and a stage; the hub then goes on by itself.',
  'claim-setting-refused':
    'In the account {account} amoCRM refuses to hand leads over{blame, select, account {} user { to the user {user}} other { to the stage {stage} of the pipeline {pipeline}}}. {problem} The leads stay in the exchange. {blame, select, account {Check the rights of the user for whom the integration works, and the tariff of the account} user {Check the rights of this user or remove them from managerIds} other {Give the group another target stage (targetStage)}}.',
  'exchange-setting-broken':
    'In the exchange settings of the account {account} the field {field} is not right any more. {problem}{more, plural, =0 {} one { So is # other field.} other { So are # other fields.}} {what, select, user {Leads that this user owns already are handed out, and new ones may not reach the stock} other {By this stage nothing is counted and no lead is handed out}}. Mend the settings: PUT /api/v1/exchange/settings.',
  'linked-owner-refused':
    'In account {account} amoCRM did not change the owner of {refused, plural, one {# card} other {# cards}} linked to lead {leadId}, which was handed out. Change it in the card of the lead, and check the rights of the user for whom the integration works.',
  'lead-joined':
    'In account {account} amoCRM’s duplicate control joined a lead of head office (lead {hqLeadId}) to deal {leadId}. The hub changed nothing else there, and creates contact and lead separately from now on. Check deal {leadId} and the settings of duplicate control, then set the account’s field duplicateControl.',
  'lead-join-doubted':
    'In account {account} the answer to creating contact and lead in one call was lost (lead {hqLeadId} of head office), and no new lead was found: amoCRM’s duplicate control may have joined it to an open deal. So that nothing is lost, the hub creates the lead separately, and later ones too. Check the open deals of this client, then set the account’s field duplicateControl.',
  'branch-list-behind':
    'In the head office ({account}) {why, select, missing {there is no field «{list, select, region {Регион} city {Город} other {Филиал}}» that the routing rules name: {list, select, city {the city of leads helps to find a branch no more. Create a field and name it in the rules, or take it out of them} other {operators have nothing to choose from. Create a list field and name it in the rules}}} observed {the list «{list, select, region {Регион} other {Филиал}}» has no values {names}, and the hub may only look at the configuration of the account. Add the values yourself or set the account’s mode to apply} other {amoCRM does not let the hub add the values {names} to the list «{list, select, region {Регион} other {Филиал}}». Check the rights of the integration’s user and add the values yourself}}. The hub looks again in an hour, and when a branch or the rules are saved.',
  'list-not-released':
    '{why, select, accounts {Release {release} has the values {names} of the list «{list, select, region {Регион} other {Филиал}}», and branch accounts lack them still: {hosts}{more, plural, =0 {} one { and # more account} other { and # more accounts}}. Apply that release to them} hq {Release {release}, which the branch accounts are brought to, has no values {names} of the list «{list, select, region {Регион} other {Филиал}}» of the head office ({account}): nobody can choose them in these accounts, and of leads that are handed over they go into a note. Make a new release and apply it to the branches} reference {Release {release} of the reference account {reference} has no values {names} of the list «{list, select, region {Регион} other {Филиал}}» of the head office ({account}): nobody can choose them in branch accounts, and of leads that are handed over they go into a note. Add them to the reference account, make a release and apply it to the branches} other {Release {release} has no values {names} of the list «{list, select, region {Регион} other {Филиал}}» of the head office ({account}): nobody can choose them in branch accounts, and of leads that are handed over they go into a note. Add them to the blueprint, import it and apply the release to the branches}}. The alarm ends by itself then.',
  'handed-over-stage-refused':
    'Head office ({account}) refuses stage {stage} of pipeline {pipeline} for leads that were handed over. Correct the routing rules; the hub then goes on by itself.',
  'lead-waits':
    '{count, plural, one {# lead waits} other {# leads wait}} for a person since {since} (the oldest one: {leadId}): {found, select, empty {nothing says which branch they are for} unsorted {nobody has accepted them from the incoming leads} no_branch {there is no branch for “{value}”} several_branches {several branches fit “{value}”} ambiguous {“{value}” may mean several regions} paused {the branch “{value}” is paused} closed {the branch “{value}” is closed} missing {the branch “{value}” does not say where its leads go} inside_hq {the branch “{value}” works inside the head office account} is_intake {the pipeline of the branch “{value}” is the intake itself} cancelled {their transfer was cancelled} declined {it was decided not to hand them over} handed_over {they were moved to the handed-over stage, but no branch has them} was_in_branch {a branch has had them, and they are open at head office} outside_hours {the branch “{value}” is closed} full {the quota of the branch “{value}” is used up} unknown {nobody answers whether the quota of the branch “{value}” has room} other {{found} {value}}}. All of them: GET /api/v1/waiting. Fill in the leads or mend the settings of the branches; the hub goes on by itself.',
  'lead-unjudged':
    '{count, plural, one {# lead has} other {# leads have}} had no decision since {since} (the oldest one: {leadId}). All of them: GET /api/v1/waiting. Check whether the head office account answers and whether there are dead letters; the hub goes on by itself.',
  'lead-undecided':
    '{count, plural, one {# lead} other {# leads}} of head office changed and {count, plural, one {has} other {have}} no decision two minutes later, since {since} (the oldest one: {leadId}). All of them: GET /api/v1/waiting. Check whether the head office account answers and its calls are not used up; the hub goes on by itself, and this alarm ends with the decision.',
  'intake-cut':
    'The list of leads of head office has more than 10,000 rows (without the paid option amoCRM ignores its filter and gives all leads): the hub sees new leads of the intake pipeline and those that wait, but may miss an old one of which it never heard. Close or move the old leads of the intake pipeline that have no decision, or have amoCRM switch on API filters.',
  're-judge-asked':
    '{leads, plural, one {# lead} other {# leads}} could be handed over to branches now{old, plural, =0 {} one {, and nobody has touched # of them for long} other {, and nobody has touched # of them for long}} (the oldest one: {leadId}). The hub waits for your word: POST /api/v1/decisions/re-judge with answer yes or no.',
  'transfer-stuck':
    'Branch “{branch}”: {count, plural, one {# transfer has} other {# transfers have}} not moved since {since} (the oldest lead: {leadId}). {reason} The hub tries again and goes on by itself; all of them: GET /api/v1/waiting. Retry at once or cancel: POST /api/v1/transfers/(id)/retry or /cancel.',
  'job-retried-long':
    'The hub has been retrying {count, plural, one {# job} other {# jobs}} of {consumer} since {since} without success. Last reason: {reason} The hub goes on by itself once it is gone.',
  'messages-undelivered':
    'Messages do not arrive: {count, plural, one {# waits} other {# wait}} for {consumer} since {since}. Check that its service runs, that it has the same version as the others and that NATS can be reached: the hub then delivers them by itself.',
  'work-stands':
    'The work of {consumer} stands: {count, plural, one {# job waits} other {# jobs wait}} since {since}, and none has ended for a quarter of an hour. Look into the log of its service and restart it: the hub goes on where it stopped.',
  'job-hangs':
    'The work of {consumer} hangs: {count, plural, one {# job has} other {# jobs have}} done nothing since {since} in one of the copies of its service, and what is behind in the queue waits. Look into the log of the service and restart it: the hub begins this work anew.',
  'schedule-failing':
    'The hub has not been able to begin the regular work of {consumer} since {since}. Reason: {reason} Check that the database and the hub’s services run: it tries again every minute.',
  'dead-letter':
    'The hub gave up {count, plural, one {# job} other {# jobs}} of {consumer}. Last reason: {reason} Mend the cause: the hub tries such work again by itself, some of it for an hour only. Replay it from the dead letters so as not to wait, or discard it there.',
  'webhooks-silent':
    'No webhooks of the account arrive: {missed, plural, one {# change was} other {# changes were}} found by the poll alone, so leads are late. Check that amoCRM can open {address}, that the webhook is enabled and the tariff allows it, then connect the account again.',
  'account-unpolled':
    'The hub has not polled the account since {since}: it does not see changes whose webhooks were lost, and such leads stand still. Check that the service observer runs and that the account answers: the first poll clears this alarm.',
  'journal-stale':
    'The hub has not been able to read {count, plural, one {# card} other {# cards}} of the account since {since} (the oldest one: {entity, select, task {task} other {lead}} {id}), so limits count by older data. Check that the user who connected the account sees all leads and tasks: the hub tries again by itself.',
  'public-url-local':
    'The address of the hub, {address}, can be seen only on this machine or in its network: webhooks of amoCRM do not reach it. Set a PUBLIC_URL that the internet can open and connect the accounts again.',
  'webhook-flood':
    'The webhook address of the account gets a flood of cards that nobody changed: the surplus was dropped ({dropped}), and the hub finds real changes by a poll every 10 seconds. The address has probably leaked: connect the account again, and it changes.',
  'account-drifted':
    'The account differs from its release in {count, plural, one {# object} other {# objects}}. Open the list of drift: fix them with a plan, propose them for the next release, or make them exceptions.',
  'account-unread':
    'Since {since} the hub cannot read the configuration of the account, so it does not know whether it differs from its release: {reason} Remove the cause: the hub reads it by itself.',
  'exception-expired':
    'An exception ended at {until}: {kind} "{name}" ({reason}). The next plan shows the difference again. Renew the exception, delete it, or mend the account with a plan.',
  'calendar-missing':
    'The hub has no production calendar of {year} ({country, select, ru {Russia} other {{country}}}). Working time of that year is counted by the holidays of the law alone, without days off that are moved, so terms may shift. Update the hub to a version that knows the decree on days off of that year.',
  'lead-in-hand':
    '{count, plural, one {# lead is} other {# leads are}} in hand since {since} (the oldest: {leadId}): the branch before has them no more, and the next one not yet. The list: GET /api/v1/waiting. {waits, select, yes {For some of them a branch was chosen that takes no leads now ({branches}): resume it, and the hub hands them over, or choose another one. In the others name a branch.} other {Name a branch in the leads: the hub hands them over.}}',
  'lead-not-left':
    '{count, plural, one {# lead is} other {# leads are}} to leave a branch and do not, since {since} (the oldest: {leadId}). The list with the causes: GET /api/v1/waiting.',
  'lead-in-two':
    '{count, plural, one {# request is} other {# requests are}} worked on as two deals since {since} (the oldest: {leadId}), in branches or at head office. The list, which says which of the two to close: GET /api/v1/waiting. The alarm ends by itself then.',
  'mirror-stuck':
    'Since {since} head office does not see what has become of {count, plural, one {# lead} other {# leads}} of branches (the oldest: {leadId}). The list with the causes: GET /api/v1/waiting. Remove them: the hub goes on by itself, and the alarm ends.',
  'escalation-gone':
    'Of {count, plural, one {# lead} other {# leads}} that branches gave to head office one of the two cards was deleted or merged, since {since} (the oldest: {leadId}). The list: GET /api/v1/waiting. Decide about the one that is left.',
  'escalation-late':
    '{count, plural, one {# lead} other {# leads}} of branches were not accepted by head office in time, since {since} (the oldest: {leadId}). The list: GET /api/v1/waiting. Move them to the next stage or give them owners: the alarm ends by itself.',
  'escalation-stuck':
    '{count, plural, one {# lead of a branch does} other {# leads of branches do}} not get on, on the way to head office or back, since {since} (the oldest: {leadId} of the branch). {reason} The list: GET /api/v1/waiting. Remove the cause; the hub goes on by itself.',
  'escalation-not-back':
    '{count, plural, one {# lead of a branch still stands} other {# leads of branches still stand}} in the pipeline for head office, there or here, since {since}, although nobody waits for them. The list with the causes and what to do: GET /api/v1/waiting. The alarm ends by itself when they are moved back.',
  'escalation-pipeline-missing':
    'The account of branch “{branch}” has no pipeline “{name}”: nobody sees the leads that it wants to give to head office. Give the pipeline that name again, or apply the release to the account: the hub checks every five minutes, and the alarm ends by itself.',
  'lead-not-made':
    '{count, plural, one {# request that was received over the API is} other {# requests that were received over the API are}} not in amoCRM of head office since {since}. {reason} The list: GET /api/v1/waiting. Check the connection of the head office account; the hub goes on by itself, and the alarm ends.',
  'review-failing':
    'The hub cannot check what waits for too long: the alarms {kinds} may be wrong or missing. {reason} See the log of the router and GET /api/v1/waiting; this alarm ends when the check succeeds again.',
  'claim-refused':
    '{count, plural, one {# lead cannot} other {# leads cannot}} be handed out: amoCRM refuses again and again since {since} (the oldest one: {leadId}). {problem} Mend the leads in amoCRM, or move them out of the exchange stage. All of them: GET /api/v1/waiting.',
};
